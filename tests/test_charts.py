"""Charts: drawn at any number of rows, in roles of colour, and failing with a place."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import altair as alt
import msgspec
import polars as pl
import pytest
from making import GOOD, build, check, engine, make

from sourcebook.charts.authored import functions
from sourcebook.charts.builtin import BUILT_IN_CHARTS, chart_module, how_to_read
from sourcebook.charts.data import ChartData
from sourcebook.charts.design import year_bars
from sourcebook.charts.jobs.tables import ChartTables
from sourcebook.charts.table_html import table_html
from sourcebook.charts.vega import svg as render
from sourcebook.charts.vega.artifacts import specification
from sourcebook.charts.vega.spec import measures, nodes
from sourcebook.charts.vega.spec import table as table_of
from sourcebook.charts.vega.summary import summarize
from sourcebook.model import (
    CLAIM_KINDS,
    DOWNLOADS,
    Briefing,
    BriefingFrontMatter,
    Claim,
    Claimant,
    Correction,
    Derivation,
    Forecast,
    MarkdownBody,
    Quantity,
    Site,
    SiteConfig,
    Source,
    Via,
)
from sourcebook.pipeline.options import BuildOptions
from sourcebook.render.figures.chart_tables import tables
from sourcebook.render.site_index import SiteIndex

INDEX = "briefings/a/index.md"


def claim(n: int) -> Claim:
    """The n-th claim: every third has no source, every sixth is a forecast, every sixth has a number."""
    vias = ((), (Via(source="copy"),), (Via(source="root"), Via(source="other")))
    due = (None, f"{2024 + n % 7}", f"{2026 + n % 3}-0{1 + n % 9}/2031", "2030-05-06")
    forecast = Forecast(
        made_on=None if n % 4 else f"202{n % 6}-03-04",
        horizon=due[n // 6 % 4],
        probability=(None, 0.05, 0.35, 0.8, 0.97)[n // 6 % 5],
        likelihood=(None, "likely", "very unlikely")[n // 6 % 3],
        outcome=("open", "yes", "no", "ambiguous")[n // 6 % 4],
    )
    ends = ({"value": 1.5 * 10 ** (n % 9)}, {"min": 20.0, "max": 45.5}, {"value": float(n), "bound": "up_to"})
    number = Quantity(id="q", unit=("USD", "CNY", "%")[n % 3], measure=f"size {n % 5}", **ends[n // 6 % 3])
    return Claim(
        id=f"c{n}",
        text=f"Claim <{n}> & more",
        kind=CLAIM_KINDS[n % 6],
        by=(f"s{n % 17}", *([f"s{(n + 4) % 17}"] if n % 7 == 6 else [])),
        via=vias[n % 3],
        confidence=(None, "low", "moderate", "high")[n % 4],
        forecast=forecast if n % 6 == 5 else None,
        quantities=(number,) if n % 6 == 1 else (),
    )


def data(count: int, width: int = 640) -> ChartData:
    """So many claims by seventeen claimants, and as many corrections."""
    return rows(count).data("2026-02-20", width=width)


@cache
def made(count: int) -> SiteIndex:
    """The same as records."""
    found = (
        Source(id="root", title="A report & <more>", issued="2025-03", reliability="B"),
        Source(id="copy", title="A copy", derives_from=(Derivation(source="root", how="quotes"),), issued="2026-01-03"),
        Source(id="other", title="Another report", reliability="D"),
    )
    kinds: tuple[Any, ...] = ("typo", "clarify", "correct", "retract")
    changes = tuple(
        Correction(date=f"202{n % 6}-0{1 + n % 9}-11", text=f"Changed {n}", kind=kinds[n % 4]) for n in range(count)
    )
    front = BriefingFrontMatter(title="A", date="2026-02-20", corrections=changes)
    claims = tuple(claim(n) for n in range(count))
    briefing = Briefing(slug="a", path=INDEX, front=front, body=MarkdownBody.of(""), claims=claims)
    site = Site(
        config=SiteConfig(title="T"),
        briefings=(briefing,),
        sources={one.id: one for one in found},
        people={f"s{n}": Claimant(id=f"s{n}", name=f"Speaker {n}", kind="person") for n in range(17)},
    )
    return SiteIndex(site)


def rows(count: int, uses: Mapping[str, Sequence[str]] | None = None) -> ChartTables:
    """The same as plain rows."""
    library = made(count)
    return tables(library, library.briefings[0], library.claims, lambda path: f"../../{path}", None, uses)


def seen(name: str, count: int, width: int = 640) -> ChartData:
    """The columns that a chart says it uses, and no others."""
    return rows(count, BUILT_IN_CHARTS[name].uses).data("2026-02-20", width=width)


@pytest.mark.parametrize("name", BUILT_IN_CHARTS)
def test_a_chart_is_handed_what_it_uses(name: str) -> None:
    """The tables of a chart have its columns, in its order, with what the full tables have there."""
    full, own = rows(24), rows(24, BUILT_IN_CHARTS[name].uses)
    for table, every in full.rows.items():
        columns = BUILT_IN_CHARTS[name].uses.get(table, ())
        assert own.rows[table] == ([{name: row[name] for name in columns} for row in every] if columns else [])
        assert list(own.types[table]) == list(columns)


def drawn(name: str, count: int, width: int = 640) -> str:
    """The SVG of a built-in chart."""
    spec = chart_module(name).chart(seen(name, count, width)).to_dict()
    document = engine().draw(render.fitted(spec, width)).svg
    return render.to_svg(document, name="x", alt="What it shows")


@pytest.mark.parametrize("name", BUILT_IN_CHARTS)
@pytest.mark.parametrize("count", [0, 1, 24, pytest.param(10_000, marks=pytest.mark.slow)])
@pytest.mark.parametrize("width", [640, pytest.param(340, marks=pytest.mark.slow)])
def test_built_in_charts_take_any_number_of_claims(name: str, count: int, width: int) -> None:
    """Each draws at 1, 24 and 10,000 claims, as wide as it is told, named and without a style; at 0 it says so."""
    module = chart_module(name)
    finding = module.takeaway(seen(name, count))
    assert finding == finding.strip()
    assert finding.endswith(".")
    table = module.table(seen(name, count))
    if table.is_empty():
        return
    assert "<th" in table_html(table)
    svg = drawn(name, count, width)
    assert svg.startswith("<svg")
    assert 'aria-label="What it shows"' in svg
    assert " style=" not in svg
    assert len(svg) < 400_000
    right = float(svg.split('viewBox="')[1].split('"')[0].split()[2])
    assert abs(right - width) <= 2


def test_the_strip_draws_each_claim_once_as_a_link_with_a_name() -> None:
    """24 squares, a hollow one for each claim without a source, each named for those who cannot see it."""
    svg = drawn("evidence-strip", 24)
    assert svg.count("<a ") == 24
    assert (
        'href="../../briefings/a/#claim-c0"><title>Claim 1, fact, no source named: Claim &lt;0&gt; &amp; more</title>'
        in svg
    )
    # Paper is also the sign on each of the 16 filled squares.
    assert svg.count('fill="var(--paper)"') == 8 + 16


def test_colours_are_roles_of_the_page() -> None:
    """No colour of a built-in chart is fixed: light, dark and print are one drawing."""
    for name in BUILT_IN_CHARTS:
        svg = drawn(name, 24)
        assert "var(--" in svg
        assert 'fill="#' not in svg
        assert 'stroke="#' not in svg


def test_rows_of_the_claimants_chart_add_up() -> None:
    """Beyond eleven claimants the rest share a row, and no claim is lost."""
    table = chart_module("claims-by-claimant").table(data(100))
    claims = data(100).claims["claimant"].to_list()
    assert len(table) == 12
    named = table["Claimant"].to_list()[:-1]
    assert table["Claimant"][-1] == "6 others"
    counted = [sum(name in one for one in claims) for name in named]
    assert table["All"].to_list() == [*counted, sum(not set(one) <= set(named) for one in claims)]


WIDE = "中国技术冲击的开端尚未到来" * 4


@pytest.mark.slow
@pytest.mark.parametrize("name", BUILT_IN_CHARTS)
@pytest.mark.parametrize(
    "quantity", ["{id: q, unit: USD}", "{id: q, unit: USD, value: -1e29}, {id: r, unit: USD, max: 1e29}"]
)
def test_built_in_charts_take_odd_records(tmp_path: Path, name: str, quantity: str) -> None:
    """Sources in a circle, numbers without a value or at the ends of all, dates at the ends of time, wide letters."""
    claims = str(GOOD["briefings/a/claims.yaml"]).replace("It begins.", WIDE) + (
        f"  quantities: [{quantity}]\n  forecast: {{made_on: 0001, horizon: 9999/..}}\n  via: [{{source: one}}]\n"
    )
    circle = (
        "- {id: one, title: One, issued: 9999, derives_from: [{source: two, how: cites}]}\n"
        "- {id: two, title: Two, issued: 0001, derives_from: [{source: one, how: cites}]}\n"
    )
    files = {INDEX: f"{GOOD[INDEX]}\n![](chart:{name})\n", "briefings/a/claims.yaml": claims, "sources/c.yaml": circle}
    found = check(BuildOptions(make(tmp_path, files), tmp_path / "site"))
    assert {one.rule for one in found} <= {"derivation-circle", "odd-quantity", "unused-source"}


BROKEN = {
    "raises": ("def bars(data):\n    one = 1\n    return one / 0\n", 3, "division by zero"),
    "returns nothing": ("def bars(data):\n    data.table('t.csv')\n", 1, "is a `return` missing?"),
    "no python": ("def bars(data)\n", 1, "expected ':'"),
    "fails on import": ("import nothing_like_it\n\n\ndef bars(data):\n    pass\n", 1, "nothing_like_it"),
    "no such column": (
        "import altair as alt\n\n\ndef bars(data):\n"
        "    return alt.Chart(data.table('t.csv')).mark_bar().encode(x='amuont:Q')\n", 4, "“amuont”"),
    "a control character": (
        "import altair as alt\n\n\ndef bars(data):\n"
        "    return alt.Chart(alt.InlineData(values=[{'a': 'x\\x0by'}])).mark_text().encode(text='a:N')\n",
        4, "control character"),
    "no data": (
        "import altair as alt\n\n\ndef bars(data):\n"
        "    return alt.Chart(alt.InlineData(values=[{'a': object()}])).mark_text().encode(text='a:N')\n",
        4, "no data"),
    "no such table": ("def bars(data):\n    return data.table('x.csv')\n", 2, "no table “x.csv”"),
    "takes too long": ("def bars(data):\n    while True:\n        pass\n", 1, "it was not drawn within 0.5 seconds"),
    "brings its process down": ("import os\n\n\ndef bars(data):\n    os._exit(3)\n", 4, "ended, by exit code 3"),
    "a control character made by Vega": (
        "import altair as alt\n\n\ndef bars(data):\n    made = alt.Chart(data.table('t.csv')).mark_text()\n"
        "    return made.transform_calculate(a='\"\\\\x01\"').encode(text='a:N')\n", 4, "makes a control character"),
    "not drawable": (
        "import altair as alt\n\n\ndef bars(data):\n"
        "    return alt.Chart(data.table('t.csv')).mark_bar().encode(x='amount:Q').transform_filter('((')\n", 4, ""),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_a_chart_that_fails_is_a_finding_at_its_line(tmp_path: Path, name: str) -> None:
    """File, line and cause; no traceback, no other finding, and a note where the chart is missing."""
    code, line, says = BROKEN[name]
    page = str(GOOD[INDEX]) + "\n![Bars](chart:bars)\n"
    settings = f"{GOOD['site.yaml']!s}charts: {{time_limit: {0.5 if 'while' in code else 30}}}\n"
    files = {"site.yaml": settings, INDEX: page, "briefings/a/charts.py": code, "briefings/a/data/t.csv": "amount\n1\n"}
    found, note = check(BuildOptions(make(tmp_path, files), tmp_path / "site"))
    assert (found.rule, found.location.file, found.location.line) == ("chart", "briefings/a/charts.py", line)
    assert says in found.message
    assert (note.level, note.location.file, note.location.line) == ("note", INDEX, 9)


def test_charts_of_ones_own_may_import_what_is_beside_them(tmp_path: Path) -> None:
    """A helper module in the folder is found, and two folders' helpers of one name are kept apart."""
    chart = (
        "import altair as alt\n\nfrom words import TITLE\n\n\ndef bars(data):\n"
        "    return alt.Chart(data.claims).mark_bar().encode(x='count()').properties(title=TITLE)\n"
    )
    found = []
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "words.py").write_text(f"TITLE = {name!r}\n")
        (folder / "charts.py").write_text(chart)
        found.append(
            functions.draw(functions.load_functions(folder / "charts.py", folder)["bars"], data(3), {}, set())["title"]
        )
    assert found == ["one", "two"]
    assert not list(tmp_path.rglob("__pycache__"))


