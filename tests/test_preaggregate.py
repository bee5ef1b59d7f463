"""Charts of many rows: the page has what their marks stand for, and draws the same."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import altair as alt
import polars as pl
import pytest
from making import GOOD, build, engine, make

from sourcebook.charts.authored import inline_data
from sourcebook.charts.vega import svg as render
from sourcebook.charts.vega.spec import ChartError
from sourcebook.pipeline.options import BuildOptions

NUMBER = re.compile(r"\d+\.\d+")
INDEX = "briefings/a/index.md"
MANY = pl.DataFrame(
    {
        "a": [at % 7 for at in range(20_000)],
        "b": [(at * 37) % 1000 for at in range(20_000)],
        "day": [f"20{10 + at % 10}-0{1 + at % 9}-11" for at in range(20_000)],
    }
)
CHARTS = {
    "histogram": lambda rows: alt.Chart(rows).mark_bar().encode(x=alt.X("b:Q").bin(), y="count()"),
    "means": lambda rows: alt.Chart(rows).mark_line().encode(x="yearmonth(day):T", y="mean(b)", color="a:N"),
    "boxes": lambda rows: alt.Chart(rows).mark_boxplot().encode(x="a:N", y="b:Q"),
    "facets": lambda rows: alt.Chart(rows).mark_bar().encode(x=alt.X("b:Q").bin(), y="count()", row="a:N"),
    "layers": lambda rows: (
        alt.Chart(rows).mark_bar().encode(x="a:N", y="mean(b)") + alt.Chart(rows).mark_rule().encode(y="mean(b)")
    ),
}


def specified(name: str, rows: pl.DataFrame) -> dict[str, Any]:
    """A chart with all its rows."""
    with alt.data_transformers.enable("default", max_rows=None):
        made: dict[str, Any] = CHARTS[name](rows).to_dict()
    return render.fitted(made, 500)


def marks(svg: str) -> list[str]:
    """Every element of a drawing, in hundredths of a pixel; rows may be counted in another order."""
    return sorted(NUMBER.sub(lambda number: f"{float(number[0]):.2f}", svg).split("<"))


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_of_many_rows_is_drawn_as_if_it_had_all(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The drawing is the same, but for medians, which are estimated; the page carries a small part of the rows."""
    spec = specified(name, MANY)
    few = engine().draw(spec)
    monkeypatch.setattr("sourcebook.charts.vega.engine.MAX_ROWS", 1_000_000)
    everything = engine().draw(spec)
    wrong = [pair for pair in zip(marks(few.svg), marks(everything.svg), strict=True) if pair[0] != pair[1]]
    apart = [abs(float(a) - float(b)) for pair in wrong for a, b in zip(*map(NUMBER.findall, pair), strict=True)]
    assert max(apart, default=0) < (0.5 if name == "boxes" else 0.01)
    assert len(few.vega) < len(everything.vega) / 5


def test_marks_that_are_too_many_are_said() -> None:
    """One by one, or because readers choose among all rows."""
    dots = alt.Chart(MANY).mark_point().encode(x="a:Q", y="b:Q")
    slider = alt.param(name="least", value=3, bind=alt.binding_range(min=0, max=6))
    chosen = CHARTS["histogram"](MANY).add_params(slider).transform_filter("datum.a > least")
    for chart in (dots, chosen):
        with alt.data_transformers.enable("default", max_rows=None):
            spec = render.fitted(chart.to_dict(), 500)
        with pytest.raises(ChartError, match="shows 20,000 rows one by one; a page carries at most 5,000"):
            engine().draw(spec)


def test_without_the_extra_a_page_carries_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """The message says what to do, and what to install."""
    monkeypatch.setattr(inline_data, "is_installed", lambda: False)
    with pytest.raises(ChartError, match="holds 20,000 rows; it can have at most 5,000") as raised:
        inline_data.inline_data(specified("histogram", MANY), inline_data.BundleFiles((), lambda name: b""), {})
    assert "or install the extra “large”" in raised.value.hint


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
    assert sorted(row["count"] for row in rows) == ["2857"] * 6 + ["2858"]
    assert "count is highest" in (there / "index.html").read_text()
    assert (there / "charts" / "bars.live.json").stat().st_size < 20_000
    spec = json.loads((there / "charts" / "bars.vl.json").read_text())
    assert [len(values) for values in spec["datasets"].values()] == [20_000]


def test_rows_that_layers_repeat_are_counted_as_often() -> None:
    """Two layers of 3,000 rows each are too many for a page, though the rows are the same: it has the marks."""
    rows = [{"a": at % 5} for at in range(3_000)]
    layer = {
        "data": {"values": rows},
        "encoding": {"x": {"field": "a", "type": "nominal"}, "y": {"aggregate": "count"}},
    }
    drawn = engine().draw(render.fitted({"layer": [{**layer, "mark": "bar"}, {**layer, "mark": "tick"}]}, 500))
    assert len(drawn.vega) < 10_000
