"""Findings: what is wrong with the content, and where."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

Level = Literal["error", "warning", "note"]


class SourceLocation(NamedTuple):
    """A position in a content file: POSIX path below the content folder, line and column counted from 1."""

    file: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        """`file:line:column`, the form that editors and terminals turn into a link."""
        return f"{self.file}:{self.line}:{self.column}"


def location_in(path: str, text: str, offset: int, first_line: int = 1) -> SourceLocation:
    """The place of a character offset in a text whose first line is `first_line` of its file."""
    line = text.count("\n", 0, offset)
    return SourceLocation(path, first_line + line, offset - text.rfind("\n", 0, offset))


class Finding(NamedTuple):
    """One thing to say about the content: what, how grave, where, and what to do."""

    rule: str
    level: Level
    message: str
    location: SourceLocation
    hint: str = ""


FATAL = frozenset({"syntax", "encoding", "empty", "too-large", "too-deep"})
"""Rules of findings that say: nothing of this file could be read. Their level is fixed."""
RecordLocations = Mapping[str, SourceLocation]
"""Where each value of one record was written, by its path inside the record: `via.0.source`; `` is the record."""
