"""Horizons of forecasts: when each can be judged, and which cannot be judged.

Why it is honest: the time line is linear and the same for all; a line runs from the day a forecast was made to the day
it is due, thick where the forecaster gave a span instead of a day. A forecast without a date is not left out: its line
is dotted and runs off the chart, for it can never be called wrong. A mark is drawn only for a date that was given. The
rule of the build's date parts what is still to come from what is overdue. Beyond 24 forecasts, bars count them by the
year in which they are due.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

import altair as alt
import polars as pl

from sourcebook.charts.data import ChartData
from sourcebook.charts.design import claim_kinds, pixel_layout, year_bars
from sourcebook.charts.design.vega_theme import INK, PAPER, SOFT
from sourcebook.core.text.dates import first_day, format_date, last_day
from sourcebook.statements.ages import Overdue, as_of_text
from sourcebook.statements.shares import NAMES_A_DATE, NAMES_NO_DATE, Share

TITLE = "Forecasts from the day they were made to the day they are due"
HOW = (
    "Lines run from when a forecast was made to when it is due; dotted ones name no date. The rule is the build’s date."
)
HOW_MANY = "Bars count forecasts by the year in which they are due; the hollow one names no date."
MOST = 24
"""Most forecasts that are drawn one by one."""
ROW, HEAD, NAME = 40, 44, 28
"""Pixels of a row, of the heading of the time line, and of the name of the build's date in it."""
NEVER, UNKNOWN = "no date named", "not recorded"


def forecasts(data: ChartData) -> pl.DataFrame:
    """Return forecasts, soonest due first, undated ones last: columns of the claim, made, due, end (days or null)."""
    found = data.claims.filter(pl.col("kind") == "forecast")
    dated = found.with_columns(
        made=pl.col("made_on").map_elements(first_day, return_dtype=pl.Date),
        due=pl.col("horizon").map_elements(first_day, return_dtype=pl.Date),
        end=pl.col("horizon").map_elements(last_day, return_dtype=pl.Date),
        outcome=pl.col("outcome").fill_null("open"),
    )
    return dated.sort(["end", "due", "number"], nulls_last=True, maintain_order=True)


def is_aggregated(data: ChartData) -> bool:
    """Return whether bars count forecasts, of which there are more than can be drawn."""
    return len(forecasts(data)) > MOST


def takeaway(data: ChartData) -> str:
    """Return the number of forecasts without a date, and of those that are overdue at the build's date."""
    found = forecasts(data)
    undated = found["end"].null_count()
    overdue = found.filter((pl.col("end") < _as_of(data)) & (pl.col("outcome") == "open")).height
    share = Share(undated or len(found), len(found), "forecast", NAMES_NO_DATE if undated else NAMES_A_DATE)
    return f"{share.text}{Overdue(overdue, data.as_of).text}."


def table(data: ChartData) -> pl.DataFrame:
    """Return all forecasts with their dates; beyond 24 counts by year of the horizon."""
    found = forecasts(data)
    if len(found) > MOST:
        counted = year_bars.counted(found["end"], NEVER)
        return counted.select(pl.col("year").alias("Due"), pl.col("count").alias("Forecasts"))
    return found.select(
        pl.col("text").alias("Forecast"),
        pl.col("by").alias("By"),
        pl.col("made_on").map_elements(format_date, return_dtype=pl.String).fill_null(UNKNOWN).alias("Made"),
        pl.col("horizon").map_elements(format_date, return_dtype=pl.String).fill_null(NEVER).alias("Due"),
        pl.col("outcome").alias("Outcome"),
    )


def chart(data: ChartData) -> alt.TopLevelMixin:
    """Return a time line with a row for each forecast; bars by year if there are too many."""
    found = forecasts(data)
    if len(found) > MOST:
        each = found.select("kind", "claimant", thing="number", day="end")
        return year_bars.bars(each, "forecasts", "var(--forecast)", NEVER)
    return _lines(found, data)


def _as_of(data: ChartData) -> date:
    return first_day(data.as_of) if data.as_of else date.min


