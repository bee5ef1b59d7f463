"""Tables of data: CSV, TSV and JSON files as polars frames with typed columns."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

from sourcebook.model import Finding, Place

if TYPE_CHECKING:
    from polars import DataFrame

SUFFIXES = (".csv", ".tsv", ".json")
MAX_BYTES = 50_000_000


def read_table(path: str, text: str) -> DataFrame | Finding:
    """A data file as a frame, or why it is none.

    Args:
        path: of the file below the content folder; its suffix tells the format.
        text: of the file.

    Returns:
        Columns of numbers where every cell is one; dates stay text, so that 2026-02 keeps its precision.
    """
    if not text.strip():
        return Finding("empty", "error", "nothing here", Place(path), "a table needs a header row")
    return _json(path, text) if path.endswith(".json") else _delimited(path, text)


def _delimited(path: str, text: str) -> DataFrame | Finding:
    delimiter = "\t" if path.endswith(".tsv") else ","
    problem = _ragged(path, text, delimiter)
    if problem is not None:
        return problem
    import polars as pl

    try:
        return pl.read_csv(io.StringIO(text), separator=delimiter, infer_schema_length=None, null_values=[""])
    except pl.exceptions.PolarsError as error:
        message = f"this table cannot be read: {str(error).splitlines()[0]}"
        return Finding("table", "error", message, Place(path), "write plain CSV, a header first")


def _ragged(path: str, text: str, delimiter: str) -> Finding | None:
    """The first row that does not fit the header, by a reader that knows its line."""
    csv.field_size_limit(1_000_000)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    header: list[str] = []
    try:
        for cells in reader:
            header = header or cells
            if cells and len(cells) != len(header):
                message = f"{len(cells)} cells where the header names {len(header)} columns"
                return Finding("table", "error", message, Place(path, reader.line_num), "quote cells that hold commas")
    except csv.Error as error:
        place = Place(path, max(reader.line_num, 1))
        return Finding("table", "error", f"not CSV: {error}", place, "close the quotation mark")
    double = next((name for name in header if header.count(name) > 1), None)
    if double is not None:
        return Finding("table", "error", f"two columns are named “{double}”", Place(path), "rename one of them")
    return None


def _json(path: str, text: str) -> DataFrame | Finding:
    try:
        rows = json.loads(text)
    except json.JSONDecodeError as error:
        return Finding("table", "error", f"not JSON: {error.msg}", Place(path, error.lineno, error.colno))
    except RecursionError:
        return Finding("too-deep", "error", "nested too deep", Place(path), "write a flat list of objects")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        return Finding("table", "error", "a JSON table is a list of objects", Place(path), "write [{…}, {…}]")
    import polars as pl

    try:
        return pl.DataFrame(rows, infer_schema_length=None)
    except (pl.exceptions.PolarsError, TypeError) as error:
        return Finding("table", "error", f"columns of mixed types: {error}", Place(path), "give a column one type")
