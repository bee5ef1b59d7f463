"""Data frames as HTML tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from sourcebook.core.text.dates import format_date
from sourcebook.model import ColumnOptions, TableOptions

if TYPE_CHECKING:
    from polars import DataFrame


def table_html(frame: DataFrame, options: TableOptions = TableOptions()) -> Markup:  # noqa: B008  # frozen
    """Return an accessible table: header cells with scope, numbers with a class, at most `max_rows` rows."""
    names = frame.columns
    column_options = [options.columns.get(name, ColumnOptions()) for name in names]
    css = [' class="num"' if dtype.is_numeric() else "" for dtype in frame.dtypes]
    heads = [one.title or name.replace("_", " ") for name, one in zip(names, column_options, strict=True)]
    head = "".join(f'<th scope="col"{css[i]}>{escape(text)}</th>' for i, text in enumerate(heads))
    rows = "".join(
        "<tr>"
        + "".join(f"<td{css[i]}>{escape(shown(cell, column_options[i]))}</td>" for i, cell in enumerate(row))
        + "</tr>"
        for row in frame.head(options.max_rows).iter_rows()
    )
    more = len(frame) - options.max_rows
    rows += f'<tr><td colspan="{len(names)}">and {more:,} more</td></tr>' if more > 0 else ""
    return Markup(f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>")


def shown(cell: object, options: ColumnOptions = ColumnOptions()) -> str:  # noqa: B008  # frozen
    """Format a cell: whole numbers without a decimal point, others with at most four decimals, dates in words."""
    if cell is None:
        return "–"
    if options.type == "date":
        return format_date(str(cell))
    if options.format and isinstance(cell, (int, float)):
        return format(int(cell) if options.format.endswith("d") else cell, options.format)
    if isinstance(cell, bool) or not isinstance(cell, (int, float)):
        return str(cell)
    if float(cell).is_integer() and abs(cell) < 1e15:
        return f"{int(cell):,}" if abs(cell) >= 10_000 else str(int(cell))
    return f"{cell:,.4f}".rstrip("0").rstrip(".")
