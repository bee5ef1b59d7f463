"""Data that should do more than be shown: control characters, addresses in charts, placeholders of Markdown."""

from __future__ import annotations

import json
import re
import sqlite3
import time
from pathlib import Path

import polars as pl
import pytest
from making import GOOD, build, check, make, tree
from msgspec import json as exact
from PIL import Image
from previewing import get, previewed, until

from sourcebook.model import SourceLocation, TableOptions
from sourcebook.pipeline.options import BuildOptions
from sourcebook.readers.tables import DataFile, read_tables

FUND = "briefings/a/data/fund"
INDEX = str(GOOD["briefings/a/index.md"])


def table(name: str, data: bytes) -> object:
    """What is read from a data file."""
    return read_tables(DataFile(name, data, TableOptions(), SourceLocation(name)))


@pytest.mark.parametrize("sign", ["\0", "\x02", "\x1b", "\x7f", "\x0b", "\b", "\ufffe", "\uffff", "\ud800"])
@pytest.mark.parametrize("form", ["json", "jsonl", "key", "nested"])
def test_escapes_of_json_bring_no_control_characters(sign: str, form: str) -> None:
    """As a cell, a key, or within a cell; the finding is at the escape."""
    row = {f"a{sign}": 1} if form == "key" else {"a": [f"x{sign}y"] if form == "nested" else f"x{sign}y"}
    text = json.dumps(row if form == "jsonl" else [row])
    found = table("x.jsonl" if form == "jsonl" else "x.json", text.encode())
    assert getattr(found, "rule", "") == "encoding", found
    assert found.location.column == text.index("\\") + 1  # type: ignore[attr-defined]


@pytest.mark.parametrize("text", [r"[{'a': '\\u0002'}]", r"[{'a': '\ud83d\ude00 \t \n \\b'}]", r"[{'a': '\u00e9'}]"])
def test_other_escapes_are_texts(text: str) -> None:
    """A backslash that is a character, a sign of two halves, tabs and line ends."""
    assert isinstance(table("x.json", text.replace("'", '"').encode()), dict)


def test_binary_tables_bring_no_control_characters(tmp_path: Path) -> None:
    """Parquet, Arrow and SQLite, in a cell, a name, and a list."""
    frames = {
        "cell": pl.DataFrame({"a": ["x\x1b"]}),
        "name": pl.DataFrame({"a\x02": [1]}),
        "list": pl.DataFrame({"a": [["x"], ["y\x02"]]}),
        "struct": pl.DataFrame({"a": [{"b\x03": 1}]}),
    }
    for name, frame in frames.items():
        frame.write_parquet(tmp_path / "x.parquet")
        frame.write_ipc(tmp_path / "x.arrow")
        for path in ("x.parquet", "x.arrow"):
            found = table(path, (tmp_path / path).read_bytes())
            assert getattr(found, "rule", "") == "table", (name, found)
            assert "control character" in getattr(found, "message", "")
    connection = sqlite3.connect(tmp_path / "x.sqlite")
    connection.execute("CREATE TABLE t (a TEXT)")
    connection.execute("INSERT INTO t VALUES (?)", ("x\x1b",))
    connection.commit()
    connection.close()
    assert "control character" in getattr(table("x.sqlite", (tmp_path / "x.sqlite").read_bytes()), "message", "")


def test_a_cell_that_looks_like_a_placeholder_is_a_text(tmp_path: Path) -> None:
    """What Markdown puts in the place of HTML needs control characters, which no text has; the words stay words."""
    words = ["wzxhzdk:0", "klzzwxh:0000", "STXwzxhzdk:0ETX", "&#2;wzxhzdk:0&#3;", "{{ config }}", "{% raw %}"]
    content = make(tmp_path, {f"{FUND}.json": json.dumps([{"a": word} for word in words]), "briefings/a/index.md":
                              f"{INDEX}\n<b>bold</b> {words[0]} {words[1]}\n\n![T](table:fund.json)\n"})  # fmt: skip
    assert build(BuildOptions(content, tmp_path / "site")).findings == ()
    page = tree(tmp_path / "site")["briefings/a/index.html"].decode()
    for word in words:
        assert f"<td>{word.replace('&', '&amp;')}</td>" in page


WRITING = """from pathlib import Path

import altair as alt


def fund(data):
    own = Path(__file__).with_name("own.txt")
    own.write_text("x" + (own.read_text() if own.exists() else ""))
    return alt.Chart(data.table("fund.csv")).mark_bar().encode(x="a:Q")
"""
"""A chart that changes what it reads."""
ADDRESSES = ("javascript:alert(1)", "java\tscript:alert(1)", " javascript:alert(1)", "data:text/html,x", "vbscript:x",
             "JaVaScRiPt:x", "file:///etc/passwd", "blob:x")  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES)
