"""Compose TOML to the nodes of PyYAML, so that one decoder reads both, with locations.

The standard library's parser returns values without locations. So a key is searched in the text, from the location of
its table on. This finds the line for all usual ways to write a table; for others the location is that of the table.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import Any

import yaml

from sourcebook.model import Finding, SourceLocation, location_in
from sourcebook.readers.decoding.utf8_text import MAX_DEPTH

WHERE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)\Z")
MANY_DIGITS = re.compile(r"\d{4000}")
STRING = "tag:yaml.org,2002:str"


def compose_toml(path: str, text: str, first_line: int) -> yaml.MappingNode | Finding:
    """Return the mapping node of a TOML text, or a finding if it is invalid.

    Args:
        path: of the file below the content folder.
        text: the TOML.
        first_line: the line of the file on which it starts.
    """
    try:
        values: dict[str, Any] | None = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        where = WHERE.search(str(error))
        line, column = (int(where[1]), int(where[2])) if where and where[1] else (text.count("\n") + 1, 1)
        message = f"not TOML: {WHERE.sub('', str(error))}"
        location = SourceLocation(path, first_line + line - 1, column)
        return Finding(
            "syntax", "error", message, location, "check quotation marks, brackets and equals signs near here"
        )
    except RecursionError:
        values = None
    except ValueError:
        digits = MANY_DIGITS.search(text)
        location = location_in(path, text, digits.start() if digits else 0)
        location = location._replace(line=location.line + first_line - 1)
        return Finding(
            "wrong-type", "error", "a whole number of thousands of digits", location, "write a text, in quotes"
        )
    if values is None or _is_deep(values, MAX_DEPTH):
        return Finding(
            "too-deep", "error", f"nested deeper than {MAX_DEPTH}", SourceLocation(path, first_line), "flatten it"
        )
    return _mapping(values, text, 0)


def _is_deep(value: Any, allowed: int) -> bool:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return allowed < 0 or any(_is_deep(one, allowed - 1) for one in inner)


def _mark(text: str, offset: int) -> yaml.Mark:
    start = text.rfind("\n", 0, offset) + 1
    return yaml.Mark("", offset, text.count("\n", 0, offset), offset - start, None, 0)


def _mapping(values: dict[str, Any], text: str, start: int) -> yaml.MappingNode:
    mark = _mark(text, start)
    pairs = []
    for key, value in values.items():
        at, after = _find(key, text, start)
        name = yaml.ScalarNode(STRING, key, _mark(text, at))
        pairs.append((name, _node(value, text, after if isinstance(value, (dict, list)) else at, after)))
    return yaml.MappingNode("tag:yaml.org,2002:map", pairs, mark)


def _node(value: Any, text: str, start: int, after: int) -> yaml.Node:
    if isinstance(value, dict):
        return _mapping(value, text, start)
    if isinstance(value, list):
        return yaml.SequenceNode("tag:yaml.org,2002:seq", list(_items(value, text, after)), _mark(text, after))
    written = str(value).lower() if isinstance(value, bool) else str(value)
    # A quoted style: an empty text is text, and never YAML's nothing.
    return yaml.ScalarNode(STRING, written, _mark(text, after), style='"')


def _items(values: list[Any], text: str, start: int) -> Iterator[yaml.Node]:
    """Return the nodes of a list; each table is searched after the one before it."""
    for value in values:
        at = start
        if isinstance(value, dict) and value:
            at = min(_find(key, text, start)[0] for key in value)
            start = max(_find(key, text, at)[1] for key in value)
        yield _node(value, text, at, at)


def _find(key: str, text: str, start: int) -> tuple[int, int]:
    """Return the offsets of a key and its value at or after an offset; that offset itself if the key is not found."""
    name = re.escape(key)
    pattern = re.compile(rf"""(?<![\w"'-])["']?(?P<key>{name})["']?[ \t]*(?:=[ \t]*|\]+|\.)""")
    found = pattern.search(text, start)
    return (found.start("key"), found.end()) if found else (start, start)
