"""Data that would fill time or memory: each is a finding at its place, soon, and the build goes on."""

from __future__ import annotations

import io
import sqlite3
from pathlib import Path

import pytest
from making import GOOD, build, check, make
from PIL import Image

from sourcebook.core.images import MOST, ImageError, measure_image
from sourcebook.model import Finding, SourceLocation, TableOptions
from sourcebook.pipeline.options import BuildOptions
from sourcebook.readers import citation_style
from sourcebook.readers.formats import bibtex_entries
from sourcebook.readers.tables import DataFile, read_tables

INDEX = str(GOOD["briefings/a/index.md"])
ENDLESS = "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r{}) SELECT "


def table(name: str, data: bytes) -> Finding:
    """The finding about a data file."""
    found = read_tables(DataFile(name, data, TableOptions(), SourceLocation(name)))
    assert isinstance(found, Finding)
    return found


def database(folder: Path, script: str) -> bytes:
    """The bytes of a database that a script makes."""
    path = folder / "x.sqlite"
    connection = sqlite3.connect(path)
    connection.executescript(script)
    connection.close()
    return path.read_bytes()


@pytest.mark.parametrize(
    ("select", "says"),
    [
        (f"{ENDLESS.format('')}n FROM r", "more than 1,000,000 rows"),
        (f"{ENDLESS.format(' LIMIT 900000')}hex(zeroblob(10000)) FROM r", "more than 200,000,000 bytes"),
        ("SELECT hex(zeroblob(400000000))", "too big"),
        (f"{ENDLESS.format(' LIMIT 90000000')}n FROM r ORDER BY n DESC", "longer than 0.5 seconds"),
        ("SELECT * FROM v", "circular"),
    ],
)
def test_views_without_end(tmp_path: Path, select: str, says: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """In rows, in bytes, in one cell, in time, in a circle."""
    if "seconds" in says:
        monkeypatch.setattr("sourcebook.readers.tables.sqlite_file.SECONDS", 0.5)
    assert says in table("x.sqlite", database(tmp_path, f"CREATE VIEW v AS {select};")).message


def test_many_views_have_one_limit(tmp_path: Path) -> None:
    """Three hundred tables that are small one by one."""
    views = "".join(f"CREATE VIEW v{at} AS {ENDLESS.format(' LIMIT 100000')}n FROM r;" for at in range(300))
    assert "more than 200,000,000 bytes" in table("x.sqlite", database(tmp_path, views)).message


def test_empty_databases(tmp_path: Path) -> None:
    """A file without a byte, and one without a table."""
    assert "is empty" in table("x.sqlite", b"").message
    assert "no tables" in table("x.sqlite", database(tmp_path, "PRAGMA user_version = 1; VACUUM;")).message


def test_a_query_without_end() -> None:
    """What it selects is fetched up to the limit."""
    assert "more than 200,000,000 bytes" in table("x.sql", b"SELECT * FROM range(100000000)").message


@pytest.mark.parametrize("name", ["x.csv", "x.json"])
def test_tables_of_thousands_of_columns(name: str) -> None:
    """They are told before each name is compared with the others."""
    names = [f"c{number}" for number in range(50_000)]
    row = ",".join(f'"{one}":1' for one in names)
    data = f"{','.join(names)}\n{','.join('1' for _ in names)}\n" if name == "x.csv" else f"[{{{row}}}]"
    assert table(name, data.encode()).message == "50,000 columns; a table has at most 2,000"


@pytest.mark.parametrize(
    ("path", "text", "rule", "at"),
    [
        ("briefings/a/claims.yaml", "{claims}  quantities: [{{id: q, unit: m, value: {digits}}}]\n", "wrong-type",
         (10, 40)),
        ("briefings/a/data/x.json", '[{{"a": {digits}}}]', "table", (1, 1)),
        ("briefings/a/index.md", "+++\ntitle = 'x'\nweight = {digits}\n+++\nx\n", "wrong-type", (3, 10)),
        ("site.yaml", "title: S\npage_time_limit: {digits}\n", "wrong-type", (2, 18)),
        ("briefings/a/claims.yaml", "{claims}  as_of: {digits}\n", "date", (10, 10)),
    ],
)  # fmt: skip
def test_whole_numbers_of_5000_digits(tmp_path: Path, path: str, text: str, rule: str, at: tuple[int, int]) -> None:
    """Told at their place; no error of Python is shown."""
    content = make(tmp_path, {path: text.format(digits="9" * 5000, claims=GOOD["briefings/a/claims.yaml"])})
    found = [one for one in check(BuildOptions(content, tmp_path / "site")) if one.rule == rule]
    assert [(one.location.file, one.location[1:3]) for one in found] == [(path, at)]
    assert "set_int_max_str_digits" not in repr(found)


def test_a_bibliography_holds_numbers_of_any_length(tmp_path: Path) -> None:
    """A volume is a text."""
    content = make(tmp_path, {"sources/x.json": '[{"id": "a", "title": "T", "volume": ' + "9" * 5000 + "}]"})
    assert check(BuildOptions(content, tmp_path / "site")) == ()


def test_strings_of_bibtex_that_double() -> None:
    """Each names the one before twice, or itself: the field is left out, with a warning at it."""
    doubled = '@string{s0 = "aaaaaaaaaa"}\n' + "".join(
        f"@string{{s{at} = s{at - 1} # s{at - 1}}}\n" for at in range(1, 40)
    )
    long = '@string{s0 = "' + "a" * 100_000 + '"}\n@string{s1 = ' + " # ".join(["s0"] * 50) + "}\n"
    for text, name in ((doubled, "s39"), ("@string{a = a # a}\n", "a"), (long, "s1")):
        found: list[Finding] = []
        entries = bibtex_entries.parsed_entries("x.bib", f"{text}@misc{{k, title = {name}, year = 2020}}\n", found)
        assert entries["k"].fields.keys() == {"year"}
        assert [(one.rule, "without end" in one.message) for one in found] == [("bibtex", True)]


STYLE = """<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0"><info><title>x</title><id>x</id>
<updated>2020-01-01T00:00:00Z</updated><category citation-format="author-date"/></info>{}
<citation><layout><text macro="m39"/></layout></citation>
<bibliography><layout><text macro="m39"/></layout></bibliography></style>"""


@pytest.mark.parametrize(
    "macros",
    [
        '<macro name="m0"><text variable="title"/></macro>' + "".join(
            f'<macro name="m{at}"><group><text macro="m{at - 1}"/><text macro="m{at - 1}"/></group></macro>'
            for at in range(1, 40)
        ),
        '<macro name="m39"><text macro="m39"/></macro>',
    ],
    ids=["doubled", "circle"],
)  # fmt: skip
def test_macros_of_a_style_that_double(macros: str) -> None:
    """Or call themselves: the style is refused before it formats a citation."""
    with pytest.raises(citation_style.CitationStyleError, match="render more than"):
        citation_style.check_style(STYLE.format(macros))


def test_a_style_in_another_encoding_is_the_text_that_was_checked() -> None:
    """A declaration of another encoding changes nothing: no document type hides in it."""
    hidden = '<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE style [+ADwAIQ-ENTITY x SYSTEM "file:///etc/passwd"+AD4AXQA+-'
    with pytest.raises(citation_style.CitationStyleError, match=r"cannot read this style|no style"):
        citation_style.check_style(hidden + STYLE.format('<macro name="m39"><text value="x"/></macro>'))


def test_images_have_a_stated_limit() -> None:
    """One of 144 million pixels is not opened."""
    for side in (12_000, 30_000):
        saved = io.BytesIO()
        Image.new("1", (side, side)).save(saved, "PNG")
        with pytest.raises(ImageError, match=f"more than {MOST:,} pixels"):
            measure_image(saved.getvalue())


@pytest.mark.slow
@pytest.mark.parametrize(
    "body",
    [
        "x = []\n    while True:\n        x.append(bytearray(10_000_000))",
        "import itertools\n    return list(itertools.count())",
    ],
)
def test_a_chart_that_fills_memory(tmp_path: Path, body: str) -> None:
    """It fails within its process, at its line; other charts are drawn."""
    code = f"import altair as alt\n\n\ndef fund(data):\n    {body}\n"
    content = make(tmp_path, {"briefings/a/charts.py": code, "site.yaml": "title: S\ncharts: {time_limit: 60}\n",
                              "briefings/a/index.md": f"{INDEX}\n![X](chart:fund)\n"})  # fmt: skip
    found = build(BuildOptions(content, tmp_path / "site"), jobs=1).findings
    assert [(one.location.file, "more memory" in one.message) for one in found] == [
        ("briefings/a/charts.py", True), ("briefings/a/index.md", False)
    ]  # fmt: skip
