"""Likelihoods of forecasts, in terms of ICD 203 and in numbers.

Why it is honest: each word is shown as the range of probabilities that Intelligence Community Directive 203 gives it,
never as one number; a probability that a forecaster put in numbers is a tick of its own in the range that it falls
into; for what is below 1 % or above 99 % there is no word. All seven words always stand there, and forecasts without
either are counted in a row of their own.
"""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import polars as pl

from sourcebook.charts.data import ChartData
from sourcebook.charts.design import claim_kinds, cross_filter, pixel_layout
from sourcebook.charts.design.conditions import either
from sourcebook.charts.design.vega_theme import INK, LINE
from sourcebook.core.text.numbers import exact
from sourcebook.model import LIKELIHOOD_RANGES
from sourcebook.statements.shares import SAYS_HOW_LIKELY, Share

TITLE = "Forecasts by how likely they were said to be"
HOW = "Bands are the ranges of ICD 203’s words, with the forecasts in them; ticks are probabilities given in numbers."
TERMS = tuple(LIKELIHOOD_RANGES)
EDGES = tuple(low for low, _ in LIKELIHOOD_RANGES.values())
"""Percentages where the terms begin."""
OUTSIDE, SILENT = "beyond these ranges", "not said"
"""Rows of probabilities below 1 % or above 99 %, for which there is no word, and of forecasts with neither."""
ROW = 40


def rows(data: ChartData) -> pl.DataFrame:
    """Return a row for each term and for what is not said, and one for what is beyond the ranges if there is any.

    Columns: term, low and high in per cent, said (forecasts that use the word), given (those with a number only).
    """
    numbers = parts(data).group_by("term", maintain_order=True).agg(pl.col("all_said", "all_given").sum())
    counted = numbers.rename({"all_said": "said", "all_given": "given"})
    terms = pl.DataFrame(
        [(term, *LIKELIHOOD_RANGES.get(term, (None, None))) for term in _terms(data)],
        schema={"term": str, "low": float, "high": float},
        orient="row",
    )
    return terms.join(counted, on="term", how="left", maintain_order="left").with_columns(
        pl.col("said", "given").fill_null(0)
    )


def _terms(data: ChartData) -> Sequence[str]:
    given = data.claims.filter(pl.col("kind") == "forecast")["probability"].drop_nulls()
    is_beyond = any(_term(_percent(one)) == OUTSIDE for one in given)
    return (*TERMS, *([OUTSIDE] if is_beyond else []), SILENT)


def parts(data: ChartData) -> pl.DataFrame:
    """Count forecasts by term and claimant, for selections of readers: columns term, kind, by, said, given,
    all_said and all_given.
    """
    forecasts = data.claims.filter(pl.col("kind") == "forecast")
    found = cross_filter.each_claimant(forecasts.select("kind", "claimant", "likelihood", "probability"))
    level = pl.col("probability").map_elements(lambda one: _term(_percent(one)), return_dtype=pl.String)
    return (
        found.with_columns(term=pl.coalesce("likelihood", level, pl.lit(SILENT)))
        .with_columns(is_number=pl.col("likelihood").is_null() & pl.col("probability").is_not_null())
        .group_by("term", "kind", "by", maintain_order=True)
        .agg(
            said=_count(~pl.col("is_number")),
            given=_count(pl.col("is_number")),
            all_said=_count(~pl.col("is_number") & pl.col("is_first")),
            all_given=_count(pl.col("is_number") & pl.col("is_first")),
        )
    )


def _count(condition: pl.Expr) -> pl.Expr:
    return condition.sum().cast(pl.Int64)


def _percent(probability: float) -> float:
    """Return a probability in per cent, with the digits that it was given with."""
    return float(exact(probability) * 100)


def _term(percent: float) -> str:
    """Return the term for a probability; where two ranges meet the one nearer to even odds."""
    if not EDGES[0] <= percent <= LIKELIHOOD_RANGES[TERMS[-1]][1]:
        return OUTSIDE
    return TERMS[sum(percent > edge for edge in EDGES[1:4]) + sum(percent >= edge for edge in EDGES[4:])]


def takeaway(data: ChartData) -> str:
    """Return the number of forecasts with a likelihood."""
    counted = rows(data)
    total: int = sum(counted["said"].to_list()) + sum(counted["given"].to_list())
    return f"{Share(total - counted['said'][-1], total, 'forecast', SAYS_HOW_LIKELY).text}."


def table(data: ChartData) -> pl.DataFrame:
    """Return each term with its range and its forecasts."""
    counted = rows(data)
    span = pl.format("{}–{} %", pl.col("low").cast(pl.Int64), pl.col("high").cast(pl.Int64)).fill_null("–")
    return counted.select(
        pl.col("term").alias("Likelihood"),
        span.alias("Range"),
        pl.col("said").alias("In words"),
        pl.col("given").alias("In numbers only"),
    )


