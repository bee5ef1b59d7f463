"""Parameters and selections: what a reader can do, and what stands there before."""

from __future__ import annotations

from typing import Any

import altair as alt
from shared import points, rows, series

TREE, GROUP, N, M = "tree:N", "group:N", "n:Q", "m:Q"
GREY = alt.value("lightgrey")


def zoomed(data: Any) -> Any:
    return points().mark_circle().encode(x="x:Q", y="y:Q", color=GROUP).interactive()


def zoomed_one_way(data: Any) -> Any:
    return series().mark_line().encode(x="day:T", y="mean(v):Q").interactive(bind_y=False)


def brushed(data: Any) -> Any:
    brush = alt.selection_interval(name="brush")
    colour = alt.when(brush).then(GROUP).otherwise(GREY)
    return points().mark_circle(size=60).encode(x="x:Q", y="y:Q", color=colour).add_params(brush)


def brushed_from_the_start(data: Any) -> Any:
    brush = alt.selection_interval(name="brush", encodings=["x"], value={"x": [2, 20]})
    colour = alt.when(brush).then(GROUP).otherwise(GREY)
    return points().mark_circle(size=60).encode(x="x:Q", y="y:Q", color=colour).add_params(brush)


def brush_and_bars(data: Any) -> Any:
    brush = alt.selection_interval(name="brush")
    dots = points().mark_circle().encode(x="x:Q", y="y:Q", color=GROUP).add_params(brush).properties(height=150)
    return dots & points().mark_bar().encode(x="count()", y=GROUP).transform_filter(brush)


def overview_and_detail(data: Any) -> Any:
    brush = alt.selection_interval(name="part", encodings=["x"])
    base = series().mark_area().encode(x="day:T", y="mean(v):Q").properties(width=280, height=120)
    upper = base.encode(x=alt.X("day:T").scale(domain=brush))
    return upper & base.properties(height=40).add_params(brush)


def chosen(data: Any) -> Any:
    pick = alt.selection_point(name="pick", fields=["tree"])
    opacity = alt.when(pick).then(alt.value(1)).otherwise(alt.value(0.3))
    return rows().mark_bar().encode(x="sum(n):Q", y=TREE, opacity=opacity).add_params(pick)


def chosen_from_the_start(data: Any) -> Any:
    pick = alt.selection_point(name="pick", fields=["tree"], value=[{"tree": "elm"}])
    opacity = alt.when(pick).then(alt.value(1)).otherwise(alt.value(0.3))
    return rows().mark_bar().encode(x="sum(n):Q", y=TREE, opacity=opacity).add_params(pick)


def chosen_in_the_legend(data: Any) -> Any:
    pick = alt.selection_point(name="pick", fields=["group"], bind="legend")
    opacity = alt.when(pick).then(alt.value(1)).otherwise(alt.value(0.1))
    return series().mark_line().encode(x="day:T", y="v:Q", color=GROUP, opacity=opacity).add_params(pick)


def under_the_pointer(data: Any) -> Any:
    near = alt.selection_point(name="near", on="pointerover", nearest=True, empty=False)
    size = alt.when(near).then(alt.value(200)).otherwise(alt.value(30))
    return points().mark_circle().encode(x="x:Q", y="y:Q", size=size).add_params(near)


def reading_line(data: Any) -> Any:
    near = alt.selection_point(name="near", on="pointerover", nearest=True, fields=["day"], empty=False)
    base = series().encode(x="day:T")
    rule = base.mark_rule().encode(opacity=alt.when(near).then(alt.value(0.5)).otherwise(alt.value(0))).add_params(near)
    return base.mark_line().encode(y="v:Q", color=GROUP) + rule


def slider(data: Any) -> Any:
    least = alt.param(name="least", value=6, bind=alt.binding_range(min=0, max=20, step=1, name="At least "))
    return rows().mark_bar().encode(x=N, y=TREE).transform_filter("datum.n >= least").add_params(least)


def drop_down(data: Any) -> Any:
    menu = alt.binding_select(
        options=[None, "north", "south", "west"], labels=["all", "north", "south", "west"], name="Group "
    )
    pick = alt.selection_point(name="pick", fields=["group"], bind=menu)
    return rows().mark_circle(size=90).encode(x=N, y=TREE).transform_filter(pick).add_params(pick)


def radio(data: Any) -> Any:
    which = alt.param(name="which", value="n", bind=alt.binding_radio(options=["n", "m"], name="Which "))
    return rows().transform_calculate(v="datum[which]").mark_bar().encode(x="sum(v):Q", y=TREE).add_params(which)


def check_box(data: Any) -> Any:
    dark = alt.param(name="dark", value=True, bind=alt.binding_checkbox(name="Dark "))
    colour = alt.when("dark").then(alt.value("black")).otherwise(alt.value("orange"))
    return rows().mark_bar().encode(x="sum(n):Q", y=TREE, color=colour).add_params(dark)


def text_field(data: Any) -> Any:
    word = alt.param(name="word", value="e", bind=alt.binding(input="search", placeholder="tree", name="Search "))
    found = alt.when("test(regexp(word), datum.tree)").then(alt.value(1)).otherwise(alt.value(0.2))
    return rows().mark_bar().encode(x="sum(n):Q", y=TREE, opacity=found).add_params(word)


def two_inputs(data: Any) -> Any:
    size = alt.param(name="size", value=60, bind=alt.binding_range(min=10, max=200, name="Size "))
    round_ = alt.param(name="round", value=0, bind=alt.binding_range(min=0, max=10, name="Round "))
    return rows().mark_bar(cornerRadius=alt.expr("round"), size=alt.expr("size / 5")).encode(
        x="sum(n):Q", y=TREE
    ).add_params(size, round_)  # fmt: skip


def a_variable(data: Any) -> Any:
    limit = alt.param(name="limit", value=9)
    colour = alt.when(alt.datum.n > limit).then(alt.value("firebrick")).otherwise(GREY)
    return rows().mark_circle(size=90).encode(x=N, y=TREE, color=colour).add_params(limit)


def an_expression(data: Any) -> Any:
    one = alt.param(name="one", value=3)
    two = alt.param(name="two", expr="one * 4")
    return rows().mark_rule(strokeWidth=alt.expr("two / 2")).encode(x=N, y=TREE).add_params(one, two)


def crossed_filters(data: Any) -> Any:
    brush = alt.selection_interval(name="brush", encodings=["x"], resolve="intersect")
    base = rows().mark_bar().encode(x=alt.X(alt.repeat("column"), type="quantitative").bin(maxbins=8), y="count()")
    base = base.properties(width=120, height=90)
    ground = base.encode(color=GREY).add_params(brush)
    return alt.layer(ground, base.transform_filter(brush)).repeat(column=["n", "m"])
