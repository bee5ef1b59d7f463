"""Data files as polars frames with typed columns. A new format is one file and one line in `TABLE_FORMATS`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from sourcebook.model import Finding, TableOptions
from sourcebook.readers.tables import arrow_file, delimited, json_rows, sql_query, sqlite_file, written_numbers
from sourcebook.readers.tables.column_types import cast_columns, exact
from sourcebook.readers.tables.control_characters import control_in_cells, control_in_json
from sourcebook.readers.tables.data_file import DataFile

if TYPE_CHECKING:
    from polars import DataFrame

Read = Mapping[str, "DataFrame"]
"""Tables by a suffix of the file's name: empty for the only one, `#name` for a table of a database."""


class TableFormat(NamedTuple):
    """A format of data files."""

    read: Callable[[DataFile], Read | Finding]
    is_text: bool = False
    texts: Callable[[DataFile], Iterator[Mapping[str, Any]]] | None = None
    """Yields the rows with numbers as they are written; None for formats that hold numbers as such."""
    is_query: bool = False
    """Whether it selects from other tables of a briefing, and is read after them."""


TABLE_FORMATS: Mapping[str, TableFormat] = {
    ".csv": TableFormat(delimited.read, is_text=True, texts=delimited.written_rows),
    ".tsv": TableFormat(delimited.read, is_text=True, texts=delimited.written_rows),
    ".json": TableFormat(json_rows.read, is_text=True, texts=written_numbers.in_json),
    ".jsonl": TableFormat(json_rows.read_lines, is_text=True, texts=written_numbers.in_json_lines),
    ".ndjson": TableFormat(json_rows.read_lines, is_text=True, texts=written_numbers.in_json_lines),
    ".parquet": TableFormat(arrow_file.read_parquet),
    ".arrow": TableFormat(arrow_file.read_arrow),
    ".feather": TableFormat(arrow_file.read_arrow),
    ".sqlite": TableFormat(sqlite_file.read),
    ".sqlite3": TableFormat(sqlite_file.read),
    ".db": TableFormat(sqlite_file.read),
    ".sql": TableFormat(sql_query.read, is_text=True, is_query=True),
}
JSON = (".json", ".jsonl", ".ndjson")
MAX_BYTES = 50_000_000


def table_format(path: str) -> TableFormat | None:
    """Return the format of a data file by its suffix; None for other files."""
    return TABLE_FORMATS.get(_suffix(path))


def _suffix(path: str) -> str:
    return path[path.rfind(".") :].lower() if "." in path else ""


def read_tables(file: DataFile) -> Read | Finding:
    """Return the tables of a data file with the types in its options, or a finding.

    A column is numeric if every cell is a number; dates stay text, so that 2026-02 keeps its precision. Whole numbers
    that floats do not hold exactly become text, for they are names: charts and browsers would change their digits.
    """
    control = control_in_json(file) if _suffix(file.path) in JSON else None
    found = control or TABLE_FORMATS[_suffix(file.path)].read(file)
    if isinstance(found, Finding):
        return found
    tables: dict[str, DataFrame] = {}
    for name, frame in found.items():
        if wide := file.too_wide(len(frame.columns)):
            return wide
        # In the text of a file there is none.
        control = None if file.path.lower().endswith((".csv", ".tsv")) else control_in_cells(file, frame)
        if control is not None:
            return control
        table = cast_columns(file, exact(frame))
        if isinstance(table, Finding):
            return table
        tables[name] = table
    return tables


def read_written_numbers(file: DataFile, tables: Read) -> dict[str, Mapping[str, Sequence[Decimal | None]]]:
    """Return, by suffix of a table and by column, numbers that are written in another way than their values.

    Args:
        file: a data file.
        tables: what `read_tables` returned for it.
    """
    texts = TABLE_FORMATS[_suffix(file.path)].texts
    if texts is None:
        return {}
    found = {suffix: written_numbers.written_numbers(texts(file), frame) for suffix, frame in tables.items()}
    return {suffix: columns for suffix, columns in found.items() if columns}


__all__ = [
    "MAX_BYTES",
    "TABLE_FORMATS",
    "DataFile",
    "Read",
    "TableFormat",
    "TableOptions",
    "read_tables",
    "read_written_numbers",
    "table_format",
]
