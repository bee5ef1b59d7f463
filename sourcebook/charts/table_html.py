"""Data frames as HTML tables and as CSV, with numbers as they are written in the data files."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from markupsafe import Markup, escape

from sourcebook.core.text.csv_cells import csv_cell
from sourcebook.core.text.dates import format_date, format_date_as
from sourcebook.core.text.numbers import format_number
from sourcebook.model import ColumnOptions, TableOptions

if TYPE_CHECKING:
    from polars import DataFrame, Series

WrittenNumbers = Mapping[str, Sequence[Decimal | None]]
"""By column, the numbers of a data file as they are written there, for its first rows; None for other cells."""


class TableWriter(NamedTuple):
    """Writes tables of charts."""

    written: Mapping[str, Mapping[float, Decimal]] = {}
    """By column, how a number is written in the data files of the briefing, if it is written in one way only."""

    @classmethod
    def of(cls, tables: Iterable[tuple[DataFrame, WrittenNumbers]]) -> TableWriter:
        """Return the writer for charts of some data files."""
        found: dict[str, dict[float, Decimal | None]] = {}
        for frame, written in tables:
            for column, numbers in written.items():
                known = found.setdefault(column, {})
                for value, number in zip(frame[column], numbers, strict=False):
                    if value is not None and number is not None:
                        same = str(known.setdefault(value, number)) == str(number)
                        known[value] = number if same else None
        return cls(
            {
                column: {value: number for value, number in known.items() if number is not None}
                for column, known in found.items()
            }
        )

    def text(self, column: str, value: object) -> str:
        """Return a cell as text."""
        known = self.written.get(column)
        return shown(known.get(value, value) if known and isinstance(value, (int, float)) else value)

    def html(self, frame: DataFrame) -> str:
        """Return a table as HTML."""
        names = {name for name in frame.columns if _has_names(frame[name])}

        def text(column: str, _: int, cell: object) -> str:
            is_name = column in names and cell is not None and cell not in self.written.get(column, {})
            return str(cell) if is_name else self.text(column, cell)

        return str(_html(frame, TableOptions(), text))

    def csv(self, frame: DataFrame) -> bytes:
        """Return a table as CSV; a text that looks like a formula stands behind an apostrophe."""
        import polars as pl

        def plain(column: str, value: object) -> str | None:
            known = self.written[column].get(value) if isinstance(value, (int, float)) else None
            return None if value is None else str(value) if known is None else format(known, "f")

        changed = [
            pl.Series(name, [plain(name, value) for value in frame[name]], dtype=pl.String)
            for name in frame.columns
            if self.written.get(name) and frame[name].dtype.is_numeric()
        ]
        texts = [
            pl.Series(name, [None if cell is None else csv_cell(cell) for cell in frame[name]], dtype=pl.String)
            for name, kind in frame.schema.items()
            if kind == pl.String
        ]
        named = frame.with_columns(*changed, *texts)
        named.columns = [csv_cell(name) for name in frame.columns]
        return named.write_csv().encode()


def table_html(
    frame: DataFrame,
    options: TableOptions = TableOptions(),  # noqa: B008  # frozen
    written: WrittenNumbers = {},  # noqa: B006  # never changed
) -> Markup:
    """Return an accessible table: header cells with scope, numbers with a class, at most `max_rows` rows.

    Args:
        frame: the table.
        options: its columns in the front matter.
        written: its numbers as they stand in the data file.
    """
    names = {name for name in frame.columns if _has_names(frame[name])}

    def text(column: str, row: int, cell: object) -> str:
        numbers = written.get(column, ())
        number = numbers[row] if row < len(numbers) else None
        if (
            column in names
            and number is None
            and cell is not None
            and not options.columns.get(column, ColumnOptions()).format
        ):
            return str(cell)
        return shown(cell if number is None else number, options.columns.get(column, ColumnOptions()))

    return _html(frame, options, text)


LEAST_NAMES = 2
"""Numbers of a column from which on they may be names; one alone is rather a sum."""


def _has_names(column: Series) -> bool:
    """Return whether the whole numbers of a column seem to name something: postal codes, days as 20240105, ISBN.

    They all have 5, 8, or 10 digits and more, the same number of them; they are written without separated thousands.
    """
    numbers = column.drop_nulls()
    if not column.dtype.is_integer() or len(numbers) < LEAST_NAMES:
        return False
    lengths = numbers.cast(str).str.len_chars().unique().to_list()
    if len(lengths) != 1 or (lengths[0] not in (5, 8) and lengths[0] < 10) or bool((numbers < 0).any()):
        return False
    # Amounts of one length are often round, codes are not.
    return not bool((numbers % 10 == 0).all())


def _html(frame: DataFrame, options: TableOptions, text: Callable[[str, int, object], str]) -> Markup:
    names = frame.columns
    css = [' class="num"' if dtype.is_numeric() else "" for dtype in frame.dtypes]
    heads = [options.columns.get(name, ColumnOptions()).title or name.replace("_", " ") for name in names]
    head = "".join(f'<th scope="col"{css[i]}>{escape(one)}</th>' for i, one in enumerate(heads))
    rows = "".join(
        "<tr>" + "".join(f"<td{css[i]}>{escape(text(names[i], at, cell))}</td>" for i, cell in enumerate(row)) + "</tr>"
        for at, row in enumerate(frame.head(options.max_rows).iter_rows())
    )
    more = len(frame) - options.max_rows
    rows += f'<tr><td colspan="{len(names)}">and {more:,} more</td></tr>' if more > 0 else ""
    return Markup(f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>")


def shown(cell: object, options: ColumnOptions = ColumnOptions()) -> str:  # noqa: B008  # frozen
    """Return a cell as text: numbers with all their digits, dates in words, or as their column's format says."""
    if cell is None:
        return "–"
    if options.has_dates:
        return format_date_as(str(cell), options.format) if options.format else format_date(str(cell))
    if isinstance(cell, (dict, list)):
        return json.dumps(cell, ensure_ascii=False, default=str)
    if isinstance(cell, bool) or not isinstance(cell, (int, float, Decimal)):
        return str(cell)
    if options.format:
        return format(int(cell) if options.format.endswith("d") else cell, options.format)
    return format_number(cell)
