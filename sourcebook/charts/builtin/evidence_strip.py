"""Every claim in order: colour is its kind, a hollow square lacks an independent source.

Why it is honest: each claim takes the same area whatever it says, order is that of claims.yaml, and what is missing (a
source) is drawn as missing instead of being left out. Each square leads to its claim. Beyond 960 claims a square
would be too small to see: runs of consecutive claims then share a column, whose boxes still are counts.
"""

from __future__ import annotations

import altair as alt
import polars as pl

from sourcebook.charts.data import ChartData
from sourcebook.charts.design import claim_kinds
from sourcebook.charts.design.conditions import either
from sourcebook.charts.design.vega_theme import PAPER
from sourcebook.statements.shares import sourcing

TITLE = "Every claim as a square, in order"
HOW = "Each square is a claim; colour and sign are its kind, a hollow square lacks an independent source."

HOW_MANY = "Each column counts a run of consecutive claims by kind; hollow parts lack an independent source."
MOST = 960
"""Most claims that are drawn one by one."""
RUNS = 48
_SIGNED = 18
"""Least pixels of a square with the sign of its kind."""


def is_aggregated(data: ChartData) -> bool:
    """Return whether columns count runs of claims, of which there are more than can be drawn."""
    return len(data.claims) > MOST


def takeaway(data: ChartData) -> str:
    """Return the number of claims that name no source."""
    none = data.claims.filter(pl.col("legs").list.len() == 0).height
    return f"{sourcing(none, len(data.claims)).text}."


def table(data: ChartData) -> pl.DataFrame:
    """Return all claims with kind and standing; beyond 960 runs of consecutive claims."""
    if is_aggregated(data):
        return runs(data.claims).select("claims", "kind", "source", "count")
    return data.claims.select(
        pl.col("ref").alias("#"), pl.col("text").alias("Claim"), pl.col("by").alias("By"), "kind", "standing"
    )


def chart(data: ChartData) -> alt.TopLevelMixin:
    """Return squares in rows above a legend; columns of runs if there are too many."""
    return _columns(data) if is_aggregated(data) else _squares(data)


def _squares(data: ChartData) -> alt.TopLevelMixin:
    """Return a square for each claim: 24 a row if wide, 12 if narrow, twice as many beyond 240 claims."""
    across = (24 if data.width >= 500 else 12) * (1 if len(data.claims) <= 240 else 2)
    pitch = data.width / across
    index = pl.int_range(pl.len())
    frame = claim_kinds.with_sign(data.claims).with_columns(
        column=index % across,
        row=index // across,
        # A link's name, read out in place of its square.
        label=pl.format("Claim {}, {}, {}: {}", "ref", "kind", "standing", "text"),
    )
    down = -(-len(frame) // across)
    base = alt.Chart(frame).encode(
        x=alt.X(
            "column:O", axis=None, scale=alt.Scale(domain=list(range(across)), paddingInner=0.14, paddingOuter=0.05)
        ),
        y=alt.Y("row:O", axis=None, scale=alt.Scale(domain=list(range(down)), paddingInner=0.14, paddingOuter=0.05)),
    )
    colour = claim_kinds.scale(frame["kind"])
    squares = base.mark_rect(strokeWidth=2, cornerRadius=2, aria=True).encode(
        stroke=alt.Stroke("kind:N", scale=colour, legend=None),
        fill=either(
            alt.FillValue,
            alt.datum.corroboration > 0,
            alt.Fill("kind:N", scale=colour, legend=claim_kinds.legend(frame["kind"], data.width)),
            PAPER,
        ),
        href=alt.Href("href:N"),
        description=alt.Description("label:N"),
        tooltip=claim_kinds.tips("ref:N", "text:N", "by:N", "kind:N", "standing:N"),
    )
    layers: list[alt.Chart] = [squares]
    if pitch >= _SIGNED:
        sign = alt.condition(
            alt.datum.corroboration > 0, alt.value(PAPER), alt.Color("kind:N", scale=colour, legend=None)
        )
        layers.append(base.mark_text(fontWeight="bold").encode(text=alt.Text("sign:N"), color=sign))
    drawn: alt.LayerChart = alt.layer(*layers, height=round(pitch * down)).resolve_scale(color="independent")
    return drawn


def runs(claims: pl.DataFrame) -> pl.DataFrame:
    """Count claims by run of consecutive ones, kind and source: columns run, claims, kind, source, count, order."""
    length = -(-len(claims) // RUNS)
    run = pl.int_range(pl.len()) // length
    last = pl.min_horizontal((run + 1) * length, pl.lit(len(claims)))
    counted = (
        claims.with_columns(
            run=run,
            claims=pl.format("{}–{}", run * length + 1, last),
            source=pl.when(pl.col("corroboration") > 0).then(pl.lit("sourced")).otherwise(pl.lit("no source")),
        )
        .group_by("run", "claims", "kind", "source", maintain_order=True)
        .agg(count=pl.len(), href=pl.col("href").first())
    )
    return claim_kinds.with_sign(counted).sort(
        ["run", "order", "source"], descending=[False, False, True], maintain_order=True
    )


def _columns(data: ChartData) -> alt.TopLevelMixin:
    frame = runs(data.claims).with_columns(end=pl.col("count").cum_sum().over("run"))
    frame = frame.with_columns(start=pl.col("end") - pl.col("count"))
    colour = claim_kinds.scale(frame["kind"])
    drawn: alt.Chart = (
        alt.Chart(frame, height=160)
        .mark_bar(strokeWidth=1)
        .encode(
            x=alt.X("run:O", axis=None),
            y=alt.Y("start:Q", title="claims of a run", scale=alt.Scale(reverse=True)),
            y2=alt.Y2("end:Q"),
            stroke=alt.Stroke("kind:N", scale=colour, legend=None),
            fill=either(alt.FillValue, alt.datum.source == "sourced", alt.Fill("kind:N", scale=colour), PAPER),
            tooltip=claim_kinds.tips("claims:N", "kind:N", "source:N", "count:Q"),
        )
    )
    return drawn
