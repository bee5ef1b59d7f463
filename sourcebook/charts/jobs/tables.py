"""The tables of a chart, as plain rows; the worker converts them to data frames."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from sourcebook.query.language import Row

if TYPE_CHECKING:
    from polars import DataFrame

    from sourcebook.charts.data import ChartData


class ChartTables(NamedTuple):
    """The tables of one chart as plain rows, which are fast to make and to compare."""

    rows: Mapping[str, Sequence[Row]]
    """Rows by table: claims, sources, people, quantities, corrections."""
    types: Mapping[str, Mapping[str, Any]]
    """Types of columns, by table."""

    def data(self, as_of: str, **more: Any) -> ChartData:
        """Return the data of a chart, with these tables as frames.

        Args:
            as_of: the build's date, YYYY-MM-DD.
            more: other fields of `ChartData`.
        """
        from sourcebook.charts.data import ChartData

        frames: dict[str, Any] = {table: _frame(rows, self.types[table]) for table, rows in self.rows.items()}
        return ChartData(as_of=as_of, **frames, **more)


def _frame(rows: Sequence[Row], columns: Mapping[str, Any]) -> DataFrame:
    empty = _empty(tuple(columns.items()))
    return type(empty)(rows, schema=empty.schema) if rows else empty.clone()


@cache
def _empty(columns: tuple[tuple[str, Any], ...]) -> DataFrame:
    """Return an empty table with these columns; made once in a process."""
    import polars as pl

    lists = {list[str]: pl.List(pl.String), list[list[str]]: pl.List(pl.List(pl.String))}
    return pl.DataFrame(schema={name: lists.get(kind, kind) for name, kind in columns})
