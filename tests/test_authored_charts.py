"""Charts of an author's own: functions with options, files of Vega-Lite, and what both may read."""

from __future__ import annotations

import base64
import json
import os
import pickle
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from making import GOOD, make, rendered, tree

from sourcebook.charts.jobs.frames import PackedFrames, pack_frames
from sourcebook.core.executors.processes import ProcessExecutor
from sourcebook.pipeline.options import BuildOptions
from sourcebook.pipeline.render import RenderedSite

INDEX, BUNDLE = "briefings/a/index.md", "briefings/a"
BARS = "mark: bar\nencoding: {x: {field: n, type: quantitative}, y: {field: who, type: nominal}}\n"
TABLE = "who,n\nx,1\ny,2\nz,7\n"
DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAYAAACNMs+9AAAAFUlEQVR42mNk+M9Qz0AEYBxVSF+FAAhKDveksOjmAAAAAElFTkSuQmCC"
)
LANDS = {
    "type": "Topology",
    "arcs": [[[0, 0], [9, 0], [9, 9], [0, 9], [0, 0]], [[9, 0], [20, 0], [20, 9], [9, 9], [9, 0]]],
    "objects": {
        "lands": {
            "type": "GeometryCollection",
            "geometries": [
                {"type": "Polygon", "arcs": [[at]], "id": at, "properties": {"name": name, "n": at + 4}}
                for at, name in enumerate(("Aland", "Bland"))
            ],
        }
    },
}


def shown(root: Path, chart: str, files: Mapping[str, str | bytes]) -> RenderedSite:
    """The site whose briefing shows one chart, with files of its bundle."""
    page = f"{GOOD[INDEX]!s}\n![Numbers by name](chart:{chart})\n"
    own = {f"{BUNDLE}/data/n.csv": TABLE, INDEX: page}
    content = make(root, own | {f"{BUNDLE}/{name}": text for name, text in files.items()})
    return rendered(BuildOptions(content, root / "site"))


def said(site: RenderedSite) -> list[str]:
    """Findings as one line each, without the notes that a chart is missing."""
    return [f"{one.location}: {one.message} ({one.hint})" for one in site.findings if one.level != "note"]


def file(rendered: RenderedSite, name: str) -> bytes:
    """A file of the chart; there is nothing to say against the site."""
    assert said(rendered) == []
    return rendered.files[f"{BUNDLE}/charts/{name}"]


def spec(rendered: RenderedSite, name: str) -> Any:
    """The specification of the chart, for others."""
    return json.loads(file(rendered, f"{name}.vl.json"))


@pytest.mark.parametrize(
    "name", [pytest.param("bars.vl.json", marks=pytest.mark.slow), "bars.vl.yaml", "more/bars.vl.yml"]
)
def test_a_chart_can_be_a_file(tmp_path: Path, name: str) -> None:
    """Of Vega-Lite in JSON or YAML, with the data of the bundle; it comes in every form."""
    spec = {"data": {"url": "data/n.csv"}, "mark": "bar", "encoding": {"x": {"field": "n", "type": "quantitative"}}}
    made = shown(tmp_path, name, {name: json.dumps(spec)})
    anchor = "more-bars" if "/" in name else "bars"
    assert file(made, f"{anchor}.csv").decode() == TABLE
    assert file(made, f"{anchor}.svg").startswith(b"<svg")
    assert file(made, f"{anchor}.png").startswith(b"\x89PNG")
    page = made.files[f"{BUNDLE}/index.html"].decode()
    assert f'id="chart-{anchor}"' in page
    assert "n is highest for z, 7, and lowest for x, 1." in page


def test_yaml_is_read_as_json_is(tmp_path: Path) -> None:
    """`on` is a key, `no` a word, a date text, zeros before a number are nothing."""
    text = (
        "data: {values: [{who: no, n: 1, day: 2026-01-02, code: 010}]}\n"
        "params: [{name: pick, select: {type: point, on: click}}]\n"
    )
    made = spec(shown(tmp_path, "bars.vl.yaml", {"bars.vl.yaml": text + BARS}), "bars")
    assert made["data"]["values"] == [{"who": "no", "n": 1, "day": "2026-01-02", "code": 10}]
    assert made["params"][0]["select"]["on"] == "click"


