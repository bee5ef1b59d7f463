"""Summarize a table of numbers in a sentence, for readers who cannot see the chart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sourcebook.charts.table_html import TableWriter
from sourcebook.statements.extremes import MOST_NAMES, Extreme, Extremes

if TYPE_CHECKING:
    from polars import DataFrame, Series


def summarize(table: DataFrame, measures: Sequence[str] = (), writer: TableWriter = TableWriter()) -> str:  # noqa: B008  # frozen
    """Return the extremes of a column of numbers, with the first text or date of their rows.

    `3 rows; usd bn is highest for the article, 700, and lowest for one bank, 630.` Without numbers, rows are counted.

    Args:
        table: the data of a chart.
        measures: columns that the chart shows; if empty, the first numeric one that is no position on an axis.
        writer: of numbers.
    """
    return extremes(table, measures, writer).text


def extremes(table: DataFrame, measures: Sequence[str], writer: TableWriter) -> Extremes:
    """Return what is true of the extremes of a table; the arguments are those of `summarize`."""
    numbers = [column for column in table.get_columns() if column.dtype.is_numeric() and column.drop_nulls().len()]
    if not numbers:
        return Extremes(len(table))
    shown_first = [column for name in measures for column in numbers if column.name == name]
    values = next(iter([*shown_first, *(column for column in numbers if not _counts_up(column)), *numbers]))
    measure, valued = values.name.replace("_", " "), values.drop_nulls().len()
    high, low = _extreme(table, values, values.max(), writer), _extreme(table, values, values.min(), writer)
    return Extremes(len(table), measure, valued, high, None if values.max() == values.min() else low)


def _extreme(table: DataFrame, values: Series, value: object, writer: TableWriter) -> Extreme:
    """Return an extreme of a column, with the names of the rows that have it if they are few."""
    at = [index for index, one in enumerate(values) if one == value]
    names = _names(table, values)
    named = [] if names is None or len(at) > MOST_NAMES else [writer.text(names.name, names[index]) for index in at]
    return Extreme(writer.text(values.name, value), len(at), named)


def _names(table: DataFrame, values: Series) -> Series | None:
    """Return the column that names rows: the first one of text or dates, else one that counts up."""
    others = [column for column in table.get_columns() if column.name != values.name and not column.dtype.is_nested()]
    worded = [column for column in others if not column.dtype.is_numeric()]
    counting = [column for column in others if column.dtype.is_numeric() and _counts_up(column)]
    return next(iter([*worded, *counting]), None)


def _counts_up(column: Series) -> bool:
    """Return whether a column is a position on an axis, such as years: whole, distinct, rising numbers."""
    if column.dtype.is_float() or column.null_count() or column.len() < 3:
        return False
    return column.is_sorted() and column.n_unique() == column.len()
