"""Summarize a table of numbers in a sentence, for readers who cannot see the chart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sourcebook.core.text.phrases import plural, sentence

if TYPE_CHECKING:
    from polars import DataFrame, Series


def summarize(table: DataFrame, measures: Sequence[str] = ()) -> str:
    """Return the extremes of a column of numbers, with the first text or date of their rows.

    `3 rows; usd bn is highest for the article, 700, and lowest for one bank, 630.` Without numbers, rows are counted.

    Args:
        table: the data of a chart.
        measures: columns that the chart shows; if empty, the first numeric one that is no position on an axis.
    """
    count = plural(len(table), "row")
    numbers = [column for column in table.get_columns() if column.dtype.is_numeric() and column.drop_nulls().len()]
    if not numbers:
        return sentence(count)
    shown_first = [column for name in measures for column in numbers if column.name == name]
    values = next(iter([*shown_first, *(column for column in numbers if not _counts_up(column)), *numbers]))
    names = _names(table, values)
    word = values.name.replace("_", " ")
    high, low = values.arg_max(), values.arg_min()
    if high is None or low is None or values[high] == values[low]:
        return sentence(f"{count}; {word} is {shown(values.drop_nulls()[0])} throughout")
    return sentence(f"{count}; {word} is highest {_at(names, high, values)}, and lowest {_at(names, low, values)}")


def _at(names: Series | None, index: int, values: Series) -> str:
    number = shown(values[index])
    return f"at {number}" if names is None else f"for {names[index]}, {number}"


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


def shown(value: object) -> str:
    """Format a number with three significant digits, or grouped if it is whole."""
    if not isinstance(value, (int, float)):
        return str(value)
    if float(value).is_integer() and abs(value) < 1e15:
        return f"{int(value):,}" if abs(value) >= 10_000 else str(int(value))
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