@pytest.mark.parametrize(("name", "rows"), [("claims", 2), ("sources", 2), ("n.csv", 3)])
def test_a_file_may_name_the_pages_data(tmp_path: Path, name: str, rows: int) -> None:
    """A named source of data is a table of the page, or a file of its data folder."""
    text = f"data: {{name: {name}}}\nmark: bar\nencoding: {{x: {{aggregate: count, type: quantitative}}}}\n"
    made = spec(shown(tmp_path, "bars.vl.yaml", {"bars.vl.yaml": text}), "bars")
    assert len(made["data"]["values"]) == rows


def test_data_of_other_formats_are_read(tmp_path: Path) -> None:
    """JSON within JSON, tabs, another delimiter, lines of JSON; what a lookup brings in too."""
    files = {
        "a.json": '{"rows": {"all": [{"who": "x", "n": 4}]}}',
        "data/b.txt": "who|n\nx|5\n",
        "data/c.tsv": "who\tn\nx\t6\n",
        "data/d.jsonl": '{"who": "x", "n": 8}\n',
        "data/e.csv": "who,more\nx,30\n",
    }
    forms = {"a.json": "{property: rows.all}", "data/b.txt": "{type: dsv, delimiter: '|'}"}
    for number, name in zip((4, 5, 6, 8), files, strict=False):
        form = f", format: {forms[name]}" if name in forms else ""
        lookup = "transform: [{lookup: who, from: {data: {url: data/e.csv}, key: who, fields: [more]}}]\n"
        text = f"data: {{url: {name}{form}}}\n{lookup}{BARS}"
        made = spec(shown(tmp_path / name, "bars.vl.yaml", {**files, "bars.vl.yaml": text}), "bars")
        assert made["data"]["values"] == [{"who": "x", "n": number}]
        assert made["transform"][0]["from"]["data"]["values"] == [{"who": "x", "more": 30}]


def test_maps_are_drawn_of_local_files(tmp_path: Path) -> None:
    """TopoJSON of the bundle: its shapes are drawn, and what it says of places is in the table."""
    form = "format: {type: topojson, feature: lands}"
    text = f"data: {{url: data/lands.json, {form}}}\nmark: geoshape\nprojection: {{type: identity}}\n"
    files = {"data/lands.json": json.dumps(LANDS), "map.vl.yaml": text}
    made = shown(tmp_path, "map.vl.yaml", files)
    assert file(made, "map.svg").count(b"<path") >= 2
    assert file(made, "map.csv").decode() == "id,name,n\n0,Aland,4\n1,Bland,5\n"
    wrong = shown(tmp_path, "map.vl.yaml", files | {"map.vl.yaml": text.replace("feature: lands", "feature: land")})
    (finding,) = said(wrong)
    assert "data/lands.json has no object “land” (did you mean “lands”?" in finding


@pytest.mark.parametrize(
    "code",
    [
        'alt.Chart(alt.Data(values=[{"a": 1, "pic": "dot.png"}])).mark_image().encode(x="a:Q", url="pic:N")',
        'alt.Chart(alt.Data(values=[{"a": 1}])).mark_image(url="dot.png").encode(x="a:Q")',
        'alt.Chart(alt.Data(values=[{"a": 1}])).mark_image().encode(x="a:Q", url=alt.value("dot.png"))',
    ],
)
def test_local_images_are_in_the_chart(tmp_path: Path, code: str) -> None:
    """By a column, by the mark, by a value: the files of the chart need no other."""
    own = f"import altair as alt\n\n\ndef pics(data):\n    return {code}\n"
    made = shown(tmp_path, "pics", {"charts.py": own, "dot.png": DOT})
    assert base64.b64encode(DOT) in file(made, "pics.svg")


def test_options_of_the_page_reach_a_function(tmp_path: Path) -> None:
    """In the types of its defaults; `height` is of every chart; the rest selects claims."""
    code = """import altair as alt


def bars(data, most=9, half=0.5, bold=False, *, title=""):
    assert (most, half, bold, title) == (3, 0.25, True, "a b"), (most, half, bold, title)
    return alt.Chart(data.claims).mark_bar().encode(x="count()", y="kind:N")
"""
    query = "most=3&half=.25&bold=yes&title=a%20b&height=90&kind=fact"
    made = spec(shown(tmp_path, f"bars?{query}", {"charts.py": code}), "bars")
    assert made["height"] == 90
    assert [len(rows) for rows in made["datasets"].values()] == [1]


def test_a_function_may_give_height_a_meaning_of_its_own(tmp_path: Path) -> None:
    """It then gets the option, and the chart is not made higher as well."""
    code = "import altair as alt\n\n\ndef bars(data, height=5):\n    chart = alt.Chart('data/n.csv').mark_bar()\n"
    code += "    return chart.properties(title=f'{height + 1} high')\n"
    made = spec(shown(tmp_path, "bars?height=30", {"charts.py": code}), "bars")
    assert (made["title"], made.get("height")) == ("31 high", None)


