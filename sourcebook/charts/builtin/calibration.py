"""Calibration: whether forecasts came true as often as their probabilities said.

Why it is honest: only forecasts with a probability in numbers and an outcome of yes or no count, and the caption says
how many these are. Each dot is a tenth of the scale, at the mean of the probabilities in it and the share that came
true; its line is the 90 % interval of Wilson (1927), wide where there are few. On the diagonal, words and world agree.
The Brier score (Brier 1950) is the mean squared distance of probability and outcome: 0 is perfect, always saying one
half gives 0.25.
"""

from __future__ import annotations

from math import sqrt

import altair as alt
import polars as pl

from sourcebook.charts.data import ChartData
from sourcebook.charts.design import claim_kinds, cross_filter
from sourcebook.charts.design.vega_theme import INK, SOFT
from sourcebook.statements.totals import BrierScore

TITLE = "Probabilities that were given, and how often they came true"
HOW = "Dots on the diagonal are right as often as they said; lines are 90 % intervals."
Z = 1.6449
"""Quantile of the normal distribution for 90 %."""


def resolved(data: ChartData) -> pl.DataFrame:
    """Return resolved forecasts with a probability: probability (0 to 1), true (0 or 1), kind, claimants."""
    found = data.claims.filter(
        (pl.col("kind") == "forecast") & pl.col("probability").is_not_null() & pl.col("outcome").is_in(["yes", "no"])
    )
    return found.select(
        "probability", true=(pl.col("outcome") == "yes").cast(pl.Float64), kind="kind", claimant="claimant"
    )


def wilson(successes: float, count: int, z: float = Z) -> tuple[float, float]:
    """Return the score interval of a share (Wilson 1927), both ends between 0 and 1; `count` is at least 1."""
    share = successes / count
    centre = share + z * z / (2 * count)
    half = z * sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    total = 1 + z * z / count
    return max((centre - half) / total, 0), min((centre + half) / total, 1)


def bins(found: pl.DataFrame, *also: str) -> pl.DataFrame:
    """Return tenths of the scale with forecasts: said (mean), came (share), count, low and high, all shares 0 to 1.

    Args:
        found: result of `resolved`.
        also: columns to group by, besides the tenth.
    """
    tenth = (pl.col("probability") * 10).floor().clip(0, 9).cast(pl.Int64)
    counted = (
        found.with_columns(tenth=tenth)
        .group_by("tenth", *also, maintain_order=True)
        .agg(said=pl.col("probability").mean(), came=pl.col("true").mean(), count=pl.len(), hits=pl.col("true").sum())
    )
    ends = [wilson(hits, count) for hits, count in counted.select("hits", "count").iter_rows()]
    low = pl.Series("low", [end[0] for end in ends], dtype=pl.Float64)
    high = pl.Series("high", [end[1] for end in ends], dtype=pl.Float64)
    return counted.with_columns(low, high).sort("tenth", *also, maintain_order=True)


def takeaway(data: ChartData) -> str:
    """Return the Brier score, and the number of forecasts."""
    found = resolved(data).select("probability", "true")
    return f"{BrierScore.of([(probability, bool(true)) for probability, true in found.iter_rows()]).text}."


def table(data: ChartData) -> pl.DataFrame:
    """Return each tenth of the scale with its forecasts, in per cent."""
    counted = bins(resolved(data))
    percent = {"Said": "said", "Came true": "came", "Interval from": "low", "to": "high"}
    return counted.select(
        pl.format("{}–{} %", pl.col("tenth") * 10, pl.col("tenth") * 10 + 10).alias("Probability"),
        pl.col("count").alias("Forecasts"),
        *((pl.col(name) * 100).round(1).alias(head) for head, name in percent.items()),
    )


def chart(data: ChartData) -> alt.TopLevelMixin:
    """Return a square plot of probability against share, with the diagonal."""
    found = resolved(data)
    counted = bins(cross_filter.cube(found), "kind", "by")
    axis = alt.Axis(format="%", values=[0, 0.25, 0.5, 0.75, 1], grid=True)
    unit = alt.Scale(domain=[0, 1], nice=False)
    x = alt.X("said:Q", title="said to be likely", axis=axis, scale=unit)
    y = alt.Y("came:Q", title="came true", axis=axis, scale=unit)
    base = (
        alt.Chart(counted)
        .transform_filter(cross_filter.IS_CELL)
        .encode(x=x, y=y, tooltip=claim_kinds.tips("said:Q", "came:Q", "count:Q"))
    )
    line = alt.Chart(pl.DataFrame({"said": [0.0, 1.0], "came": [0.0, 1.0]})).mark_line(color=SOFT, strokeWidth=1)
    whiskers = base.mark_rule(color=INK, strokeWidth=1.5).encode(y=alt.Y("low:Q", scale=unit), y2=alt.Y2("high:Q"))
    size = alt.Size(
        "count:Q", scale=alt.Scale(domain=[0, max(counted["count"].to_list())], range=[30, 300]), legend=None
    )
    dots = base.mark_circle(color="var(--forecast)", opacity=1).encode(size=size)
    counts = base.mark_text(align="left", dx=11, dy=-9, color=SOFT).encode(text=alt.Text("count:Q", format=","))
    layers = alt.layer(line.encode(x=x, y=y), whiskers, dots, counts, height=min(data.width * 0.7, 420))
    return cross_filter.following(layers)
