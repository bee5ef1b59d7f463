"""Vega without a browser: the same drawing each time and everywhere, shapes compiled once, checks run once."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from typing import Any

import altair as alt
import polars as pl
import pytest

from sourcebook.charts.authored import functions, vega_lite_schema
from sourcebook.charts.data import ChartData
from sourcebook.charts.table_html import TableWriter
from sourcebook.charts.vega import svg as render
from sourcebook.charts.vega.artifacts import ChartArtifacts, ChartColors, ChartRequest, make_artifacts
from sourcebook.charts.vega.engine import VegaEngine, package_text
from sourcebook.charts.vega.script import script
from sourcebook.charts.vega.spec import ChartError, split_rows, table

EMPTY = pl.DataFrame()
DATA = ChartData(claims=EMPTY, sources=EMPTY, people=EMPTY, quantities=EMPTY, corrections=EMPTY)


@pytest.fixture(scope="module")
def engine() -> VegaEngine:
    """One of our own, so that what it compiled can be counted."""
    return VegaEngine(script())


def bars(numbers: list[int], **more: Any) -> dict[str, Any]:
    """Bars of these lengths."""
    rows = pl.DataFrame({"name": [f"row {at}" for at in range(len(numbers))], "number": numbers})
    made: dict[str, Any] = alt.Chart(rows).mark_bar(**more).encode(x="number:Q", y="name:N").to_dict()
    return render.fitted(made, 300)


def compiled(engine: VegaEngine) -> int:
    """How many shapes an engine has compiled."""
    found = engine._context.eval("compiled.size")
    assert isinstance(found, int)
    return found


def test_charts_of_one_shape_are_compiled_once_and_keep_their_rows(engine: VegaEngine) -> None:
    """Other rows, however many, are put into what is there; another mark is another shape."""
    before = compiled(engine)
    first, second = engine.draw(bars([1, 2])), engine.draw(bars([30, 20, 70]))
    assert compiled(engine) == before + 1
    assert b'"number":70' in second.vega
    assert b'"number":70' not in first.vega
    assert second.svg.count("row ") > first.svg.count("row ")
    assert engine.draw(bars([1, 2])) == first
    engine.draw(bars([1, 2], cornerRadius=2))
    assert compiled(engine) == before + 2


def test_a_shape_has_each_data_set_once() -> None:
    """Layers of the same rows share them, lookups and named data have their own; what is no data stays."""
    rows, other = [{"a": 1}], [{"a": 1, "b": 2}]
    lookup = {"lookup": "a", "from": {"data": {"values": other}, "key": "a", "fields": ["b"]}}
    layer = [{"data": {"values": rows}, "mark": "bar", "encoding": {"x": {"axis": {"values": [1, 2]}}}}]
    again = [{"data": {"values": [{"a": 1}]}, "transform": [lookup], "mark": "bar"}, {"data": {"url": "x.csv"}}]
    shape, sets = split_rows({"layer": [*layer, *again], "datasets": {"mine": other}})
    assert sets == [rows, other]
    marked = [{"sourcebook-rows": 0}], [{"sourcebook-rows": 1}]
    assert shape["layer"][0]["data"]["values"] == shape["layer"][1]["data"]["values"] == marked[0]
    assert shape["layer"][1]["transform"][0]["from"]["data"]["values"] == shape["datasets"]["mine"] == marked[1]
    assert shape["layer"][0]["encoding"]["x"]["axis"]["values"] == [1, 2]
    assert shape["layer"][2]["data"] == {"url": "x.csv"}


def test_chance_is_the_same_each_time(engine: VegaEngine) -> None:
    """A jitter does not move from build to build."""
    spec = {**bars([1, 2, 3]), "mark": "point", "transform": [{"calculate": "random()", "as": "number"}]}
    first = engine.draw(spec)
    engine.draw(bars([1]))
    assert engine.draw(spec) == first


@pytest.mark.parametrize("zone", ["America/Los_Angeles", "Pacific/Auckland"])
def test_what_names_no_time_zone_is_utc_in_every_one(zone: str) -> None:
    """However a time is written, and whatever is asked of it; a zone that is named holds."""
    asked = {
        "2026-01-31": "2026-01-31T00:00:00.000Z",
        "2026": "2026-01-01T00:00:00.000Z",
        "2026-03-08T02:30:00": "2026-03-08T02:30:00.000Z",
        "2026-03-08 02:30": "2026-03-08T02:30:00.000Z",
        "03-08-2026": "2026-03-08T00:00:00.000Z",
        "8 March 2026 10:00 PM": "2026-03-08T22:00:00.000Z",
        "2026-03-08T02:30:00-08:00": "2026-03-08T10:30:00.000Z",
        "Mar 8 2026 02:30 EST": "2026-03-08T07:30:00.000Z",
        "no time": None,
    }
    code = f"""{package_text("utc.js")}
      const parts = new Date(2026, 0, 31);
      parts.setHours(5);
      parts.setDate(32);
      const said = [parts.toISOString(), parts.getHours(), parts.toLocaleString("en-GB"), parts.getTimezoneOffset()];
      JSON.stringify([{json.dumps(list(asked))}.map((text) => new Date(text)), said])"""
    script = "import sys; from py_mini_racer import MiniRacer; print(MiniRacer().eval(sys.stdin.read()))"
    command, environment = [sys.executable, "-c", script], {**os.environ, "TZ": zone}
    result = subprocess.run(command, input=code, env=environment, capture_output=True, text=True, check=True).stdout
    parsed, said = json.loads(result)
    assert dict(zip(asked, parsed, strict=True)) == asked
    assert said == ["2026-02-01T05:00:00.000Z", 5, "01/02/2026, 05:00:00", 0]


def test_links_are_there_as_they_were_written(engine: VegaEngine) -> None:
    """Relative to the page; a script is none."""
    rows = [{"to": f"#claim-{at}", "at": at} for at in range(5)] + [{"to": "javascript:alert(1)", "at": 6}]
    encoding = {"href": {"field": "to"}, "x": {"field": "at", "type": "quantitative"}}
    drawn = engine.draw(render.fitted({"data": {"values": rows}, "mark": "point", "encoding": encoding}, 300))
    assert [f'xlink:href="#claim-{at}"' in drawn.svg for at in range(5)] == [True] * 5
    assert "javascript" not in drawn.svg


@pytest.mark.parametrize(
    ("font", "text", "wide"),
    [
        ("13px Claims Sans, sans-serif", "10%", (497 + 497 + 824) * 0.013),
        ("bold 10px 'Claims Sans'", "10", (513 + 513) * 0.01),
        ("10px Claims Sans", "To", (536 + 542 - 66) * 0.01),
        ("10px Georgia", "10", (497 + 497) * 0.01 * 1.12),
        ("10px monospace", "ill", 18),
        ("10px Claims Sans", "漢字", 20),
        ("10px Claims Sans", "e\u0301", 4.96),
    ],
)
def test_words_are_as_wide_as_the_face_of_the_page_has_them(
    engine: VegaEngine, font: str, text: str, wide: float
) -> None:
    """Also in other faces and scripts, as near as can be known."""
    found = engine._context.eval(f"Object.assign(new Measure(), {{font: {font!r}}}).measureText({text!r}).width")
    assert found == pytest.approx(wide)


@pytest.mark.parametrize("wrong", ["datum.(", "nothing_like_it(datum)"])
def test_what_vega_refuses_is_said_and_harms_no_other_chart(engine: VegaEngine, wrong: str) -> None:
    """The next chart is drawn as before."""
    first = engine.draw(bars([1, 2]))
    with pytest.raises(ChartError, match="cannot draw this chart: "):
        engine.draw({**bars([1]), "transform": [{"calculate": wrong, "as": "b"}]})
    assert engine.draw(bars([1, 2])) == first


def test_a_shape_is_held_against_the_schema_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Other rows of the same shape are not; another shape is, and errors are found in each."""
    checked: list[object] = []
    valid_shapes = set[bytes]()
    plain = vega_lite_schema.validate

    def counted(spec: Mapping[str, Any]) -> None:
        checked.append(spec)
        plain(spec)

    monkeypatch.setattr(vega_lite_schema, "validate", counted)

    def chart(data: ChartData, number: int = 0, kind: str = "Q") -> object:
        return alt.Chart(pl.DataFrame({"number": [number]})).mark_bar().encode(x=f"number:{kind}")

    for number in range(5):
        functions.draw(chart, DATA, {"number": str(number)}, valid_shapes)
    assert len(checked) == 1
    functions.draw(chart, DATA, {"kind": "O"}, valid_shapes)
    assert len(checked) == 2

    def faulty(data: ChartData) -> object:
        opacity: Any = "much"
        return alt.Chart(pl.DataFrame({"number": [1]})).mark_bar(opacity=opacity).encode(x="number:Q")

    for _ in range(2):
        with pytest.raises(ChartError, match="much"):
            functions.draw(faulty, DATA, {}, valid_shapes)


