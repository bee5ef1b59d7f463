"""Cross-filtering: charts of counts follow the kind or claimant that a reader selects in another chart of the page.

Marks of a single kind or claimant do not need it: the page fades those that are not selected.
"""

from __future__ import annotations

import altair as alt
import polars as pl

from sourcebook.charts.design.conditions import either

KIND, BY = "chosen_kind", "chosen_by"
"""Parameters that the page sets to the selected value, or null. Authored charts may declare them too."""
ALL = "*"
"""Any kind or claimant, in the rows of `cube`."""
_KIND, _BY = f"({KIND} == null ? '{ALL}' : {KIND})", f"({BY} == null ? '{ALL}' : {BY})"
IS_CELL = f"(datum.kind == {_KIND} && datum.by == {_BY})"
"""Whether a row of `cube` is the one for the selection, as a Vega expression."""
IS_KIND = f"({KIND} == null || datum.kind == {KIND})"
"""Whether a row with `kind` is of the selected kind, as a Vega expression."""
IS_AMONG = f"indexof(datum.chosen_as, {_KIND} + '/' + {_BY}) >= 0"
"""Whether a row with `chosen_as` belongs to the selection, as a Vega expression."""
MANY, FEW = 100, 40
"""From how many claimants on only few can be selected, and how many: a drawing contains counts for each."""
OTHERS = "…"
"""All other claimants."""


PALE = either(alt.OpacityValue, IS_AMONG, 1, 0.12)
"""The opacity of a mark with `chosen_as`."""


def chosen_number(name: str) -> str:
    """Return a Vega expression for what a row with `kind` and `by` adds to a sum: a column, if it is selected.

    If no claimant is selected that is `all_NAME`, in which a claim of several counts once.
    """
    return f"{IS_KIND} ? ({BY} == null ? datum.all_{name} : datum.by == {BY} ? datum.{name} : 0) : 0"


def each_claimant(frame: pl.DataFrame) -> pl.DataFrame:
    """Return rows with a list `claimant` once for each in it, as `by`; if there are many, the rare ones are merged.

    `is_first` is true of one row of each.
    """
    frame = frame.with_row_index("claim").explode("claimant", empty_as_null=True).rename({"claimant": "by"})
    frame = frame.with_columns(is_first=pl.col("claim").is_first_distinct()).drop("claim")
    counts = frame["by"].value_counts().sort(["count", "by"], descending=[True, False], maintain_order=True)
    if len(counts) <= MANY:
        return frame
    is_kept = pl.col("by").is_in(counts["by"].head(FEW).to_list())
    return frame.with_columns(by=pl.when(is_kept).then(pl.col("by")).otherwise(pl.lit(OTHERS)))


def cube(frame: pl.DataFrame) -> pl.DataFrame:
    """Return rows with `kind` and a list `claimant`: each for every claimant as `by`, for any kind and for any `by`."""
    kind = pl.lit(ALL).alias("kind")
    each = each_claimant(frame).drop("is_first")
    any_by = frame.with_columns(claimant=pl.lit(ALL)).rename({"claimant": "by"}).select(each.columns)
    return pl.concat([each, each.with_columns(kind), any_by, any_by.with_columns(kind)])


def cells(pairs: pl.DataFrame, thing: str) -> pl.DataFrame:
    """Return the selections that include each thing: columns `thing` and chosen_as (KIND/CLAIMANT)."""
    named = cube(pairs.select(thing, "kind", "claimant")).unique(maintain_order=True)
    selection = pl.format("{}/{}", "kind", "by")
    return named.group_by(thing, maintain_order=True).agg(chosen_as=selection)


def following(chart: alt.LayerChart | alt.FacetChart) -> alt.LayerChart | alt.FacetChart:
    """Return the chart with the parameters of a selection, which is empty."""
    return chart.add_params(alt.param(name=KIND, value=None), alt.param(name=BY, value=None))
