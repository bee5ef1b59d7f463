"""Maps of local files, and what is drawn on them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import altair as alt

Drawing = Callable[[Any], Any]
CITIES = [
    {"lon": 4, "lat": 8, "name": "One"},
    {"lon": 16, "lat": 15, "name": "Two"},
    {"lon": 26, "lat": 6, "name": "Three"},
]


def _lands() -> alt.Chart:
    return alt.Chart(alt.topo_feature("data/lands.json", "lands")).mark_geoshape(fill="#dde", stroke="white")


def projected(kind: str) -> Drawing:
    def drawn(data: Any) -> Any:
        return _lands().project(kind)  # type: ignore[arg-type]

    return drawn


mercator = projected("mercator")
equal_earth = projected("equalEarth")
natural_earth = projected("naturalEarth1")
conic = projected("conicEqualArea")
orthographic = projected("orthographic")


def borders(data: Any) -> Any:
    mesh = alt.Data(url="data/lands.json", format=alt.TopoDataFormat(mesh="lands", type="topojson"))
    return alt.Chart(mesh).mark_geoshape(filled=False, stroke="black").project("mercator")


def of_geojson(data: Any) -> Any:
    shapes = alt.Data(url="data/shapes.geojson", format=alt.DataFormat(property="features", type="json"))
    return alt.Chart(shapes).mark_geoshape().encode(color="properties.name:N").project("mercator")


def choropleth(data: Any) -> Any:
    more = alt.LookupData(alt.Data(url="data/rates.csv"), "id", ["rate"])
    return _lands().transform_lookup(lookup="id", from_=more).encode(
        fill=alt.Fill("rate:Q"), tooltip=["rate:Q"]
    ).project("mercator")  # fmt: skip


def dots(data: Any) -> Any:
    cities = alt.Chart(alt.InlineData(values=CITIES)).encode(longitude="lon:Q", latitude="lat:Q")
    names = cities.mark_text(dy=-10).encode(text="name:N")
    return (_lands() + cities.mark_circle(size=60) + names).project("mercator")


def a_route(data: Any) -> Any:
    route = alt.Chart(alt.InlineData(values=CITIES)).mark_line().encode(longitude="lon:Q", latitude="lat:Q")
    return (_lands() + route).project("equalEarth")


def straight_ways(data: Any) -> Any:
    ways = [{"a": 4, "b": 8, "c": 16, "d": 15}, {"a": 16, "b": 15, "c": 26, "d": 6}]
    rule = alt.Chart(alt.InlineData(values=ways)).mark_rule()
    return (_lands() + rule.encode(longitude="a:Q", latitude="b:Q", longitude2="c:Q", latitude2="d:Q")).project(
        "mercator"
    )


def the_globe(data: Any) -> Any:
    sphere = alt.Chart(alt.sphere()).mark_geoshape(fill="aliceblue")
    lines = alt.Chart(alt.graticule(step=[15, 15])).mark_geoshape(stroke="lightgrey", strokeWidth=0.5)
    return (sphere + lines + _lands()).project("orthographic")


def facets_of_maps(data: Any) -> Any:
    shapes = alt.Data(url="data/shapes.geojson", format=alt.DataFormat(property="features", type="json"))
    chart = alt.Chart(shapes).mark_geoshape().project("mercator").properties(width=120, height=120)
    return chart.facet(column="properties.name:N")