def test_options_of_the_page_reach_a_file(tmp_path: Path) -> None:
    """They give its parameters their values; the height of what repeats is that of each part."""
    text = "data: {url: data/n.csv}\nparams: [{name: least, value: 0}]\nfacet: {row: {field: who}}\n"
    text += f"spec:\n  {BARS.replace(chr(10), chr(10) + '  ').strip()}\n"
    made = spec(shown(tmp_path, "bars.vl.yaml?least=2&height=30", {"bars.vl.yaml": text}), "bars")
    assert made["params"] == [{"name": "least", "value": 2}]
    assert made["spec"]["height"] == 30


FUNCTION = "import altair as alt\n\n\ndef bars(data, most=9):\n    return {}\n"
ROWS = '[{"a": n % 7} for n in range(6000)]'
WRONG: Mapping[str, tuple[str, Mapping[str, str | bytes], str]] = {
    "option": (
        "bars?most=few", {"charts.py": FUNCTION.format("alt.Chart()")},
        "charts.py:4:1: chart “bars”: the option most is a whole number, not “few” (as most=9",
    ),
    "height": (
        "bars?height=tall", {"charts.py": FUNCTION.format("alt.Chart('data/n.csv').mark_bar()")},
        "the option height is a number of pixels, not “tall” (from 20 to 4000",
    ),
    "a slip in an option": (
        "bars?heigth=90", {"charts.py": FUNCTION.format("alt.Chart('data/n.csv').mark_bar()")},
        "it has no option “heigth”, and claims have no such field (did you mean “height”?",
    ),
    "an option that there is not": (
        "bars?zzz=90", {"charts.py": FUNCTION.format("alt.Chart('data/n.csv').mark_bar()")},
        "claims have no such field (options: most, height; any field of claims is a filter",
    ),
    "remote": (
        "bars", {"charts.py": FUNCTION.format("alt.Chart('https://example.org/n.csv').mark_bar()")},
        "the chart reads data from the network: https://example.org/n.csv (save it in the briefing's data/ folder",
    ),
    "outside": (
        "bars", {"charts.py": FUNCTION.format("alt.Chart('../../site.yaml').mark_bar()")},
        "../../site.yaml lies outside of the briefing's folder (copy the file into it",
    ),
    "not there": (
        "bars", {"charts.py": FUNCTION.format("alt.Chart('data/m.csv').mark_bar()")},
        "the chart reads data from data/m.csv, which is not there (did you mean “data/n.csv”?",
    ),
    "ragged": (
        "bars", {"charts.py": FUNCTION.format("alt.Chart('m.csv').mark_bar()"), "m.csv": "a,b\n1\n"},
        "1 cell where the header names 2 columns",
    ),
    "unknown format": (
        "bars", {"charts.py": FUNCTION.format("alt.Chart('data/m.xyz').mark_bar()"), "data/m.xyz": b"\x00\xff"},
        "m.xyz is in no format of data that is known here (use CSV or JSON",
    ),
    "too many": (
        "bars", {"charts.py": FUNCTION.format(f"alt.Chart(alt.Data(values={ROWS})).mark_bar().encode(x='a:Q')")},
        "the page would need 6,000 rows of this chart; it carries at most 5,000 (count or average them, or show a part",
    ),
    "column after a transform": (
        "bars", {"charts.py": FUNCTION.format(
            "alt.Chart('data/n.csv').transform_calculate(double='2 * datum.n').mark_bar().encode(x='dubble:Q')")},
        "the chart encodes “dubble”, which its data does not have (did you mean “double”?",
    ),
    "remote image": (
        "bars", {"charts.py": FUNCTION.format("alt.Chart('data/n.csv').mark_image(url='//a.org/b.png')")},
        "the chart reads an image from the network: //a.org/b.png",
    ),
    "no image": (
        "bars", {"charts.py": FUNCTION.format("alt.Chart('data/n.csv').mark_image(url='data/n.csv')")},
        "data/n.csv is no image",
    ),
    "JSON": ("b.vl.json", {"b.vl.json": '{"mark": "bar",\n}'}, "b.vl.json:2:1: chart “b.vl.json”: the file is not"),
    "YAML": ("b.vl.yaml", {"b.vl.yaml": "mark: bar\n- x\n"}, "b.vl.yaml:2:1: chart “b.vl.yaml”: the file is not"),
    "list": ("b.vl.yaml", {"b.vl.yaml": "- x\n"}, "b.vl.yaml:1:1: chart “b.vl.yaml”: the file holds no Vega-Lite"),
    "mark": (
        "b.vl.yaml", {"b.vl.yaml": "data: {url: data/n.csv}\nmark: barr\n"},
        "b.vl.yaml:2:1: chart “b.vl.yaml”: Vega-Lite knows no mark “barr” (did you mean “bar”?",
    ),
    "key": (
        "b.vl.yaml", {"b.vl.yaml": "data: {url: data/n.csv}\nmark: bar\nencodng: {}\n"},
        "b.vl.yaml:3:1: chart “b.vl.yaml”: Vega-Lite knows no “encodng” here (did you mean “encoding”?",
    ),
    "channel": (
        "b.vl.json",
        {"b.vl.json": '{"data": {"url": "data/n.csv"},\n"mark": "bar",\n"encoding":\n{"xx": {"field": "n"}}}'},
        "b.vl.json:4:1: chart “b.vl.json”: Vega-Lite knows no “xx” here",
    ),
    "name": (
        "b.vl.yaml", {"b.vl.yaml": "data: {name: clams}\nmark: bar\n"},
        "there are no data named “clams” (did you mean “claims”?",
    ),
    "parameter": (
        "b.vl.yaml?leest=3", {"b.vl.yaml": f"data: {{url: data/n.csv}}\nparams: [{{name: least, value: 1}}]\n{BARS}"},
        "it has no option “leest”",
    ),
    "file": ("c.vl.yaml", {"b.vl.yaml": "mark: bar\n"}, "no chart is named “c.vl.yaml” (did you mean “b.vl.yaml”?"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_said(tmp_path: Path, name: str) -> None:
    """One finding, with its place and what to do, a note where the chart is missing; the rest of the site is drawn."""
    chart, files, wanted = WRONG[name]
    missing = f"chart “{chart.partition('?')[0]}” is missing here"
    made = shown(tmp_path, chart, files)
    (finding,) = said(made)
    assert wanted in finding
    notes = [f"{one.location}: {one.message} ({one.hint})" for one in made.findings if one.level == "note"]
    where = finding.partition(": ")[0]
    assert notes == ([] if "index.md" in where else [f"{BUNDLE}/index.md:9:20: {missing} (see {where})"])
    assert f"{BUNDLE}/index.html" in made.files


def test_what_a_chart_prints_is_said_and_the_chart_is_drawn(tmp_path: Path) -> None:
    """A warning at the line that prints, also when the chart is found in the cache."""
    code = "import altair as alt\n\n\ndef bars(data):\n    print('one\\ntwo')\n    return alt.Chart('data/n.csv')"
    code += ".mark_bar()\n"
    for _ in range(2):
        made = shown(tmp_path, "bars", {"charts.py": code})
        (warning,) = made.findings
        assert (warning.level, str(warning.location)) == ("warning", f"{BUNDLE}/charts.py:5:1")
        assert warning.message == "chart “bars” prints “one”"
        assert f"{BUNDLE}/charts/bars.svg" in made.files


@pytest.mark.slow
def test_all_other_findings_are_reported_beside_a_chart_that_never_ends(tmp_path: Path) -> None:
    """What is wrong elsewhere in the site, and with other charts of the same file."""
    code = "def bars(data):\n    while True:\n        pass\n\n\ndef other(data):\n    return 1 / 0\n"
    page = f"{GOOD[INDEX]!s}\n![One](chart:bars)\n\n![Two](chart:other)\n\n[gone](nowhere.md)\n"
    settings = f"{GOOD['site.yaml']!s}charts: {{time_limit: 0.3}}\n"
    content = make(tmp_path, {INDEX: page, f"{BUNDLE}/charts.py": code, "site.yaml": settings})
    found = rendered(BuildOptions(content, tmp_path / "site")).findings
    errors = [(one.rule, one.location.line) for one in found if one.level == "error"]
    assert errors == [("chart", 1), ("chart", 7), ("broken-link", 13)]


PARTED = (
    "import altair as alt\n\n\ndef bars(data, least=0):\n    rows = data.table('big.csv').head(3)\n"
    "    return alt.Chart(rows).mark_bar().encode(x=alt.X('n'), tooltip=alt.value(str(rows['n'].dtype)))\n"
)
BIG = "n\n" + "".join(f"{number}\n" for number in range(200_000))


@pytest.mark.slow
@pytest.mark.parametrize("is_kept", [True, False])
def test_data_files_do_not_go_with_each_chart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_kept: bool) -> None:
    """What is handed to a process is small, whatever lies in the folder; without a cache it goes along."""
    sizes: list[int] = []

    def counted(crew: ProcessExecutor, function: Any, *arguments: Any, seconds: float) -> Any:
        sizes.append(len(pickle.dumps(arguments)))
        return begin(crew, function, *arguments, seconds=seconds)

    begin = ProcessExecutor.submit
    monkeypatch.setattr(ProcessExecutor, "submit", counted)
    if not is_kept:
        monkeypatch.setattr("sourcebook.core.cache.disk_cache.DiskCache.save", lambda store, key, result: False)
    monkeypatch.setenv("SOURCEBOOK_CACHE", str(tmp_path / "cache"))
    made = shown(tmp_path, "bars?least=1", {"charts.py": PARTED, "data/big.csv": BIG})
    assert [row["n"] for row in next(iter(spec(made, "bars")["datasets"].values()))] == [0, 1, 2]
    assert (max(sizes) < 30_000) is is_kept


@pytest.mark.slow
def test_nothing_is_packed_for_charts_that_were_drawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Data files are read, and not handed on, where no chart asks for them anew; once for all charts of a page."""
    calls: list[object] = []

    def counted(*parts: Any) -> PackedFrames:
        calls.append(parts)
        return pack_frames(*parts)

    monkeypatch.setattr("sourcebook.render.figures.page_figures.pack_frames", counted)
    monkeypatch.setenv("SOURCEBOOK_CACHE", str(tmp_path / "cache"))
    page = f"{GOOD[INDEX]!s}\n![One](chart:bars)\n\n![Two](chart:bars?least=1)\n"
    content = make(tmp_path, {INDEX: page, f"{BUNDLE}/charts.py": PARTED, f"{BUNDLE}/data/big.csv": "n\n1\n2\n"})
    for _ in range(2):
        assert said(rendered(BuildOptions(content, tmp_path / "site"))) == []
        assert len(calls) == 1


def test_a_column_that_gets_another_type_is_drawn_anew(tmp_path: Path) -> None:
    """Though neither the data nor the code changed."""
    for kind, polars_name in (("integer", "Int64"), ("text", "String")):
        options = f"---\ntables: {{big.csv: {{columns: {{n: {{type: {kind}}}}}}}}}\n"
        page = str(GOOD[INDEX]).replace("---\n", options, 1)
        content = make(
            tmp_path,
            {
                INDEX: f"{page}\n![Numbers by name](chart:bars)\n",
                f"{BUNDLE}/charts.py": PARTED,
                f"{BUNDLE}/data/big.csv": "n\n1\n2\n",
            },
        )
        made = rendered(BuildOptions(content, tmp_path / "site"))
        assert polars_name in json.dumps(spec(made, "bars"))


@pytest.mark.slow
def test_charts_are_the_same_in_every_time_zone(tmp_path: Path) -> None:
    """Days, times and counts by month, drawn on two sides of the world."""
    code = (
        "import altair as alt\nimport polars as pl\n\n\ndef bars(data):\n    rows = data.table('days.csv')\n"
        "    days = alt.Chart(rows).mark_point().encode(x='day:T')\n"
        "    times = alt.Chart(rows.with_columns(pl.col('day').str.to_datetime())).mark_tick().encode(x='day:T')\n"
        "    return days & times & alt.Chart(rows).mark_bar().encode(x='yearmonth(day):T', y='count()')\n"
    )
    days = "day\n2026-01-01\n2026-02-01\n2026-02-28\n"
    content = make(tmp_path, {INDEX: f"{GOOD[INDEX]!s}\n![Days](chart:bars)\n", f"{BUNDLE}/charts.py": code})
    (content / BUNDLE / "data").mkdir(exist_ok=True)
    (content / BUNDLE / "data" / "days.csv").write_text(days)
    for zone in ("America/Los_Angeles", "Pacific/Auckland"):
        where = {"TZ": zone, "SOURCEBOOK_CACHE": str(tmp_path / f"cache {zone[:3]}")}
        command = [
            sys.executable,
            "-m",
            "sourcebook",
            "build",
            "--source",
            str(content),
            "--output",
            str(tmp_path / zone),
        ]
        subprocess.run(command, env={**os.environ, **where}, check=True, capture_output=True)
    one, other = tree(tmp_path / "America/Los_Angeles"), tree(tmp_path / "Pacific/Auckland")
    assert f"{BUNDLE}/charts/bars.svg" in one
    assert one == other
