"""CSV and its relatives are read as a spreadsheet user means them, or refused with line and column."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from making import GOOD, check, make

from sourcebook.charts.table_html import table_html
from sourcebook.core.text.numbers import format_number
from sourcebook.model import Finding, SourceLocation, TableOptions
from sourcebook.pipeline.options import BuildOptions
from sourcebook.readers.tables import DataFile, read_tables, read_written_numbers

WORDS = st.text(st.sampled_from([*"abé北 ,;|\"'.-0", "\u2028", "\u0085"]), max_size=6)
NUMBERS = st.decimals(-10_000_000, 10_000_000, places=2).filter(lambda number: not number.is_signed() or number)


def file(text: str, name: str = "t.csv") -> DataFile:
    """A data file with this text."""
    return DataFile(name, text.encode(), TableOptions(), SourceLocation(name))


def table(text: str, name: str = "t.csv") -> pl.DataFrame:
    """The table of a text."""
    found = read_tables(file(text, name))
    assert not isinstance(found, Finding), found
    return found[""]


def grouped(number: Decimal, mark: str, separator: str) -> str:
    """A number as it is written in one country."""
    return f"{number:,}".replace(",", "\0").replace(".", mark).replace("\0", separator)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(WORDS, NUMBERS), min_size=2, max_size=6),
    st.sampled_from(
        [(",", ".", ""), (",", ".", ","), (";", ",", ""), (";", ",", "."), ("\t", ",", " "), ("|", ".", "'")]
    ),
    st.sampled_from(["", "\n", ";\n\n"]),
)  # fmt: skip
def test_what_is_written_in_any_country_is_read(
    rows: list[tuple[str, Decimal]], style: tuple[str, str, str], end: str
) -> None:
    """Texts and numbers are those that were written, with any delimiter, decimal mark and mark of thousands."""
    delimiter, mark, separator = style
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n", quoting=csv.QUOTE_MINIMAL)
    writer.writerow(["name", "amount"])
    writer.writerow(["x", f"0{mark}5"])  # tells the decimal mark
    for name, number in rows:
        writer.writerow([name, grouped(number, mark, separator)])
    text = out.getvalue() + (end if delimiter == ";" or "\n" in end[:1] else "")
    frame = table(text)
    assert frame.columns == ["name", "amount"]
    assert frame["name"].to_list() == ["x", *(name if name.strip() else None for name, _ in rows)]
    assert frame["amount"].to_list() == [0.5, *(float(number) for _, number in rows)]
    written = read_written_numbers(file(text), {"": frame}).get("", {})
    html = str(table_html(frame, TableOptions(), written))
    for _, number in rows:
        assert f">{format_number(number)}</td>" in html


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("land;wert\nDE;1\nFR;2\n", {"land": ["DE", "FR"], "wert": [1, 2]}),
        ("land;wert\nDE;1,5\nFR;1.234,25\n", {"land": ["DE", "FR"], "wert": [1.5, 1234.25]}),
        ("sep=;\na;b\n1;x\n", {"a": [1], "b": ["x"]}),
        ("a\tb\n1\tx,y\n", {"a": [1], "b": ["x,y"]}),
        ("a|b\n1|x\n", {"a": [1], "b": ["x"]}),
        ("plz,city\n01067,Dresden\n10115,Berlin\n", {"plz": ["01067", "10115"], "city": ["Dresden", "Berlin"]}),
        ("id,x\n1234567890123456789,1e-7\n9007199254740993,2\n",
         {"id": ["1234567890123456789", "9007199254740993"], "x": [1e-7, 2.0]}),
        ("a,b\n1,n/a\n2,5\n3,\n", {"a": [1, 2, 3], "b": [None, 5, None]}),
        ("a,b\nn/a,1\nx,2\n", {"a": ["n/a", "x"], "b": [1, 2]}),
        ('a,b\n"1,234",x\n"12,345,678.5",y\n', {"a": [1234.0, 12345678.5], "b": ["x", "y"]}),
        ("a,b\n\n1,2\n,\n\n3,4\n", {"a": [1, 3], "b": [2, 4]}),
        ("a,b,,\n1,2,,\n3,4,,\n", {"a": [1, 3], "b": [2, 4]}),
        ('pipe,n\n5" wide,1\n6" wide,2\n', {"pipe": ['5" wide', '6" wide'], "n": [1, 2]}),
        ("a,b\nx\u2028y,1\nz,2\n", {"a": ["x\u2028y", "z"], "b": [1, 2]}),
        (",b\nx,1\n", {"Column 1": ["x"], "b": [1]}),
        ("a\n1\n2\n", {"a": [1, 2]}),
        ("a,b\n−5,+3\n", {"a": [-5], "b": [3]}),
        ("a,b\ntrue,12 %\nfalse,3 %\n", {"a": [True, False], "b": ["12 %", "3 %"]}),
        ("a,b\n1 234 567,x\n", {"a": [1234567], "b": ["x"]}),
        ("year,b\n2024,1.250\n2025,1.5\n", {"year": [2024, 2025], "b": [1.25, 1.5]}),
        ("a;b\n1.5;x\n2.25;y\n", {"a": [1.5, 2.25], "b": ["x", "y"]}),
        ("v\n1.2.3\n1.2.4\n", {"v": ["1.2.3", "1.2.4"]}),
        ('a, b\n1, "x, y"\n2, "z"\n', {"a": [1, 2], "b": ["x, y", "z"]}),
        (' "a"; "b"\n 1; "x; y"\n', {"a": [1], "b": ["x; y"]}),
        ('a,b\n1, "x" y\n', {"a": [1], "b": [' "x" y']}),
        ('a,b\n  in, "x"\nout,"say, ""hi"""\n', {"a": ["  in", "out"], "b": ["x", 'say, "hi"']}),
        ('a,b\n1, "x\n2, "\n3, y\n', {"a": [1, 2, 3], "b": [' "x', ' "', " y"]}),
    ],
)  # fmt: skip
def test_forms_of_spreadsheets(text: str, columns: dict[str, list[object]]) -> None:
    """Delimiters, decimal commas, thousands, blank lines, marks of inches, zeros in front, long names, no numbers."""
    assert table(text).to_dict(as_series=False) == columns


