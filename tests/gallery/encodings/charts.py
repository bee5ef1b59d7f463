"""Every channel, with its conditions, legends and axes."""

from __future__ import annotations

from typing import Any

import altair as alt
from shared import points, rows, series

TREE, GROUP, N, M = "tree:N", "group:N", "n:Q", "m:Q"


def colour_of_numbers(data: Any) -> Any:
    return points().mark_circle(size=80).encode(x="x:Q", y="y:Q", color="size:Q")


def colour_of_ranks(data: Any) -> Any:
    return points().mark_circle(size=80).encode(x="x:Q", y="y:Q", color="size:O")


def colour_by_value(data: Any) -> Any:
    return points().mark_circle(size=80).encode(x="x:Q", y="y:Q", color=alt.value("seagreen"))


def colour_of_bins(data: Any) -> Any:
    return points().mark_circle(size=80).encode(x="x:Q", y="y:Q", color=alt.Color("size:Q").bin(maxbins=4))


def colour_of_time(data: Any) -> Any:
    return series().mark_circle().encode(x="day:T", y="v:Q", color="day:T")


def fill_and_stroke(data: Any) -> Any:
    return points().mark_point(size=120).encode(x="x:Q", y="y:Q", fill=GROUP, stroke="size:O", strokeWidth="size:Q")


def opacity(data: Any) -> Any:
    return rows().mark_bar().encode(x=N, y=TREE, opacity=GROUP)


def fill_opacity(data: Any) -> Any:
    return rows().mark_bar(stroke="black").encode(x="sum(n):Q", y=TREE, fillOpacity="mean(share):Q")


def sizes(data: Any) -> Any:
    return points().mark_point().encode(x="x:Q", y="y:Q", size=alt.Size("size:Q").scale(range=[10, 400]))


def shapes(data: Any) -> Any:
    return points().mark_point(size=90).encode(x="x:Q", y="y:Q", shape=alt.Shape("size:O"))


def angles(data: Any) -> Any:
    return points().mark_point(shape="wedge", filled=True, size=200).encode(x="x:Q", y="y:Q", angle="turn:Q")


def dashes(data: Any) -> Any:
    return series().mark_line().encode(x="day:T", y="v:Q", strokeDash=GROUP)


def widths(data: Any) -> Any:
    return series().mark_line().encode(x="day:T", y="v:Q", strokeWidth=GROUP)


def detail(data: Any) -> Any:
    return series().mark_line(opacity=0.5).encode(x="day:T", y="v:Q", detail=GROUP)


def links(data: Any) -> Any:
    return rows().mark_bar().encode(x="sum(n):Q", y=TREE, href=alt.value("#top"))


def tooltips(data: Any) -> Any:
    return rows().mark_bar().encode(x=N, y=TREE, tooltip=[TREE, GROUP, alt.Tooltip(N, format=".1f", title="number")])


def all_tooltips(data: Any) -> Any:
    return rows().mark_point(tooltip=True).encode(x=N, y=M)


def formatted_text(data: Any) -> Any:
    return rows().mark_text().encode(x=TREE, y=GROUP, text=alt.Text("share:Q").format(".0%"))


def row_and_column(data: Any) -> Any:
    return rows().mark_bar().encode(x=N, y=TREE, row=GROUP)


def columns(data: Any) -> Any:
    return rows().mark_bar().encode(x=TREE, y=N, column=GROUP).properties(width=120)


def jitter(data: Any) -> Any:
    return points().mark_circle().encode(x=GROUP, xOffset="size:Q", y="y:Q")


def offset_down(data: Any) -> Any:
    return rows().mark_bar().encode(x=N, y=TREE, yOffset=GROUP, color=GROUP)


def errors(data: Any) -> Any:
    return rows().mark_errorbar().encode(x=N, xError="m:Q", y="tree:N")


def condition_on_data(data: Any) -> Any:
    colour = alt.when(alt.datum.n > 10).then(alt.value("firebrick")).otherwise(alt.value("silver"))
    return rows().mark_circle(size=90).encode(x=N, y=TREE, color=colour)


def sorted_by_value(data: Any) -> Any:
    return rows().mark_bar().encode(x="sum(n):Q", y=alt.Y(TREE).sort("-x"))


def sorted_by_list(data: Any) -> Any:
    return rows().mark_bar().encode(x="sum(n):Q", y=alt.Y(TREE).sort(["fir", "ash", "hazel"]))


def sorted_by_field(data: Any) -> Any:
    sort = alt.EncodingSortField(field="m", op="mean", order="descending")
    return rows().mark_bar().encode(x="sum(n):Q", y=alt.Y(TREE, sort=sort))


def legend_below(data: Any) -> Any:
    return rows().mark_bar().encode(x="sum(n):Q", y=TREE, color=alt.Color(GROUP).legend(orient="bottom", title="Where"))


def legend_at_the_right(data: Any) -> Any:
    return rows().mark_bar().encode(x="sum(n):Q", y=TREE, color=alt.Color(GROUP).legend(orient="right"))


def no_legend(data: Any) -> Any:
    return rows().mark_bar().encode(x="sum(n):Q", y=TREE, color=alt.Color(GROUP).legend(None))


def no_axes(data: Any) -> Any:
    return points().mark_circle().encode(x=alt.X("x:Q").axis(None), y=alt.Y("y:Q").axis(None))


def money(data: Any) -> Any:
    axis = alt.Axis(format="$,.2f", orient="top", grid=True, title="Price")
    return rows().mark_bar().encode(x=alt.X("sum(n):Q", axis=axis), y=TREE)


def months(data: Any) -> Any:
    axis = alt.Axis(format="%b", labelAngle=-45, tickCount="month")
    return series().mark_line().encode(x=alt.X("day:T", axis=axis), y="mean(v):Q")


def label_expression(data: Any) -> Any:
    axis = alt.Axis(labelExpr="datum.value + (datum.value == 1 ? ' tree' : ' trees')")
    return rows().mark_bar().encode(x=alt.X("sum(n):Q", axis=axis), y=GROUP)


def titles(data: Any) -> Any:
    title = alt.TitleParams("Trees by group", subtitle=["Sums of what was counted,", "in three groups"], anchor="start")
    return rows().mark_bar().encode(x="sum(n):Q", y=GROUP).properties(title=title)


def long_words(data: Any) -> Any:
    longer = rows().transform_calculate(long="'A very long name of ' + datum.tree + ', which has to be cut'")
    return longer.mark_bar().encode(x="sum(n):Q", y="long:N")


def fixed_places(data: Any) -> Any:
    return rows().mark_circle(size=90).encode(x=alt.XDatum(5), y=N) + rows().mark_tick().encode(x=M, y=alt.YValue(20))


def described(data: Any) -> Any:
    return rows().mark_bar().encode(x=N, y=TREE, description=alt.Description(TREE), url=alt.Url("tree:N"))


def dark_words(data: Any) -> Any:
    return rows().mark_bar().encode(x="sum(n):Q", y=GROUP).configure_axis(labelFontSize=18, titleFontSize=18)