@pytest.mark.parametrize(("asks", "calls"), [(False, 1), (True, 2)])
def test_a_chart_that_does_not_ask_for_its_width_is_made_once(engine: VegaEngine, asks: bool, calls: int) -> None:
    """It is drawn in both widths all the same."""
    made: list[int] = []

    def draw(data: ChartData) -> dict[str, Any]:
        made.append(data.width if asks else 0)
        spec: dict[str, Any] = alt.Chart(pl.DataFrame({"a": [1]})).mark_bar().encode(x="a:Q").to_dict()
        return spec

    drawn = formed(engine, draw)
    assert len(made) == calls
    assert ["640" in drawn.pictures["wide"], "340" in drawn.pictures["narrow"]] == [True, True]


def test_a_key_that_is_wider_than_its_chart_gets_fewer_columns(engine: VegaEngine) -> None:
    """On a phone no word of it is cut off; where there is room, it stays in one line."""
    names = ("Alpha", "Beta", "Gamma", "Delta", "Epsilon", "Zeta")
    rows = pl.DataFrame({"who": names, "n": range(6)})
    drawn = formed(engine, lambda data: alt.Chart(rows).mark_bar().encode(x="n:Q", color="who:N").to_dict())
    wide, narrow = (drawn.pictures[name] for name in ("wide", "narrow"))
    assert all(f">{name}<" in svg for name in names for svg in (wide, narrow))
    assert viewed(narrow)[1] > viewed(wide)[1] + 10
    in_vega = json.loads(drawn.files["live.json"])
    assert [view["config"]["legend"].get("columns") for view in in_vega.values()] == [None, 5]