@pytest.mark.parametrize(
    ("text", "line", "column", "message", "hint"),
    [
        ("a,b\n1,2\n3\n", 3, 1, "1 cell where the header names 2 columns", "first line names"),
        ("a,b\n1,2\n3,4,5\n", 3, 5, "3 cells where", "quote cells"),
        ('a,b\n"x, y",2,9\n', 2, 10, "3 cells where", "quote cells"),
        ('a,b\n1,"2\n3,4\n5,6\n', 2, 3, "never closed", "close it"),
        ('a,b\n1,2\n"x" y,4\n', 3, 1, "goes on behind its quotation mark", "double those"),
        ('a,b\n"x,1\ny,2\nz",3\nw,4\n5\n', 6, 1, "1 cell where", "first line names"),
        ('a,b\nx,"1\ny,2\nz",3\n', 2, 3, "makes several lines one cell", "close the quotation mark"),
        ("a,b,a\n1,2,3\n", 1, 5, "two columns are named “a”", "rename"),
        ("Exports 2025\n\nland;wert\nDE;1\nFR;2\n", 3, 6, "2 cells where the header names 1 column", "a title above"),
        ("land;wert\nDE;1.234\nFR;2.345\n", 2, 4, "“1.234” may be 1.234 or 1234", "type: text"),
        ("sep=;\n\na;b\n1;2;3\n", 4, 5, "3 cells where", "quote cells"),
        ("\n\n", 1, 1, "nothing here", "header row"),
    ],
)
def test_what_cannot_be_meant_is_refused_at_its_place(
    text: str, line: int, column: int, message: str, hint: str
) -> None:
    """In the words of the file, with its line and column."""
    found = read_tables(file(text))
    assert isinstance(found, Finding)
    assert (found.location.line, found.location.column) == (line, column), found
    assert message in found.message
    assert hint in found.hint


def test_a_file_that_cannot_be_read_is_reported_once(tmp_path: Path) -> None:
    """Not by each table, chart, query and Vega-Lite file that uses it."""
    bundle = "briefings/a"
    page = "![A](table:t.csv)\n\n![B](chart:bars)\n\n![C](chart:t.vl.json)\n\n![D](table:q.sql)\n\n![E](table:t.csv)\n"
    files = {
        f"{bundle}/index.md": f"{GOOD[f'{bundle}/index.md']!s}\n{page}",
        f"{bundle}/data/t.csv": "a,b\n1,2\n3\n",
        f"{bundle}/data/q.sql": "SELECT a FROM t",
        f"{bundle}/charts.py": "import altair as alt\ndef bars(d):\n return alt.Chart(d.table('t.csv')).mark_bar()\n",
        f"{bundle}/t.vl.json": '{"data": {"url": "data/t.csv"}, "mark": "bar", "encoding": {"x": {"field": "a"}}}',
    }
    found = check(BuildOptions(make(tmp_path, files), tmp_path / "site"))
    assert [(one.rule, str(one.location)) for one in found] == [("table", f"{bundle}/data/t.csv:3:1")]


@pytest.mark.parametrize("name", ["t.json", "t.jsonl"])
def test_long_names_keep_their_digits(name: str) -> None:
    """In JSON, too; lines end only at a line feed."""
    rows = ['{"id": 1234567890123456789, "s": "x\u2028y", "n": 1.50}', '{"id": 7, "s": null, "n": 2}']
    text = f"[{','.join(rows)}]" if name == "t.json" else "\n".join(rows)
    frame = table(text, name)
    assert frame.to_dict(as_series=False) == {
        "id": ["1234567890123456789", "7"], "s": ["x\u2028y", None], "n": [1.5, 2.0],
    }  # fmt: skip
