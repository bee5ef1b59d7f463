"""Data files: every format gives the same table, typed and shown as the briefing asks, or a finding with its place."""

from __future__ import annotations

import io
import random
import re
import sqlite3
import sys
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from making import make, tree, unframed

from sourcebook.charts.table_html import TableWriter, table_html
from sourcebook.cli.program import run
from sourcebook.core.text.dates import format_date
from sourcebook.model import ColumnOptions, Finding, SourceLocation, TableOptions
from sourcebook.readers.tables import TABLE_FORMATS, DataFile, read_tables, read_written_numbers, sql_query, sqlite_file

CSV = b"name,share,big\nA,0.25,12345\nB,,2\n"
FRAME = pl.DataFrame({"name": ["A", "B"], "share": [0.25, None], "big": [12345, 2]})


def sqlite(*statements: str) -> bytes:
    """The bytes of a database."""
    connection = sqlite3.connect(":memory:")
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    return connection.serialize()


def written(method: str) -> bytes:
    """The frame as a columnar file."""
    file = io.BytesIO()
    getattr(FRAME, method)(file)
    return file.getvalue()


ROWS = "CREATE TABLE t AS SELECT 'A' AS name, 0.25 AS share, 12345 AS big UNION ALL SELECT 'B', NULL, 2"
FILES = {
    "t.csv": CSV,
    "t.tsv": CSV.replace(b",", b"\t"),
    "t.json": b'[{"name": "A", "share": 0.25, "big": 12345}, {"name": "B", "share": null, "big": 2}]',
    "t.jsonl": b'{"name": "A", "share": 0.25, "big": 12345}\n\n{"name": "B", "share": null, "big": 2}\n',
    "t.ndjson": b'{"name": "A", "share": 0.25, "big": 12345}\n{"name": "B", "big": 2}',
    "t.parquet": written("write_parquet"),
    "t.arrow": written("write_ipc"),
    "t.feather": written("write_ipc_stream"),
    "t.sqlite": sqlite(ROWS),
    "t.sqlite3": sqlite(ROWS),
    "t.db": sqlite(ROWS),
    "t.sql": b"SELECT name, CASE WHEN share > 0 THEN 0.25 END AS share, big FROM rows ORDER BY name",
}


def site(tmp_path: Path, front: str, body: str, files: dict[str, bytes]) -> Path:
    """A site with one more briefing, which has data."""
    text = f"---\ntitle: Data\ndate: 2026\n{front}---\n{body}"
    return make(tmp_path, {"briefings/d/index.md": text, **{f"briefings/d/data/{k}": v for k, v in files.items()}})


def data_file(name: str, data: bytes) -> DataFile:
    """A data file without options."""
    return DataFile(
        name, data, TableOptions(), SourceLocation(name), {"rows.csv": FRAME} if name.endswith(".sql") else {}
    )


def test_each_format_is_tried_here() -> None:
    """No reader is without a sample."""
    assert {name.removeprefix("t") for name in FILES} == TABLE_FORMATS.keys()


@pytest.mark.parametrize("name", FILES)
def test_each_format_gives_the_same_table(name: str) -> None:
    """Columns by name, numbers as numbers, what is missing as missing."""
    tables = read_tables(data_file(name, FILES[name]))
    assert isinstance(tables, dict), tables
    frame = tables[""]
    assert frame.columns == FRAME.columns
    assert frame.rows() == FRAME.rows()


def test_a_table_of_each_kind_stands_in_a_page(tmp_path: Path) -> None:
    """Text, columnar, a database of two tables, a query over the others; charts.py gets them too."""
    files = {name: FILES[name] for name in ("t.csv", "t.parquet")}
    files["two.sqlite"] = sqlite(ROWS, "CREATE VIEW sums AS SELECT sum(big) AS total FROM t")
    files["q.sql"] = b'SELECT count(*) AS counted FROM "t.csv" JOIN "t.parquet" USING (name)'
    names = ("t.csv", "t.parquet", "two.sqlite#t", "two.sqlite#sums", "q.sql")
    body = "\n\n".join(f'![Rows](table:{name} "C")' for name in names)
    assert run(["--source", str(site(tmp_path, "", body, files)), "--strict"]) == 0
    page = tree(tmp_path / "site")["briefings/d/index.html"].decode()
    assert page.count("<td>A</td>") == 3
    assert '<td class="num">12,347</td>' in page
    assert '<th scope="col" class="num">counted</th>' in page