def _lines(found: pl.DataFrame, data: ChartData) -> alt.TopLevelMixin:
    width, height = data.width, HEAD + ROW * len(found)
    as_of = _as_of(data)
    line = pixel_layout.years(
        [*found["made"].drop_nulls(), *found["due"].drop_nulls(), *found["end"].drop_nulls(), as_of], width
    )
    rows = [_row(row, line, number) for number, row in enumerate(found.iter_rows(named=True))]
    frame = pl.DataFrame(rows)
    frame = frame.with_columns(label=pixel_layout.cut(frame["label"], width - 8))
    base = alt.Chart(frame).encode(
        y=pixel_layout.down("middle", height),
        tooltip=claim_kinds.tips("text:N", "by:N", "made_on:N", "horizon:N", "outcome:N"),
    )
    start = pixel_layout.across("from", width)
    dated, undated = alt.datum.due != None, alt.datum.due == None  # noqa: E711  # an expression of Vega
    marks = [
        base.transform_filter(undated)
        .mark_rule(strokeDash=[2, 4], strokeWidth=2, color=SOFT)
        .encode(x=start, x2=alt.X2("to:Q")),
        base.transform_filter(dated).mark_rule(strokeWidth=2, color=INK).encode(x=start, x2=alt.X2("due:Q")),
        base.transform_filter(dated)
        .mark_rule(strokeWidth=8, color="var(--forecast)")
        .encode(x=pixel_layout.across("due", width), x2=alt.X2("to:Q")),
        base.transform_filter(alt.datum.made_on != None)  # noqa: E711  # an expression of Vega
        .mark_point(shape="circle", size=50, opacity=1, fill=PAPER, stroke=INK, strokeWidth=2)
        .encode(x=start),
    ]
    names = pixel_layout.label(frame, width, height, links=True)
    return alt.layer(
        *line.axis(8, height, width), *_as_of_marks(line, as_of, len(found), height), *marks, *names, height=height
    )


def _row(row: dict[str, object], line: pixel_layout.TimeAxis, number: int) -> dict[str, object]:
    """Return the marks of a forecast in pixels; one without `made_on` is drawn from its due date on."""
    made, due, end = row["made"], row["due"], row["end"]
    start = line.x(made) if isinstance(made, date) else line.x(due) if isinstance(due, date) else 0.0
    return {
        **{name: row[name] for name in ("text", "kind", "by", "made_on", "horizon", "outcome", "href")},
        "label": f"{row['by']}: {row['text']}" + ("" if row["outcome"] == "open" else f" ({row['outcome']})"),
        "y": HEAD + ROW * number + 11,
        "middle": HEAD + ROW * number + 28,
        "from": min(max(start, 5), line.width - 5),
        "due": line.x(due) if isinstance(due, date) else None,
        "to": max(line.x(end), line.x(due) + 4)
        if isinstance(end, date) and isinstance(due, date)
        else float(line.width),
    }


def _as_of_marks(line: pixel_layout.TimeAxis, as_of: date, rows: int, height: int) -> list[alt.Chart]:
    """Return the name of the build's date above the rows, and its tick in each of them, which crosses no label."""
    if as_of <= date.min:
        return []
    x = line.x(as_of)
    tops = [HEAD - 8.0, *(HEAD + ROW * number + 20.0 for number in range(rows))]
    ticks = pl.DataFrame({"x": [x] * len(tops), "y": tops, "foot": [tops[0] + 6, *(top + 16 for top in tops[1:])]})
    name = pl.DataFrame({"x": [x], "y": [NAME], "name": [as_of_text(as_of.isoformat())]})
    across, down = pixel_layout.across("x", line.width), pixel_layout.down("y", height)
    marks = (
        alt.Chart(ticks).mark_rule(color="var(--accent)", strokeWidth=2).encode(x=across, y=down, y2=alt.Y2("foot:Q"))
    )
    side: Literal["left", "right"] = "left" if x <= line.width * 0.6 else "right"
    text = alt.Chart(name).mark_text(color="var(--accent)", fontWeight="bold", align=side)
    return [marks.encode(x=across, y=down, y2=alt.Y2("foot:Q")), text.encode(x=across, y=down, text=alt.Text("name:N"))]
