"""What the reader of a format is handed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from sourcebook.model import Finding, SourceLocation, TableOptions

if TYPE_CHECKING:
    from polars import DataFrame


class DataFile(NamedTuple):
    """One data file."""

    path: str
    """Below the content folder."""
    data: bytes
    """For formats that are text: in UTF-8, its line ends single line feeds."""
    options: TableOptions
    location: SourceLocation
    """Where the options were written; the file itself when there are none."""
    others: Mapping[str, DataFrame] = {}
    """The briefing's other tables by name, for queries."""

    @property
    def text(self) -> str:
        """The file as text."""
        return self.data.decode()

    def fault(self, message: str, hint: str = "", line: int = 1, column: int = 1) -> Finding:
        """What is wrong with the file."""
        return Finding("table", "error", message, SourceLocation(self.path, line, column), hint)
