"""Numbers that claims state, by unit.

Why it is honest: numbers of different units never share a scale, and every number is written out beside its mark. A
scale is linear from zero, where bars may be compared by length; where the largest number of a unit is more than a
hundred times the smallest, the scale is logarithmic, says so, and shows dots, for lengths would mean nothing there. A
range is a bar between its ends; “up to” and “at least” are arrows, open on the side that nobody named. Beyond twelve
numbers of a unit ticks at the greatest values stand in one row, and those beyond four units are counted.
"""

from __future__ import annotations

from math import log10
from typing import NamedTuple

import altair as alt
import polars as pl

from sourcebook.charts.data import ChartData
from sourcebook.charts.design import claim_kinds, pixel_layout
from sourcebook.charts.design.vega_theme import LINE, SOFT
from sourcebook.core.text.phrases import plural
from sourcebook.statements.totals import StatedNumbers

TITLE = "The numbers that claims state, by unit"
HOW = "One block a unit; bars off zero are ranges, arrows point to the side that the claim leaves open."
MOST, MOST_UNITS = 12, 4
"""Most numbers of a unit with a row each, and most units with a block."""
LOG_SPAN = 100
COLOUR = "var(--figure)"
ROW, HEAD = 40, 28
Mark = dict[str, object]


class Block(NamedTuple):
    """The numbers of one unit on their scale."""

    unit: str
    rows: pl.DataFrame
    low: float
    high: float
    is_log: bool

    @property
    def height(self) -> int:
        """Pixels from its heading to the next."""
        return HEAD + ROW * (1 if len(self.rows) > MOST else len(self.rows)) + 10

    def x(self, value: float, width: int) -> float:
        """Return the position of a value in pixels."""
        low, high, at = self.low, self.high, value
        if self.is_log:
            low, high, at = log10(low), log10(high), log10(max(value, low))
        return min(max((at - low) / ((high - low) or 1), 0), 1) * (width - 12)


def blocks(quantities: pl.DataFrame) -> list[Block]:
    """Return units, those with most numbers first, each with its numbers in descending order and its scale."""
    found: list[Block] = []
    least, greatest = pl.coalesce("low", "high"), pl.coalesce("high", "low")
    counted = (
        quantities.group_by("unit", maintain_order=True)
        .agg(n=pl.len())
        .sort(["n", "unit"], descending=[True, False], maintain_order=True)
    )
    for unit in counted["unit"]:
        rows = quantities.filter(pl.col("unit") == unit).with_columns(least=least, greatest=greatest)
        rows = rows.sort("greatest", "number", descending=[True, False], maintain_order=True)
        ends: list[float] = [*rows["least"], *rows["greatest"]]
        is_log = min(ends) > 0 and max(ends) / min(ends) > LOG_SPAN
        low, high = (min(ends) / 1.5, max(ends) * 1.5) if is_log else (min([*ends, 0.0]), max([*ends, 0.0]))
        found.append(Block(unit, rows, low, high, is_log))
    return found


def takeaway(data: ChartData) -> str:
    """Return the number of numbers, their units, and the largest."""
    total = len(data.quantities)
    if not total:
        return f"{StatedNumbers(0, 0, '', '').text}."
    first = blocks(data.quantities)[0]
    units = data.quantities["unit"].n_unique() if data.quantities["unit"].str.len_chars().min() else 0
    return f"{StatedNumbers(total, units, first.unit, first.rows['amount'][0]).text}."


def table(data: ChartData) -> pl.DataFrame:
    """Return all numbers as text, with their claimants."""
    measure = pl.when(pl.col("measure") == "").then(pl.lit("number")).otherwise(pl.col("measure"))
    return data.quantities.select(
        measure.alias("Measure"),
        pl.col("amount").alias("Amount"),
        pl.col("by").alias("By"),
        pl.col("ref").alias("Claim"),
    )


def chart(data: ChartData) -> alt.TopLevelMixin:
    """Return the blocks of units, one below the other."""
    found = blocks(data.quantities)
    shown, width = found[:MOST_UNITS], data.width
    heads: list[Mark] = []
    marks: list[Mark] = []
    top = 0
    for block in shown:
        scale = "logarithmic scale" if block.is_log else "from zero"
        heads.append({"x": 0, "y": top + 10, "edge": width, "label": f"{block.unit or 'no unit'} · {scale}"})
        marks += _packed(block, top, width) if len(block.rows) > MOST else _rows(block, top, width)
        top += block.height
    if found[MOST_UNITS:]:
        rest = sum(len(block.rows) for block in found[MOST_UNITS:])
        more = f"{plural(rest, 'number')} in {plural(len(found) - MOST_UNITS, 'other unit')}: see the data"
        heads.append({"x": 0, "y": top + 10, "edge": width, "label": more})
        top += HEAD
    return alt.layer(*_heads(heads, width, top), *_marks(marks, width, top), height=top)


