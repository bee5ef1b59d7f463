"""Every transform."""

from __future__ import annotations

from typing import Any

import altair as alt
import polars as pl
from shared import ROWS, points, rows, series

TREE, GROUP, N, M = "tree:N", "group:N", "n:Q", "m:Q"


def aggregate(data: Any) -> Any:
    return rows().transform_aggregate(most="max(n)", groupby=["tree"]).mark_bar().encode(x="most:Q", y=TREE)


def aggregate_of_argmax(data: Any) -> Any:
    return rows().mark_bar().encode(x=alt.X("m:Q", aggregate=alt.ArgmaxDef(argmax="n")), y=TREE)


def binned(data: Any) -> Any:
    base = points().transform_bin("bin", field="x", bin=alt.Bin(step=4))
    return base.mark_bar().encode(x=alt.X("bin:Q").bin("binned"), x2="bin_end", y="count()")


def calculated(data: Any) -> Any:
    return rows().transform_calculate(ratio="datum.n / datum.m").mark_circle().encode(x="ratio:Q", y=TREE)


def density(data: Any) -> Any:
    base = points().transform_density("x", groupby=["group"], as_=["x", "density"])
    return base.mark_area(opacity=0.5).encode(x="x:Q", y="density:Q", color=GROUP)


def density_by_default(data: Any) -> Any:
    return points().transform_density("x").mark_area().encode(x="value:Q", y="density:Q")


def extent(data: Any) -> Any:
    base = rows().transform_extent(extent="n", param="ends").transform_calculate(far="datum.n - ends[0]")
    return base.mark_bar().encode(x="far:Q", y=TREE)


def filtered(data: Any) -> Any:
    return rows().transform_filter("datum.n > 8").mark_circle().encode(x=N, y=TREE)


def filtered_one_of(data: Any) -> Any:
    wanted = alt.FieldOneOfPredicate(field="tree", oneOf=["ash", "elm"])
    return rows().transform_filter(wanted).mark_bar().encode(x="sum(n):Q", y=TREE)


def filtered_range(data: Any) -> Any:
    wanted = alt.FieldRangePredicate(field="n", range=[5, 12])
    return rows().transform_filter(wanted).mark_circle().encode(x=N, y=M)


def filtered_by_two(data: Any) -> Any:
    wanted = (alt.datum.n > 5) & (alt.datum.group != "west")
    return rows().transform_filter(wanted).mark_circle().encode(x=N, y=M, color=GROUP)


def flattened(data: Any) -> Any:
    lists = alt.InlineData(values=[{"who": "a", "all": [1, 4, 9]}, {"who": "b", "all": [2, 3]}])
    return alt.Chart(lists).transform_flatten(["all"]).mark_circle(size=90).encode(x="all:Q", y="who:N")


def folded(data: Any) -> Any:
    base = rows().transform_fold(["n", "m"], as_=["which", "value"])
    return base.mark_bar().encode(x="mean(value):Q", y=TREE, yOffset="which:N", color="which:N")


def folded_by_default(data: Any) -> Any:
    return rows().transform_fold(["n", "m"]).mark_boxplot().encode(x="value:Q", y="key:N")


def imputed(data: Any) -> Any:
    gaps = [{"t": t, "v": v, "k": k} for k in "ab" for t, v in ((1, 3), (2, 5), (4, 4), (5, 8)) if (k, t) != ("b", 2)]
    base = alt.Chart(alt.InlineData(values=gaps)).transform_impute("v", key="t", value=0, groupby=["k"])
    return base.mark_line(point=True).encode(x="t:Q", y="v:Q", color="k:N")


def joined_aggregate(data: Any) -> Any:
    base = rows().transform_joinaggregate(total="sum(n)", groupby=["tree"])
    return base.transform_calculate(part="datum.n / datum.total").mark_bar().encode(x="part:Q", y=TREE, color=GROUP)


def loess(data: Any) -> Any:
    base = points().mark_circle().encode(x="x:Q", y="y:Q")
    return base + base.transform_loess("x", "y", bandwidth=0.6).mark_line()


