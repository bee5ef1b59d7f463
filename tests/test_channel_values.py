"""Cells that a channel would leave out, or draw at another place, are refused."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from making import GOOD, make, rendered
from py_mini_racer import MiniRacer

from sourcebook.charts.vega.channel_values import check_finite, check_values, is_date
from sourcebook.charts.vega.columns import check_columns
from sourcebook.charts.vega.engine import package_text
from sourcebook.charts.vega.spec import ChartError
from sourcebook.pipeline.options import BuildOptions

BUNDLE = "briefings/a"
INDEX = f"{BUNDLE}/index.md"
FORMS = (
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%d %B %Y",
    "%B %d, %Y",
    "%d %b %Y",
    "%d.%m.%Y",
    "%m/%d/%Y",
    "%d/%m/%Y",
    "%d-%m-%Y",
    "%Y-%m-%dT12:30:00",
    "%Y-%m-%dT12:30:00.25Z",
    "%Y-%m-%d 12:30",
)
"""Ways to write a day."""
RIGHT: Mapping[str, list[Any]] = {
    "temporal": ["2023-12-31", "2023-12", "2023", "2023/12/31", "31 Dec 2023", "2023-01-01T00:00:00Z", None, 1.7e12],
    "quantitative": ["12", " 1.5 ", "-3e5", 7, 2.5, None, True, "9007199254740992"],
    "nominal": ["31.12.2023", "n/a", 2023, "", "9007199254740993"],
}
WRONG: Mapping[str, list[Any]] = {
    "temporal": [
        "31.12.2023",
        "1.2.2023",
        "3/4/2023",
        "2023-13-01",
        "2023-02-30",
        "Q1 2023",
        "soon",
        "",
        2023,
        "März 2023",
    ],
    "quantitative": ["n/a", "", " ", "1,5", "1 000", "ca. 5", "Infinity", "0x10", "9007199254740993"],
}


def of_cell(kind: str, cell: object) -> dict[str, Any]:
    """Return a chart of one cell."""
    return {"data": {"values": [{"n": cell}]}, "mark": "point", "encoding": {"x": {"field": "n", "type": kind}}}


@pytest.mark.parametrize(("kind", "cell"), [(kind, cell) for kind, cells in RIGHT.items() for cell in cells])
def test_cells_of_a_channels_type_are_right(kind: str, cell: object) -> None:
    """Numbers and dates, also as text, and what any other channel has."""
    check_values(of_cell(kind, cell))


@pytest.mark.parametrize(("kind", "cell"), [(kind, cell) for kind, cells in WRONG.items() for cell in cells])
def test_other_cells_are_refused(kind: str, cell: object) -> None:
    """With a hint."""
    with pytest.raises(ChartError, match="the column “n” holds") as caught:
        check_values(of_cell(kind, cell))
    assert caught.value.hint


@pytest.fixture(scope="module")
def browser_day() -> MiniRacer:
    """Return V8 with the dates of the page."""
    engine = MiniRacer()
    engine.eval(package_text("utc.js"))
    engine.eval(
        "const day = (text) => { const at = new Date(text); return isNaN(at) ? '' : at.toISOString().slice(0, 10); }"
    )
    return engine


@given(day=st.dates(date(1000, 1, 1), date(2999, 12, 31)), form=st.sampled_from(FORMS))
def test_each_text_that_passes_is_the_day_that_people_read(browser_day: MiniRacer, day: date, form: str) -> None:
    """Whatever the form, V8 with the dates of the page reads the same day."""
    text = f"{day:{form}}"
    if is_date(text):
        assert browser_day.eval(f"day({json.dumps(text)})") == day.isoformat()
    else:
        assert form in ("%d.%m.%Y", "%m/%d/%Y", "%d/%m/%Y", "%d-%m-%Y")


WAYS: Mapping[str, Mapping[str, Any]] = {
    "a layer with other rows": {
        "data": {"values": [{"n": "n/a"}]},
        "layer": [{**of_cell("quantitative", 3)}, {"encoding": {"text": {"field": "n"}}}],
    },
    "data that are parsed": {
        "data": {"values": [{"n": "31.12.2023"}], "format": {"parse": {"n": "utc:'%d.%m.%Y'"}}},
        "encoding": {"x": {"field": "n", "type": "temporal"}},
    },
    "a column that is computed": {
        "data": {"values": [{"n": "n/a"}]},
        "transform": [{"calculate": "+datum.n || 0", "as": "n"}],
        "encoding": {"x": {"field": "n", "type": "quantitative"}},
    },
    "rows that are filtered": {
        "data": {"values": [{"n": "n/a"}]},
        "transform": [{"filter": "isValid(+datum.n)"}],
        "encoding": {"x": {"field": "n", "type": "quantitative"}},
    },
    "a count": {
        "data": {"values": [{"n": "n/a"}]},
        "encoding": {"x": {"field": "n", "aggregate": "distinct", "type": "quantitative"}},
    },
}


@pytest.mark.parametrize("condition", ["datum.year > 1", "datum.nn", {"field": "total", "gt": 1}])
def test_a_filter_of_other_columns_changes_nothing(condition: object) -> None:
    """Letters of a name in other names are none of it."""
    with pytest.raises(ChartError, match="“n/a”"):
        check_values({"transform": [{"filter": condition}], **of_cell("quantitative", "n/a")})


@pytest.mark.parametrize("name", WAYS)
def test_what_is_drawn_of_a_cell_counts(name: str) -> None:
    """What is parsed, computed, filtered or counted is not drawn as it is."""
    check_values(WAYS[name])


@pytest.mark.parametrize(
    "spec",
    [
        {"datasets": {"a": [{"n": "n/a"}]}, "hconcat": [{"data": {"name": "a"}, "encoding": {}}]},
        {"data": {"values": [{"n": "n/a"}]}, "layer": [{}]},
        {"data": {"values": [{"n": "n/a"}]}, "facet": {"row": {"field": "n"}}, "spec": {}},
    ],
)
def test_rows_of_a_view_around_count(spec: dict[str, Any]) -> None:
    """Also for fields of conditions."""
    inner = spec.get("hconcat", spec.get("layer", [spec.get("spec")]))[0]
    inner["encoding"] = {"color": {"condition": {"test": "true", "field": "n", "type": "quantitative"}, "value": "red"}}
    with pytest.raises(ChartError, match="“n/a”"):
        check_values(spec)


def test_infinite_numbers_are_refused() -> None:
    """Those that are no number are empty cells."""
    check_finite({"data": {"values": [{"n": 1.5}, {"n": float("nan")}]}})
    with pytest.raises(ChartError, match="infinite"):
        check_finite({"datasets": {"a": [{"n": -float("inf")}]}})


@pytest.mark.parametrize("is_file", [True, False])
def test_a_hint_mends_dates_of_a_table(tmp_path: Path, is_file: bool) -> None:
    """The same options of the front matter hold for `charts.py` and files of Vega-Lite."""
    chart = {"data": {"url": "data/n.csv"}, "mark": "point", "encoding": {"x": {"field": "paid", "type": "temporal"}}}
    code = (
        "import altair\ndef dots(data):\n    return altair.Chart(data.table('n.csv')).mark_point().encode(x='paid:T')\n"
    )
    name = "dots.vl.json" if is_file else "dots"
    bundle = f"{BUNDLE}/dots.vl.json" if is_file else f"{BUNDLE}/charts.py"
    page = f"{GOOD[INDEX]!s}\n![Dots](chart:{name})\n"
    files = {bundle: json.dumps(chart) if is_file else code, f"{BUNDLE}/data/n.csv": "paid\n31.12.2023\n", INDEX: page}
    options = BuildOptions(make(tmp_path, files), tmp_path / "site")
    (finding,) = [one for one in rendered(options).findings if one.level == "error"]
    assert "holds “31.12.2023”, which a time axis reads as another day, or not" in finding.message
    advice = finding.hint.partition(" them: ")[2].replace("FILE", "n.csv")
    make(tmp_path, {INDEX: page.replace("---\n", f"---\n{advice}\n", 1), bundle: files[bundle]})
    site = rendered(options)
    assert [one for one in site.findings if one.level == "error"] == []
    assert b"2023-12-31" in site.files[f"{BUNDLE}/charts/dots.csv"]


def of_domain(cells: list[object], domain: list[object], **scale: object) -> dict[str, Any]:
    """Return a chart whose axis has this domain."""
    chart = of_cell("quantitative", 0)
    chart["data"]["values"] = [{"n": cell} for cell in cells]
    chart["encoding"]["x"]["scale"] = {"domain": domain, **scale}
    return chart


@given(
    st.lists(st.integers(-20, 20) | st.decimals(-20, 20, places=2).map(float), min_size=1, max_size=5),
    st.lists(st.integers(-20, 20), min_size=2, max_size=2),
)
def test_marks_beside_their_axis_are_told(cells: list[object], domain: list[object]) -> None:
    """With the first number that the domain does not reach, in whatever order its ends are."""
    beyond = [one for one in cells if not min(domain) <= one <= max(domain)]  # type: ignore[type-var, operator]
    spec = of_domain(cells, domain)
    if not beyond:
        check_values(spec)
        return
    with pytest.raises(ChartError, match=f"holds {re.escape(str(beyond[0]))}, which is beside the axis"):
        check_values(spec)
    check_values(of_domain(cells, domain, clamp=True))
    check_values({**spec, "mark": {"type": "point", "clip": True}})
    check_values({**spec, "transform": [{"filter": "datum.n < 3"}]})
    spec["encoding"]["x"]["stack"] = "normalize"
    check_values(spec)


@pytest.mark.parametrize("name", ["color", "shape", "x"])
def test_categories_without_a_place_in_a_domain_are_told(name: str) -> None:
    """Their marks would be drawn in no colour, or nowhere; empty cells have none anyway."""
    chart = of_cell("nominal", "A")
    chart["data"]["values"] = [{"n": cell} for cell in ("A", None, "B")]
    channel = {"field": "n", "type": "nominal", "scale": {"domain": ["A", "B"], "range": ["red", "blue"]}}
    chart["encoding"] = {name: channel}
    check_values(chart)
    channel["scale"] = {"domain": ["A"], "range": ["red"]}
    with pytest.raises(ChartError, match="holds “B”, which the domain of its scale does not have"):
        check_values(chart)
    check_values({**chart, "transform": [{"filter": "datum.n == 'A'"}]})
    for computed in ({"timeUnit": "month"}, {"bin": True}, {"aggregate": "min"}):
        chart["encoding"] = {name: {**channel, **computed}}
        chart["data"]["values"] = [{"n": "2026-01-31"}]
        check_values(chart)


def test_one_end_of_an_axis_counts() -> None:
    """`domainMin` and `domainMax` alone."""
    spec = of_domain([1, 5], [])
    for scale, message in (({"domainMax": 3}, "holds 5.*ends at 3"), ({"domainMin": 2}, "holds 1.*ends at 2")):
        spec["encoding"]["x"]["scale"] = scale
        with pytest.raises(ChartError, match=message):
            check_values(spec)
    spec["encoding"]["x"]["scale"] = {"domainMin": 0, "domainMax": 5}
    check_values(spec)


def test_what_is_not_drawn_or_rounded_is_not_beside_an_axis() -> None:
    """A row without its other place; a sum of two decimal numbers."""
    check_values(of_domain([0.1 + 0.2], [0, 0.3]))
    spec = of_domain([9], [0, 3])
    spec["data"]["values"][0]["m"] = None
    check_values(spec)


def test_slices_below_zero_are_refused() -> None:
    """Of a pie; bars may be."""
    chart = of_cell("quantitative", -2)
    check_values(chart)
    with pytest.raises(ChartError, match="holds -2, and a slice below zero"):
        check_values({**chart, "encoding": {"theta": chart["encoding"]["x"]}})


EXPRESSIONS: tuple[dict[str, Any], ...] = (
    {"transform": [{"filter": "datum.{} > 3"}]},
    {"transform": [{"filter": {"not": "isValid(datum['{}'])"}}]},
    {"transform": [{"filter": {"and": ["datum.n > 1", "datum['{}'] < 2"]}}]},
    {"transform": [{"calculate": "datum.n * datum.{}", "as": "m"}]},
    {"mark": {"type": "point", "size": {"expr": "datum.{} * 9"}}},
    {"encoding": {"color": {"condition": {"test": "datum.{} == 1", "value": "red"}, "value": "blue"}}},
)


@pytest.mark.parametrize("spec", EXPRESSIONS)
def test_columns_in_expressions_are_known(spec: dict[str, Any]) -> None:
    """Those of the data, of transforms and of aggregates; others would be nothing, in silence."""

    def named(name: str) -> dict[str, Any]:
        written: dict[str, Any] = json.loads(json.dumps(spec).replace("{}", name))
        data = {"values": [{"n": 1, "k": "a"}]}
        defined = [{"calculate": "datum.n + 1", "as": "next"}]
        return {**written, "data": data, "transform": [*defined, *written.get("transform", [])]}

    for known in ("n", "k", "next", "mean_n", "__count"):
        check_columns(named(known))
    ticks = {"axis": {"labelColor": {"condition": {"test": "datum.value === 0", "value": "red"}}}}
    check_columns({**named("n"), "encoding": {"x": {"field": "n", **ticks}}})
    check_columns({**named("n"), "transform": [{"filter": "datum['n' + ''] != 'datum.oops'"}]})
    with pytest.raises(ChartError, match="names “oops”"):
        check_columns(named("oops"))
