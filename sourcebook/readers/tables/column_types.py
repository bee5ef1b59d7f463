"""Cast columns of a table to the types in the front matter."""

from __future__ import annotations

import re
from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sourcebook.core.text.dates import is_edtf
from sourcebook.core.text.suggestions import did_you_mean
from sourcebook.model import ColumnOptions, Finding
from sourcebook.readers.tables.cell_values import LARGEST
from sourcebook.readers.tables.data_file import DataFile
from sourcebook.readers.tables.delimited import line_of

if TYPE_CHECKING:
    from polars import DataFrame, Series

TYPE_PHRASES = {"integer": "a whole number", "number": "a number", "boolean": "true or false", "date": "a date"}


def cast_columns(file: DataFile, frame: DataFrame) -> DataFrame | Finding:
    """Return the frame with cast columns, or a finding for the first cell that does not fit."""
    for name, options in file.options.columns.items():
        if name not in frame.columns:
            hint = did_you_mean(name, frame.columns, f"columns: {', '.join(frame.columns)}")
            return Finding("table", "error", f"{file.path} has no column “{name}”", file.location, hint)
        if contradiction := _contradiction(frame[name], options):
            message, hint = contradiction
            return Finding("table", "error", f"“{name}” {message}", file.location, hint)
        column = _cast(frame[name], options)
        if isinstance(column, int):
            cell = frame[name][column]
            kind = "date" if options.has_dates else options.type or "number"
            written = f" written as {options.parse}" if options.parse else ""
            message = f"“{name}” is “{cell}”, which is not {TYPE_PHRASES[kind]}{written}"
            # Other formats have no lines to speak of.
            line = line_of(file, column) if file.path.lower().endswith((".csv", ".tsv")) else 1
            return file.error(message, f"the briefing's front matter says that it is: {file.location}", line)
        frame = frame.with_columns(column)
    return frame


def exact(frame: DataFrame) -> DataFrame:
    """Return a frame whose columns of whole numbers are text if floats do not hold all of them exactly."""
    import polars as pl

    integers = [name for name, dtype in frame.schema.items() if dtype.is_integer()]
    large = [name for name in integers if max(abs(frame[name].max() or 0), abs(frame[name].min() or 0)) > LARGEST]  # type: ignore[arg-type]
    return frame.with_columns(pl.col(large).cast(pl.String)) if large else frame


def _contradiction(column: Series, options: ColumnOptions) -> tuple[str, str] | None:
    """Return what is wrong with the format of a column, and a hint."""
    twice = [
        name for name, times in Counter(re.findall("%[A-Za-z]", options.parse.replace("%e", "%d"))).items() if times > 1
    ]
    if twice:
        return f"has a format of dates with {twice[0]} twice", "name each part of a date once"
    if options.has_dates:
        if options.type not in (None, "date"):
            return f"has a format for dates, and its type is {options.type}", "leave out one of them"
        if options.format and not re.search("%[A-Za-z]", options.format):
            return "has a format for numbers and holds dates", "write a format for dates, as %d %b %Y, or leave it out"
    elif options.format and not column.dtype.is_numeric() and options.type not in ("integer", "number"):
        return "has a format for numbers and holds none", "set its type to number, or leave out the format"
    return None


def _date(cell: str, pattern: str) -> str | None:
    """Return a date of EDTF, as precise as the pattern is, or None if a cell is none."""
    if not pattern:
        return cell if is_edtf(cell) else None
    try:
        day = datetime.strptime(cell.strip(), pattern.replace("%e", "%d")).date().isoformat()
    except ValueError:
        return None
    has_month, has_day = re.search("%[mbB]", pattern), re.search("%[dej]", pattern)
    return day if has_day else day[:7] if has_month else day[:4]


def _cast(column: Series, options: ColumnOptions) -> Series | int:
    """Return the column in another type, or the index of the first cell that does not fit."""
    import polars as pl

    text = column if column.dtype == pl.String else column.cast(pl.String)
    if options.has_dates:
        dates = [None if cell is None else _date(cell, options.parse) for cell in text]
        bad = (index for index, cell in enumerate(text) if cell is not None and dates[index] is None)
        return next(bad, pl.Series(column.name, dates, dtype=pl.String))
    if options.type is None:
        return column
    if options.type == "text":
        return text
    if options.type == "boolean":
        truths: Any = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
        cells = column.cast(pl.String).str.to_lowercase()
        cast = cells.replace_strict(truths, default=None, return_dtype=pl.Boolean).rename(column.name)
    else:
        cast = column.cast(pl.Int64 if options.type == "integer" else pl.Float64, strict=False)
        if options.type == "integer" and column.dtype.is_float():
            cast = pl.select(pl.when(column == cast).then(cast)).to_series().rename(column.name)
    lost = (cast.is_null() & column.is_not_null()).arg_max()
    return lost if lost is not None and cast[lost] is None and column[lost] is not None else cast
