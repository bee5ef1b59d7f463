"""Every type of mark, in its usual forms."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import altair as alt
from shared import points, rows, series

Drawing = Callable[[Any], Any]
TREE, GROUP, N, M = "tree:N", "group:N", "n:Q", "m:Q"


def pie(data: Any) -> Any:
    return rows().mark_arc().encode(theta="sum(n):Q", color=GROUP)


def doughnut(data: Any) -> Any:
    return rows().mark_arc(innerRadius=50, padAngle=0.02, cornerRadius=4).encode(theta="sum(n):Q", color=GROUP)


def rose(data: Any) -> Any:
    radius = alt.Radius("sum(n):Q").scale(type="sqrt", zero=True, rangeMin=20)
    return rows().mark_arc(stroke="white").encode(theta="count()", radius=radius, color=TREE)


def pie_with_words(data: Any) -> Any:
    base = rows().encode(theta=alt.Theta("sum(n):Q").stack(True), color=GROUP)
    return base.mark_arc(outerRadius=90) + base.mark_text(radius=110).encode(text=GROUP)


def area(data: Any) -> Any:
    return series().mark_area().encode(x="day:T", y="mean(v):Q")


def area_stacked(data: Any) -> Any:
    return series().mark_area().encode(x="day:T", y="v:Q", color=GROUP)


def area_to_one(data: Any) -> Any:
    return series().mark_area().encode(x="day:T", y=alt.Y("v:Q").stack("normalize"), color=GROUP)


def area_stream(data: Any) -> Any:
    return series().mark_area(interpolate="basis").encode(x="day:T", y=alt.Y("v:Q").stack("center"), color=GROUP)


def area_of_a_range(data: Any) -> Any:
    return series().mark_area(opacity=0.4).encode(x="day:T", y="low:Q", y2="high:Q", color=GROUP)


def area_with_line(data: Any) -> Any:
    return series().mark_area(line=True, point=True, opacity=0.3).encode(x="month(day):T", y="mean(v):Q")


def area_with_gradient(data: Any) -> Any:
    stops = [alt.GradientStop(color="white", offset=0), alt.GradientStop(color="darkgreen", offset=1)]
    fill = alt.Gradient(gradient="linear", stops=stops, x1=1, x2=1, y1=1, y2=0)
    return series().mark_area(color=fill).encode(x="month(day):T", y="mean(v):Q")


def bar(data: Any) -> Any:
    return rows().mark_bar().encode(x="sum(n):Q", y=TREE)


def column(data: Any) -> Any:
    return rows().mark_bar(cornerRadiusTopLeft=3, cornerRadiusTopRight=3).encode(x=TREE, y="sum(n):Q")


def bar_stacked(data: Any) -> Any:
    return rows().mark_bar().encode(x="sum(n):Q", y=TREE, color=GROUP)


def bar_to_one(data: Any) -> Any:
    return rows().mark_bar().encode(x=alt.X("sum(n):Q").stack("normalize"), y=TREE, color=GROUP)


def bar_grouped(data: Any) -> Any:
    return rows().mark_bar().encode(x=TREE, xOffset=GROUP, y=N, color=GROUP)


def bar_diverging(data: Any) -> Any:
    return rows().mark_bar().encode(x="sum(delta):Q", y=TREE)


def bar_of_a_range(data: Any) -> Any:
    return series().mark_bar().encode(x="min(low):Q", x2="max(high):Q", y=GROUP)


def bar_with_words(data: Any) -> Any:
    base = rows().encode(x="sum(n):Q", y=TREE)
    return base.mark_bar() + base.mark_text(align="left", dx=3).encode(text="sum(n):Q")


def histogram(data: Any) -> Any:
    return points().mark_bar().encode(x=alt.X("x:Q").bin(maxbins=12), y="count()")


def boxplot(data: Any) -> Any:
    return series().mark_boxplot().encode(x=GROUP, y="v:Q")


def boxplot_to_the_ends(data: Any) -> Any:
    return series().mark_boxplot(extent="min-max", size=20).encode(y=GROUP, x="v:Q", color=GROUP)


def circle(data: Any) -> Any:
    return points().mark_circle().encode(x="x:Q", y="y:Q", size="size:Q", color=GROUP)


def errorband(data: Any) -> Any:
    return series().mark_errorband(extent="stdev", borders=True).encode(x="month(day):T", y="v:Q")


def errorbar(data: Any) -> Any:
    base = series().encode(y=GROUP)
    return base.mark_errorbar(extent="stdev", ticks=True).encode(x="v:Q") + base.mark_point().encode(x="mean(v):Q")


def errorbar_given(data: Any) -> Any:
    return series().mark_errorbar().encode(x="day:T", y="low:Q", y2="high:Q", color=GROUP)


def line(data: Any) -> Any:
    return series().mark_line().encode(x="day:T", y="v:Q", color=GROUP)


def interpolated(how: str) -> Drawing:
    def drawn(data: Any) -> Any:
        return series().mark_line(interpolate=how, point=True).encode(x="month(day):T", y="mean(v):Q")  # type: ignore[arg-type]

    return drawn


line_in_steps = interpolated("step-after")
line_monotone = interpolated("monotone")
line_cardinal = interpolated("cardinal")
line_natural = interpolated("natural")


def line_dashed(data: Any) -> Any:
    return series().mark_line(point=alt.OverlayMarkDef(filled=False)).encode(
        x="month(day):T", y="mean(v):Q", strokeDash=GROUP
    )  # fmt: skip


def line_in_order(data: Any) -> Any:
    return points().mark_line(point=True).encode(x="x:Q", y="y:Q", order="size:Q", detail=GROUP)


def point(data: Any) -> Any:
    return points().mark_point().encode(x="x:Q", y="y:Q", color=GROUP, shape=GROUP)


def point_filled(data: Any) -> Any:
    return points().mark_point(filled=True, size=90, opacity=0.6).encode(x="x:Q", y="y:Q", color="size:O")


def rect(data: Any) -> Any:
    return rows().mark_rect().encode(x=TREE, y=GROUP, color=N)


def rect_of_bins(data: Any) -> Any:
    return points().mark_rect().encode(x=alt.X("x:Q").bin(), y=alt.Y("y:Q").bin(), color="count()")


def rule(data: Any) -> Any:
    base = points()
    mean = base.mark_rule(strokeDash=[4, 4]).encode(y="mean(y):Q")
    return base.mark_circle().encode(x="x:Q", y="y:Q") + mean


def rule_of_a_range(data: Any) -> Any:
    return rows().mark_rule(strokeWidth=4).encode(x="min(n):Q", x2="max(n):Q", y=TREE)


def square(data: Any) -> Any:
    return points().mark_square(size=60).encode(x="x:Q", y="y:Q", color=GROUP)


def text(data: Any) -> Any:
    return points().mark_text().encode(x="x:Q", y="y:Q", text="name:N", color=GROUP)


def text_turned(data: Any) -> Any:
    return points().mark_text(fontSize=16).encode(x="x:Q", y="y:Q", angle="turn:Q", text=alt.value("➤"))


def tick(data: Any) -> Any:
    return points().mark_tick(thickness=2).encode(x="x:Q", y=GROUP, color=GROUP)


def trail(data: Any) -> Any:
    return series().mark_trail().encode(x="day:T", y="v:Q", size="v:Q", color=GROUP)


def image(data: Any) -> Any:
    return rows().mark_image(url="dot.png", width=16, height=16).encode(x=N, y=M)


def bar_with_a_pattern_of_width(data: Any) -> Any:
    return rows().mark_bar(width=alt.RelativeBandSize(band=0.5)).encode(x=TREE, y="sum(n):Q")


def lollipop(data: Any) -> Any:
    base = rows().encode(x="sum(n):Q", y=alt.Y(TREE).sort("-x"))
    return base.mark_rule() + base.mark_circle(size=120, opacity=1)
