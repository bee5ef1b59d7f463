"""Layout in pixels from the upper left, without axes."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple
from unicodedata import east_asian_width

import altair as alt
import polars as pl

from sourcebook.charts.design.vega_theme import LINE, PAPER, SOFT
from sourcebook.core.text.dates import MONTHS

PER_LETTER = 6.6
"""Estimated width of a letter at 13 px, somewhat more than the mean, so that labels fit."""
PER_WIDE_LETTER = 13
"""The same for Chinese, Japanese and Korean."""


def across(field: str, width: int) -> alt.X:
    """Return the channel of a horizontal position in pixels."""
    return alt.X(f"{field}:Q", axis=None, scale=alt.Scale(domain=[0, width], nice=False, zero=False))


def down(field: str, height: float) -> alt.Y:
    """Return the channel of a vertical position in pixels."""
    return alt.Y(f"{field}:Q", axis=None, scale=alt.Scale(domain=[0, height], nice=False, zero=False, reverse=True))


def lines(text: str, width: float, most: int = 2) -> list[str]:
    """Split a label into lines that fit; beyond `most` lines the last one is truncated."""
    is_wide = any(east_asian_width(letter) in "WF" for letter in text)
    letters = max(int(width / (PER_WIDE_LETTER if is_wide else PER_LETTER)), 4)
    return textwrap.wrap(text, letters, max_lines=most, placeholder="…") or [""]


def cut(texts: pl.Series, width: float) -> pl.Series:
    """Truncate labels to one line each."""
    return texts.map_elements(lambda text: lines(text, width, 1)[0], return_dtype=pl.String)


def label(frame: pl.DataFrame, width: int, height: float, *, links: bool = False) -> list[alt.Chart]:
    """Return a layer with the labels of rows: `label` at `y`, with a margin in the background colour.

    With `links` each label links to the row's `href`, which its `text` describes.
    """
    at = alt.Chart(frame.with_columns(_x=pl.lit(0)))
    base = at.encode(x=across("_x", width), y=down("y", height), text=alt.Text("label:N"))
    seam = base.mark_text(align="left", stroke=PAPER, strokeWidth=4)
    if not links:
        return [seam, base.mark_text(align="left")]
    return [
        seam,
        base.mark_text(align="left", aria=True).encode(href=alt.Href("href:N"), description=alt.Description("text:N")),
    ]


class TimeAxis(NamedTuple):
    """A time line: days as pixels from left to right.

    Dates are converted to numbers here, because Vega-Lite would read them in the time zone of the machine.
    """

    first: date
    last: date
    width: int

    def x(self, day: date) -> float:
        """Return the position of a day in pixels; days outside the range are at the edge."""
        span = max((self.last - self.first).days, 1)
        return min(max((day - self.first).days / span, 0), 1) * self.width

    def ticks(self) -> list[tuple[float, str]]:
        """Return positions and labels of years, or of months if there are few years."""
        years = (self.last - self.first).days / 365.25
        most = max(self.width // 90, 2)
        if years >= 2:
            step = next(step for step in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 10000) if years / step <= most)
            marked = range(-(-self.first.year // step) * step, self.last.year + 1, step)
            return [(self.x(date(year, 1, 1)), str(year)) for year in marked if date(year, 1, 1) >= self.first]
        step = next(step for step in (1, 2, 3, 6, 12) if years * 12 / step <= most or step == 12)
        months = [(year, month) for year in range(self.first.year, self.last.year + 1) for month in range(1, 13, step)]
        starts = [date(*pair, 1) for pair in months if self.first <= date(*pair, 1) <= self.last]
        names = [f"{day.year}" if day.month == 1 else MONTHS[day.month - 1][:3] for day in starts]
        names[:1] = [f"{MONTHS[day.month - 1][:3]} {day.year}" for day in starts[:1]]
        return [(self.x(day), name) for day, name in zip(starts, names, strict=True)]

    def axis(self, top: float, height: float, width: int) -> list[alt.Chart]:
        """Return the layers of the axis: labels at `top`, rules below them, in a drawing of a width."""
        rows = [{"x": x, "name": name, "y": top, "foot": height} for x, name in self.ticks() if x <= self.width - 30]
        frame = pl.DataFrame(rows, schema={"x": float, "name": str, "y": float, "foot": float})
        base = alt.Chart(frame).encode(x=across("x", width), y=down("y", height))
        rules = base.mark_rule(color=LINE).encode(y2=alt.Y2("foot:Q"))
        return [rules, base.mark_text(align="left", dx=4, color=SOFT).encode(text=alt.Text("name:N"))]


def years(days: Iterable[date], width: int) -> TimeAxis:
    """Return a time line for these days with some space at its ends; the years 1 and 9999 do not count."""
    known = [day for day in days if date.min < day < date.max] or [date(2000, 1, 1)]
    first, last = min(known), max(known)
    room = timedelta(days=max((last - first).days // 25, 20))
    return TimeAxis(max(first, date.min + room) - room, min(last, date.max - room) + room, width)
