"""Claims by claimant and kind.

Why it is honest: length is the count, from zero, on one scale for all; every bar carries its total, so that nobody
has to measure. Claimants stand in the order of their counts and kinds in one fixed order with one fixed colour.
Claimants beyond the first eleven share a last row that says how many they are: nobody is dropped in silence.
"""

from __future__ import annotations

import altair as alt
import polars as pl

from sourcebook.charts.data import ChartData
from sourcebook.charts.design import claim_kinds
from sourcebook.charts.design.vega_theme import PAPER
from sourcebook.statements.claimants import MostClaims

TITLE = "Claims by claimant and kind"
HOW = "Each bar counts one claimant’s claims, parted by kind."
TOGETHER = "A claim that several make together counts for each of them."

MOST = 12
"""Most rows of the chart, the shared last one included."""


def rows(claims: pl.DataFrame) -> pl.DataFrame:
    """Count claims by claimant and kind: columns by, kind, claims, total, and rank from 0."""
    each = _each(claims)
    people = (
        each.group_by("by_id", "by", maintain_order=True)
        .agg(total=pl.len())
        .sort(["total", "by", "by_id"], descending=[True, False, False], maintain_order=True)
    )
    people = people.with_row_index("rank").with_columns(name="by")
    if len(people) > MOST:
        rest = pl.col("rank") >= MOST - 1
        name = f"{len(people) - MOST + 1:,} others"
        people = people.with_columns(
            by=pl.when(rest).then(pl.lit(name)).otherwise(pl.col("by")),
            rank=pl.when(rest).then(pl.lit(MOST - 1, pl.UInt32)).otherwise(pl.col("rank")),
        )
    named = each.select("claim", "by_id", "kind", name="by")
    joined = named.join(people, on=["by_id", "name"], maintain_order="left")
    counted = joined.group_by("rank", "by", "kind", maintain_order=True).agg(claims=pl.col("claim").n_unique())
    counted = counted.with_columns(total=pl.col("claims").sum().over("rank"))
    return claim_kinds.with_sign(counted).sort("rank", "order", maintain_order=True)


def _each(claims: pl.DataFrame) -> pl.DataFrame:
    """Return a row for each claim and claimant: claim (its row), by_id, by, kind."""
    named = claims.with_row_index("claim").select("claim", "kind", by_id="by_ids", by="claimant")
    return named.explode("by_id", "by", empty_as_null=True)


def takeaway(data: ChartData) -> str:
    """Return the claimants with most claims."""
    counted = _each(data.claims).group_by("by_id", "by", maintain_order=True).agg(claims=pl.len())
    if counted.is_empty():
        return "There are no claims."
    most = max(counted["claims"].to_list())
    first = counted.filter(pl.col("claims") == most).sort("by", "by_id", maintain_order=True)
    together = f" {TOGETHER}" if counted["claims"].sum() > len(data.claims) else ""
    return f"{MostClaims(first['by'].to_list(), most, len(data.claims), len(counted)).text}.{together}"


def table(data: ChartData) -> pl.DataFrame:
    """Return claimants with their claims by kind and in total: the numbers of the bars."""
    if data.claims.is_empty():
        return pl.DataFrame({"Claimant": [], "All": []})
    counted = rows(data.claims)
    wide = (
        counted.pivot(on="kind", index=["rank", "by", "total"], values="claims")
        .fill_null(0)
        .sort("rank", maintain_order=True)
    )
    shown = claim_kinds.present(data.claims["kind"])
    return wide.select(pl.col("by").alias("Claimant"), *shown, pl.col("total").alias("All"))


def chart(data: ChartData) -> alt.TopLevelMixin:
    """Return horizontal bars, stacked by kind, below a legend."""
    counted = rows(data.claims)
    # A sign is left out where its segment would be narrower than it: half the width is the bars'.
    unit = data.width * 0.55 / counted["total"].max()  # type: ignore[operator]  # a count, never a date
    counted = counted.with_columns(
        end=pl.col("claims").cum_sum().over("rank"),
        sign=pl.when(pl.col("claims") * unit >= 14).then(pl.col("sign")).otherwise(pl.lit("")),
    ).with_columns(middle=pl.col("end") - pl.col("claims") / 2)
    label = alt.Axis(domain=False, ticks=False, labelPadding=8, labelLimit=170 if data.width >= 500 else 112)
    y = alt.Y("by:N", sort=alt.EncodingSortField(field="rank", op="min"), title=None, axis=label)
    x = alt.X("claims:Q", title="claims", axis=alt.Axis(format="d"))
    bars = (
        alt.Chart(counted)
        .mark_bar(size=22, stroke=PAPER, strokeWidth=1)
        .encode(
            x=x.stack("zero"),
            y=y,
            order=alt.Order("order:Q"),
            color=alt.Color(
                "kind:N",
                scale=claim_kinds.scale(data.claims["kind"]),
                legend=claim_kinds.legend(data.claims["kind"], data.width - 120),
            ),
            tooltip=claim_kinds.tips("by:N", "kind:N", "claims:Q"),
        )
    )
    signs = (
        alt.Chart(counted)
        .mark_text(color=PAPER, fontWeight="bold")
        .encode(x=alt.X("middle:Q"), y=y, text=alt.Text("sign:N"))
    )
    totals = (
        alt.Chart(counted.unique("rank", maintain_order=True))
        .mark_text(align="left", dx=6, fontWeight="bold")
        .encode(x=alt.X("total:Q"), y=y, text=alt.Text("total:Q"))
    )
    return alt.layer(bars, signs, totals, height=alt.Step(32))
