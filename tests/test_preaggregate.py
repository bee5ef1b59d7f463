"""Charts of many rows: the page has what their marks stand for, and draws the same."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import altair as alt
import polars as pl
import pytest
import vl_convert
from making import GOOD, build, engine, make

from sourcebook.charts.authored import inline_data
from sourcebook.charts.vega import svg as render
from sourcebook.charts.vega.mark_rows import mark_rows
from sourcebook.charts.vega.spec import ChartError
from sourcebook.pipeline.options import BuildOptions

BRUSH = alt.selection_interval(name="brush", encodings=["x"])
SLIDER = alt.param(name="least", value=0, bind=alt.binding_range(min=0, max=3_000))
CLIP = re.compile(r"\b(?:clip|gradient_)\d+")
NUMBER = re.compile(r"\d+\.\d+")
INDEX = "briefings/a/index.md"
MANY = pl.DataFrame(
    {
        "a": [at % 7 for at in range(6_000)],
        "b": [(at * 37) % 1000 for at in range(6_000)],
        "day": [f"20{10 + at % 10}-0{1 + at % 9}-11" for at in range(6_000)],
    }
)
CHARTS: Mapping[str, Callable[[pl.DataFrame], Any]] = {
    "histogram": lambda rows: alt.Chart(rows).mark_bar().encode(x=alt.X("b:Q").bin(), y="count()"),
    "means": lambda rows: alt.Chart(rows).mark_line().encode(x="yearmonth(day):T", y="mean(b)", color="a:N"),
    "boxes": lambda rows: alt.Chart(rows).mark_boxplot().encode(x="a:N", y="b:Q"),
    "facets": lambda rows: alt.Chart(rows).mark_bar().encode(x=alt.X("b:Q").bin(), y="count()", row="a:N"),
    "medians": lambda rows: alt.Chart(rows).mark_bar().encode(x=alt.X("a:N", sort="-y"), y="median(b)"),
    "days by their median": lambda rows: (
        alt.Chart(rows).mark_bar().encode(y=alt.Y("year(day):O", sort="x"), x="median(b)")
    ),
    "heat": lambda rows: (
        alt.Chart(rows).mark_rect().encode(x="year(day):O", y=alt.Y("b:Q").bin(maxbins=9), color="count()")
    ),
    "shares": lambda rows: (
        alt.Chart(rows)
        .mark_area()
        .encode(x="month(day):O", y=alt.Y("sum(b)").stack("normalize"), color=alt.Color("a:N"), order="a:N")
    ),
    "running": lambda rows: (
        alt.Chart(rows)
        .transform_aggregate(groupby=["day"], sum="sum(b)")
        .transform_window(total="sum(sum)", sort=[{"field": "day"}])
        .mark_line()
        .encode(x="day:T", y="total:Q")
    ),
    "slider": lambda rows: (
        alt.Chart(rows)
        .transform_aggregate(groupby=["a", "day"], highest="max(b)")
        .add_params(SLIDER)
        .transform_filter("datum.highest > least")
        .mark_point()
        .encode(x="day:T", y="highest:Q", color="a:N")
    ),
    "line of a slider": lambda rows: (
        alt.Chart(rows).mark_bar().encode(x="a:N", y="count()")
        + alt.Chart(rows.head(1))
        .mark_rule()
        .encode(y=alt.YDatum(alt.expr("least"), type="quantitative"))
        .add_params(SLIDER)
    ),
    "a threshold": lambda rows: alt.layer(
        alt.Chart().mark_bar().encode(x="a:N", y="mean(b)"),
        alt.Chart().mark_rule().encode(y=alt.YDatum(300)),
        data=rows,
    ),
    "a data set named as a field": lambda rows: (
        alt.Chart(alt.NamedData("a"), datasets={"a": rows.to_dicts()}).mark_bar().encode(x="a:N", y="count()")
    ),
    "brush": lambda rows: (
        alt.Chart(rows)
        .mark_bar()
        .encode(x=alt.X("b:Q").bin(), y="count()", color=alt.condition(BRUSH, alt.value("red"), alt.value("grey")))
        .add_params(BRUSH)
    ),
    "layers": lambda rows: (
        alt.Chart(rows).mark_bar().encode(x="a:N", y="mean(b)") + alt.Chart(rows).mark_rule().encode(y="mean(b)")
    ),
}
DRAWN_ONCE = {"a threshold"}
"""Charts with a mark that reads no row, which Vega draws once for each row."""
CHOICES = {"slider": (300, 990), "line of a slider": (100, 2_500)}


def chosen(vega: bytes, value: int | None) -> dict[str, Any]:
    """A specification of Vega in which a reader has moved the slider."""
    spec: dict[str, Any] = json.loads(vega)
    for signal in spec.get("signals", ()):
        if signal["name"] == "least" and value is not None:
            signal["value"] = value
    return spec


def specified(name: str, rows: pl.DataFrame) -> dict[str, Any]:
    """A chart with all its rows."""
    with alt.data_transformers.enable("default", max_rows=None):
        made: dict[str, Any] = CHARTS[name](rows).to_dict()
    return render.fitted(made, 500)


def marks(svg: str) -> list[str]:
    """Every element of a drawing, in hundredths of a pixel, without the numbers of clips and gradients."""
    return sorted(NUMBER.sub(lambda number: f"{float(number[0]):.2f}", CLIP.sub("id", svg)).split("<"))


@pytest.mark.parametrize("name", CHARTS)
@pytest.mark.slow
def test_a_chart_of_many_rows_is_drawn_as_if_it_had_all(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Vega draws the same, also after a reader's choice; the page carries a small part of the rows."""
    spec = specified(name, MANY)
    few = engine().draw(spec)
    monkeypatch.setattr("sourcebook.charts.vega.engine.MAX_ROWS", 1_000_000)
    everything = engine().draw(spec)
    if name in DRAWN_ONCE:
        assert everything.svg.count("<line") - few.svg.count("<line") == len(MANY) - 1
        assert set(marks(few.svg)) == set(marks(everything.svg))
        return
    assert marks(few.svg) == marks(everything.svg)
    assert few.facts.rows <= len(few.vega) < len(everything.vega) / 5
    for value in (None, *CHOICES.get(name, ())):
        drawn = [vl_convert.vega_to_svg(chosen(one.vega, value)) for one in (few, everything)]
        assert drawn[0].count("<path") > 3
        assert marks(drawn[0]) == marks(drawn[1])
    if name in CHOICES:
        assert len({vl_convert.vega_to_svg(chosen(few.vega, value)) for value in CHOICES[name]}) > 1