def test_a_drawing_is_handed_the_theme_and_the_width() -> None:
    """A specification without a width gets one in all; its own words win over the theme's."""
    spec = render.fitted({"mark": "bar", "config": {"font": "Own"}}, 340)
    assert (spec["width"], spec["autosize"]["type"], spec["config"]["font"]) == (340, "fit-x", "Own")
    assert spec["config"]["padding"] == 2
    svg = render.to_svg('<svg xmlns="http://www.w3.org/2000/svg" width="340" height="10"/>', name="x", alt="a")
    assert svg == '<svg viewBox="0 0 340 10" role="img" aria-label="a" xmlns="http://www.w3.org/2000/svg" />'


def test_data_of_a_chart_are_what_the_author_guide_says() -> None:
    """`data.table` raises with a hint; columns of claims are there though no claim is."""
    assert data(0).claims.schema == data(24).claims.schema
    given = msgspec.structs.replace(data(0), tables={"fund.csv": pl.DataFrame({"a": [1]})})
    assert given.table("fund.csv")["a"].to_list() == [1]
    with pytest.raises(LookupError, match=r"no table “funds\.csv”") as caught:
        given.table("funds.csv")
    assert "fund.csv" in caught.value.hint  # type: ignore[attr-defined]


PAGE = str(GOOD[INDEX]) + '\n![](chart:claims-by-claimant)\n\n![Amounts](chart:bars "Own & good. How to read it.")\n'
OWN = (
    "import altair as alt\n\n\ndef bars(data):\n"
    "    return alt.Chart(data.table('t.csv')).mark_bar(color='var(--fact)').encode(x='amount:Q', y='of:N')\n"
)


