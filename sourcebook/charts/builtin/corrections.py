"""Corrections and withdrawals after publication, by time and severity.

Why it is honest: all kinds have a row, the mild ones and the grave ones, even where none of it occurred; every
correction is a mark at its day on one linear time line. Where several fall on one place the mark grows with their
number, and each row carries its count.
"""

from __future__ import annotations

import altair as alt
import polars as pl

from sourcebook.charts.data import ChartData
from sourcebook.charts.design import claim_kinds, pixel_layout
from sourcebook.charts.design.vega_theme import INK, LINE
from sourcebook.core.text.dates import first_day, format_date
from sourcebook.core.text.phrases import noun
from sourcebook.statements.totals import CHANGES, Corrected

TITLE = "Corrections by date and kind"
HOW = "A mark is a change at its date; its row says of which kind, with their number at the right."
MOST = 200
"""Most rows of the table."""
ROW, HEAD = 44, 24


def takeaway(data: ChartData) -> str:
    """Return the number of corrections, and of retractions among them."""
    kinds = data.corrections["kind"].to_list()
    withdrawals = kinds.count("withdraw")
    return f"{Corrected(len(kinds) - withdrawals, kinds.count('retract'), withdrawals).text}."


def table(data: ChartData) -> pl.DataFrame:
    """Return all corrections, newest first; beyond 200 their counts by year and kind."""
    found = data.corrections.sort("date", descending=True, maintain_order=True)
    if len(found) > MOST:
        year = pl.col("date").map_elements(lambda text: first_day(text).year, return_dtype=pl.Int64)
        counted = found.group_by(
            Year=year.cast(pl.String), Kind=pl.col("kind").replace(CHANGES), maintain_order=True
        ).agg(Corrections=pl.len())
        return counted.sort(["Year", "Kind"], descending=[True, False], maintain_order=True)
    when = pl.col("date").map_elements(format_date, return_dtype=pl.String)
    return found.select(
        when.alias("Date"),
        pl.col("kind").replace(CHANGES).alias("Kind"),
        pl.col("text").alias("What was changed"),
        pl.col("briefing").alias("In"),
    )


def chart(data: ChartData) -> alt.TopLevelMixin:
    """Return a row for each kind on a time line."""
    width, height = data.width, HEAD + ROW * len(CHANGES)
    today = [first_day(data.as_of)] if data.as_of else []
    line = pixel_layout.years([*(first_day(text) for text in data.corrections["date"]), *today], width - 40)
    rows, dots = _rows(data, width, height), _dots(data, line, width, height)
    return alt.layer(*line.axis(8, height, width), *rows[:1], dots, *rows[1:], height=height)


def _rows(data: ChartData, width: int, height: int) -> list[alt.Chart]:
    """Return the layers of the rows: rule, number at the right, name above."""
    counts = data.corrections.group_by("kind", maintain_order=True).agg(count=pl.len())
    heads = pl.DataFrame({"kind": list(CHANGES), "label": [noun(2, name) for name in CHANGES.values()]}).join(
        counts, on="kind", how="left", maintain_order="left"
    )
    heads = heads.with_row_index("nth").with_columns(
        y=HEAD + pl.col("nth") * ROW + 10,
        middle=HEAD + pl.col("nth") * ROW + 31,
        left=pl.lit(0),
        right=pl.lit(width - 40),
        edge=pl.lit(width),
        count=pl.col("count").fill_null(0),
    )
    base = alt.Chart(heads).encode(y=pixel_layout.down("middle", height))
    rules = base.mark_rule(color=LINE).encode(x=pixel_layout.across("left", width), x2=alt.X2("right:Q"))
    numbers = base.mark_text(align="right", fontWeight="bold").encode(
        x=pixel_layout.across("edge", width), text=alt.Text("count:Q", format=",")
    )
    return [rules, numbers, *pixel_layout.label(heads, width, height)]


def _dots(data: ChartData, line: pixel_layout.TimeAxis, width: int, height: int) -> alt.Chart:
    """Return marks of corrections; those closer than four pixels are merged, so that their number is limited."""
    options = {name: index for index, name in enumerate(CHANGES)}
    positions = [round(line.x(first_day(text)) / 4) * 4.0 for text in data.corrections["date"]]
    placed = data.corrections.with_columns(
        x=pl.Series(positions, dtype=pl.Float64),
        middle=HEAD + pl.col("kind").replace_strict(options, return_dtype=pl.Float64) * ROW + 31,
    )
    first = [pl.col(name).first() for name in ("href", "text", "date")]
    marks = (
        placed.group_by("kind", "x", "middle", maintain_order=True)
        .agg(*first, count=pl.len())
        .sort("middle", "x", maintain_order=True)
    )
    most = max([2, *marks["count"].to_list()])
    drawn: alt.Chart = (
        alt.Chart(marks)
        .mark_circle(color=INK, opacity=0.8, aria=True)
        .encode(
            x=pixel_layout.across("x", width),
            y=pixel_layout.down("middle", height),
            size=alt.Size("count:Q", scale=alt.Scale(domain=[1, most], range=[60, 260]), legend=None),
            href=alt.Href("href:N"),
            description=alt.Description("text:N"),
            tooltip=claim_kinds.tips("date:N", "kind:N", "text:N", "count:Q"),
        )
    )
    return drawn
