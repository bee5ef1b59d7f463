"""Claims by the number of independent roots they rest on.

Why it is honest: bars start at zero on one common scale and carry their counts. All three rows always stand there,
even at nought, since a missing row would hide what a reader looks for: that nothing is confirmed twice. The bars of
sourced claims share one neutral colour, because the number of roots is a fact about sourcing and no verdict on truth;
the bar of claims without a source is hollow, as such a claim is everywhere.
"""

from __future__ import annotations

import altair as alt
import polars as pl

from sourcebook.charts.data import ChartData
from sourcebook.charts.design import claim_kinds, cross_filter
from sourcebook.charts.design.conditions import either
from sourcebook.charts.design.vega_theme import INK, PAPER
from sourcebook.core.text.phrases import sentence, share_of

TITLE = "Claims by the number of independent roots behind them"
HOW = "Bars count claims by the independent root sources behind them; the hollow one has none."

ROWS = ("no source", "one root", "two or more")


def rows(claims: pl.DataFrame) -> pl.DataFrame:
    """Return columns roots (text) and claims (number), always three rows."""
    found = claims["corroboration"].to_list()
    counts = [sum(min(one, 2) == level for one in found) for level in range(3)]
    return pl.DataFrame({"roots": ROWS, "claims": counts}, schema={"roots": pl.String, "claims": pl.Int64})


def parts(claims: pl.DataFrame) -> pl.DataFrame:
    """Return the rows by claimant and kind, for selections of readers: columns roots, by, kind, claims."""
    names: dict[int, str] = dict(enumerate(ROWS))
    level = pl.col("corroboration").clip(upper_bound=2).replace_strict(names, return_dtype=pl.String)
    counted = (
        cross_filter.merge_rare_claimants(claims)
        .group_by(level.alias("roots"), "by", "kind", maintain_order=True)
        .agg(claims=pl.len())
    )
    none = pl.DataFrame({"roots": ROWS, "by": [""] * 3, "kind": [""] * 3, "claims": [0] * 3})
    return pl.concat([none, counted.with_columns(pl.col("claims").cast(pl.Int64))])


def takeaway(data: ChartData) -> str:
    """Return the number of claims with a second root, or the single root that all share."""
    total = len(data.claims)
    none, one, more = rows(data.claims)["claims"].to_list()
    if not total:
        return "There are no claims yet."
    if none == total:
        return sentence(f"{share_of(none, total, 'claim')} {'have' if total > 1 else 'has'} no source")
    behind = {root for roots in data.claims["roots"] for root in roots}
    rest = f"; {none:,} {'have' if none > 1 else 'has'} no source" if none else ""
    if len(behind) == 1:
        titles = dict(data.sources.iter_rows())
        return sentence(f"{share_of(one, total, 'claim')} rest on one root, “{titles[behind.pop()]}”{rest}")
    confirmed = share_of(more, total, "claim")
    return sentence(f"{confirmed} {'rest' if more > 1 else 'rests'} on two or more independent roots{rest}")


def table(data: ChartData) -> pl.DataFrame:
    """Return independent roots and claims, a row for each bar."""
    return rows(data.claims).rename({"roots": "Independent roots", "claims": "Claims"})


def chart(data: ChartData) -> alt.TopLevelMixin:
    """Return three horizontal bars with their counts."""
    most = max(rows(data.claims)["claims"].to_list())
    parted = alt.Chart(parts(data.claims)).transform_calculate(chosen=f"{cross_filter.IS_CHOSEN} ? datum.claims : 0")
    base = parted.transform_aggregate(claims="sum(chosen)", groupby=["roots"]).encode(
        x=alt.X(
            "claims:Q",
            title="claims",
            axis=alt.Axis(format="d", tickMinStep=1),
            scale=alt.Scale(domain=[0, max(most * 1.08, 1)], nice=False),
        ),
        y=alt.Y("roots:N", sort=None, title=None, axis=alt.Axis(domain=False, ticks=False, labelPadding=8)),
    )
    hollow = either(alt.ColorValue, alt.datum.roots == ROWS[0], PAPER, INK)
    bars = base.mark_bar(size=20, stroke=INK, strokeWidth=1.5).encode(
        color=hollow, tooltip=claim_kinds.tips("roots:N", "claims:Q")
    )
    counts = base.mark_text(align="left", dx=7, fontWeight="bold").encode(text=alt.Text("claims:Q"))
    return cross_filter.following(alt.layer(bars, counts, height=alt.Step(32)))
