"""Lines of YAML that are read otherwise than meant: indentation, dashes, spaces, ends of documents, comments."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple


class Mark(NamedTuple):
    """A position in the text, counted from 0 like the marks of PyYAML."""

    line: int
    column: int


class Mistake(NamedTuple):
    """A place in a YAML text, what is wrong there, and how to write it."""

    mark: Any
    message: str
    hint: str


PAIR = re.compile(r"(?P<lead>[ ]*(?:- +)*)(?P<key>[\w.@/][\w.@/-]*)[ ]*:(?:[ \t]+(?P<value>\S.*)?)?\Z")
"""A line of a block mapping: a key, and perhaps a value."""
ITEM = re.compile(r"(?P<lead>[ ]*(?:- +)+)(?P<value>\S.*)\Z")


ODD_SPACES = "\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000\ufeff"
"""Spaces that word processors and web pages have, and that are letters to YAML."""
ODD_SPACE = re.compile(f"[{ODD_SPACES}]")
MISREAD_SPACE = re.compile(rf"[ ]*(?:- +)*(?P<lead>[{ODD_SPACES}])|[ ]*(?:- +)*[\w.@/-]+:(?P<behind>[{ODD_SPACES}])")


def has_odd_space(key: str) -> bool:
    """Return whether a key begins with a space that YAML takes for a letter."""
    return ODD_SPACE.match(key) is not None


def misread_space(lines: Sequence[str], mark: Any) -> Mistake | None:
    """Return a space in the indentation, or behind a colon, that YAML takes for a letter."""
    for at in (mark.line, line_before(lines, mark.line)) if mark.line < len(lines) else ():
        found = MISREAD_SPACE.match(lines[at])
        if found and found.lastgroup:
            name = f"U+{ord(found[found.lastgroup]):04X}"
            message = f"a space that YAML takes for a letter, {name}, as word processors write it"
            return Mistake(
                Mark(at, found.start(found.lastgroup)), message, "write a space of the keyboard in its place"
            )
    return None


def second_document(lines: Sequence[str], mark: Any) -> Mistake | None:
    """Return a line that ends the text and begins another one."""
    for at in (mark.line, line_before(lines, mark.line)):
        if at and lines[at][:3] in ("---", "..."):
            return Mistake(Mark(at, 0), f"“{lines[at]}” ends what YAML reads here", "take this line out")
    return None


def line_before(lines: Sequence[str], at: int) -> int:
    """Return the nearest line above that is not empty; the line itself if there is none."""
    return next((line for line in range(at - 1, -1, -1) if lines[line].strip()), at)


def layout_mistake(lines: Sequence[str], mark: Any) -> Mistake | None:
    """Return what is wrong with the indentation of a line, or with a dash that is missing."""
    line, above = lines[mark.line], line_before(lines, mark.line)
    indent, before = _indent(line), _indent(lines[above])
    pair = PAIR.match(line)
    if PAIR.match(lines[above]) is None and ITEM.match(lines[above]) is None and lines[above].strip()[:1] not in "#}]-":
        line, indent, mark, pair = lines[above], before, Mark(above, before), None
    if pair is None and lines[above].lstrip().startswith("#"):
        message = "a comment in the middle of a text"
        return Mistake(Mark(above, before), message, "take it out, or move it above the key of the text")
    if pair is None:
        message = "a line that belongs to no key"
        return Mistake(Mark(mark.line, indent), message, "indent it deeper than its text's first line, or join the two")
    key = f"{pair['lead'].strip()} {pair['key']}".strip()
    if above == mark.line:
        return None
    has_items = any(one.startswith("- ") for one in lines)
    if has_items and indent == 0 and not line.startswith("- "):
        hint = f"write “- {key}: …” and indent the lines below it by two spaces"
        return Mistake(Mark(mark.line, 0), "an entry without a dash", hint)
    first = PAIR.match(lines[above])
    if indent > before and first and first["value"]:
        if has_items and before == 0 and not lines[above].startswith("- "):
            hint = f"write “- {first['key']}: …”"
            return Mistake(Mark(above, 0), "an entry without a dash", hint)
        message = f"“{key}” is indented deeper than “{first['key']}” above, which has a value already"
        return Mistake(Mark(mark.line, indent), message, f"indent both by {_key_column(lines[above])} spaces")
    message = f"the indentation of “{key}” fits no line above"
    return Mistake(
        Mark(mark.line, indent), message, f"indent it by {_key_column(lines[above])} spaces, as the line above"
    )


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _key_column(line: str) -> int:
    match = PAIR.match(line) or ITEM.match(line)
    return len(match["lead"]) if match else _indent(line)
