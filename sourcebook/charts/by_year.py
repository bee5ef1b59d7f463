"""Counts by year, for charts whose things are too many to be drawn one by one."""

from __future__ import annotations

import altair as alt
import polars as pl

from sourcebook.charts import kinds
from sourcebook.charts.theme import PAPER

ROWS = 15
"""Years that have a row each; when there are more, a row is a span of years."""
ENDLESS = 9999
"""The year of what has no end."""


def counted(days: pl.Series, unknown: str) -> pl.DataFrame:
    """How many days fall into each year or span of years, oldest first: columns year (in words), count.

    Args:
        days: dates, null for what has none.
        unknown: names the row of those without a date, the last one.
    """
    year = pl.col("day").dt.year()
    found = pl.DataFrame({"day": days}, schema={"day": pl.Date})
    first, last = found.filter(year < ENDLESS).select(year.min().alias("first"), year.max().alias("last")).row(0)
    step = next(s for s in (1, 2, 5, 10, 50, 100, 1000, 10_000) if ((last or 0) - (first or 0)) / s < ROWS)
    start = year // step * step
    name = start.cast(pl.String) if step == 1 else pl.format("{}–{}", start, start + step - 1)
    named = pl.when(year >= ENDLESS).then(pl.lit("no end")).otherwise(name).fill_null(unknown)
    grouped = found.with_columns(start=start, year=named).group_by("year").agg(pl.col("start").first(), count=pl.len())
    return grouped.sort("start", nulls_last=True).select("year", "count")


def bars(rows: pl.DataFrame, word: str, colour: str, unknown: str) -> alt.TopLevelMixin:
    """A bar a row of `counted`, hollow where the date is not known."""
    base = alt.Chart(rows).encode(
        x=alt.X("count:Q").title(word).axis(format="d", tickMinStep=1),
        y=alt.Y("year:N").sort(rows["year"].to_list()).title(None).axis(domain=False, ticks=False, labelPadding=8),
        tooltip=kinds.tips("year:N", "count:Q"),
    )
    hollow = alt.condition(alt.datum.year == unknown, alt.value(PAPER), alt.value(colour))
    drawn = base.mark_bar(size=16, stroke=colour, strokeWidth=1.5).encode(color=hollow)
    counts = base.mark_text(align="left", dx=6, fontWeight="bold").encode(text=alt.Text("count:Q").format(","))
    return alt.layer(drawn, counts, height=alt.Step(24))
