"""The input of the readers of table formats."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from sourcebook.model import Finding, SourceLocation, TableOptions

if TYPE_CHECKING:
    from polars import DataFrame


MAX_COLUMNS = 2_000
"""Columns of a table."""


class DataFile(NamedTuple):
    """One data file."""

    path: str
    """Below the content folder."""
    data: bytes
    """The bytes; of text formats in UTF-8, with line feeds as line ends."""
    options: TableOptions
    location: SourceLocation
    """Location of the options; the file itself if there are none."""
    others: Mapping[str, DataFrame] = {}
    """Other tables of the briefing by name, for queries."""

    @property
    def text(self) -> str:
        """The text of the file."""
        return self.data.decode()

    def too_wide(self, columns: int, line: int = 1) -> Finding | None:
        """Return a finding if a table has too many columns."""
        if columns <= MAX_COLUMNS:
            return None
        hint = "put what the columns name into one column, and the values into another"
        return self.error(f"{columns:,} columns; a table has at most {MAX_COLUMNS:,}", hint, line)

    def error(self, message: str, hint: str = "", line: int = 1, column: int = 1) -> Finding:
        """Return a finding about the file."""
        return Finding("table", "error", message, SourceLocation(self.path, line, column), hint)
