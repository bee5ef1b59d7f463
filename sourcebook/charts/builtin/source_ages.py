"""Ages of the sources that claims rest on.

Why it is honest: every bar ends at the same day, that of the build, and begins when the source was published, so that
length is age on one linear scale. Sources without a date stand below, hollow and without a length: their age is not
known. Only sources that claims name, and the independent ones behind these, are shown. Beyond 20 sources, bars count
them by year.
"""

from __future__ import annotations

from datetime import date

import altair as alt
import polars as pl

from sourcebook.charts.data import ChartData
from sourcebook.charts.design import claim_kinds, cross_filter, pixel_layout, year_bars
from sourcebook.charts.design.vega_theme import INK, PAPER, SOFT
from sourcebook.core.text.dates import first_day, format_date
from sourcebook.statements.ages import SOURCE, Age, PublishedBetween, as_of_text
from sourcebook.statements.shares import HAS_NO_DATE, Part, Share

TITLE = "The age of the sources behind the claims"
HOW_MANY = "Bars count sources by the year in which they were published; the hollow one has no date."
HOW = "Bars run from a source’s publication to the build’s date; hollow marks are sources without a date."
MOST = 20
ROW, HEAD = 40, 24
UNDATED = "no date"


def used(data: ChartData) -> pl.DataFrame:
    """Return the sources that claims can rest on, oldest first, undated ones last.

    Columns: theirs, claims (number of those that name it or go back to it for certain), perhaps (of others), day.
    """
    is_certain = pl.col("is_certain")
    counted = (
        _named(data)
        .group_by("id", maintain_order=True)
        .agg(claims=is_certain.sum().cast(pl.Int64), perhaps=(~is_certain).sum().cast(pl.Int64))
    )
    day = pl.col("issued").map_elements(first_day, return_dtype=pl.Date)
    return (
        data.sources.join(counted, on="id", maintain_order="left")
        .with_columns(day=day)
        .sort(["day", "title"], nulls_last=True, maintain_order=True)
    )


def _named(data: ChartData) -> pl.DataFrame:
    """Return a row for each claim and source: id of the source, kind and claimants of the claim, is_certain."""
    claims = data.claims.select("kind", "claimant", "legs").with_row_index("claim")
    legs = claims.explode("legs", empty_as_null=True).drop_nulls("legs")
    named = legs.select("claim", "kind", "claimant", id=pl.col("legs").list.first(), is_certain=pl.lit(value=True))
    ends = legs.select(
        "claim", "kind", "claimant", id=pl.col("legs").list.slice(1), is_certain=pl.col("legs").list.len() == 2
    ).explode("id", empty_as_null=True)
    return (
        pl.concat([named, ends])
        .drop_nulls("id")
        .sort("claim", "is_certain", descending=[False, True], maintain_order=True)
        .unique(["claim", "id"], keep="first", maintain_order=True)
    )


def is_aggregated(data: ChartData) -> bool:
    """Return whether bars count sources, of which there are more than can be drawn."""
    return len(used(data)) > MOST


def takeaway(data: ChartData) -> str:
    """Return the years in which the sources were published, and the number of undated ones."""
    found = used(data)
    dates = found["issued"].drop_nulls().to_list()
    if found.is_empty():
        return "No claim names a source."
    if not dates:
        return f"{Share(len(found), len(found), SOURCE, HAS_NO_DATE).text}."
    ages = f"; ages are {as_of_text(data.as_of)}" if data.as_of and len(found) <= MOST else ""
    return f"{PublishedBetween.of(dates, len(found)).text}{Part(len(found) - len(dates), HAS_NO_DATE).text}{ages}."


def table(data: ChartData) -> pl.DataFrame:
    """Return all sources with their dates; beyond 20 counts by year."""
    found = used(data)
    if len(found) > MOST:
        counted = year_bars.counted(found["day"], UNDATED)
        return counted.select(pl.col("year").alias("Published"), pl.col("count").alias("Sources"))
    issued = pl.col("issued").map_elements(format_date, return_dtype=pl.String).fill_null(UNDATED)
    return found.select(
        pl.col("title").alias("Source"),
        issued.alias("Published"),
        pl.col("claims").alias("Claims"),
        pl.col("perhaps").alias("Perhaps"),
    )


def chart(data: ChartData) -> alt.TopLevelMixin:
    """Return a bar for each source; bars by year if there are too many."""
    found = used(data)
    if len(found) > MOST:
        each = _named(data).join(found.select("id", "day"), on="id", maintain_order="left").rename({"id": "thing"})
        return year_bars.bars(each, "sources", INK, UNDATED)
    return _ages(found.join(cross_filter.cells(_named(data), "id"), on="id", maintain_order="left"), data)


def _ages(found: pl.DataFrame, data: ChartData) -> alt.TopLevelMixin:
    width, height = data.width, HEAD + ROW * len(found)
    as_of = first_day(data.as_of) if data.as_of else date.min
    line = pixel_layout.years([*found["day"].drop_nulls(), as_of], width)
    starts = [line.x(day) if day is not None else None for day in found["day"]]
    ages = [Age.of(issued, data.as_of).text if issued is not None else UNDATED for issued in found["issued"]]
    frame = found.drop("day").with_row_index("nth").with_columns(
        y=HEAD + pl.col("nth") * ROW + 11,
        middle=HEAD + pl.col("nth") * ROW + 28,
        x=pl.Series(starts, dtype=pl.Float64),
        x2=pl.lit(line.x(as_of) if as_of > date.min else width),
        edge=pl.lit(width),
        age=pl.Series(ages, dtype=pl.String),
        label=pixel_layout.cut(found["title"], width - 90),
        text=pl.col("title"),
    )  # fmt: skip
    base = alt.Chart(frame).encode(
        y=pixel_layout.down("middle", height),
        opacity=cross_filter.PALE,
        tooltip=claim_kinds.tips("title:N", "issued:N", "age:N", "claims:Q", "perhaps:Q"),
    )
    has_date = alt.datum.issued != None  # noqa: E711  # an expression of Vega
    bars = base.transform_filter(has_date).mark_rule(strokeWidth=9, color=INK).encode(
        x=pixel_layout.across("x", width), x2=alt.X2("x2:Q")
    )  # fmt: skip
    none = base.transform_filter(alt.datum.issued == None).mark_point(  # noqa: E711  # likewise
        shape="square", size=70, fill=PAPER, stroke=INK, strokeWidth=1.5
    )
    ages_at = base.mark_text(align="right", color=SOFT).encode(
        x=pixel_layout.across("edge", width), y=pixel_layout.down("y", height), text=alt.Text("age:N")
    )
    marks = [
        bars,
        none.encode(x=pixel_layout.across("x2", width)),
        *pixel_layout.label(frame, width, height, links=True),
        ages_at,
    ]
    return cross_filter.following(alt.layer(*line.axis(8, height, width), *marks, height=height))