def test_marks_that_are_too_many_are_said() -> None:
    """One by one, or because readers choose among all rows."""
    dots = alt.Chart(MANY).mark_point().encode(x="a:Q", y="b:Q")
    slider = alt.param(name="least", value=3, bind=alt.binding_range(min=0, max=6))
    chosen = CHARTS["histogram"](MANY).add_params(slider).transform_filter("datum.a > least")
    for chart in (dots, chosen):
        with alt.data_transformers.enable("default", max_rows=None):
            spec = render.fitted(chart.to_dict(), 500)
        with pytest.raises(ChartError, match="would need 6,000 rows of this chart; it carries at most 5,000"):
            engine().draw(spec)


def test_data_of_a_chart_have_at_most_some_size(monkeypatch: pytest.MonkeyPatch) -> None:
    """V8 would abort at texts of half a gigabyte."""
    monkeypatch.setattr("sourcebook.charts.vega.engine.MAX_DATA", 100_000)
    with pytest.raises(ChartError, match=r"data have 0 MB; they can have at most 0") as raised:
        engine().draw(specified("histogram", MANY))
    assert "select" in raised.value.hint


def test_a_chart_has_at_most_so_many_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """The message says what to do."""
    monkeypatch.setattr(inline_data, "MOST_ROWS", 5_999)
    with pytest.raises(ChartError, match="holds 6,000 rows; it can have at most 5,999") as raised:
        inline_data.inline_data(specified("histogram", MANY), inline_data.BundleFiles((), lambda name: b""), {})
    assert "group_by" in raised.value.hint


def test_a_page_shows_the_numbers_of_its_marks(tmp_path: Path) -> None:
    """Table, CSV and description are those of the bars; the specification to take away has all rows."""
    code = (
        "import altair as alt\n\n\ndef bars(data):\n"
        "    return alt.Chart(data.table('t.csv')).mark_bar().encode(x='a:N', y='count()')\n"
    )
    content = make(
        tmp_path,
        {
            INDEX: str(GOOD[INDEX]) + "\n![How many there are](chart:bars)\n",
            "briefings/a/charts.py": code,
            "briefings/a/data/t.csv": MANY.write_csv(),
        },
    )
    assert build(BuildOptions(content, tmp_path / "site")).findings == ()
    there = tmp_path / "site" / "briefings" / "a"
    rows = list(csv.DictReader(io.StringIO((there / "charts" / "bars.csv").read_text())))
    assert sorted(row["count"] for row in rows) == ["857"] * 6 + ["858"]
    assert "count is highest" in (there / "index.html").read_text()
    assert (there / "charts" / "bars.live.json").stat().st_size < 6_000
    spec = json.loads((there / "charts" / "bars.vl.json").read_text())
    assert [len(values) for values in spec["datasets"].values()] == [6_000]


def test_dates_of_marks_are_dates() -> None:
    """Also where Vega computes them as milliseconds."""
    for name in ("means", "slider", "running"):
        drawn = engine().draw(specified(name, MANY))
        rows = [row for rows in mark_rows(json.loads(drawn.vega)).values() for row in rows]
        days = {value for row in rows for key, value in row.items() if "day" in key}
        assert days, name
        assert all(re.fullmatch(r"\d{4}-\d{2}-\d{2}", str(day)) for day in days), days


def test_rows_that_layers_repeat_are_counted_as_often() -> None:
    """Two layers of 3,000 rows each are too many for a page, though the rows are the same: it has the marks."""
    rows = [{"a": at % 5} for at in range(3_000)]
    layer = {
        "data": {"values": rows},
        "encoding": {"x": {"field": "a", "type": "nominal"}, "y": {"aggregate": "count"}},
    }
    drawn = engine().draw(render.fitted({"layer": [{**layer, "mark": "bar"}, {**layer, "mark": "tick"}]}, 500))
    assert len(drawn.vega) < 10_000