def test_links_of_charts_lead_to_the_web_only(tmp_path: Path, address: str) -> None:
    """From a column and from a mark, in the picture of the page and in the file beside it."""
    x = {"x": {"field": "a", "type": "quantitative"}}
    rows = {"values": [{"a": 1, "l": address}, {"a": 2, "l": "https://example.org/"}]}
    column = {"data": rows, "mark": "point", "encoding": {**x, "href": {"field": "l"}}}
    mark = {"data": rows, "mark": {"type": "point", "href": address}, "encoding": x}
    text = f"{INDEX}\n![C](chart:column.vl.json)\n\n![M](chart:mark.vl.json)\n"
    content = make(tmp_path, {"site.yaml": "title: S\nchecks: {chart: warning}\n", "briefings/a/index.md": text,
                              "briefings/a/column.vl.json": json.dumps(column),
                              "briefings/a/mark.vl.json": json.dumps(mark)})  # fmt: skip
    assert build(BuildOptions(content, tmp_path / "site")).written is not None
    drawn = [data.decode() for path, data in tree(tmp_path / "site").items() if path.endswith((".svg", "a/index.html"))]
    assert len(drawn) > 1
    for text in drawn:
        links = re.findall(r"""(?:xlink:)?href=["']([^"']*)""", text)
        assert not [one for one in links if re.match(r"\s*(?:java|vb|data:text|file|blob)", one, re.IGNORECASE)]


def test_a_specification_sets_nothing_of_the_pages_that_show_it(tmp_path: Path) -> None:
    """`usermeta.embedOptions` is in no file of a chart; the rest of `usermeta` is."""
    meta = {"embedOptions": {"loader": {"target": "evil"}, "patch": "https://evil.example/x"}, "note": "mine"}
    spec = {"data": {"values": [{"a": 1}]}, "mark": "point", "usermeta": meta,
            "encoding": {"x": {"field": "a", "type": "quantitative"}}}  # fmt: skip
    content = make(tmp_path, {"briefings/a/own.vl.json": json.dumps(spec),
                              "briefings/a/index.md": f"{INDEX}\n![O](chart:own.vl.json)\n"})  # fmt: skip
    assert build(BuildOptions(content, tmp_path / "site")).written is not None
    files = {path: data for path, data in tree(tmp_path / "site").items() if path.startswith("briefings/a/charts/own")}
    assert files
    assert not [path for path, data in files.items() if b"embedOptions" in data or b"evil" in data]
    assert exact.decode(files["briefings/a/charts/own.vl.json"])["usermeta"] == {"note": "mine"}


def test_a_chart_that_writes_into_its_folder_is_told(tmp_path: Path) -> None:
    """Once, with the name of the file."""
    content = make(tmp_path, {"briefings/a/charts.py": WRITING, "briefings/a/data/fund.csv": "a\n1\n",
                              "briefings/a/index.md": f"{INDEX}\n![F](chart:fund)\n"})  # fmt: skip
    result = build(BuildOptions(content, tmp_path / "site"), jobs=1)
    (found,) = result.findings
    assert (found.rule, found.level, found.location.file) == ("chart", "warning", "briefings/a/charts.py")
    assert "writes briefings/a/own.txt into the content folder" in found.message
    assert result.written is not None


def test_the_preview_is_not_caught_by_a_chart_that_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rounds end, and an edit still begins one."""
    monkeypatch.setenv("SOURCEBOOK_CACHE", str(tmp_path / "cache"))
    content = make(tmp_path, {"briefings/a/charts.py": WRITING, "briefings/a/data/fund.csv": "a\n1\n",
                              "briefings/a/index.md": f"{INDEX}\n![F](chart:fund)\n"})  # fmt: skip
    with previewed(content) as served:
        served.said("writes briefings/a/own.txt")
        before = (content / "briefings/a/own.txt").read_text()
        until(lambda: (content / "briefings/a/own.txt").read_text() == _later(content, 1.5), "the rounds end")
        last = (content / "briefings/a/own.txt").read_text()
        assert last.count("x") - before.count("x") < 8
        (content / "pages/about.md").write_text("---\ntitle: About\n---\nEdited.\n")
        until(lambda: b"Edited." in get(f"{served.url}repo/about/")[2], "an edit is shown")


def _later(content: Path, seconds: float) -> str:
    time.sleep(seconds)
    return (content / "briefings/a/own.txt").read_text()


def test_images_of_charts_come_from_the_site(tmp_path: Path) -> None:
    """From the network, without a scheme, as a page, from the disk, by an expression: the chart is refused."""
    Image.new("RGB", (9, 9), "red").save(tmp_path / "secret.png")
    places = ("http://example.org/x.png", "//example.org/x.png", "data:text/html,x", "file:///etc/passwd",
              str(tmp_path / "secret.png"), f"file://{tmp_path}/secret.png", "../../../secret.png")  # fmt: skip
    for address, is_made in ((one, made) for one in places for made in (False, True)):
        spec = {"data": {"values": [{"a": 1, "l": address}]}, "mark": "image",
                "transform": [{"calculate": json.dumps(address), "as": "u"}] if is_made else [],
                "encoding": {"x": {"field": "a", "type": "quantitative"},
                             "url": {"field": "u" if is_made else "l"}}}  # fmt: skip
        content = make(tmp_path, {"briefings/a/own.vl.json": json.dumps(spec),
                                  "briefings/a/index.md": f"{INDEX}\n![O](chart:own.vl.json)\n"})  # fmt: skip
        assert [one.rule for one in check(BuildOptions(content, tmp_path / "site"))] == ["chart"], address
