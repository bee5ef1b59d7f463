"""Numbers of data files as they are written there: with all digits and decimal places, which floats do not keep."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from sourcebook.core.text.numbers import format_number
from sourcebook.readers.tables.data_file import DataFile

if TYPE_CHECKING:
    from polars import DataFrame

MOST_ROWS = 10_000
"""Rows that are looked at: no page shows more."""
MOST_DIGITS = 60
"""Most digits before or after the point: 1e999999 would be as long as a book."""


class SeparatedNumber(str):
    """A whole number, without the marks between its thousands that the file has."""

    __slots__ = ()


def in_json(file: DataFile) -> Iterator[Mapping[str, Any]]:
    """Yield the rows of a JSON list, with numbers as their texts."""
    rows = json.loads(file.text, parse_float=str, parse_int=str)
    yield from rows if isinstance(rows, list) else ()


def in_json_lines(file: DataFile) -> Iterator[Mapping[str, Any]]:
    """Yield the rows of JSON Lines, with numbers as their texts."""
    for line in file.text.split("\n"):
        if line.strip():
            yield json.loads(line, parse_float=str, parse_int=str)


def written_numbers(rows: Iterator[Mapping[str, Any]], frame: DataFrame) -> dict[str, Sequence[Decimal | None]]:
    """Return the numbers of columns whose cells would otherwise be shown with other digits, or without their marks.

    Args:
        rows: the cells of a file as texts.
        frame: the same rows as they were read.
    """
    columns = [name for name in frame.columns if frame[name].dtype.is_numeric()]
    texts: dict[str, list[object]] = {name: [] for name in columns}
    for _, row in zip(range(min(len(frame), MOST_ROWS)), rows if columns else (), strict=False):
        for name in columns:
            texts[name].append(row.get(name))
    found: dict[str, Sequence[Decimal | None]] = {}
    for name, cells in texts.items():
        # Whole numbers are read with all their digits; with marks between thousands they are amounts, and no names.
        is_whole = frame[name].dtype.is_integer()
        if not is_whole or any(isinstance(cell, SeparatedNumber) for cell in cells):
            numbers = [_number(cell) for cell in cells]
            if is_whole or _differ(numbers, frame[name].head(len(numbers))):
                found[name] = numbers
    return found


def _number(text: object) -> Decimal | None:
    try:
        number = Decimal(text) if isinstance(text, str) else None
    except InvalidOperation:
        return None
    return number if number is not None and number.is_finite() and abs(number.adjusted()) <= MOST_DIGITS else None


def _differ(numbers: Sequence[Decimal | None], values: Any) -> bool:
    return any(
        number is not None and value is not None and format_number(number) != format_number(value)
        for number, value in zip(numbers, values, strict=True)
    )
