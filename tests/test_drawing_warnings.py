"""Charts that were drawn, and do not show what they should: mended, or told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import altair as alt
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from making import GOOD, check, engine, make

from sourcebook.charts.authored.functions import draw
from sourcebook.charts.data import ChartData
from sourcebook.charts.vega.columns import check_columns
from sourcebook.charts.vega.drawing_warnings import drawing_warnings, glyph_warnings
from sourcebook.charts.vega.fitting import READABLE, FittedChart, fitted_chart
from sourcebook.charts.vega.png import missing_glyphs, png
from sourcebook.charts.vega.spec import ChartError
from sourcebook.pipeline.options import BuildOptions

EMPTY = pl.DataFrame()
DATA = ChartData(claims=EMPTY, sources=EMPTY, people=EMPTY, quantities=EMPTY, corrections=EMPTY)
PHONE = 328
LONG = "Announced by one side"
ROWS = pl.DataFrame(
    {
        "part": ["North", "South"] * 4,
        "year": [1, 1, 2, 2, 3, 3, 4, 4],
        "n": [1, 3, 2, 5, 4, 1, 3, 2],
        "group": [f"{LONG} {at % 4}" for at in range(8)],
    }
)


class Drawer:
    """Draws without a cache."""

    draw = staticmethod(lambda spec: engine().draw(spec))
    png = staticmethod(png)
    missing_glyphs = staticmethod(missing_glyphs)


def fit(chart: Any, width: int = PHONE) -> FittedChart:
    """A chart in a width."""
    return fitted_chart(chart.to_dict(), width, Drawer())


def messages(chart: Any, width: int = PHONE) -> list[str]:
    """What is told of it."""
    return [one.message for one in drawing_warnings(fit(chart, width), width)]


def bars() -> Any:
    """Bars of categories."""
    return alt.Chart(ROWS).mark_bar().encode(x="year:O", y="n:Q", color="group:N")


@pytest.mark.parametrize("values", [[0, 10, 100], [-5, 10, 100]])
def test_a_log_scale_over_zero_is_told(values: list[int]) -> None:
    """In the words of Vega; one over positive values is not."""
    chart = alt.Chart(pl.DataFrame({"x": [1, 2, 3], "y": values})).mark_point()
    found = messages(chart.encode(x="x:Q", y=alt.Y("y:Q").scale(type="log")))
    assert [one for one in found if one.startswith("Vega warns: Log scale domain includes zero")]
    above = alt.Chart(pl.DataFrame({"x": [1, 2, 3], "y": [1, 10, 100]})).mark_point()
    assert messages(above.encode(x="x:Q", y=alt.Y("y:Q").scale(type="log"))) == []


def test_a_warning_is_told_for_each_chart_of_a_shape() -> None:
    """A shape is compiled once; charts with other rows are warned about too."""
    for values in ([1, 2], [3, 4]):
        chart = alt.Chart(pl.DataFrame({"x": values})).mark_bar().encode(x="x:Q", url="x:N")
        assert messages(chart) == ['Vega warns: url dropped as it is incompatible with "bar".']


@pytest.mark.parametrize("channel", ["y", "color"])
def test_a_text_that_is_too_long_is_told_once(channel: str) -> None:
    """Of an axis and a legend; where there is room for it, it is drawn to its end."""
    name = " and ".join(["Announced and not yet confirmed"] * 5)
    rows = pl.DataFrame({"who": [name, "b"], "n": [1, 2]})
    chart = alt.Chart(rows).mark_bar().encode(**{"x": "n:Q", channel: "who:N"})
    assert messages(chart) == [f"the end of “{name[:59]}…” is not drawn: it is too long"]
    assert messages(chart, 6_000) == []


def test_a_chart_that_draws_nothing_is_told() -> None:
    """Its filter leaves no row, or its column holds no numbers."""
    nothing = ["it draws nothing: no mark shows a row"]
    assert messages(bars().transform_filter("datum.n > 99")) == nothing
    assert messages(alt.Chart(ROWS).mark_point().encode(x="group:Q", y="n:Q")) == nothing
    assert messages(bars()) == []


@pytest.mark.parametrize("width", [PHONE, 688])
@pytest.mark.parametrize(
    "chart",
    [
        pytest.param(lambda: alt.Chart(ROWS).mark_bar().encode(x="n:Q", y="group:N", color="group:N"), id="one view"),
        pytest.param(lambda: bars().facet(column="part:N"), id="facet"),
        pytest.param(lambda: bars().encode(column="part:N"), id="column"),
        pytest.param(lambda: bars().facet("part:N", columns=2), id="wrapped"),
        pytest.param(lambda: alt.hconcat(bars(), bars(), bars()), id="sideways"),
        pytest.param(lambda: alt.vconcat(alt.hconcat(bars(), bars(), bars()), bars()), id="sideways within"),
        pytest.param(lambda: alt.concat(bars(), bars(), bars(), columns=3), id="concat"),
        pytest.param(lambda: bars().facet(column="year:O"), id="four"),
    ],
)
def test_legends_and_views_fit(chart: Callable[[], Any], width: int) -> None:
    """Labels are whole; no drawing is shrunk until it cannot be read."""
    made = fit(chart(), width)
    assert made.drawing.facts.reach <= max(width, made.width) + 1
    assert not made.drawing.facts.cut
    assert made.width <= width * READABLE
    assert [one.message for one in drawing_warnings(made, width)] == []


def test_what_cannot_fit_is_told() -> None:
    """Widths of an author's own, and words that are wider than the page."""
    wide = bars().properties(width=300).facet(row="year:O", column="part:N")
    assert any("of its size where the page is 328 pixels wide" in one for one in messages(wide))
    text = alt.Chart(pl.DataFrame({"t": [LONG * 4]})).mark_text().encode(text="t:N")
    assert [one[:20] for one in messages(text)] == [f"the edge cuts “{LONG}"[:20]]


