"""Findings: problems of the content, with their locations."""

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
        """Return `file:line:column`, which editors and terminals recognize as a link."""
        return f"{self.file}:{self.line}:{self.column}"


def location_in(path: str, text: str, offset: int, first_line: int = 1) -> SourceLocation:
    """Return the location of a character offset in a text whose first line is `first_line` of its file."""
    line = text.count("\n", 0, offset)
    return SourceLocation(path, first_line + line, offset - text.rfind("\n", 0, offset))


class Finding(NamedTuple):
    """One problem of the content: rule, level, message, location, and a hint."""

    rule: str
    level: Level
    message: str
    location: SourceLocation
    hint: str = ""


FATAL = frozenset(
    {"syntax", "encoding", "empty", "too-large", "too-deep", "unreadable-file", "captured-text", "slow-page"}
)
"""Rules whose findings mean that nothing of a file could be read; their level cannot be set."""
RecordLocations = Mapping[str, SourceLocation]
"""Where each value of one record was written, by its path inside the record: `via.0.source`; `` is the record."""