@pytest.fixture
def drawn_page(tmp_path: Path) -> Path:
    """The folder of a briefing with a chart of ours and one of its own."""
    table = "of,amount\none,1.5\ntwo,12345.678\nthree,3\n"
    content = make(tmp_path, {INDEX: PAGE, "briefings/a/charts.py": OWN, "briefings/a/data/t.csv": table})
    assert build(BuildOptions(content, tmp_path / "site")).findings == ()
    return tmp_path / "site" / "briefings" / "a"


def test_a_chart_is_to_be_had_in_every_form(drawn_page: Path) -> None:
    """SVG with its colours, a ground and full links; PNG; CSV; Vega-Lite that another program draws."""
    charts = drawn_page / "charts"
    svg = (charts / "evidence.svg").read_text()
    assert "prefers-color-scheme: dark" in svg
    assert 'href="https://example.org/repo/briefings/a/#claim-begins"' in svg
    assert (charts / "bars.png").read_bytes().startswith(b"\x89PNG")
    assert (charts / "bars.csv").read_text() == "of,amount\none,1.5\ntwo,12345.678\nthree,3.0\n"
    spec = json.loads((charts / "bars.vl.json").read_text())
    assert spec["description"] == "Amounts"
    assert "var(--" not in json.dumps(spec)
    assert engine().draw(spec).svg.startswith("<svg")
    page = (drawn_page / "index.html").read_text()
    for name in ("bars", "evidence", "claims-by-claimant"):
        assert all(f'href="charts/{name}.{kind}" download' in page for kind in ("svg", "png", "csv", "vl.json"))


