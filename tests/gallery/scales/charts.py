"""Every type of scale, and what can be said of its ends and colours."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import altair as alt
from shared import points, rows, series

Drawing = Callable[[Any], Any]
TREE, GROUP, N, M = "tree:N", "group:N", "n:Q", "m:Q"


def placed(**scale: Any) -> Drawing:
    def drawn(data: Any) -> Any:
        return rows().mark_circle(size=70).encode(x=alt.X("small:Q").scale(**scale), y=TREE)

    return drawn


def signed(**scale: Any) -> Drawing:
    def drawn(data: Any) -> Any:
        return rows().mark_bar().encode(x=alt.X("delta:Q").scale(**scale), y=TREE)

    return drawn


def coloured(field: str = "n:Q", **scale: Any) -> Drawing:
    def drawn(data: Any) -> Any:
        return rows().mark_rect().encode(x=TREE, y=GROUP, color=alt.Color(field).scale(**scale))

    return drawn


linear = placed(type="linear")
logarithmic = placed(type="log")
log_of_two = placed(type="log", base=2)
power = placed(type="pow", exponent=0.3)
root = placed(type="sqrt")
symmetric_log = signed(type="symlog", constant=2)
reversed_ends = signed(reverse=True)
wide_domain = signed(domain=[-20, 20])
clamped = signed(domain=[-2, 2], clamp=True)
no_nice_ends = signed(nice=False)
domain_from_the_middle = signed(domainMid=0)
padded = signed(padding=30)
viridis = coloured(scheme="viridis")
blues = coloured(scheme="blues")
diverging = coloured("delta:Q", scheme="redblue", domainMid=0)
own_range = coloured(range=["#ffffcc", "#006837"])
quantize = coloured(type="quantize", scheme="oranges")
quantile = coloured(type="quantile", scheme="purples")
threshold = coloured(type="threshold", domain=[6, 12], range=["#eee", "#9ac", "#036"])
ordinal_scheme = coloured("tree:N", scheme="tableau10")
ordinal_range = coloured("group:N", domain=["north", "south", "west"], range=["#123", "#683", "#e94"])
rainbow = coloured(scheme="turbo", reverse=True)
bins = coloured(type="bin-ordinal", bins=[0, 5, 10, 20], scheme="greens")
log_colours = coloured("small:Q", type="log", scheme="magma")
interpolated_in_lab = coloured(range=["gold", "navy"], interpolate="lab")


def time(data: Any) -> Any:
    return series().mark_line().encode(x=alt.X("day:T").scale(type="time", nice="month"), y="mean(v):Q")


def universal_time(data: Any) -> Any:
    return series().mark_line().encode(x=alt.X("yearmonth(day):T").scale(type="utc"), y="mean(v):Q")


def time_domain(data: Any) -> Any:
    ends = [alt.DateTime(year=2026, month=3), alt.DateTime(year=2026, month=9)]
    line = series().mark_line(clip=True)
    return line.encode(x=alt.X("day:T").scale(domain=ends), y="v:Q", color=GROUP)


def band(data: Any) -> Any:
    return rows().mark_bar().encode(x=alt.X(TREE).scale(paddingInner=0.5, paddingOuter=0.3), y="sum(n):Q")


def point(data: Any) -> Any:
    return rows().mark_circle(size=90).encode(x=alt.X(TREE).scale(type="point", padding=1), y="mean(n):Q")


def size_range(data: Any) -> Any:
    return points().mark_circle().encode(x="x:Q", y="y:Q", size=alt.Size("size:Q").scale(type="pow", exponent=2))


def shape_range(data: Any) -> Any:
    range_ = ["triangle-up", "cross", "M0,-1L1,1L-1,1Z"]
    return points().mark_point(size=90).encode(x="x:Q", y="y:Q", shape=alt.Shape(GROUP).scale(range=range_))


def without_zero(data: Any) -> Any:
    return series().mark_line().encode(x="day:T", y=alt.Y("v:Q").scale(zero=False), color=GROUP)


def shared_union(data: Any) -> Any:
    return rows().mark_circle().encode(x=alt.X(N).scale(domain=alt.DomainUnionWith(unionWith=[0, 40])), y=M)
