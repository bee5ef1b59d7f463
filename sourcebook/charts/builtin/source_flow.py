"""Flow of claims from independent sources through named sources to claimants.

Why it is honest: every claim has the same height, one unit, and keeps it from left to right; a claim that names
several sources is split evenly among them, so that no claim counts twice. Voices that go back to one report are seen
to leave one block. Claims that name no source leave a hollow one, and those of which the record does not say which
source carried them a block of their own. When every named source is independent itself, the column between is left out,
for it would show the same again. Beyond 60 claims, single ones are not drawn; beyond eight blocks
in a column the rest share one that says how many they are.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Literal, NamedTuple

import altair as alt
import polars as pl

from sourcebook.charts.data import ChartData
from sourcebook.charts.design import claim_kinds, pixel_layout
from sourcebook.charts.design.conditions import either
from sourcebook.charts.design.vega_theme import INK, PAPER, SOFT
from sourcebook.model import ARTICLE
from sourcebook.statements.claimants import SharedOrigin
from sourcebook.statements.shares import NAMES_NO_SOURCE, Part, sourcing

TITLE = "From independent sources through named sources to the claimants"
HOW = (
    "From left to right: an independent source, the source that the claim names, the claimant. Heights are numbers of "
    "claims; hollow ones lack an independent source, and what several claim together has a block of its own."
)
SINGLE = 60
"""Most claims that are drawn one by one."""
MOST = 200
"""Most rows of the table with all names."""
BLOCKS = 8
"""Most blocks of a column, the shared last one included."""
NONE, UNCLEAR, NOWHERE = "No source named", "Not recorded which source", "No independent source"
BLOCK = 12
"""Width of a block in pixels."""
HEAD = 24
"""Height of the headings of columns in pixels."""
HEADS = {"root": "Independent", "via": "Named source", "by": "Claimant"}
STEPS = 16
"""Points on the edge of a band."""


class Column(NamedTuple):
    """One column of blocks."""

    field: str
    blocks: pl.DataFrame
    """From the top: name, weight, claims (number), labels (lines), top and height in pixels."""
    x: float


def claim_paths(data: ChartData) -> pl.DataFrame:
    """Return the paths from origins to claims: columns of the claim, root, via, weight (in total one each)."""
    titles = data.sources.select("id", "title")
    found = (
        data.claims.explode("legs", empty_as_null=True)
        .with_columns(via=pl.col("legs").list.first(), origins=pl.col("legs").list.slice(1))
        .with_columns(root=pl.when(pl.col("origins").list.len() == 1).then(pl.col("origins").list.first()))
        .join(titles.select(via="id", via_title="title"), on="via", how="left", maintain_order="left")
        .join(titles.select(root="id", root_title="title"), on="root", how="left", maintain_order="left")
    )
    unclear = pl.when(pl.col("origins").list.len() > 1).then(pl.lit(UNCLEAR))
    nowhere = pl.when(pl.col("via").is_not_null()).then(pl.lit(NOWHERE))
    return found.with_columns(
        via=pl.col("via_title").fill_null(pl.col("via")).fill_null(NONE),
        root=pl.coalesce("root_title", unclear, nowhere, pl.lit(NONE)),
        weight=1 / pl.len().over("number"),
    )


def merged(found: pl.DataFrame) -> pl.DataFrame:
    """Return paths with at most eight names a column; the rest are merged."""
    return found.with_columns(_merged(found, field) for field in HEADS)


def _merged(found: pl.DataFrame, field: str) -> pl.Expr:
    counted = found.group_by(field, maintain_order=True).agg(pl.col("weight").sum()).filter(pl.col(field) != NONE)
    ranked = counted.sort(["weight", field], descending=[True, False], maintain_order=True)[field].to_list()
    if len(ranked) <= BLOCKS:
        return pl.col(field)
    word = "other claimants" if field == "by" else "other sources"
    rest = f"{len(ranked) - BLOCKS + 1:,} {word}"
    return pl.when(pl.col(field).is_in([*ranked[: BLOCKS - 1], NONE])).then(pl.col(field)).otherwise(pl.lit(rest))


def takeaway(data: ChartData) -> str:
    """Return how many claims of named claimants go back to the source that most of these share."""
    none = data.claims.filter(pl.col("legs").list.len() == 0).height
    shared = (
        data.claims.explode("legs", empty_as_null=True)
        .filter((pl.col("legs").list.len() == 2) & ~pl.col("by_ids").list.contains(ARTICLE))
        .group_by(origin=pl.col("legs").list.last(), maintain_order=True)
        .agg(by=pl.col("claimant").list.explode().unique(maintain_order=True), claims=pl.col("number").n_unique())
        .sort([pl.col("by").list.len(), "claims", "origin"], descending=[True, True, False], maintain_order=True)
    )
    if shared.is_empty():
        return f"{sourcing(none, len(data.claims)).text}."
    origin, by, claims = shared.row(0)
    title = dict(data.sources.select("id", "title").iter_rows())[origin]
    return f"{SharedOrigin(claims, by, title).text}{Part(none, NAMES_NO_SOURCE).text}."


def table(data: ChartData) -> pl.DataFrame:
    """Count claims by root, named source and claimant; a claim with several sources counts in each row."""
    counted = _counted(claim_paths(data))
    counted = counted if len(counted) <= MOST else _counted(merged(claim_paths(data)))
    named = counted.sort(["claims", "root", "via", "by"], descending=[True, False, False, False], maintain_order=True)
    return named.select(pl.col(field).alias(head) for field, head in HEADS.items()).with_columns(Claims=named["claims"])


def _counted(found: pl.DataFrame) -> pl.DataFrame:
    return found.group_by("root", "via", "by", maintain_order=True).agg(claims=pl.col("number").n_unique())


def chart(data: ChartData) -> alt.TopLevelMixin:
    """Return blocks in two or three columns with bands between them; at the right each claim as a linked box."""
    found = merged(claim_paths(data))
    fields = ["root", "via", "by"] if (found["root"] != found["via"]).any() else ["root", "by"]
    columns = _columns(found, fields, data.width)
    height = max(float((one.blocks["top"] + one.blocks["height"]).max()) for one in columns) + 2  # type: ignore[arg-type]
    size = (data.width, round(height))
    bands = [_bands(found, *pair, size) for pair in pairwise(columns)]
    blocks = [part for one in columns for part in _blocks(one, size)]
    boxes = _boxes(found, columns[-1], size) if len(data.claims) <= SINGLE else _shares(found, columns[-1], size)
    return alt.layer(*bands, *blocks, boxes, height=size[1])


def _columns(found: pl.DataFrame, fields: list[str], width: int) -> list[Column]:
    """Return the columns; blocks are sorted by weight, those without a source last."""
    claims = found["number"].n_unique()
    unit = max(min(360 / claims, 14), 0)
    gap = (width - BLOCK) / (len(fields) - 1) - BLOCK - 16
    columns: list[Column] = []
    for number, field in enumerate(fields):
        last = number == len(fields) - 1
        # The labels of the last two columns face each other across one gap.
        room = min(gap / 2 if number >= len(fields) - 2 else gap, 260)
        blocks = found.group_by(field, maintain_order=True).agg(
            weight=pl.col("weight").sum(), claims=pl.col("number").n_unique()
        )
        blocks = blocks.sort(
            [pl.col(field) == NONE, "weight", field], descending=[False, True, False], maintain_order=True
        )
        names = [
            pixel_layout.lines(f"{name}\u00a0·\u00a0{count:,}", room, 3)
            for name, count in blocks.select(field, "claims").iter_rows()
        ]
        slots = [max(weight * unit, 17 * len(lines)) for weight, lines in zip(blocks["weight"], names, strict=True)]
        tops = [HEAD + sum(slots[:at]) + 12 * at for at in range(len(slots))]
        blocks = blocks.rename({field: "name"}).with_columns(
            labels=pl.Series(names, dtype=pl.List(pl.String)),
            top=pl.Series(tops, dtype=pl.Float64),
            height=pl.col("weight") * unit,
        )
        columns.append(Column(field, blocks, width - BLOCK if last else number * (width - BLOCK) / (len(fields) - 1)))
    return columns


def _blocks(column: Column, size: tuple[int, int]) -> list[alt.Chart]:
    """Return the layers of a column: blocks, labels and heading."""
    width, height = size
    is_last = column.x >= width - BLOCK
    frame = column.blocks.with_columns(
        x=pl.lit(column.x),
        x2=pl.lit(column.x + BLOCK),
        foot=pl.col("top") + pl.col("height"),
        at=pl.lit(column.x - 6 if is_last else column.x + BLOCK + 6),
        middle=pl.col("top") + 8,
    )
    base = alt.Chart(frame).encode(y=pixel_layout.down("top", height))
    blocks = base.mark_rect(stroke=INK, strokeWidth=1.5).encode(
        x=pixel_layout.across("x", width),
        x2=alt.X2("x2:Q"),
        y2=alt.Y2("foot:Q"),
        fill=either(alt.FillValue, alt.datum.name == NONE, PAPER, INK),
        tooltip=claim_kinds.tips("name:N", "claims:Q"),
    )
    side: Literal["left", "right"] = "right" if is_last else "left"
    labels = base.mark_text(align=side, baseline="middle", lineHeight=16).encode(
        x=pixel_layout.across("at", width), y=pixel_layout.down("middle", height), text=alt.Text("labels:N")
    )
    head = alt.Chart(
        frame.head(1).with_columns(
            y=pl.lit(8), head=pl.lit(HEADS[column.field]), edge=pl.lit(column.x + BLOCK * is_last)
        )
    )
    heads = head.mark_text(align=side, color=SOFT).encode(
        x=pixel_layout.across("edge", width), y=pixel_layout.down("y", height), text=alt.Text("head:N")
    )
    return [blocks, labels, heads]


def _bands(found: pl.DataFrame, left: Column, right: Column, size: tuple[int, int]) -> alt.Chart:
    """Return bands for the claims that blocks of two columns have in common."""
    width, height = size
    bands = found.group_by(a=left.field, b=right.field, maintain_order=True).agg(
        weight=pl.col("weight").sum(), claims=pl.col("number").n_unique()
    )
    unit = float((left.blocks["height"] / left.blocks["weight"]).max() or 0)  # type: ignore[arg-type]
    for side, column in (("a", left), ("b", right)):
        place = column.blocks.with_row_index("rank").select(
            pl.col("name").alias(side), pl.col("top").alias(f"top_{side}"), pl.col("rank").alias(f"rank_{side}")
        )
        bands = bands.join(place, on=side, maintain_order="left")
    bands = bands.sort("rank_a", "rank_b", maintain_order=True).with_columns(
        y_a=pl.col("top_a") + (pl.col("weight").cum_sum().over("a") - pl.col("weight")) * unit
    )
    bands = bands.sort("rank_b", "rank_a", maintain_order=True).with_columns(
        y_b=pl.col("top_b") + (pl.col("weight").cum_sum().over("b") - pl.col("weight")) * unit
    )
    t = pl.col("step") / STEPS
    ease = t * t * (3 - 2 * t)
    x0, x1 = left.x + BLOCK, right.x
    points = bands.with_row_index("band").join(pl.DataFrame({"step": range(STEPS + 1)}), how="cross").with_columns(
        x=x0 + (x1 - x0) * t, y=pl.col("y_a") + (pl.col("y_b") - pl.col("y_a")) * ease
    )  # fmt: skip
    points = points.with_columns(y2=pl.col("y") + pl.col("weight") * unit, none=pl.col("a") == NONE)
    drawn: alt.Chart = (
        alt.Chart(points.select("band", "a", "b", "claims", "x", "y", "y2", "none"))
        .mark_area(strokeWidth=0.75)
        .encode(
            x=pixel_layout.across("x", width),
            y=pixel_layout.down("y", height),
            y2=alt.Y2("y2:Q"),
            detail=alt.Detail("band:N"),
            fillOpacity=either(alt.FillOpacityValue, "datum.none", 0.06, 0.2),
            fill=alt.FillValue(INK),
            tooltip=claim_kinds.tips("a:N", "b:N", "claims:Q"),
        )
    )
    return drawn


def _boxes(found: pl.DataFrame, column: Column, size: tuple[int, int]) -> alt.Chart:
    """Return a box for each claim in the block of its claimant, those that are sourced first."""
    width, height = size
    place = column.blocks.select(pl.col("name").alias("by"), "top", unit=pl.col("height") / pl.col("weight"))
    frame = (
        found.unique("number", keep="first", maintain_order=True)
        .join(place, on="by", maintain_order="left")
        .sort(pl.col("corroboration") == 0, "number", maintain_order=True)
        .with_columns(nth=pl.col("number").cum_count().over("by") - 1)
        .with_columns(
            x=pl.lit(column.x),
            x2=pl.lit(column.x + BLOCK),
            y=pl.col("top") + pl.col("nth") * pl.col("unit"),
            y2=pl.col("top") + (pl.col("nth") + 1) * pl.col("unit"),
            label=pl.format("Claim {}, {}, {}: {}", "ref", "kind", "standing", "text"),
        )
    )
    drawn: alt.Chart = (
        alt.Chart(frame)
        .mark_rect(strokeWidth=1, aria=True)
        .encode(
            stroke=either(alt.StrokeValue, alt.datum.corroboration > 0, PAPER, INK),
            x=pixel_layout.across("x", width),
            x2=alt.X2("x2:Q"),
            y=pixel_layout.down("y", height),
            y2=alt.Y2("y2:Q"),
            fill=either(alt.FillValue, alt.datum.corroboration > 0, INK, PAPER),
            href=alt.Href("href:N"),
            description=alt.Description("label:N"),
            tooltip=claim_kinds.tips("ref:N", "text:N", "by:N", "kind:N", "standing:N"),
        )
    )
    return drawn


def _shares(found: pl.DataFrame, column: Column, size: tuple[int, int]) -> alt.Chart:
    """Return the hollow lower parts of the blocks of claimants, for claims that lack an independent source."""
    width, height = size
    without = (
        found.filter(pl.col("corroboration") == 0)
        .group_by(name="by", maintain_order=True)
        .agg(without=pl.col("weight").sum())
    )
    frame = column.blocks.drop("labels").join(without, on="name", maintain_order="left").with_columns(
        x=pl.lit(column.x),
        x2=pl.lit(column.x + BLOCK),
        y=pl.col("top") + (1 - pl.col("without") / pl.col("weight")) * pl.col("height"),
        y2=pl.col("top") + pl.col("height"),
    )  # fmt: skip
    drawn: alt.Chart = (
        alt.Chart(frame)
        .mark_rect(stroke=INK, strokeWidth=1.5, fill=PAPER)
        .encode(
            x=pixel_layout.across("x", width),
            x2=alt.X2("x2:Q"),
            y=pixel_layout.down("y", height),
            y2=alt.Y2("y2:Q"),
            tooltip=claim_kinds.tips("name:N"),
        )
    )
    return drawn