@pytest.mark.parametrize("name", BUILT_IN_CHARTS)
def test_claimants_can_be_as_many_as_claims(name: str) -> None:
    """Rows that are there only for who chooses a claimant do not grow with these: the frequent ones have some."""
    shown = seen(name, 3_000)
    numbered = pl.format("Speaker {}", pl.int_range(pl.len()) % 2_000)
    own = {one: numbered if one == "by" else pl.concat_list(numbered) for one in ("by", "by_ids", "claimant")}
    own = {one: value for one, value in own.items() if one in shown.claims.columns}
    many = msgspec.structs.replace(shown, claims=shown.claims.with_columns(**own))
    rows = [len(one) for one in chart_module(name).chart(many).to_dict()["datasets"].values()]
    assert sum(rows) < 4_000


def test_years_of_many_claimants_are_counted_whole() -> None:
    """The bars of all claims count each thing once, whoever names it; a frequent claimant still has bars."""
    rows = [
        {"thing": f"t{n % 500}", "day": date(2010 + n % 10, 1, 1), "kind": "fact", "claimant": [f"b{n % 300 % 250}"]}
        for n in range(6_000)
    ]
    counts = next(
        iter(year_bars.bars(pl.DataFrame(rows), "things", "var(--ink)", "no date").to_dict()["datasets"].values())
    )
    assert sum(row["count"] for row in counts if (row["kind"], row["by"]) == ("*", "*")) == 500
    assert any(row["by"] == "b3" for row in counts)
    assert len({row["by"] for row in counts}) < 50