def looked_up(data: Any) -> Any:
    more = alt.InlineData(values=[{"group": "north", "rain": 7}, {"group": "south", "rain": 2}])
    base = rows().transform_lookup(
        lookup="group", from_=alt.LookupData(more, key="group", fields=["rain"]), default="0"
    )
    return base.mark_circle().encode(x=N, y="rain:Q")


def pivoted(data: Any) -> Any:
    base = rows().transform_pivot("group", value="n", groupby=["tree"])
    return base.mark_circle(size=90).encode(x="north:Q", y="south:Q")


def quantiles(data: Any) -> Any:
    return points().transform_quantile("x", step=0.1).mark_line(point=True).encode(x="prob:Q", y="value:Q")


def regression(data: Any) -> Any:
    base = points().mark_circle().encode(x="x:Q", y="y:Q")
    return base + base.transform_regression("x", "y").mark_line(color="firebrick")


def regression_of_powers(data: Any) -> Any:
    base = points().mark_circle().encode(x="x:Q", y="y:Q")
    return base + base.transform_regression("x", "y", method="poly", order=3).mark_line()


def stacked(data: Any) -> Any:
    base = rows().transform_stack(stack="n", as_=["from", "to"], groupby=["tree"], offset="normalize")
    return base.mark_bar().encode(x="from:Q", x2="to:Q", y=TREE, color=GROUP)


def time_unit(data: Any) -> Any:
    base = series().transform_timeunit(month="month(day)")
    return base.mark_bar().encode(x="month:O", y="mean(v):Q")


def time_units_in_encodings(data: Any) -> Any:
    return series().mark_rect().encode(x="month(day):O", y="date(day):O", color="mean(v):Q")


def quarters(data: Any) -> Any:
    return series().mark_bar().encode(x="yearquarter(day):O", y="sum(v):Q", color=GROUP)


def running_sum(data: Any) -> Any:
    base = series().transform_window(so_far="sum(v)", sort=[{"field": "day"}], groupby=["group"], frame=[None, 0])
    return base.mark_line().encode(x="day:T", y="so_far:Q", color=GROUP)


def moving_average(data: Any) -> Any:
    base = series().transform_window(mean="mean(v)", groupby=["group"], frame=[-3, 3])
    return base.mark_line().encode(x="day:T", y="mean:Q", color=GROUP)


def ranked(data: Any) -> Any:
    base = rows().transform_window(rank="rank(n)", sort=[alt.SortField("n", order="descending")])
    return base.transform_filter(alt.datum.rank <= 5).mark_bar().encode(x=N, y="rank:O", color=TREE)


def sequence(data: Any) -> Any:
    base = alt.Chart(alt.sequence(0, 12.7, 0.1, as_="x")).transform_calculate(y="sin(datum.x)")
    return base.mark_line().encode(x="x:Q", y="y:Q")


def named_data(data: Any) -> Any:
    return alt.Chart(alt.NamedData("claims")).mark_bar().encode(x="count()", y="kind:N")


def data_of_a_file(data: Any) -> Any:
    return alt.Chart("data/n.csv").mark_bar().encode(x="n:Q", y="who:N")


def a_frame(data: Any) -> Any:
    return alt.Chart(data.table("n.csv")).mark_bar().encode(x="n", y="who")


def numbers_alone(data: Any) -> Any:
    plain = alt.InlineData(values=[row["n"] for row in ROWS])
    return alt.Chart(plain).mark_tick().encode(x="data:Q")


def nothing(data: Any) -> Any:
    return rows().transform_filter("datum.n > 1000").mark_bar().encode(x=N, y=TREE)


def missing_values(data: Any) -> Any:
    gaps = alt.InlineData(values=[{"t": 1, "v": 3}, {"t": 2, "v": None}, {"t": 3, "v": 5}, {"t": 4, "v": 2}])
    return alt.Chart(gaps).mark_line(point=True).encode(x="t:Q", y="v:Q")


def many_rows_counted(data: Any) -> Any:
    rows = pl.DataFrame({"n": [(at * 37) % 1000 for at in range(20_000)]})
    return alt.Chart(rows).mark_bar(tooltip=True).encode(x=alt.X("n:Q").bin(), y="count()")