def _rows(block: Block, top: int, width: int) -> list[Mark]:
    """Return a row for each number, its text above its mark."""
    marks: list[Mark] = []
    for nth, row in enumerate(block.rows.iter_rows(named=True)):
        amount_text = f"{row['amount']}, {row['measure'] or 'number'} ({row['by']})"
        foot = top + HEAD + ROW * nth
        marks.append(
            _mark(block, row, foot + 26, width, pixel_layout.lines(amount_text, width - 8, 1)[0]) | {"y": foot + 9}
        )
    return marks


def _packed(block: Block, top: int, width: int) -> list[Mark]:
    """Return all numbers in one row as ticks at their greatest values; equal positions are merged."""
    ticks: dict[int, Mark] = {}
    for row in block.rows.iter_rows(named=True):
        x = block.x(row["greatest"], width)
        place = _placed(row, top + HEAD + 24) | {"label": "", "shape": "bar", "x": x, "x2": x + 2, "tip": x}
        ticks.setdefault(round(x / 3), place | {"y": top + HEAD + 6})
    least = block.rows.sort("least", "number", maintain_order=True)["amount"][0]
    greatest = block.rows["amount"][0]
    amount_text = f"{plural(len(block.rows), 'number')}, {least} to {greatest}"
    next(iter(ticks.values()))["label"] = pixel_layout.lines(amount_text, width - 8, 1)[0]
    return list(ticks.values())


def _mark(block: Block, row: Mark, middle: float, width: int, label: str) -> Mark:
    """Return the mark of a number in pixels: a bar from zero or over a range, a dot, or an arrow to the open side."""
    low, high = row["low"], row["high"]
    x, x2 = block.x(float(str(row["least"])), width), block.x(float(str(row["greatest"])), width)
    place = _placed(row, middle) | {"label": label}
    if low is None:
        return place | {"shape": "up to", "x": max(x - 40, 0.0), "x2": x2, "tip": max(x - 40, 0.0)}
    if high is None:
        return place | {"shape": "at least", "x": x, "x2": min(x2 + 40, width), "tip": min(x2 + 40, width)}
    if low == high and block.is_log:
        return place | {"shape": "dot", "x": x, "x2": x, "tip": x}
    zero = block.x(0, width)
    start, end = (min(zero, x), max(zero, x)) if low == high else (x, x2)
    return place | {"shape": "bar", "x": start, "x2": max(end, start + 1), "tip": end}


def _placed(row: Mark, middle: float) -> Mark:
    return {
        **{name: row[name] for name in ("text", "kind", "by", "amount", "href")},
        "top": middle - 5,
        "middle": middle,
        "foot": middle + 5,
    }


def _heads(heads: list[Mark], width: int, height: int) -> list[alt.Chart]:
    base = alt.Chart(alt.InlineData(values=list(heads))).encode(
        x=pixel_layout.across("x", width), y=pixel_layout.down("y", height)
    )
    rule = base.mark_rule(color=LINE, yOffset=10).encode(x2=alt.X2("edge:Q"))
    return [rule, base.mark_text(align="left", color=SOFT).encode(text=alt.Text("label:N"))]


def _marks(marks: list[Mark], width: int, height: int) -> list[alt.Chart]:
    frame = pl.DataFrame(marks, infer_schema_length=None)
    base = alt.Chart(frame).encode(
        x=pixel_layout.across("x", width),
        y=pixel_layout.down("middle", height),
        tooltip=claim_kinds.tips("amount:N", "text:N", "by:N"),
        href=alt.Href("href:N"),
        description=alt.Description("text:N"),
    )
    bars = base.transform_filter(alt.datum.shape == "bar").mark_rect(color=COLOUR, aria=True)
    others = base.transform_filter(alt.datum.shape != "bar")
    tips = others.mark_point(opacity=1, fill=COLOUR, stroke=COLOUR, size=60, aria=True).encode(
        x=pixel_layout.across("tip", width),
        shape=alt.Shape(
            "shape:N",
            scale=alt.Scale(domain=["up to", "at least", "dot"], range=["triangle-left", "triangle-right", "circle"]),
            legend=None,
        ),
    )
    return [
        bars.encode(x2=alt.X2("x2:Q"), y=pixel_layout.down("top", height), y2=alt.Y2("foot:Q")),
        others.mark_rule(strokeWidth=3, color=COLOUR).encode(x2=alt.X2("x2:Q")),
        tips,
        *pixel_layout.label(frame, width, height),
    ]
