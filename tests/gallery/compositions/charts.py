"""Charts made of charts: layers, facets, rows, columns, repetitions, and one within the other."""

from __future__ import annotations

from typing import Any

import altair as alt
from shared import GROUPS, points, rows, series

TREE, GROUP, N, M = "tree:N", "group:N", "n:Q", "m:Q"


def _dots(side: int = 180) -> alt.Chart:
    return points().mark_circle().encode(x="x:Q", y="y:Q", color=GROUP).properties(width=side, height=side)


def _bars(side: int = 180) -> alt.Chart:
    return rows().mark_bar().encode(x="sum(n):Q", y=TREE).properties(width=side, height=side)


def layers(data: Any) -> Any:
    base = series().encode(x="day:T")
    band = base.mark_area(opacity=0.2).encode(y="low:Q", y2="high:Q", color=GROUP)
    return band + base.mark_line().encode(y="v:Q", color=GROUP)


def layers_of_other_data(data: Any) -> Any:
    limit = alt.Chart(alt.InlineData(values=[{"at": 12}])).mark_rule(color="firebrick").encode(x="at:Q")
    return rows().mark_circle().encode(x=N, y=TREE) + limit


def two_axes(data: Any) -> Any:
    base = series().encode(x="month(day):T")
    left = base.mark_bar(opacity=0.4).encode(y="mean(v):Q")
    right = base.mark_line(color="firebrick").encode(y="max(high):Q")
    return alt.layer(left, right).resolve_scale(y="independent")


def beside(data: Any) -> Any:
    return _dots() | _bars()


def below(data: Any) -> Any:
    return _dots(150) & _bars(150)


def wrapped(data: Any) -> Any:
    return alt.concat(_dots(120), _bars(120), _dots(120), columns=2)


def beside_and_below(data: Any) -> Any:
    return (_dots(120) | _bars(120)) & _bars(280)


def layers_beside(data: Any) -> Any:
    base = rows().encode(x="sum(n):Q", y=TREE).properties(width=150)
    return (base.mark_bar() + base.mark_text(dx=10).encode(text="sum(n):Q")) | _dots(150)


def rows_of_facets(data: Any) -> Any:
    return points().mark_circle().encode(x="x:Q", y="y:Q").properties(height=80).facet(row=GROUP)


def columns_of_facets(data: Any) -> Any:
    return points().mark_circle().encode(x="x:Q", y="y:Q").properties(width=110, height=110).facet(column=GROUP)


def wrapped_facets(data: Any) -> Any:
    return rows().mark_bar().encode(x="sum(n):Q", y=GROUP).properties(width=120).facet(TREE, columns=3)


def facet_channel(data: Any) -> Any:
    bars = rows().mark_bar().encode(x="sum(n):Q", y=GROUP, facet=alt.Facet(TREE, columns=2))
    return bars.properties(width=150, height=60)


def grid_of_facets(data: Any) -> Any:
    base = points().transform_calculate(half="datum.size > 4 ? 'large' : 'small'")
    return (
        base.mark_circle().encode(x="x:Q", y="y:Q").properties(width=110, height=80).facet(row="half:N", column=GROUP)
    )


def facets_of_layers(data: Any) -> Any:
    base = series().encode(x="month(day):T", y="mean(v):Q").properties(width=120, height=100)
    return (base.mark_line() + base.mark_point()).facet(column=GROUP)


def facets_of_their_own_scales(data: Any) -> Any:
    base = points().mark_circle().encode(x="x:Q", y="y:Q").properties(width=120, height=100)
    return base.facet(column=GROUP).resolve_scale(x="independent", y="independent")


def facets_sorted(data: Any) -> Any:
    row = alt.Row(GROUP).sort(GROUPS[::-1]).header(labelAngle=0, labelAlign="left", title=None)
    return rows().mark_bar().encode(x="sum(n):Q", y=TREE, row=row).properties(height=80)


def repeated(data: Any) -> Any:
    base = rows().mark_circle().encode(x=alt.X(alt.repeat("column"), type="quantitative"), y=TREE)
    return base.properties(width=150).repeat(column=["n", "m"])


def repeated_in_a_matrix(data: Any) -> Any:
    base = rows().mark_circle().encode(
        x=alt.X(alt.repeat("column"), type="quantitative"), y=alt.Y(alt.repeat("row"), type="quantitative")
    )  # fmt: skip
    return base.properties(width=100, height=100).repeat(row=["n", "m"], column=["m", "delta"])


def repeated_and_wrapped(data: Any) -> Any:
    base = rows().mark_bar().encode(x=alt.X(alt.repeat("repeat"), type="quantitative").bin(), y="count()")
    return base.properties(width=120, height=100).repeat(["n", "m", "delta"], columns=2)


def repeated_in_layers(data: Any) -> Any:
    y = alt.Y(alt.repeat("layer"), aggregate="mean", type="quantitative")
    base = rows().mark_line().encode(x=TREE, y=y, color=alt.ColorDatum(alt.repeat("layer")))
    return base.repeat(layer=["n", "m"])


def margins(data: Any) -> Any:
    top = (
        points()
        .mark_bar()
        .encode(x=alt.X("x:Q").bin(maxbins=20).title(None), y="count()")
        .properties(height=40, width=200)
    )
    right = (
        points()
        .mark_bar()
        .encode(y=alt.Y("y:Q").bin(maxbins=20).title(None), x="count()")
        .properties(width=40, height=200)
    )
    return top & (_dots(200) | right)


def pyramid(data: Any) -> Any:
    left = rows().mark_bar().encode(x=alt.X(N, aggregate="sum", sort="descending"), y=alt.Y(TREE).axis(None))
    right = rows().mark_bar().encode(x="sum(m):Q", y=alt.Y(TREE).title(None))
    return alt.hconcat(left.properties(width=140), right.properties(width=140), spacing=4)


def shared_legend(data: Any) -> Any:
    return alt.hconcat(_dots(130), _dots(130)).resolve_legend(color="shared").properties(title="Twice the same")


def own_legends(data: Any) -> Any:
    left, right = _dots(110), rows().mark_bar().encode(x=N, y=GROUP, color=TREE).properties(width=110)
    return alt.vconcat(left, right).resolve_scale(color="independent").resolve_legend(color="independent")


def steps(data: Any) -> Any:
    return rows().mark_bar().encode(x="sum(n):Q", y=TREE).properties(height=alt.Step(30), width=200)


def fixed_size(data: Any) -> Any:
    return rows().mark_bar().encode(x="sum(n):Q", y=TREE).properties(width=250, height=120)


def wide_for_the_page(data: Any) -> Any:
    return rows().mark_bar().encode(x="sum(n):Q", y=TREE).properties(width="container", height=120)


def by_its_width(data: Any) -> Any:
    return rows().mark_bar().encode(x="sum(n):Q", y=TREE).properties(width=data.width - 120, height=100)


def with_a_ground(data: Any) -> Any:
    return rows().mark_bar().encode(x="sum(n):Q", y=TREE).properties(background="#fdf6e3", padding=20)


def themed(data: Any) -> Any:
    return (
        _dots(200).configure_view(stroke="grey").configure_axis(grid=True, domain=True).configure_legend(orient="right")
    )
