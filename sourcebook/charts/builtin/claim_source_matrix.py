"""Matrix of claims and the sources that they rest on.

Why it is honest: all claims stand in their order in one column each, all sources in one row each, and a claim
without a source has a row of its own in place of a gap that nobody sees. A filled square is a source that the claim
names; a ring is the independent source that such a source took its matter from, so that two sources with one origin
are seen to be one. Where the record does not say which of several sources carried the claim, their rings are dotted.
Beyond 60 claims a column is a run of consecutive claims, and squares carry counts; beyond eleven sources the rest
share a row that says how many they are.
"""

from __future__ import annotations

import altair as alt
import polars as pl

from sourcebook.charts.data import ChartData
from sourcebook.charts.design import claim_kinds, pixel_layout
from sourcebook.charts.design.conditions import either
from sourcebook.charts.design.vega_theme import INK, LINE, PAPER, SOFT
from sourcebook.statements.shares import NAMES_NO_SOURCE, Share, rests_on

TITLE = "Which claim rests on which source"
HOW = (
    "Columns are claims in their order, coloured by kind; a filled square is a source that the claim names, a ring the "
    "independent source behind it (dotted: one of several, not recorded which), a hollow square a claim without source."
)
HOW_MANY = (
    "Columns are runs of consecutive claims; bars count those that name the source (dark), that go back to it (grey), "
    "that may (light), and that name none (hollow)."
)
MOST, MOST_SOURCES = 60, 12
"""Most columns of single claims, and most rows of sources, the shared last one included."""
RUNS = 48
NONE, IN_PART = "No source named", "No source named, or not for all of it"
LABEL, ROW = 20, 46
"""Pixels of a label, and of a row with its label."""


def cells(data: ChartData) -> pl.DataFrame:
    """Return a row for each claim and source: claim columns with position, source (title), how.

    The position is the claim's in the chart, from 0; how is `named`, `origin`, `possible` or `none`.
    """
    claims = data.claims.with_columns(position=pl.int_range(pl.len()))
    named = claims.explode("via", empty_as_null=True).with_columns(source="via", how=pl.lit("named")).drop_nulls("via")
    origins = (
        claims.explode("legs", empty_as_null=True)
        .drop_nulls("legs")
        .with_columns(source=pl.col("legs").list.slice(1))
        .with_columns(how=pl.when(pl.col("source").list.len() > 1).then(pl.lit("possible")).otherwise(pl.lit("origin")))
        .explode("source", empty_as_null=True)
        .drop_nulls("source")
        .join(named, on=["number", "source"], how="anti", maintain_order="left")
        .sort("number", "how", maintain_order=True)  # What is certain comes first, and is kept.
        .unique(["number", "source"], keep="first", maintain_order=True)
    )
    without = claims.filter(_is_in_part() | (pl.col("legs").list.len() == 0)).with_columns(
        source=pl.lit(None, pl.String), how=pl.lit("none")
    )
    keep = ["position", "number", "ref", "text", "by", "kind", "standing", "href", "source", "how"]
    found = pl.concat([named.select(keep), origins.select(keep), without.select(keep)])
    return found.join(_ranked(found), on="source", how="left", maintain_order="left").with_columns(
        row=pl.col("row").fill_null(pl.col("row").max().fill_null(-1) + 1)
    )


def _is_in_part() -> pl.Expr:
    """Return whether a claim was computed from others, not all of which reach a source."""
    reached = pl.col("legs").list.eval(pl.element().list.len() > 1).list.any()
    return (pl.col("via").list.len() == 0) & (pl.col("legs").list.len() > 0) & ~reached