def test_columns_are_read_and_shown_as_the_briefing_asks(tmp_path: Path) -> None:
    """Text keeps its zeros, dates are in words, numbers have their format and heads their titles, rows their limit."""
    front = (
        "tables:\n  a.csv:\n    max_rows: 2\n    columns:\n      code: {type: text, title: Postal code}\n"
        "      day: {type: date}\n      share: {format: .1%}\n      sum: {type: number, format: ',.2f'}\n"
    )
    data = b"code,day,share,sum\n00123,2026-02,0.256,1234.5\n00456,2026-02-16,0.5,7\n3,2026,0,0\n"
    content = site(tmp_path, front, '![A](table:a.csv "C")\n', {"a.csv": data})
    assert run(["--source", str(content), "--strict"]) == 0
    page = tree(tmp_path / "site")["briefings/d/index.html"].decode()
    assert '<th scope="col">Postal code</th>' in page
    assert '<td>00123</td><td>February 2026</td><td class="num">25.6%</td><td class="num">1,234.50</td>' in page
    assert '<td colspan="4">and 1 more</td>' in page


@given(
    st.dates(),
    st.sampled_from(["%d.%m.%Y", "%m/%d/%Y", "%B %e, %Y", "%e %b %Y", "%Y%m%d", "%A, %d %B %Y", "%Y-%j", "%%%Y %m %d"]),
    st.sampled_from(["%d.%m.%Y", "%e %B %Y", "%Y", "%%%b %Y", ""]),
)
def test_dates_as_a_file_writes_them_are_days(day: date, parse: str, shown: str) -> None:
    """Each format that has the day gives the day back, and the page shows it as the column says."""
    written = day.strftime(parse.replace("%e", str(day.day)).replace("%Y", f"{day.year:04}"))
    options = TableOptions(columns={"a": ColumnOptions(parse=parse, format=shown)})
    found = read_tables(DataFile("t.csv", f'a,b\n"{written}",1\n'.encode(), options, SourceLocation("t.csv")))
    assert not isinstance(found, Finding)
    (frame,) = found.values()
    assert frame["a"].to_list() == [day.isoformat()]
    expected = day.strftime(shown.replace("%e", str(day.day)).replace("%Y", f"{day.year:04}"))
    assert f"<td>{expected or format_date(day.isoformat())}</td>" in table_html(frame, options)


@pytest.mark.parametrize(
    ("written", "parse", "read"),
    [
        ("3/2026", "%m/%Y", "2026-03"),
        ("FY 2026", "FY %Y", "2026"),
        ("2024.10", "%Y.%m", "2024-10"),
        ("10.2020", "%m.%Y", "2020-10"),
        ("02012026", "%d%m%Y", "2026-01-02"),
    ],
)
def test_a_month_or_a_year_stays_one(written: str, parse: str, read: str) -> None:
    """No day is invented."""
    options = TableOptions(columns={"a": ColumnOptions(parse=parse)})
    found = read_tables(DataFile("t.csv", f"a,b\n{written},1\n".encode(), options, SourceLocation("t.csv")))
    assert not isinstance(found, Finding)
    (frame,) = found.values()
    assert frame["a"].to_list() == [read]


