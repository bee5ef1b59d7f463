"""Reliability of sources against the confidence of the analysts.

Why it is honest: it is the grid of the Admiralty code (NATO AJP-2.1), with the grade of the best source that a claim
names going down, A to F; across goes the analysts' own confidence in the claim, which stands where that code has the
credibility of a report. Sources nobody graded and claims nobody judged have a row and a column of their own, as have
claims without a source: what is not known is part of the picture. The areas of squares are numbers of claims, written
on or beside them.
"""

from __future__ import annotations

import altair as alt
import polars as pl

from sourcebook.charts.data import ChartData
from sourcebook.charts.design import claim_kinds, cross_filter
from sourcebook.charts.design.conditions import either
from sourcebook.charts.design.vega_theme import INK, PAPER
from sourcebook.statements.shares import NAMES_A_GRADED_SOURCE, NAMES_A_RELIABLE_SOURCE, Share

TITLE = "Claims by the reliability of their best source and by confidence"
HOW = "Down: the grade of a claim’s best source, A reliable to F not to be judged. Across: the analysts’ confidence."
GRADES = {
    "A": "A completely reliable",
    "B": "B usually reliable",
    "C": "C fairly reliable",
    "D": "D not usually reliable",
    "E": "E unreliable",
    "F": "F cannot be judged",
}
UNGRADED, NONE = "not graded", "no source"
CONFIDENCE = ("high", "moderate", "low", "not stated")
NARROW, LABELS, DIGIT = 450, 150, 8
"""Pixels of a phone's width, of the labels at the left, and of a digit."""


def cells(data: ChartData) -> pl.DataFrame:
    """Return the cells of the grid with claims: grade, confidence, claims."""
    return _counted(_graded(data))


def _graded(data: ChartData) -> pl.DataFrame:
    """Return the cell of each claim: grade, confidence, kind, claimants."""
    grades = data.sources.select(via="id", reliability="reliability")
    best = (
        data.claims.explode("via", empty_as_null=True)
        .join(grades, on="via", how="left", maintain_order="left")
        .group_by("number", maintain_order=True)
        .agg(
            is_sourced=(pl.col("legs").list.len() > 0).first(),
            grade=pl.col("reliability").min(),
            confidence=pl.col("confidence").first(),
            kind=pl.col("kind").first(),
            claimant=pl.col("claimant").first(),
        )
    )
    worded = pl.col("grade").replace_strict(GRADES, default=UNGRADED, return_dtype=pl.String)
    grade = pl.when(pl.col("is_sourced")).then(worded).otherwise(pl.lit(NONE))
    return best.select("kind", "claimant", grade=grade, confidence=pl.col("confidence").fill_null(CONFIDENCE[-1]))


def _counted(graded: pl.DataFrame, *also: str) -> pl.DataFrame:
    """Count the claims of each cell, in the order of the grid, grouped by further columns."""
    counted = graded.group_by("grade", "confidence", *also, maintain_order=True).agg(claims=pl.len())
    rows, columns = [*GRADES.values(), UNGRADED, NONE], list(CONFIDENCE)
    options = [(rows.index(g), columns.index(c)) for g, c in counted.select("grade", "confidence").iter_rows()]
    return counted.with_columns(order=pl.Series([8 * row + column for row, column in options], dtype=pl.Int64)).sort(
        "order", *also, maintain_order=True
    )


def takeaway(data: ChartData) -> str:
    """Return the number of claims with a source that is graded as reliable, or that none has a graded one."""
    counted = cells(data)
    graded: int = sum(counted.filter(pl.col("grade").is_in(list(GRADES.values())))["claims"].to_list())
    good: int = sum(counted.filter(pl.col("grade").is_in([GRADES["A"], GRADES["B"]]))["claims"].to_list())
    predicate = NAMES_A_RELIABLE_SOURCE if graded else NAMES_A_GRADED_SOURCE
    return f"{Share(good, len(data.claims), 'claim', predicate).text}."


def table(data: ChartData) -> pl.DataFrame:
    """Return grades by confidence, with the number of claims."""
    counted = cells(data)
    return counted.select(
        pl.col("grade").alias("Best source"), pl.col("confidence").alias("Confidence"), pl.col("claims").alias("Claims")
    )


def chart(data: ChartData) -> alt.TopLevelMixin:
    """Return the grid, with a square in each cell with claims."""
    counted = _counted(cross_filter.cube(_graded(data)), "kind", "by")
    head = alt.Axis(orient="top", labelAngle=0, domain=False, ticks=False, labelPadding=6)
    most = max(counted["claims"].to_list())
    area, beside = (700, 18) if data.width >= NARROW else (400, 13)
    # Points, so that the count beside a square of the last column has room within the drawing.
    room, steps = beside + DIGIT * len(f"{most:,}"), len(CONFIDENCE) - 1
    padding = max(0.5, steps * room / max(data.width - LABELS - 2 * room, 1))
    options = alt.Scale(domain=list(CONFIDENCE), type="point", padding=padding)
    columns = alt.X("confidence:N", scale=options, title="confidence", axis=head)
    side = alt.Axis(domain=False, ticks=False, labelPadding=8, grid=True, tickBand="extent")
    rows = alt.Y("grade:N", scale=alt.Scale(domain=[*GRADES.values(), UNGRADED, NONE]), title=None, axis=side)
    base = (
        alt.Chart(counted)
        .transform_filter(cross_filter.IS_CELL)
        .encode(x=columns, y=rows, tooltip=claim_kinds.tips("grade:N", "confidence:N", "claims:Q"))
    )
    hollow = either(alt.FillValue, alt.datum.grade == NONE, PAPER, INK)
    size = alt.Size("claims:Q", scale=alt.Scale(domain=[0, most], range=[0, area]), legend=None)
    squares = base.mark_square(stroke=INK, strokeWidth=1.5, opacity=1).encode(size=size, fill=hollow)
    counts = base.mark_text(align="left", dx=beside, fontWeight="bold").encode(text=alt.Text("claims:Q", format=","))
    return cross_filter.following(alt.layer(squares, counts, height=alt.Step(34)))
