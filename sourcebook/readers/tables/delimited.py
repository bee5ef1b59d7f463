"""Read tables from CSV and TSV."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from sourcebook.model import Finding
from sourcebook.readers.tables.data_file import DataFile

if TYPE_CHECKING:
    from polars import DataFrame


def read(file: DataFile) -> dict[str, DataFrame] | Finding:
    """Read rows below a header."""
    delimiter = "\t" if file.path.endswith(".tsv") else ","
    problem = _ragged(file, delimiter)
    if problem is not None:
        return problem
    import polars as pl

    # What is to be text must never have been a number: 007 would have lost its zeros.
    overrides = {name: pl.String for name, one in file.options.columns.items() if one.type in ("text", "date")}
    try:
        frame = pl.read_csv(
            io.StringIO(file.text),
            separator=delimiter,
            infer_schema_length=None,
            null_values=[""],
            schema_overrides=overrides,
        )
    except pl.exceptions.PolarsError as error:
        return file.error(f"this table cannot be read: {str(error).splitlines()[0]}", "write plain CSV, a header first")
    return {"": frame}


def _ragged(file: DataFile, delimiter: str) -> Finding | None:
    """Return a finding for the first row with another number of cells than the header, with its line."""
    csv.field_size_limit(1_000_000)
    reader = csv.reader(io.StringIO(file.text, newline=""), delimiter=delimiter, strict=True)
    header: list[str] = []
    try:
        for cells in reader:
            header = header or cells
            if cells and len(cells) != len(header):
                message = f"{len(cells)} cells where the header names {len(header)} columns"
                return file.error(message, "quote cells that hold commas", reader.line_num)
    except csv.Error as error:
        return file.error(f"not CSV: {error}", "close the quotation mark", max(reader.line_num, 1))
    double = next((name for name in header if header.count(name) > 1), None)
    return file.error(f"two columns are named “{double}”", "rename one of them") if double is not None else None
