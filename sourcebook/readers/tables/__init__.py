"""Data files as polars frames with typed columns. A new format is one file and one line in `TABLE_FORMATS`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from sourcebook.model import Finding, TableOptions
from sourcebook.readers.tables import arrow_file, delimited, json_rows, sql_query, sqlite_file
from sourcebook.readers.tables.column_types import cast_columns
from sourcebook.readers.tables.data_file import DataFile

if TYPE_CHECKING:
    from polars import DataFrame

Read = Mapping[str, "DataFrame"]
"""Tables by a suffix of the file's name: empty for the only one, `#name` for a table of a database."""
TABLE_FORMATS: Mapping[str, Callable[[DataFile], Read | Finding]] = {
    ".csv": delimited.read,
    ".tsv": delimited.read,
    ".json": json_rows.read,
    ".jsonl": json_rows.read_lines,
    ".ndjson": json_rows.read_lines,
    ".parquet": arrow_file.read_parquet,
    ".arrow": arrow_file.read_arrow,
    ".feather": arrow_file.read_arrow,
    ".sqlite": sqlite_file.read,
    ".sqlite3": sqlite_file.read,
    ".db": sqlite_file.read,
    ".sql": sql_query.read,
}
TEXT = frozenset({".csv", ".tsv", ".json", ".jsonl", ".ndjson", ".sql"})
"""Text formats."""
QUERIES = frozenset({".sql"})
"""Formats that select from other tables of a briefing, and are read after them."""
MAX_BYTES = 50_000_000


def suffix(path: str) -> str:
    """Return the suffix of a data file; empty for other files."""
    end = path[path.rfind(".") :].lower() if "." in path else ""
    return end if end in TABLE_FORMATS else ""


def read_tables(file: DataFile) -> Read | Finding:
    """Return the tables of a data file with the types in its options, or a finding.

    A column is numeric if every cell is a number; dates stay text, so that 2026-02 keeps its precision.
    """
    found = TABLE_FORMATS[suffix(file.path)](file)
    if isinstance(found, Finding):
        return found
    tables: dict[str, DataFrame] = {}
    for name, frame in found.items():
        table = cast_columns(file, frame)
        if isinstance(table, Finding):
            return table
        tables[name] = table
    return tables


__all__ = ["MAX_BYTES", "QUERIES", "TABLE_FORMATS", "TEXT", "DataFile", "Read", "TableOptions", "read_tables", "suffix"]
