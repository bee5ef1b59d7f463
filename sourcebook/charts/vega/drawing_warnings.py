"""Find what readers of a drawing cannot see, or not as it is."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from sourcebook.charts.vega.fitting import READABLE, FittedChart
from sourcebook.core.text.phrases import shortened

LONGEST = 60
"""Letters of a text that a message quotes."""
MOST_LETTERS = 10
_UNTRUE = re.compile(r'Dropping "?fit-|.*autosize|Conflicting legend property "disable"|Infinite extent for field')
"""Warnings about what the author did not write, and those that Vega gives before all of its data are there."""
_LOG_HINT = (
    "leave zeros and negative values out, or use scale(type='symlog');"
    " stacked bars and areas begin at zero: give them stack=None"
)
_HINTS = ((re.compile(r"Log scale domain includes zero"), _LOG_HINT),)
_EMPTY_HINT = "see how its columns are spelled and typed, and which rows its filters leave"
_SHORTENED_HINT = "shorten the text, or give its axis or legend a higher labelLimit"
_HINT = "what Vega warns about is often drawn wrong: see whether the chart shows what it should"


class ChartWarning(msgspec.Struct, frozen=True):
    """A fault of a chart that was drawn all the same."""

    message: str
    """What is wrong, after the name of the chart."""
    hint: str


def drawing_warnings(chart: FittedChart, width: int, may_shorten: bool = False) -> Iterator[ChartWarning]:
    """Yield what is wrong with a drawing: warnings of Vega, texts at its edge, and texts that are too small.

    Args:
        chart: the drawing.
        width: its place on the page, in CSS pixels.
        may_shorten: whether readers find the full texts of labels elsewhere.
    """
    for warning in chart.drawing.facts.warnings:
        if not _UNTRUE.match(warning):
            yield ChartWarning(
                f"Vega warns: {warning}", next((hint for sign, hint in _HINTS if sign.match(warning)), _HINT)
            )
    if chart.drawing.facts.is_empty:
        yield ChartWarning("it draws nothing: no mark shows a row", _EMPTY_HINT)
    for text in () if may_shorten else chart.drawing.facts.shortened:
        yield ChartWarning(f"the end of “{shortened(text, LONGEST)}” is not drawn: it is too long", _SHORTENED_HINT)
    for text in chart.drawing.facts.cut:
        message = f"the edge cuts “{shortened(text, LONGEST)}” where the page is {width} pixels wide"
        yield ChartWarning(message, "shorten the text, or break it into lines")
    yield from _small_text(chart, width)


def glyph_warnings(letters: str) -> Iterator[ChartWarning]:
    """Yield a warning if the PNG of a chart lacks characters."""
    if letters:
        shown = letters if len(letters) <= MOST_LETTERS else f"{letters[:MOST_LETTERS]}…"
        hint = "install fonts for them, or leave the PNG out in site.yaml: charts: {downloads: [svg, csv, vl.json]}"
        yield ChartWarning(f"its PNG has empty boxes for “{shown}”, which no font of this machine has", hint)


def _small_text(chart: FittedChart, width: int) -> Iterator[ChartWarning]:
    if chart.width > width * READABLE:
        share = round(100 * width / chart.width)
        message = (
            f"it is shown at {share} % of its size where the page is {width} pixels wide: its labels are too small"
        )
        hint = "make its views narrower, or put them below each other when data.width is small"
        yield ChartWarning(message, hint)