@pytest.mark.parametrize(
    ("mark", "channel", "attribute"),
    [
        ("line", "strokeDash", "stroke-dasharray"),
        ("point", "shape", "d"),
        ("point", "size", "d"),
        ("line", "color", "stroke"),
    ],
)
def test_a_key_shows_what_stands_in_the_chart(engine: VegaEngine, mark: str, channel: str, attribute: str) -> None:
    """Each entry's sign is one of its own, and can be seen."""
    rows = pl.DataFrame({"x": [1, 2, 1, 2], "y": [1, 2, 3, 4], "who": [10, 10, 70, 70]})
    chart = getattr(alt.Chart(rows), f"mark_{mark}")().encode(x="x:Q", y="y:Q", **{channel: "who:O"})
    svg = engine.draw(render.fitted(chart.to_dict(), 300)).svg
    signs = re.findall(r'role-legend-symbol"[^>]*><path ([^>]*)', svg)
    told = [dict(re.findall(r'([\w-]+)="([^"]*)"', sign)) for sign in signs]
    assert all(float(sign["stroke-width"]) for sign in told)
    assert len({sign[attribute] for sign in told}) == 2


def test_a_chart_with_a_width_of_its_own_keeps_it(engine: VegaEngine) -> None:
    """Its words are as large as those of others; one that fills the page has no width besides its view box."""
    chart = alt.Chart(pl.DataFrame({"a": [1]})).mark_bar().encode(x="a:Q")
    small = formed(engine, lambda data: chart.properties(width=120).to_dict())
    for picture in small.pictures.values():
        assert f'width="{viewed(picture)[0]:g}"' in picture.partition(">")[0]
        assert viewed(picture)[0] < 200
    whole = formed(engine, lambda data: chart.to_dict())
    assert all(" width=" not in picture.partition(">")[0] for picture in whole.pictures.values())
    assert b"aria-describedby" not in whole.files["svg"]


def viewed(svg: str) -> tuple[float, float]:
    """The width and the height of a drawing."""
    _, _, width, height = svg.split('viewBox="')[1].split('"')[0].split()
    return float(width), float(height)


def formed(engine: VegaEngine, draw: Callable[[ChartData], dict[str, Any]]) -> ChartArtifacts:
    """A chart in all its forms, with an empty PNG."""

    class Drawer:
        draw = staticmethod(engine.draw)
        png = staticmethod(lambda svg: b"")
        missing_glyphs = staticmethod(lambda svg: "")

    wanted = ChartRequest(alt="A", caption="", anchor="a", widths={"wide": 640, "narrow": 340})
    look = ChartColors(light={"ink": "#000000"}, dark={"ink": "#ffffff"}, base="https://example.org/")
    return make_artifacts(wanted, DATA, draw, table, TableWriter(), look, Drawer())
