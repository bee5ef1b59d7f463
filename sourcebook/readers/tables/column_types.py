"""Cast columns of a table to the types in the front matter."""

from __future__ import annotations

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
        if options.format and not frame[name].dtype.is_numeric() and options.type not in ("integer", "number"):
            message = f"“{name}” has a format for numbers and holds none"
            return Finding("table", "error", message, file.location, "set its type to number, or leave out the format")
        column = _cast(frame[name], options)
        if isinstance(column, int):
            cell = frame[name][column]
            message = f"“{name}” is “{cell}”, which is not {TYPE_PHRASES[options.type or 'number']}"
            # Other formats have no lines to speak of.
            line = line_of(file, column) if file.path.endswith((".csv", ".tsv")) else 1
            return file.error(message, f"the briefing's front matter says that it is: {file.location}", line)
        frame = frame.with_columns(column)
    return frame


def exact(frame: DataFrame) -> DataFrame:
    """Return a frame whose columns of whole numbers are text if floats do not hold all of them exactly."""
    import polars as pl

    integers = [name for name, dtype in frame.schema.items() if dtype.is_integer()]
    large = [name for name in integers if max(abs(frame[name].max() or 0), abs(frame[name].min() or 0)) > LARGEST]  # type: ignore[arg-type]
    return frame.with_columns(pl.col(large).cast(pl.String)) if large else frame


def _cast(column: Series, options: ColumnOptions) -> Series | int:
    """Return the column in another type, or the index of the first cell that does not fit."""
    import polars as pl

    if options.type is None:
        return column
    if options.type in ("text", "date"):
        text = column if column.dtype == pl.String else column.cast(pl.String)
        bad = (index for index, cell in enumerate(text) if cell is not None and not is_edtf(cell))
        return next(bad, text) if options.type == "date" else text
    if options.type == "boolean":
        truths: Any = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
        cells = column.cast(pl.String).str.to_lowercase()
        cast = cells.replace_strict(truths, default=None, return_dtype=pl.Boolean).rename(column.name)
    else:
        cast = column.cast(pl.Int64 if options.type == "integer" else pl.Float64, strict=False)
    lost = (cast.is_null() & column.is_not_null()).arg_max()
    return lost if lost is not None and cast[lost] is None and column[lost] is not None else cast
