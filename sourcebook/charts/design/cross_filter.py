"""How a chart of counts follows a reader who chooses a kind or a claimant in another chart of the page.

Marks that are of one kind or one claimant need none of it: the page pales those that were not chosen.
"""

from __future__ import annotations

import altair as alt
import polars as pl

from sourcebook.charts.design.conditions import either

KIND, BY = "chosen_kind", "chosen_by"
"""Parameters that the page sets: what was chosen, or null. A chart of an author's own may declare them too."""
IS_CHOSEN = f"(({KIND} == null || datum.kind == {KIND}) && ({BY} == null || datum.by == {BY}))"
"""Whether a row with `kind` and `by` is among what was chosen, as a Vega expression."""
ALL = "*"
"""Stands for any kind or claimant in the rows of `cube`."""
_KIND, _BY = f"({KIND} == null ? '{ALL}' : {KIND})", f"({BY} == null ? '{ALL}' : {BY})"
IS_CELL = f"(datum.kind == {_KIND} && datum.by == {_BY})"
"""Whether a row of `cube` is the one for what was chosen, as a Vega expression."""
IS_AMONG = f"indexof(datum.chosen_as, {_KIND} + '/' + {_BY}) >= 0"
"""Whether a row with `chosen_as` belongs to what was chosen, as a Vega expression."""
MANY, FEW = 100, 40
"""From so many claimants on only so few can be chosen one by one: a drawing holds a count for each."""
OTHERS = "…"
"""Stands for all other claimants."""


PALE = either(alt.OpacityValue, IS_AMONG, 1, 0.12)
"""The opacity of a mark with `chosen_as`."""


def fewer(frame: pl.DataFrame) -> pl.DataFrame:
    """The rows, with `by`; where claimants are many, all but those with most rows are one."""
    counts = frame["by"].value_counts().sort(["count", "by"], descending=[True, False], maintain_order=True)
    if len(counts) <= MANY:
        return frame
    is_kept = pl.col("by").is_in(counts["by"].head(FEW).to_list())
    return frame.with_columns(by=pl.when(is_kept).then(pl.col("by")).otherwise(pl.lit(OTHERS)))


def cube(frame: pl.DataFrame) -> pl.DataFrame:
    """Each row, with `kind` and `by`, three times more: under any kind, any claimant, and any of both."""
    frame = fewer(frame)
    kind, by = pl.lit(ALL).alias("kind"), pl.lit(ALL).alias("by")
    return pl.concat([frame, frame.with_columns(kind), frame.with_columns(by), frame.with_columns(kind, by)])


def cells(pairs: pl.DataFrame, thing: str) -> pl.DataFrame:
    """By what each thing is chosen: columns `thing` and chosen_as (KIND/CLAIMANT), of rows with `kind` and `by`."""
    named = cube(pairs.select(thing, "kind", "by")).unique(maintain_order=True)
    said = pl.format("{}/{}", "kind", "by")
    return named.group_by(thing, maintain_order=True).agg(chosen_as=said)


def following(chart: alt.LayerChart | alt.FacetChart) -> alt.LayerChart | alt.FacetChart:
    """The chart with the parameters of a choice; nothing is chosen."""
    return chart.add_params(alt.param(name=KIND, value=None), alt.param(name=BY, value=None))
