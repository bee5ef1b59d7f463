"""The charts of this briefing: the fund at dated exchange rates, and the spending beside other totals."""

from __future__ import annotations

import altair as alt
import polars as pl

from sourcebook import ChartData

OURS = "the article"
"""How both tables name the row that is the article's own number."""


def fund(data: ChartData) -> alt.LayerChart:
    """60.06 billion yuan in dollars: at two dated rates, and as the article prints it."""
    rows = data.table("fund.csv").with_columns(
        label=pl.col("dollar_bn").map_elements(lambda amount: f"${amount:.2f} bn", return_dtype=pl.String),
        rate=pl.format("{} yuan per dollar", pl.col("yuan_per_dollar")),
    )
    base = alt.Chart(rows).encode(
        x=alt.X("dollar_bn:Q").title("billion US dollars").scale(domain=[0, 10.5]).axis(values=[0, 2, 4, 6, 8, 10]),
        y=_names("dollars_at", rows),
    )
    bars = base.mark_bar(size=24).encode(color=_highlight("dollars_at"))
    amounts = base.mark_text(align="left", dx=6).encode(text="label:N")
    rates = base.mark_text(align="left", dx=8, color="var(--paper)").encode(x=alt.datum(0), text="rate:N")
    return alt.layer(bars, amounts, rates, height=alt.Step(36))


def capex(data: ChartData) -> alt.LayerChart:
    """The article's upper limit for the four companies' spending beside the range of other totals."""
    high = pl.format("{} bn", pl.col("high_usd_bn"))
    rows = data.table("capex.csv").with_columns(
        label=pl.when(pl.col("low_usd_bn").is_null())
        .then(pl.format("up to ${}", high))
        .otherwise(pl.format("${}–{}", pl.col("low_usd_bn"), high)),
    )
    base = alt.Chart(rows).encode(
        x=alt.X("high_usd_bn:Q")
        .title("billion US dollars; the axis starts at 600")
        .scale(domain=[600, 770], zero=False)
        .axis(values=[600, 650, 700]),
        y=_names("counted_by", rows),
    )
    known = base.transform_filter("datum.low_usd_bn != null")
    ranges = known.mark_bar(size=18).encode(x2="low_usd_bn:Q", color=_highlight("counted_by"))
    limit = base.transform_filter("datum.low_usd_bn == null")
    limits = limit.mark_tick(size=26, thickness=4, opacity=1).encode(color=_highlight("counted_by"))
    labels = base.mark_text(align="left", dx=8).encode(text="label:N")
    return alt.layer(ranges, limits, labels, height=alt.Step(40))


def _highlight(field: str) -> alt.Color:
    """The article's own number in the colour of figures, all others in grey."""
    return alt.condition(alt.datum[field] == OURS, alt.value("var(--figure)"), alt.value("var(--soft)"))


def _names(field: str, rows: pl.DataFrame) -> alt.Y:
    """Row names at the left, in the order of the table: layers would else put their own rows first."""
    return alt.Y(f"{field}:N").sort(rows[field].to_list()).title(None).axis(domain=False, ticks=False, labelPadding=8)