def test_a_date_that_is_less_than_a_day_is_in_words() -> None:
    """A format of days would invent one."""
    frame = pl.DataFrame({"a": ["2026-02", "2026-02-06", "1984~", None]})
    page = table_html(frame, TableOptions(columns={"a": ColumnOptions(format="%d.%m.%Y")}))
    assert re.findall("<td>(.*?)</td>", page) == ["February 2026", "06.02.2026", "about 1984", "–"]
    page = table_html(
        pl.DataFrame({"a": ["2026-02", "2026", "0000-01-01"]}),
        TableOptions(columns={"a": ColumnOptions(format="%b %Y")}),
    )
    assert re.findall("<td>(.*?)</td>", page) == ["Feb 2026", "2026", "1 January 1 BCE"]


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("t.jsonl", b'{"a": 1, "a": 2}', "the key “a” occurs twice in an object"),
        ("t.json", b'[{"a": 1, "b": {"c": 1, "c": 2}}]', "the key “c” occurs twice in an object"),
        ("t.json", b'[{"a": NaN}]', "NaN is no number"),
        ("t.jsonl", b'{"a": -Infinity}', "-Infinity is no number"),
        ("t.json", b'[{"a": ' + b"9" * 5_000 + b"}]", "digits"),
        ("t.CSV", b"a;b;c\n1,5;2.5;1.234\n", "“1.234” may be 1.234 or 1234"),
    ],
)
def test_what_no_table_can_have_is_a_finding(name: str, data: bytes, says: str) -> None:
    """Numbers that are none, keys that hide each other, marks that contradict each other."""
    found = read_tables(data_file(name, data))
    assert isinstance(found, Finding)
    assert says in found.message
    assert found.hint


@pytest.mark.parametrize(
    ("cells", "read"),
    [
        (["1E5", "2E3"], ["1E5", "2E3"]),
        (["1.5E5", "2e+3", "1e-3"], [150000.0, 2000.0, 0.001]),
        (["1E+400", "2"], ["1E+400", "2"]),
        (["٣", "٤"], ["٣", "٤"]),
    ],
)
def test_what_looks_like_a_number_keeps_its_letters(cells: list[str], read: list[object]) -> None:
    """Ids with an E, numbers beyond all floats, digits of other scripts."""
    found = read_tables(data_file("t.csv", "\n".join(["a,b", *(f"{cell},x" for cell in cells)]).encode()))
    assert not isinstance(found, Finding)
    (frame,) = found.values()
    assert frame["a"].to_list() == read


def test_coordinates_are_read_when_their_column_says_so() -> None:
    """Three digits behind each point: nothing else tells that it is the decimal mark."""
    options = TableOptions(columns={name: ColumnOptions(type="number") for name in ("lat", "lon")})
    data = b"lat;lon\n47.376;8.541\n46.948;7.447\n"
    found = read_tables(DataFile("t.csv", data, options, SourceLocation("t.csv")))
    assert not isinstance(found, Finding)
    (frame,) = found.values()
    assert frame.rows() == [(47.376, 8.541), (46.948, 7.447)]


def test_values_of_one_column_with_a_long_id_stay_what_they_are() -> None:
    """As JSON writes them, in a table too."""
    data = b'[{"a": 9007199254740993, "b": 1}, {"a": true, "b": 2}, {"a": [1, "x"], "b": 3}, {"a": null, "b": 4}]'
    found = read_tables(data_file("t.json", data))
    assert not isinstance(found, Finding)
    (frame,) = found.values()
    assert frame["a"].to_list() == ["9007199254740993", "true", '[1, "x"]', None]
    assert "{&#34;c&#34;: [1, 2]}" in table_html(pl.DataFrame({"a": [{"c": [1, 2]}]}), TableOptions())