def _ranked(found: pl.DataFrame) -> pl.DataFrame:
    """Rank sources by the number of claims that rest on them for certain: columns source, row."""
    is_certain = pl.col("how") != "possible"
    counted = found.drop_nulls("source").group_by("source", maintain_order=True).agg(weight=is_certain.sum())
    ranked = counted.sort(["weight", "source"], descending=[True, False], maintain_order=True).with_row_index("row")
    last = MOST_SOURCES - 1 if len(ranked) > MOST_SOURCES else MOST_SOURCES
    return ranked.select("source", row=pl.min_horizontal(pl.col("row").cast(pl.Int64), pl.lit(last)))


def names(data: ChartData, found: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of the chart from the top: columns row, name, claims (how many rest on it for certain)."""
    titled = found.join(
        data.sources.rename({"id": "source", "title": "name"}), on="source", how="left", maintain_order="left"
    )
    counted = titled.group_by("row", maintain_order=True).agg(
        claims=pl.col("number").filter(pl.col("how") != "possible").n_unique(),
        sources=pl.col("source").n_unique(),
        name=pl.col("name").first(),
    )
    shared = pl.format("{} other sources", pl.col("sources"))
    none = IN_PART if data.claims.filter(_is_in_part()).height else NONE
    name = pl.when(pl.col("sources") > 1).then(shared).otherwise(pl.col("name").fill_null(none))
    return counted.select("row", "claims", name=name).sort("row", maintain_order=True)


def is_aggregated(data: ChartData) -> bool:
    """Return whether columns are runs of claims, of which there are more than can be drawn."""
    return len(data.claims) > MOST


def takeaway(data: ChartData) -> str:
    """Return the number of claims of the most named source."""
    total = len(data.claims)
    counted = names(data, cells(data).filter(pl.col("how") != "none"))
    if counted.is_empty():
        return f"{Share(total, total, 'claim', NAMES_NO_SOURCE).text}."
    _, most, title = counted.row(0)
    return f"{Share(most, total, 'claim', rests_on(title)).text}."


def table(data: ChartData) -> pl.DataFrame:
    """Return each source with the claims, by number, that name it, that reach it through another, or that may."""
    found = cells(data)
    lists = {
        how: pl.col("ref")
        .filter(pl.col("how") == how)
        .sort_by(pl.col("number").filter(pl.col("how") == how))
        .str.join("; ")
        for how in ("named", "origin", "possible", "none")
    }
    grouped = (
        found.group_by("row", maintain_order=True)
        .agg(**lists)
        .join(names(data, found), on="row", maintain_order="left")
        .sort("row", maintain_order=True)
    )
    return grouped.select(
        Source="name",
        claims="claims",
        named=pl.when(pl.col("none") != "").then("none").otherwise("named"),
        through_another="origin",
        perhaps_through_another="possible",
    )


def chart(data: ChartData) -> alt.TopLevelMixin:
    """Return a row for each source and a column for each claim, or for runs of claims if there are too many."""
    found = cells(data)
    rows = names(data, found)
    height = ROW * len(rows)
    marks = _runs(found, len(data.claims), data.width, height) if is_aggregated(data) else _squares(found, data, height)
    return alt.layer(*_labels(rows, data.width, height), *marks, height=height)


def _labels(rows: pl.DataFrame, width: int, height: int) -> list[alt.Chart]:
    """Return the layers of titles at the left, numbers of claims at the right, and rules."""
    placed = rows.with_columns(
        y=pl.col("row") * ROW + LABEL / 2,
        foot=(pl.col("row") + 1) * ROW,
        label=pixel_layout.cut(rows["name"], width - 40),
        left=pl.lit(0),
        right=pl.lit(width),
    )
    base = alt.Chart(placed).encode(y=pixel_layout.down("y", height))
    title = base.mark_text(align="left").encode(x=pixel_layout.across("left", width), text=alt.Text("label:N"))
    count = base.mark_text(align="right", fontWeight="bold").encode(
        x=pixel_layout.across("right", width), text=alt.Text("claims:Q", format=",")
    )
    rule = alt.Chart(placed).mark_rule(color=LINE).encode(
        x=pixel_layout.across("left", width), x2=alt.X2("right:Q"), y=pixel_layout.down("foot", height)
    )  # fmt: skip
    return [title, count, rule]


def _squares(found: pl.DataFrame, data: ChartData, height: int) -> list[alt.Chart]:
    pitch = min(data.width / len(data.claims), 26)
    side = min(pitch - 2, 20)
    top = pl.col("row") * ROW + LABEL
    frame = found.with_columns(
        x=pl.col("position") * pitch + 1,
        x2=pl.col("position") * pitch + 1 + side,
        y=top,
        y2=top + side,
        middle=pl.col("position") * pitch + 1 + side / 2,
        centre=top + side / 2,
        label=pl.format("Claim {}, {}, {}: {}", "ref", "kind", "standing", "text"),
    )
    colour = claim_kinds.scale(data.claims["kind"])
    key = claim_kinds.legend(data.claims["kind"], data.width)
    base = alt.Chart(frame).encode(
        stroke=alt.Stroke("kind:N", scale=colour, legend=None),
        href=alt.Href("href:N"),
        description=alt.Description("label:N"),
        tooltip=claim_kinds.tips("ref:N", "text:N", "by:N", "kind:N", "standing:N"),
    )
    squares = (
        base.transform_filter((alt.datum.how == "named") | (alt.datum.how == "none"))
        .mark_rect(strokeWidth=2, cornerRadius=2, aria=True)
        .encode(
            x=pixel_layout.across("x", data.width),
            x2=alt.X2("x2:Q"),
            y=pixel_layout.down("y", height),
            y2=alt.Y2("y2:Q"),
            fill=either(alt.FillValue, alt.datum.how == "named", alt.Fill("kind:N", scale=colour, legend=key), PAPER),
        )
    )
    rings = (
        base.transform_filter((alt.datum.how == "origin") | (alt.datum.how == "possible"))
        .mark_point(shape="circle", size=side**2 * 0.6, strokeWidth=2, opacity=1, aria=True)
        .encode(
            x=pixel_layout.across("middle", data.width),
            y=pixel_layout.down("centre", height),
            fill=alt.FillValue(PAPER),
            strokeDash=either(alt.StrokeDashValue, alt.datum.how == "possible", [1, 3], [1, 0]),
        )
    )
    return [squares, rings]


def _runs(found: pl.DataFrame, claims: int, width: int, height: int) -> list[alt.Chart]:
    """Return bars of counts by run of consecutive claims; the highest has the height of a row."""
    length = -(-claims // RUNS)
    runs = found.with_columns(run=pl.col("position") // length)
    counted = runs.group_by("run", "row", "how", maintain_order=True).agg(claims=pl.col("number").n_unique())
    pitch = width / -(-claims // length)
    foot = (pl.col("row") + 1) * ROW - 1
    last = pl.min_horizontal((pl.col("run") + 1) * length, pl.lit(claims))
    frame = counted.sort("row", "run", "how", maintain_order=True).with_columns(
        x=pl.col("run") * pitch,
        x2=(pl.col("run") + 1) * pitch - 1,
        y=foot - pl.col("claims") / length * (ROW - LABEL - 2),
        y2=foot,
        numbers=pl.format("{}–{}", pl.col("run") * length + 1, last),
    )
    fill = {"named": INK, "origin": SOFT, "possible": LINE, "none": PAPER}
    bars = (
        alt.Chart(frame)
        .mark_rect(stroke=INK, strokeWidth=0.5)
        .encode(
            x=pixel_layout.across("x", width),
            x2=alt.X2("x2:Q"),
            y=pixel_layout.down("y", height),
            y2=alt.Y2("y2:Q"),
            fill=alt.Fill("how:N", scale=alt.Scale(domain=list(fill), range=list(fill.values())), legend=None),
            tooltip=claim_kinds.tips("numbers:N", "how:N", "claims:Q"),
        )
    )
    return [bars]
