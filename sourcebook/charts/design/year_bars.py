"""Bars of counts by year, for charts with too many items to draw each."""

from __future__ import annotations

import altair as alt
import polars as pl

from sourcebook.charts.design import claim_kinds, cross_filter
from sourcebook.charts.design.conditions import either
from sourcebook.charts.design.vega_theme import PAPER

ROWS = 15
"""Most years with a row each; beyond that a row is a span of years."""
ENDLESS = 9999
"""The year of items without an end."""


def counted(days: pl.Series, unknown: str) -> pl.DataFrame:
    """Count days by year or span of years, oldest first: columns year (text), count.

    Args:
        days: dates, null for items without one.
        unknown: label of the last row, of items without a date.
    """
    found = _named(pl.DataFrame({"day": days}, schema={"day": pl.Date}), unknown)
    grouped = found.group_by("year", maintain_order=True).agg(pl.col("start").first(), count=pl.len())
    return grouped.sort("start", nulls_last=True, maintain_order=True).select("year", "count")


def _named(found: pl.DataFrame, unknown: str) -> pl.DataFrame:
    """Return a frame that has a column `day` with `year`, the label of rows, and `start`, by which they are sorted."""
    year = pl.col("day").dt.year()
    first, last = found.filter(year < ENDLESS).select(year.min().alias("first"), year.max().alias("last")).row(0)
    step = next(s for s in (1, 2, 5, 10, 50, 100, 1000, 10_000) if ((last or 0) - (first or 0)) / s < ROWS)
    start = year // step * step
    name = start.cast(pl.String) if step == 1 else pl.format("{}–{}", start, start + step - 1)
    named = pl.when(year >= ENDLESS).then(pl.lit("no end")).otherwise(name).fill_null(unknown)
    return found.with_columns(start=start, year=named)


def bars(each: pl.DataFrame, word: str, colour: str, unknown: str) -> alt.TopLevelMixin:
    """Return bars by year or span of years, hollow for unknown dates, which follow a selection.

    Args:
        each: a row for each item and claim that it belongs to: thing (id of the item), day, kind, claimants (a list).
        word: noun for the items, in the plural.
        colour: of the bars.
        unknown: label of the row of items without a date.
    """
    named = _named(each, unknown)
    years = named.sort("start", nulls_last=True, maintain_order=True)["year"].unique(maintain_order=True).to_list()
    rows = cross_filter.cube(named.select("thing", "year", "kind", "claimant")).unique(maintain_order=True)
    counted = (
        rows.group_by("year", "kind", "by", maintain_order=True)
        .agg(count=pl.len())
        .sort("year", "kind", "by", maintain_order=True)
    )
    base = (
        alt.Chart(counted)
        .transform_filter(cross_filter.IS_CELL)
        .encode(
            x=alt.X(
                "count:Q",
                title=word,
                axis=alt.Axis(format="d"),
                scale=alt.Scale(domain=[0, max(counted["count"])]),
            ),
            y=alt.Y(
                "year:N",
                scale=alt.Scale(domain=years),
                title=None,
                axis=alt.Axis(domain=False, ticks=False, labelPadding=8),
            ),
            tooltip=claim_kinds.tips("year:N", "count:Q"),
        )
    )
    hollow = either(alt.ColorValue, alt.datum.year == unknown, PAPER, colour)
    drawn = base.mark_bar(size=16, stroke=colour, strokeWidth=1.5).encode(color=hollow)
    counts = base.mark_text(align="left", dx=6, fontWeight="bold").encode(text=alt.Text("count:Q", format=","))
    return cross_filter.following(alt.layer(drawn, counts, height=alt.Step(24)))
