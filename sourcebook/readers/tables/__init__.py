"""Data files as polars frames with typed columns. A new format is one file and one line in `TABLE_FORMATS`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from sourcebook.model import Finding, TableOptions
from sourcebook.readers.tables import arrow_file, delimited, json_rows, sql_query, sqlite_file
from sourcebook.readers.tables.column_types import cast_columns
from sourcebook.readers.tables.data_file import DataFile

if TYPE_CHECKING:
    from polars import DataFrame

Read = Mapping[str, "DataFrame"]
"""Tables by a suffix of the file's name: empty for the only one, `#name` for a table of a database."""


class TableFormat(NamedTuple):
    """A format of data files."""

    read: Callable[[DataFile], Read | Finding]
    is_text: bool = False
    is_query: bool = False
    """Whether it selects from other tables of a briefing, and is read after them."""


TABLE_FORMATS: Mapping[str, TableFormat] = {
    ".csv": TableFormat(delimited.read, is_text=True),
    ".tsv": TableFormat(delimited.read, is_text=True),
    ".json": TableFormat(json_rows.read, is_text=True),
    ".jsonl": TableFormat(json_rows.read_lines, is_text=True),
    ".ndjson": TableFormat(json_rows.read_lines, is_text=True),
    ".parquet": TableFormat(arrow_file.read_parquet),
    ".arrow": TableFormat(arrow_file.read_arrow),
    ".feather": TableFormat(arrow_file.read_arrow),
    ".sqlite": TableFormat(sqlite_file.read),
    ".sqlite3": TableFormat(sqlite_file.read),
    ".db": TableFormat(sqlite_file.read),
    ".sql": TableFormat(sql_query.read, is_text=True, is_query=True),
}
MAX_BYTES = 50_000_000


def table_format(path: str) -> TableFormat | None:
    """Return the format of a data file by its suffix; None for other files."""
    return TABLE_FORMATS.get(_suffix(path))


def _suffix(path: str) -> str:
    return path[path.rfind(".") :].lower() if "." in path else ""


def read_tables(file: DataFile) -> Read | Finding:
    """Return the tables of a data file with the types in its options, or a finding.

    A column is numeric if every cell is a number; dates stay text, so that 2026-02 keeps its precision.
    """
    found = TABLE_FORMATS[_suffix(file.path)].read(file)
    if isinstance(found, Finding):
        return found
    tables: dict[str, DataFrame] = {}
    for name, frame in found.items():
        table = cast_columns(file, frame)
        if isinstance(table, Finding):
            return table
        tables[name] = table
    return tables


__all__ = [
    "MAX_BYTES",
    "TABLE_FORMATS",
    "DataFile",
    "Read",
    "TableFormat",
    "TableOptions",
    "read_tables",
    "table_format",
]