FOLLOWING = ("calibration", "corroboration", "likelihood-ranges", "reliability-credibility")


@pytest.mark.slow
@pytest.mark.parametrize("name", FOLLOWING)
@pytest.mark.parametrize(("what", "chosen"), [("by", "Speaker 3"), ("kind", "forecast"), ("kind", "opinion")])
def test_counts_follow_a_choice(name: str, what: str, chosen: str) -> None:
    """What is counted for a reader who chose is what a chart of these claims alone counts."""
    data = seen(name, 300)
    few = msgspec.structs.replace(data, claims=data.claims.filter(chosen_rows(what, chosen)))
    spec = chart_module(name).chart(data).to_dict()
    everything = words_of(spec)
    for param in spec["params"]:
        param["value"] = chosen if param["name"] == f"chosen_{what}" else None
    assert words_of(spec) != everything or everything == words_of(chart_module(name).chart(few).to_dict())
    if not chart_module(name).table(few).is_empty():
        assert words_of(spec) == words_of(chart_module(name).chart(few).to_dict())


@pytest.mark.parametrize("name", BUILT_IN_CHARTS)
@pytest.mark.parametrize("count", [12, 1_000])
def test_how_to_read_a_chart_fits_what_it_draws(name: str, count: int) -> None:
    """Each mark by itself, or counts of what is too much for that; a chart says so if its module can do both."""
    module, data = chart_module(name), seen(name, count)
    assert BUILT_IN_CHARTS[name].can_aggregate is hasattr(module, "is_aggregated")
    many = (
        "HOW_MANY" if name in ("claim-source-matrix", "evidence-strip", "forecast-horizons") and count > 12 else "HOW"
    )
    assert how_to_read(name, data) == getattr(module, many)


def test_probabilities_for_which_there_is_no_word_have_a_row() -> None:
    """Only if there are such."""
    data = seen("likelihood-ranges", 300)
    module = chart_module("likelihood-ranges")
    assert "below 1 % or above 99 %" not in words_of(module.chart(data).to_dict())
    certain = data.claims.with_columns(probability=pl.when(pl.col("kind") == "forecast").then(pl.lit(1.0)))
    drawn = words_of(module.chart(msgspec.structs.replace(data, claims=certain)).to_dict())
    assert "below 1 % or above 99 %" in drawn
    assert "almost certain, 95–99 %" in drawn


def chosen_rows(what: str, value: str) -> pl.Expr:
    """Claims of a kind, or of a claimant alone or with others."""
    return pl.col(what) == value if what == "kind" else pl.col("claimant").list.contains(value)


def words_of(spec: dict[str, Any]) -> list[str]:
    """What the drawing of a chart says, but for the numbers of an axis that may grow."""
    for node in nodes(spec):
        if (node.get("axis") or {}).get("format") == "d":
            node["axis"]["labels"] = False
    svg = engine().draw(render.fitted(spec, 640)).svg
    return sorted(
        element.text or "" for element in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")
    )