def test_all_tables_of_a_database_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also one whose name begins like those of SQLite; one that is too long is a finding, not cut."""
    found = read_tables(
        data_file("t.db", sqlite("CREATE TABLE sqlitefans (a)", "INSERT INTO sqlitefans VALUES (1), (2)"))
    )
    assert not isinstance(found, Finding)
    assert "#sqlitefans" in found
    monkeypatch.setattr(sqlite_file, "MAX_ROWS", 1)
    found = read_tables(data_file("t.db", sqlite("CREATE TABLE t (a)", "INSERT INTO t VALUES (1), (2)")))
    assert isinstance(found, Finding)
    assert found.message == "the table t has more than 1 rows"


def test_empty_columns_behind_the_last_are_cut_once() -> None:
    """Those between others stay."""
    found = read_tables(data_file("t.csv", b"a,,b,,\n1,,2,,\n3,,4,,,,\n"))
    assert not isinstance(found, Finding)
    (frame,) = found.values()
    assert frame.columns == ["a", "Column 2", "b"]


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        ("{nme: {type: text}}", "md:4:17: error: briefings/d/data/a.csv has no column “nme” [table]\n    did you mean"),
        ("{name: {type: number}}", "a.csv:3:1: error: “name” is “B”, which is not a number"),
        ("{name: {type: date}}", "a.csv:3:1: error: “name” is “B”, which is not a date"),
        ("{big: {type: boolean}}", "a.csv:2:1: error: “big” is “12345”, which is not true or false"),
        ("{name: {format: .2f}}", "“name” has a format for numbers and holds none"),
        ("{name: {parse: '%d.%m.%Y'}}", "a.csv:2:1: error: “name” is “2026”, which is not a date written as %d.%m.%Y"),
        ("{name: {format: '%d %b %Y'}}", "a.csv:3:1: error: “name” is “B”, which is not a date"),
        ("{name: {type: date, format: .2f}}", "“name” has a format for numbers and holds dates"),
        ("{big: {type: number, format: '%Y'}}", "“big” has a format for dates, and its type is number"),
        ("{name: {parse: '%d.%m.%y'}}", "the format of the file's dates, with a year of four digits"),
        ("{name: {parse: '%d %Y'}}", "as %d.%m.%Y"),
        ("{name: {parse: '%d.%e.%m.%Y'}}", "“name” has a format of dates with %d twice"),
        ("{big: {format: .2d}}", "“format” must be a format"),
        ("{half: {type: integer}}", "a.csv:3:1: error: “half” is “2.5”, which is not a whole number"),
        ("{name: {format: '%H:%M'}}", "%d %b %Y of dates"),
        ("{big: {format: 999d}}", "“format” must be a format as Python and Vega-Lite write it"),
        ("{big: {type: int}}", "did you mean “integer”?"),
    ],
)  # fmt: skip
def test_options_that_do_not_fit_are_findings(
    columns: str, says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """At the option, or at the first cell that is not what it says."""
    front = f"tables: {{a.csv: {{columns: {columns}}}}}\n"
    files = {"a.csv": b"name,big,half\n2026,12345,2.0\nB,1,2.5\n"}
    assert run(["check", "--source", str(site(tmp_path, front, "Text.\n", files))]) == 1
    assert says in unframed(capsys.readouterr().out)


def test_options_of_a_file_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Named at their place, with the file that was meant."""
    content = site(tmp_path, "tables: {b.csv: {max_rows: 1}}\n", "Text.\n", {"a.csv": CSV})
    assert run(["check", "--source", str(content)]) == 1
    assert "index.md:4:17: error: no data file is named “b.csv” [unknown-table]" in unframed(capsys.readouterr().out)