NAMES = st.text("ab.[]\\ :", min_size=1, max_size=5)
PATHS = st.from_regex(r"(?:\\.|[ab :.]|\[[ab :.]*\]){1,5}", fullmatch=True)


@given(
    st.lists(NAMES, min_size=1, max_size=3, unique=True), PATHS | NAMES.filter(lambda name: not set(name) & set("[]\\"))
)
@settings(max_examples=150, deadline=None)
@pytest.mark.slow
def test_a_field_is_refused_if_and_only_if_it_draws_nothing(columns: list[str], field: str) -> None:
    """Dots, brackets and backslashes are read as Vega reads them."""
    rows = [dict.fromkeys(columns, at) for at in (1, 2)]
    spec = {"data": {"values": rows}, "mark": "point", "encoding": {"x": {"field": field, "type": "quantitative"}}}
    try:
        drawing = engine().draw({**spec, "width": 100})
    except ChartError:
        return  # told already: the path is not well formed
    try:
        check_columns(spec)
    except ChartError:
        assert drawing.facts.is_empty
    else:
        assert not drawing.facts.is_empty


@pytest.mark.parametrize(
    ("spec", "hint"),
    [
        ({"mark": "bar", "encoding": {"x": {"field": "e'f"}}}, r"rename the column, or write “e\\'f”"),
        ({"mark": "bar", "encoding": {"x": {"field": "n.eu"}}}, r"rename the column, or write “n\\.eu”"),
        (
            {
                "repeat": ["n.eu", "who", "whom"],
                "spec": {"mark": "bar", "encoding": {"x": {"field": {"repeat": "repeat"}}}},
            },
            "",
        ),
        ({"transform": [{"aggregate": [], "groupby": ["whom"]}], "mark": "bar"}, "did you mean “who”?"),
    ],
)
def test_names_that_are_no_columns(spec: dict[str, Any], hint: str) -> None:
    """In encodings, repeated charts and transforms."""
    with pytest.raises(ChartError) as error:
        check_columns({"data": {"values": [{"who": "x", "n.eu": 3, "in": {"side": 1}, "e'f": 1}]}, **spec})
    assert hint in error.value.hint


