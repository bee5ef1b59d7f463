"""Find the tags of an HTML text, and replace values of attributes in place: all other bytes stay as they are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence, Set
from html import escape, unescape
from html.entities import html5
from html.parser import HTMLParser
from itertools import accumulate
from typing import NamedTuple

ATTRIBUTE = re.compile(r"([^\s/>=]+)(?:\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s>\"'][^\s>]*))?")
"""One attribute of a tag: its name, and its value with quotation marks, if it has one."""
BETWEEN = re.compile(r"[\s/]*")
NAME = re.compile(r"<[^\s/>]+")
REFERENCE = re.compile(r"&(?:#\d+;?|#[xX][\da-fA-F]+;?|([A-Za-z][\dA-Za-z]*)(;?)(=?))")
"""A character reference, or what looks like one."""


class Attribute(NamedTuple):
    """A value of an attribute."""

    value: str
    """Without quotation marks and character references."""
    start: int
    """Where the value is written in the text, quotation marks included."""
    end: int


class Tag(NamedTuple):
    """A start tag, or an end tag, whose name begins with a slash."""

    name: str
    """In lower case."""
    start: int
    end: int
    attributes: Mapping[str, Attribute]
    """By name in lower case; attributes without a value are left out."""


def read_tags(html: str, last: Set[str] = frozenset()) -> Sequence[Tag]:
    """Return the tags of a document or a part of one, except those in comments, scripts and style sheets.

    Args:
        html: the text.
        last: names of tags after which the rest is not read.
    """
    reader = _TagReader(html, last)
    try:
        reader.feed(html)
        reader.close()
    except _LastTagError:
        pass
    return reader.tags


def replace_values(html: str, values: Iterable[tuple[Attribute, str]]) -> str:
    """Return an HTML text with other values of some attributes, which are written in double quotation marks."""
    parts, at = [], 0
    for attribute, value in sorted(values, key=lambda pair: pair[0].start):
        parts += [html[at : attribute.start], f'"{escape(value)}"']
        at = attribute.end
    return "".join([*parts, html[at:]])


class _LastTagError(Exception):
    """Ends the reading of a document."""


class _TagReader(HTMLParser):
    CDATA_CONTENT_ELEMENTS = ("script", "style", "textarea", "title", "iframe", "noembed", "noframes", "xmp")  # type: ignore[misc]  # differs between versions of Python

    def __init__(self, html: str, last: Set[str]) -> None:
        super().__init__(convert_charrefs=False)
        self.tags: list[Tag] = []
        self._last = last
        self._lines = [0, *accumulate(len(line) for line in html.split("\n"))]

    def handle_starttag(self, tag: str, attrs: object) -> None:
        """Add a start tag."""
        text = self.get_starttag_text() or ""
        start = self._offset()
        self._add(Tag(tag, start, start + len(text), _attributes(text, start)))

    def handle_startendtag(self, tag: str, attrs: object) -> None:
        """Add a tag that is closed at once, as `<br/>`."""
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        """Add an end tag."""
        self._add(Tag(f"/{tag}", self._offset(), self._offset(), {}))

    def _add(self, tag: Tag) -> None:
        self.tags.append(tag)
        if tag.name in self._last:
            raise _LastTagError

    def _offset(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + line - 1 + column


def _attributes(tag: str, start: int) -> dict[str, Attribute]:
    found: dict[str, Attribute] = {}
    name = NAME.match(tag)
    at = name.end() if name else 0
    while at < len(tag):
        between = BETWEEN.match(tag, at)
        at = between.end() if between else at
        match = ATTRIBUTE.match(tag, at)
        if match is None:
            at += 1
            continue
        at, written = match.end(), match[2]
        if written is not None:
            value = written[1:-1] if written[0] in "\"'" else written
            place = Attribute(decoded(value), start + match.start(2), start + match.end(2))
            found.setdefault(match[1].lower(), place)
    return found


def decoded(value: str) -> str:
    """Decode the character references in a value of an attribute, by the rules of HTML: `?a&section=2` has none."""

    def character(match: re.Match[str]) -> str:
        name, end, equals = match.groups()
        is_reference = name is None or (f"{name}{end}" in html5 and (end or not equals))
        return unescape(match[0]) if is_reference else match[0]

    return REFERENCE.sub(character, value)