@pytest.mark.parametrize(
    ("sql", "says"),
    [
        ("COPY (SELECT 1 AS a) TO '{}' (FORMAT csv); SELECT 1 AS a", "2 statements"),
        ("COPY (SELECT 1 AS a) TO '{}' (FORMAT csv)", "this is COPY"),
        ("SET memory_limit = '64GB'; SELECT 1 AS a", "2 statements"),
        ("PRAGMA enable_profiling = 'query_tree'", "this is "),
        ("CALL enable_logging(level='trace', storage='stdout')", "this is "),
        ("ATTACH '{}' AS other", "this is ATTACH"),
        ("EXPLAIN ANALYZE SELECT 1 AS a", "this is EXPLAIN"),
        ("CREATE TABLE t AS SELECT 1 AS a", "this is CREATE"),
        ("SELECT content AS a FROM read_text('{}')", "Permission Error: Cannot access file"),
        ("SELECT name AS a, value AS b FROM duckdb_settings()", "no duckdb_settings"),
        ('SELECT\nname AS a FROM "DuckDB_Settings" ()', "no DuckDB_Settings"),
        ("SELECT current_setting('secret_directory') AS a", "no current_setting"),
        ("SELECT write_log('x') AS a", "no write_log"),
    ],
)
@pytest.mark.parametrize("name", [":memory:.wal", ":memory:", ".tmp/x", "query", "x.csv"])
def test_queries_reach_no_file_and_change_no_limit(
    sql: str, says: str, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Also with a link in the working folder where DuckDB keeps files of a database in memory."""
    secret = tmp_path / "secret"
    secret.write_text("a secret")
    place = tmp_path / "here" / name
    place.parent.mkdir(parents=True)
    place.symlink_to(secret)
    monkeypatch.chdir(tmp_path / "here")
    before = sorted(tmp_path.rglob("*"))
    finding = read_tables(data_file("q.sql", sql.format(name).encode()))
    assert isinstance(finding, Finding)
    assert says in finding.message
    assert "secret" not in finding.message.replace("secret_directory", "")
    assert secret.read_text() == "a secret"
    assert sorted(tmp_path.rglob("*")) == before
    assert capfd.readouterr().out == ""


@pytest.mark.parametrize(
    "sql",
    [
        "WITH s AS (SELECT 1 AS a) SELECT a FROM s;", "FROM range(3) SELECT range AS a", "VALUES (1)",
        "SELECT 1 AS a -- ; x",
        "PIVOT (SELECT 'x' AS a, 2 AS b) ON a USING sum(b)", "SELECT 'duckdb' AS a",
    ],
)  # fmt: skip
def test_a_query_is_any_select(sql: str) -> None:
    """With steps before it, in the order of DuckDB, with a semicolon behind it."""
    assert isinstance(read_tables(data_file("q.sql", sql.encode())), dict)


@pytest.mark.parametrize(
    ("sql", "line", "says"),
    [
        ("SELECT *\nFROM nothere", 2, "nothere does not exist"),
        ("SELECT 1 AS a\nFROM", 2, "syntax error"),
        ("SELECT * FROM '/etc/passwd'", 1, "/etc/passwd"),
        ("SELECT * FROM read_csv('/etc/passwd')", 1, "Permission Error"),
        ("COPY rows TO '/tmp/sourcebook-leak.csv'", 1, "this is COPY"),
        ("SELECT sum(a.range * b.range * c.range) FROM range(100000) a, range(100000) b, range(1000) c", 1, "longer"),
        ("SELECT 1 AS a, 2 AS a", 1, "the result is no table"),
        ("", 1, ""),
    ],
)
def test_a_query_that_fails_is_a_finding_at_its_line(
    sql: str, line: int, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It reaches no file, and it ends."""
    monkeypatch.setattr(sql_query, "SECONDS", 0.3)
    finding = read_tables(data_file("q.sql", sql.encode()))
    assert not isinstance(finding, dict)
    assert (finding.rule, finding.location) == ("table", SourceLocation("q.sql", line))  # type: ignore[union-attr]
    assert says in finding.message  # type: ignore[union-attr]
    assert not Path("/tmp/sourcebook-leak.csv").exists()


def test_without_duckdb_one_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """The extra is named."""
    monkeypatch.setitem(sys.modules, "duckdb", None)
    finding = read_tables(data_file("q.sql", b"SELECT 1"))
    assert finding.hint.startswith("install the extra “sql”")  # type: ignore[union-attr]


def test_a_database_without_end_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    """A view that never ends is a finding, not a hang."""
    monkeypatch.setattr(sqlite_file, "SECONDS", 0.2)
    endless = "CREATE VIEW v AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
    finding = read_tables(data_file("e.sqlite", sqlite(endless)))
    assert "take longer than" in finding.message  # type: ignore[union-attr]
    empty = read_tables(data_file("e.sqlite", sqlite("CREATE TABLE t (a)", "DROP TABLE t")))
    assert "no tables" in empty.message  # type: ignore[union-attr]


@pytest.mark.parametrize("name", [name for name in FILES if not TABLE_FORMATS[f".{name.split('.')[1]}"].is_text])
def test_broken_bytes_are_a_finding(name: str) -> None:
    """Cut off, flipped at random places, or none of the format at all: a table or a finding, never a crash."""
    rng = random.Random(name)
    whole = FILES[name]
    for _ in range(60):
        data = bytearray(whole)
        for _ in range(rng.randrange(1, 6)):
            data[rng.randrange(len(data))] = rng.randrange(256)
        broken = rng.choice([bytes(data), whole[: rng.randrange(len(whole))], rng.randbytes(200)])
        result = read_tables(data_file(name, broken))
        assert isinstance(result, dict) or result.location.file == name  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("cells", "shown"),
    [
        ((10115, 80331), ["10115", "80331"]), ((20240105, 20240212), ["20240105", "20240212"]),
        ((9780306406157, 9783161484100), ["9780306406157", "9783161484100"]), ((10115, None), ["10,115", "–"]),
        ((10115, None, 9), ["10,115", "–", "9"]),
        ((25_000, 31_500), ["25,000", "31,500"]), ((10115, 9331), ["10,115", "9331"]),
        ((123456, 654321), ["123,456", "654,321"]),
        ((-10115, -80331), ["-10,115", "-80,331"]), ((1999, 2024), ["1999", "2024"]),
        ((1234567, 7654321), ["1,234,567", "7,654,321"]),
    ],
)  # fmt: skip
def test_numbers_that_name_something_have_no_commas(cells: tuple[int | None, ...], shown: list[str]) -> None:
    """Postal codes, days without hyphens, ISBN: of one length, and not all round; a format goes first."""
    frame = pl.DataFrame({"n": cells})
    assert re.findall(r"<td[^>]*>([^<]*)<", str(table_html(frame))) == shown
    grouped = TableOptions(columns={"n": ColumnOptions(format=",d")})
    numbers = [f"{cell:,}" if cell is not None else "–" for cell in cells]
    assert re.findall(r"<td[^>]*>([^<]*)<", str(table_html(frame, grouped))) == numbers


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('n,m\n"10,115",10115\n"20,331",20331\n', ["10,115", "10115", "20,331", "20331"]),
        ("n;m\n10.115;1\n20.331;2\n1.030.331;3\n", ["10,115", "1", "20,331", "2", "1,030,331", "3"]),
        ("n;m\n10 115;1\n20331;2\n", ["10,115", "1", "20,331", "2"]),
        ("n;m\n10'115;1\n-20'331;2\n", ["10,115", "1", "-20,331", "2"]),
    ],
)  # fmt: skip
def test_numbers_with_marks_between_thousands_are_amounts(text: str, shown: list[str]) -> None:
    """They have commas, whatever their length, in tables and in those of charts."""
    file = data_file("t.csv", text.encode())
    found = read_tables(file)
    assert not isinstance(found, Finding)
    written = read_written_numbers(file, found).get("", {})
    html = str(table_html(found[""], TableOptions(), written))
    assert re.findall(r"<td[^>]*>([^<]*)<", html) == shown
    writer = TableWriter.of([(found[""], written)])
    assert re.findall(r"<td[^>]*>([^<]*)<", writer.html(found[""])) == shown
    codes = pl.DataFrame({"n": [80331, 80337]})
    assert re.findall(r"<td[^>]*>([^<]*)<", writer.html(codes)) == ["80331", "80337"]


def test_numbers_of_telephones_keep_their_plus() -> None:
    """They are text; a change of a few digits is a number."""
    data = b"tel,change\n+41441234567,+3\n+4930123456,+12\n"
    found = read_tables(data_file("t.csv", data))
    assert not isinstance(found, Finding)
    (frame,) = found.values()
    assert frame["tel"].to_list() == ["+41441234567", "+4930123456"]
    assert frame["change"].to_list() == [3, 12]