def test_ages_and_years_follow_a_choice() -> None:
    """Sources that those who were chosen do not name are pale; beyond twenty sources, each is counted once."""
    spec = chart_module("source-ages").chart(seen("source-ages", 24)).to_dict()
    assert drawn_of(spec).count('opacity="0.12"') == 0
    spec["params"][1]["value"] = "Nobody at all"
    assert drawn_of(spec).count('opacity="0.12"') > 1
    pairs = [("a", 2020, "fact", "X"), ("a", 2020, "event", "X"), ("b", 2020, "fact", "Y"), ("c", None, "fact", "X")]
    each = pl.DataFrame(
        [
            {"thing": thing, "day": date(year, 1, 1) if year else None, "kind": kind, "claimant": [by]}
            for thing, year, kind, by in pairs
        ],
        schema={"thing": pl.String, "day": pl.Date, "kind": pl.String, "claimant": pl.List(pl.String)},
    )
    spec = year_bars.bars(each, "things", "var(--ink)", "no date").to_dict()
    counts = {
        ("", ""): ["2", "1"],
        ("fact", ""): ["2", "1"],
        ("", "X"): ["1", "1"],
        ("event", "X"): ["1"],
        ("event", "Y"): [],
    }
    for chosen, wanted in counts.items():
        for param, value in zip(spec["params"], chosen, strict=True):
            param["value"] = value or None
        found = [text for text in words_of(spec) if text.isdecimal() and text != "2020"]
        assert sorted(found, reverse=True) == wanted, chosen


def drawn_of(spec: dict[str, Any]) -> str:
    """The drawing of a specification for desks."""
    return engine().draw(render.fitted(spec, 640)).svg


@pytest.mark.parametrize(
    ("downloads", "menu"),
    [("[csv, svg]", "Get this chart"), ("[vl.json]", "Get this chart"), ("[]", "Cite this chart")],
)
def test_a_site_says_what_can_be_taken_away(tmp_path: Path, downloads: str, menu: str) -> None:
    """Only these files are there, and only these are offered; code to embed needs the picture; the page is the same."""
    settings = f"{GOOD['site.yaml']!s}charts: {{downloads: {downloads}}}\n"
    content = make(tmp_path, {"site.yaml": settings, INDEX: str(GOOD[INDEX]) + "\n![](chart:evidence-strip)\n"})
    assert build(BuildOptions(content, tmp_path / "site")).findings == ()
    there = tmp_path / "site" / "briefings" / "a"
    named = downloads.strip("[]").split(", ") if downloads != "[]" else []
    files = {path.name.partition(".")[2] for path in (there / "charts").glob("evidence-strip.*")}
    assert files == {*named, "live.json"}
    page = (there / "index.html").read_text()
    assert menu in page
    offered = [kind for kind in DOWNLOADS if f'charts/evidence-strip.{kind}" download' in page]
    assert sorted(offered) == sorted(named)
    assert ("Embed" in page) is ("svg" in named)
    assert "Cite “" in page


def test_a_chart_is_named_and_described(drawn_page: Path) -> None:
    """Ours by itself, with what it finds; an author's by the author's words, with its extremes."""
    page = (drawn_page / "index.html").read_text()
    assert 'aria-label="Claims by claimant and kind" aria-describedby="said-claims-by-claimant"' in page
    assert "<figcaption><b>Own &amp; good.</b> How to read it.</figcaption>" in page
    assert 'id="said-bars">3 rows; amount is highest for two, 12,345.678, and lowest for one, 1.5.</p>' in page


def test_a_chart_without_anything_to_show_is_a_sentence(tmp_path: Path) -> None:
    """No picture, no table and no files, but the finding."""
    content = make(tmp_path, {INDEX: str(GOOD[INDEX]) + "\n![](chart:calibration)\n"})
    assert build(BuildOptions(content, tmp_path / "site")).findings == ()
    page = (tmp_path / "site/briefings/a/index.html").read_text()
    figure = page.split('id="chart-calibration">')[1].split("</figure>")[0]
    assert figure.strip() == "<figcaption><b>No forecast with a probability has been resolved yet.</b></figcaption>"
    assert not (tmp_path / "site/briefings/a/charts/calibration.svg").exists()


def test_a_file_in_the_place_of_a_charts_is_an_error(tmp_path: Path) -> None:
    """What an author puts where the build writes is not lost in silence."""
    content = make(tmp_path, {"briefings/a/charts/evidence.svg": "<svg/>"})
    (found,) = build(BuildOptions(content, tmp_path / "site")).findings
    assert (found.rule, found.location.file) == ("duplicate-id", "briefings/a/charts/evidence.svg")


