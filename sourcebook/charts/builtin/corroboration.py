"""Claims by the number of independent sources they rest on.

Why it is honest: bars start at zero on one common scale and carry their counts. Three rows always stand there,
even at nought, since a missing row would hide what a reader looks for: that nothing is confirmed twice. Claims of which
one independent source is certain, while the record does not say which of several carried them, have a row of their own;
so have those that were computed from others, some of which have none.
The bars of sourced claims share one neutral colour, because the number of sources is a fact about sourcing and no
verdict on truth; the bars of claims that lack a source are hollow, as such a claim is everywhere.
"""

from __future__ import annotations

import altair as alt
import polars as pl

from sourcebook.charts.data import ChartData
from sourcebook.charts.design import claim_kinds, cross_filter
from sourcebook.charts.design.conditions import either
from sourcebook.charts.design.vega_theme import INK, PAPER
from sourcebook.statements.shares import NAMES_NO_SOURCE, RESTS_ON_TWO, Part, Share, rests_on_only, sourcing

TITLE = "Claims by the number of independent sources behind them"
HOW = "Bars count claims by the independent sources behind them; hollow is what lacks one."

NONE, PARTLY, ONE, UNCLEAR, MORE = (
    "none",
    "computed, not fully sourced",
    "one",
    "one or more, not recorded",
    "two or more",
)
LABELS, COUNT, DIGIT = 160, 12, 8
"""Pixels of the labels at the left, and of the space and each digit of a count at the end of a bar."""


def rows(claims: pl.DataFrame) -> pl.DataFrame:
    """Return columns origins (text) and claims (number): three rows, and others only if they have claims."""
    counts = claims.select(origins=_level()).group_by("origins", maintain_order=True).agg(claims=pl.len())
    levels = pl.DataFrame({"origins": _levels(claims)}, schema={"origins": pl.String})
    return levels.join(counts, on="origins", how="left", maintain_order="left").with_columns(
        pl.col("claims").fill_null(0).cast(pl.Int64)
    )


def _levels(claims: pl.DataFrame) -> list[str]:
    """Return the rows of the chart, from the top."""
    found = set(claims.select(_level()).to_series())
    return [level for level in (NONE, PARTLY, ONE, UNCLEAR, MORE) if level in found or level not in (PARTLY, UNCLEAR)]


def _level() -> pl.Expr:
    least = pl.col("corroboration")
    is_part = (pl.col("computed_from").list.len() > 0) & (pl.col("legs").list.len() > 0)
    none = pl.when(is_part).then(pl.lit(PARTLY)).otherwise(pl.lit(NONE))
    is_unclear = pl.col("legs").list.eval(pl.element().list.len() > 2).list.any()
    one = pl.when(is_unclear).then(pl.lit(UNCLEAR)).otherwise(pl.lit(ONE))
    return pl.when(least == 0).then(none).when(least == 1).then(one).otherwise(pl.lit(MORE))


def parts(claims: pl.DataFrame) -> pl.DataFrame:
    """Count claims by claimant and kind, for selections of readers: columns origins, by, kind, claims, all_claims."""
    counted = (
        cross_filter.each_claimant(claims.select("corroboration", "legs", "computed_from", "kind", "claimant"))
        .group_by(_level().alias("origins"), "by", "kind", maintain_order=True)
        .agg(claims=pl.len().cast(pl.Int64), all_claims=pl.col("is_first").sum().cast(pl.Int64))
    )
    zero, empty = pl.lit(0, pl.Int64), pl.lit("")
    levels = pl.DataFrame({"origins": _levels(claims)})
    return pl.concat([levels.with_columns(by=empty, kind=empty, claims=zero, all_claims=zero), counted])


def takeaway(data: ChartData) -> str:
    """Return the number of claims with a second independent source, or the single one that all share."""
    total = len(data.claims)
    none = data.claims.filter(pl.col("legs").list.len() == 0).height
    if not total or none == total:
        return f"{sourcing(none, total).text}."
    rest = Part(none, NAMES_NO_SOURCE).text
    behind = {origin for origins in data.claims["origins"] for origin in origins}
    if len(behind) == 1:
        title = dict(data.sources.iter_rows())[behind.pop()]
        known = data.claims.filter(pl.col("corroboration") > 0).height
        return f"{Share(known, total, 'claim', rests_on_only(title)).text}{rest}."
    more = data.claims.filter(pl.col("corroboration") > 1).height
    return f"{Share(more, total, 'claim', RESTS_ON_TWO).text}{rest}."


def table(data: ChartData) -> pl.DataFrame:
    """Return independent sources and claims, a row for each bar."""
    return rows(data.claims).rename({"origins": "Independent sources", "claims": "Claims"})


def chart(data: ChartData) -> alt.TopLevelMixin:
    """Return horizontal bars with their counts."""
    most = max(rows(data.claims)["claims"].to_list())
    room = (COUNT + DIGIT * len(str(most))) / (data.width - LABELS)
    parted = alt.Chart(parts(data.claims)).transform_calculate(chosen=cross_filter.chosen_number("claims"))
    base = parted.transform_aggregate(claims="sum(chosen)", groupby=["origins"]).encode(
        x=alt.X(
            "claims:Q",
            title="claims",
            axis=alt.Axis(format="d"),
            scale=alt.Scale(domain=[0, max(most / (1 - room), 1)], nice=False),
        ),
        y=alt.Y(
            "origins:N", sort=_levels(data.claims), title=None, axis=alt.Axis(domain=False, ticks=False, labelPadding=8)
        ),
    )
    hollow = either(alt.ColorValue, (alt.datum.origins == NONE) | (alt.datum.origins == PARTLY), PAPER, INK)
    bars = base.mark_bar(size=20, stroke=INK, strokeWidth=1.5).encode(
        color=hollow, tooltip=claim_kinds.tips("origins:N", "claims:Q")
    )
    counts = base.mark_text(align="left", dx=7, fontWeight="bold").encode(text=alt.Text("claims:Q"))
    return cross_filter.following(alt.layer(bars, counts, height=alt.Step(32)))