@pytest.mark.parametrize("field", ["who", "n\\.eu", "in.side", "in['side']", "", "who.length"])
def test_names_that_are_columns(field: str) -> None:
    """Paths into cells, and channels without a field."""
    check_columns(
        {"data": {"values": [{"who": "x", "n.eu": 3, "in": {"side": 1}}]}, "encoding": {"x": {"field": field}}}
    )


def test_ids_that_a_drawing_would_round() -> None:
    """Only a number that JavaScript cannot hold, in a column that is shown."""
    rows = [{"id": 2**53 + 1, "n": 2**53}]
    with pytest.raises(ChartError, match="holds 9007199254740993, which a drawing would show as 9007199254740992"):
        check_columns({"data": {"values": rows}, "encoding": {"x": {"field": "id"}}})
    check_columns({"data": {"values": rows}, "encoding": {"x": {"field": "n"}}})


def test_letters_that_the_png_lacks() -> None:
    """An unassigned character; those of the theme and of a machine's own fonts are there, and marks have no glyph."""
    texts = "".join(f"<text>{one}</text>" for one in ("Größe", "a\u0378b", "e\u0301", "\u00a0\u200d", "\u0379&amp;"))
    document = f'<svg xmlns="http://www.w3.org/2000/svg"><title>\u0380</title>{texts}</svg>'
    assert missing_glyphs(document) == "\u0378\u0379"
    assert [one.message for one in glyph_warnings("\u0378")] == [
        "its PNG has empty boxes for “\u0378”, which no font of this machine has"
    ]
    assert list(glyph_warnings("")) == []


def test_a_page_tells_it_once_for_all_widths(tmp_path: Path) -> None:
    """At the function, as a warning."""
    code = (
        "import altair as alt, polars as pl\n\n\n"
        "def zero(data):\n"
        '    rows = pl.DataFrame({"x": [1, 2], "y": [0, 9]})\n'
        '    return alt.Chart(rows).mark_point().encode(x="x:Q", y=alt.Y("y:Q").scale(type="log"))\n'
    )
    index = GOOD["briefings/a/index.md"]
    content = make(
        tmp_path, {"briefings/a/charts.py": code, "briefings/a/index.md": f"{index}\n\n![A chart](chart:zero)\n"}
    )
    told = [one for one in check(BuildOptions(content, tmp_path / "site")) if one.rule == "faulty-drawing"]
    assert [(one.level, str(one.location)) for one in told] == [("warning", "briefings/a/charts.py:4:1")]
    assert told[0].hint.startswith("leave zeros and negative values out, or use scale(type='symlog')")


def counted(make: Callable[[], object]) -> tuple[Callable[[object], object], list[int]]:
    """A function of an author, and the calls of it."""
    calls: list[int] = []

    def function(data: object) -> object:
        calls.append(1)
        return make()

    return function, calls


def test_a_function_runs_once() -> None:
    """Whether its chart is right or it fails; again only where Altair says more."""
    right, calls = counted(lambda: alt.Chart(ROWS).mark_bar().encode(x="n:Q"))
    shapes: set[bytes] = set()
    draw(right, DATA, {}, shapes)
    assert len(calls) == 1
    draw(right, DATA, {}, shapes)
    assert len(calls) == 2
    assert len(shapes) == 1
    fails, calls = counted(lambda: ROWS["nowhere"])
    with pytest.raises(ChartError, match="ColumnNotFoundError"):
        draw(fails, DATA, {}, shapes)
    assert len(calls) == 1
    wrong, calls = counted(lambda: alt.Chart(ROWS).mark_bar(wide=3).encode(x="n:Q"))
    with pytest.raises(ChartError, match="SchemaValidationError"):
        draw(wrong, DATA, {}, shapes)
    assert len(calls) == 2