def test_the_description_is_of_what_the_chart_shows() -> None:
    """Of several columns of numbers it is the one on an axis."""
    table = pl.DataFrame({"of": ["a", "b"], "rate": [7.3, 6.9], "amount": [1, 2]})
    drawn = {"encoding": {"x": {"field": "amount", "type": "quantitative"}, "y": {"field": "of", "type": "nominal"}}}
    assert summarize(table, measures(drawn)) == "2 rows; amount is highest for b, 2, and lowest for a, 1."


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        ({"of": ["a", "b"], "n": [1, 2]}, "2 rows; n is highest for b, 2, and lowest for a, 1."),
        ({"year": [20, 21, 22], "n": [5.0, 7.5, 6.0]}, "3 rows; n is highest for 21, 7.5, and lowest for 20, 5."),
        ({"n": [3, 3]}, "2 rows; n is 3 throughout."),
        ({"of": ["a"]}, "1 row."),
        ({"of": ["a", None], "n": [None, 1e9]}, "2 rows; n is 1,000,000,000 in 1 of them."),
        ({}, "0 rows."),
    ],
)  # fmt: skip
def test_extremes_are_said_in_words(columns: dict[str, Any], says: str) -> None:
    """The first column of numbers, by the first one of words or by the one that counts up."""
    assert summarize(pl.DataFrame(columns)) == says


def test_a_table_is_made_of_any_rows() -> None:
    """Numbers stay numbers; what is of several kinds, or no plain value, is text, as in the CSV file."""
    rows = [{"a": 1, "b": [1], "c": "x"}, {"a": 2.5, "b": "y", "c": None}, {"b": {"z": 1}, "d": True}]
    table = table_of({"data": {"values": rows}})
    assert table.to_dict(as_series=False) == {
        "a": [1.0, 2.5, None], "b": ["[1]", "y", '{"z": 1}'], "c": ["x", None, None], "d": [None, None, True],
    }  # fmt: skip


def stamp() -> str:
    """Stands for what built-in charts are made to of few claims and of many, with their tables."""
    found = hashlib.sha256()
    for name in BUILT_IN_CHARTS:
        for count in (24, 300, 4_000):
            numbers = chart_module(name).table(seen(name, count))
            if not numbers.is_empty():
                found.update(numbers.write_csv().encode())
                found.update(msgspec.json.encode(specification(chart_module(name), seen(name, count))))
    return found.hexdigest()


@pytest.mark.slow
def test_charts_are_the_same_on_any_machine() -> None:
    """Rows stand in the same order, however many threads sort and join them."""
    asked = "import test_charts; print(test_charts.stamp())"
    stamps = set()
    for threads in ("1", "2", "2", "8"):
        done = subprocess.run(
            [sys.executable, "-c", asked],
            env={**os.environ, "POLARS_MAX_THREADS": threads},
            cwd=Path(__file__).parent,
            capture_output=True,
            text=True,
            check=True,
        )
        stamps.add(done.stdout)
    assert len(stamps) == 1


@pytest.mark.parametrize("x", [alt.X("count()"), alt.X("n:Q", axis=alt.Axis(format="d")), alt.X("distinct(n):Q")])
@pytest.mark.parametrize("most", [1, 2, 3, 4, 5, 7, 12, 13, 99])
def test_axes_of_counts_have_whole_ticks(x: alt.X, most: int) -> None:
    """Also in charts of authors: no number stands twice on the axis, and none lies between two whole ones."""
    frame = pl.DataFrame({"a": ["x"] * most, "n": [*range(1, most + 1)]})
    x = x.scale(domain=[0, most * 1.08], nice=False) if most % 2 else x
    spec = alt.Chart(frame).mark_point().encode(x=x, y="a:N").to_dict()
    svg = ElementTree.fromstring(engine().draw(render.fitted(spec, 640)).svg)
    texts = [element.text or "" for element in svg.iter("{http://www.w3.org/2000/svg}text")]
    ticks = [text for text in texts if text[:1].isdigit()]
    assert len(set(ticks)) == len(ticks) > 1
    assert all(text.isdigit() for text in ticks)


def test_axes_of_days_keep_their_ticks() -> None:
    """A format that ends with a d is one of whole numbers only on an axis of numbers."""
    axis = {"format": "%Y-%m-%d"}
    spec = {"mark": "point", "encoding": {"x": {"field": "day", "type": "temporal", "axis": axis}}}
    assert render.fitted(spec, 640)["encoding"]["x"]["axis"] == axis