def chart(data: ChartData) -> alt.TopLevelMixin:
    """Return a row for each term: its range as a band from 0 to 100 %, the count of its forecasts at the right."""
    width, height = data.width, ROW * len(_terms(data))
    placed = _placed(data)
    base = _counted(data, placed).encode(
        y=pixel_layout.down("middle", height), tooltip=claim_kinds.tips("term:N", "said:Q", "given:Q")
    )
    full = base.mark_rule(color=LINE).encode(x=pixel_layout.across("left", width), x2=alt.X2("right:Q"))
    band = base.mark_rect(stroke="var(--forecast)", strokeWidth=1.5, fill="var(--forecast)").encode(
        x=pixel_layout.across("x", width),
        x2=alt.X2("x2:Q"),
        y=pixel_layout.down("top", height),
        y2=alt.Y2("foot:Q"),
        fillOpacity=either(alt.FillOpacityValue, alt.datum.count > 0, 0.85, 0.12),
    )
    number = base.mark_text(align="right", fontWeight="bold").encode(
        x=pixel_layout.across("edge", width), text=alt.Text("count:Q", format=",")
    )
    marks = [full, band, _ticks(data, placed, height), number, *pixel_layout.label(placed, width, height)]
    return cross_filter.following(alt.layer(*marks, height=height))


def _scale(width: int) -> float:
    """Return the pixels of one per cent."""
    return (width - 60) / 100


def _placed(data: ChartData) -> pl.DataFrame:
    """Return the rows in pixels, with their labels."""
    scale = _scale(data.width)
    return (
        rows(data)
        .drop("said", "given")
        .with_row_index("nth")
        .with_columns(
            y=pl.col("nth") * ROW + 10,
            top=pl.col("nth") * ROW + 20,
            foot=pl.col("nth") * ROW + 34,
            middle=pl.col("nth") * ROW + 27,
            x=pl.col("low") * scale,
            x2=pl.col("high") * scale,
            left=pl.lit(0),
            right=pl.lit(100 * scale),
            edge=pl.lit(data.width),
            label=pl.when(pl.col("term") == SILENT)
            .then(pl.lit("no likelihood given"))
            .when(pl.col("term") == OUTSIDE)
            .then(pl.lit("below 1 % or above 99 %"))
            .otherwise(pl.format("{}, {}–{} %", "term", pl.col("low").cast(pl.Int64), pl.col("high").cast(pl.Int64))),
        )
    )


def _counted(data: ChartData, placed: pl.DataFrame) -> alt.Chart:
    """Count the selected forecasts of each row: said, given, count; all rows, also if zero."""
    zeros = dict.fromkeys(("said", "given", "all_said", "all_given"), pl.lit(0, pl.Int64))
    none = placed.with_columns(kind=pl.lit(""), by=pl.lit(""), **zeros)
    each = pl.concat([none, placed.join(parts(data), on="term", maintain_order="left").select(none.columns)])
    selected = {f"_{name}": cross_filter.chosen_number(name) for name in ("said", "given")}
    return (
        alt.Chart(each)
        .transform_calculate(**selected)
        .transform_aggregate(said="sum(_said)", given="sum(_given)", groupby=[*placed.columns])
        .transform_calculate(count="datum.said + datum.given")
    )


def _ticks(data: ChartData, placed: pl.DataFrame, height: int) -> alt.Chart:
    """Return ticks of numeric probabilities, in per cent."""
    given = cross_filter.each_claimant(
        data.claims.filter((pl.col("kind") == "forecast") & pl.col("probability").is_not_null())
    )
    told = sorted({(_percent(one), by) for one, by in given.select("probability", "by").iter_rows()})
    tops, scale = dict(placed.select("term", "top").iter_rows()), _scale(data.width)
    frame = pl.DataFrame(
        [
            {"x": one * scale, "y": top - 3, "foot": top + 17, "percent": one, "by": by}
            for one, by in told
            if (top := tops[_term(one)])
        ],
        schema={"x": float, "y": float, "foot": float, "percent": float, "by": str},
    ).with_columns(kind=pl.lit("forecast"))
    drawn: alt.Chart = (
        alt.Chart(frame)
        .mark_rule(strokeWidth=2, color=INK)
        .encode(
            x=pixel_layout.across("x", data.width),
            y=pixel_layout.down("y", height),
            y2=alt.Y2("foot:Q"),
            tooltip=claim_kinds.tips("percent:Q", "by:N"),
        )
    )
    return drawn
