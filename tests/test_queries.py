"""Claims as data: one filter language, the same in prose, in charts, in charts.py and on the command line."""

from __future__ import annotations

import csv
import io
import json
import re
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from making import GOOD, make, tree, unframed

from sourcebook.cli.program import run
from sourcebook.core.text.dates import first_day, last_day
from sourcebook.model.corroboration import corroborations
from sourcebook.model.custom_fields import QUERY_WORDS
from sourcebook.model.relations import relations
from sourcebook.query.fields import claim_fields, source_fields
from sourcebook.query.language import Field, QueryError, Row, parse_query
from sourcebook.query.rows import claim_rows, source_rows
from sourcebook.readers.site import read_site

FIELDS = {
    "id": Field("Id"),
    "kind": Field("Kind", choices=frozenset({"fact", "forecast"})),
    "roots": Field("Roots", is_list=True),
    "corroboration": Field("Roots", "number"),
    "sourced": Field("Sourced", "flag"),
    "as_of": Field("As of", "date"),
}
ROWS: list[Row] = [
    {"id": "a", "kind": "fact", "roots": (), "corroboration": 0, "sourced": False, "as_of": "2026-02-16"},
    {"id": "b", "kind": "forecast", "roots": ("r",), "corroboration": 1, "sourced": True, "as_of": "2026-02"},
    {"id": "C&", "kind": "forecast", "roots": ("r", "S"), "corroboration": 2, "sourced": True, "as_of": None},
    {"id": "d", "kind": "fact", "roots": ("S",), "corroboration": 1, "sourced": True, "as_of": "2025/2027"},
]


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("", "a b C& d"),
        ("kind=forecast", "b C&"),
        ("kind=Forecast,fact", "a b C& d"),
        ("kind!=forecast", "a d"),
        ("kind=forecast&corroboration=2", "C&"),
        ("corroboration=1..2", "b C& d"),
        ("corroboration=..1", "a b d"),
        ("corroboration=2..", "C&"),
        ("corroboration>=1&corroboration<2", "b d"),
        ("corroboration>1", "C&"),
        ("corroboration<=0", "a"),
        ("corroboration=0,2", "a C&"),
        ("roots=s", "C& d"),
        ("roots!=r,S", "a"),
        ("root=r", "b C&"),
        ("roots=", "a"),
        ("roots!=", "b C& d"),
        ("sourced=false", "a"),
        ("as_of=2026", "a b"),
        ("as-of=2026-02-16", "a"),
        ("as_of=2026-02..2026-03", "a b"),
        ("as_of>=2026-02-16", "a"),
        ("as_of<2026", ""),
        ("as_of<=2027", "a b d"),
        ("as_of=", "C&"),
        ("id=C%26", "C&"),
        ("id~C", "C&"),
        ("sort=-corroboration,id", "C& b d a"),
        ("sort=as_of", "d b a C&"),
        ("sort=-as_of&limit=2", "a b"),
        ("sort=-roots", "d C& b a"),
    ],
)
def test_a_query_selects(query: str, ids: str) -> None:
    """Equality, negation, ranges, several values, lists, dates as what they may mean, order and limit."""
    assert [row["id"] for row in parse_query(query, FIELDS, "en").select(ROWS)] == ids.split()


@pytest.mark.parametrize(
    ("query", "says", "hint"),
    [
        ("knd=fact", "no field is named “knd”", "did you mean “kind”?"),
        ("kind=foracast", "“kind” is never “foracast”", "did you mean “forecast”?"),
        ("corroboration=many", "is “many”, which is no number", "corroboration>=2"),
        ("corroboration=nan", "which is no number", ""),
        ("as_of=soon", "which is no date", "2026-02"),
        ("sourced=perhaps", "“sourced” is “perhaps”", "true or false"),
        ("kind>fact", "“kind” has no order", ""),
        ("forecast", "“forecast” is no part of a filter", "field=value"),
        ("limit=0", "which is no number of rows", ""),
        ("sort=-nothing", "no field is named “nothing”", ""),
        ("columns=id,knd", "no field is named “knd”", ""),
    ],
)
def test_a_query_that_means_nothing_says_why(query: str, says: str, hint: str) -> None:
    """An unknown field, a value that a field cannot have, a missing operator."""
    with pytest.raises(QueryError, match=says) as caught:
        parse_query(query, FIELDS, "en")
    assert hint in caught.value.hint


@given(st.text(max_size=40), st.sampled_from(sorted(FIELDS)), st.sampled_from("= != >= <= > < ~".split()))
def test_any_text_is_a_query_or_says_why_not(text: str, field: str, operator: str) -> None:
    """No text makes it fail in another way."""
    for query in (text, f"{field}{operator}{text}"):
        with suppress(QueryError):
            parse_query(query, FIELDS, "en").select(ROWS)


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("2026", date(2026, 12, 31)), ("2026-02", date(2026, 2, 28)), ("2024-02", date(2024, 2, 29)),
        ("2026-02-16", date(2026, 2, 16)), ("2026~", date(2026, 12, 31)), ("2025/2027-03", date(2027, 3, 31)),
        ("2025/..", date.max), ("2025/", date.max), ("2026-02-16T10:00:00Z", date(2026, 2, 16)),
        ("2026-21", date(2026, 5, 31)), ("0000", date(1, 12, 31)),
    ],
)  # fmt: skip
def test_a_date_ends(text: str, last: date) -> None:
    """Its last day: of a month, a year, a season, an interval."""
    assert last_day(text) == last
    assert first_day(text) <= last


def test_every_field_of_a_row_can_be_asked_for(tmp_path: Path) -> None:
    """Rows and fields name the same, for claims and for sources."""
    site, _ = read_site(make(tmp_path))
    related = relations(site)
    assert {tuple(row) for row in claim_rows(site, corroborations(site), related)} == {tuple(claim_fields(site))}
    assert {tuple(row) for row in source_rows(site, related)} == {tuple(source_fields(site))}
    for rows, fields in (
        (claim_rows(site, corroborations(site), related), claim_fields(site)),
        (source_rows(site, related), source_fields(site)),
    ):
        for row in rows:
            for name, field in fields.items():
                kinds = {"number": (int, float), "flag": (bool,)}.get(field.type, (tuple,) if field.is_list else (str,))
                assert row[name] is None or isinstance(row[name], kinds), name


ABOUT = """---
title: About
---
![Claims](claims:?by=rory-green&kind=fact&sort=as_of "One speaker. All claims.")

![Columns](claims:?columns=id,via,as_of,briefing&corroboration>=1 "Columns")

![Sources](sources:?root=true "Roots")

![Bars](chart:claims-by-claimant?kind=forecast "A chart of some")
"""


def test_queries_in_any_page(tmp_path: Path) -> None:
    """A table of claims, one with chosen columns, a table of sources, a chart of those that match."""
    assert run(["--source", str(make(tmp_path, {"pages/about.md": ABOUT})), "--strict"]) == 0
    page = tree(tmp_path / "site")["about/index.html"].decode()
    first, second, third, chart = page.split("<figure")[1:]
    assert "<figcaption><b>One speaker.</b> All claims.</figcaption>" in first
    assert 'aria-label="Claims"' in first
    assert '<a href="../claims/begins/">It begins.</a>' in first
    assert "It ends." not in first
    assert '<a href="../sources/report/">A report</a>' in second
    assert '<a href="../briefings/a/">First</a>' in second
    assert '<a href="../sources/report/">A report</a>' in third
    assert "An article" not in third
    assert "<td>The article</td>" in chart
    assert "Rory" not in chart


def test_a_briefing_asks_its_own_claims_unless_it_says_otherwise(tmp_path: Path) -> None:
    """Its own claims; another briefing's when named; all with scope=site. The same in charts.py."""
    content = make(
        tmp_path,
        {
            "briefings/b/index.md": (
                '---\ntitle: B\ndate: 2026\n---\n[It](claim:b1).\n\n![Own](claims:?kind=fact "Own")\n\n'
                '![Others](claims:?briefing=a "Others")\n\n![All](claims:?scope=site "All")\n\n'
                '![Mine](chart:mine "Mine")\n'
            ),
            "briefings/b/claims.yaml": "- {id: b1, text: B one., kind: fact, by: article}\n",
            "briefings/b/charts.py": (
                "import altair as alt\ndef mine(data):\n    rows = data.where('kind=fact')\n"
                "    return alt.Chart(rows).mark_bar().encode(x='count()', y='text')\n"
            ),
        },
    )
    assert run(["--source", str(content), "--strict"]) == 0
    page = tree(tmp_path / "site")["briefings/b/index.html"].decode()
    own, others, everything = (part.split("</figure>")[0] for part in page.split('<figure class="table">')[1:])
    assert ("B one." in own, "It begins." in own) == (True, False)
    assert ("B one." in others, "It begins." in others) == (False, True)
    assert ("B one." in everything, "It ends." in everything) == (True, True)
    assert 'id="chart-mine"' in page


@pytest.mark.parametrize(
    ("embed", "says"),
    [
        ("claims:?by=rory-gren", "md:4:6: error: “by” is never “rory-gren” [query]\n    did you mean “rory-green”?"),
        ("sources:?domian=x", "md:4:6: error: no field is named “domian” [query]\n    did you mean “domain”?"),
        ("chart:claims-by-claimant?topik=ai", "error: chart “claims-by-claimant”: no field is named “topik” [query]"),
    ],
)  # fmt: skip
def test_a_wrong_query_is_a_finding_at_its_place(
    embed: str, says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With what was meant."""
    content = make(tmp_path, {"pages/about.md": f'---\ntitle: About\n---\n![A]({embed} "C")\n'})
    assert run(["check", "--source", str(content)]) == 1
    assert says in unframed(capsys.readouterr().out)


def test_a_wrong_query_in_charts_py_is_a_finding_at_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the hint that prose gets."""
    front = '---\ntitle: A\ndate: 2026\narticle: article\n---\n[B](claim:begins) [e](claim:ends)\n\n![A](chart:c "C")\n'
    code = "def c(data):\n    return data.where('knd=fact')\n"
    content = make(tmp_path, {"briefings/a/index.md": front, "briefings/a/charts.py": code})
    assert run(["check", "--source", str(content)]) == 1
    assert "charts.py:2:1: error: chart “c”: no field is named “knd” [chart]\n    did you mean “kind”?" in unframed(
        capsys.readouterr().out
    )


def test_the_command_line_prints_what_a_query_selects(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As a table, as JSON, as CSV; a wrong one exits with 2, and faulty content with 1 after what could be read."""
    content = make(tmp_path)
    assert run(["claims", "kind=forecast", "--source", str(content)]) == 0
    assert capsys.readouterr().out.splitlines()[1].split(None, 3)[:2] == ["ends", "forecast"]
    assert run(["claims", "corroboration>=1", "--source", str(content), "--format", "json"]) == 0
    (claim,) = json.loads(capsys.readouterr().out)
    assert (claim["id"], claim["via"], claim["sourced"]) == ("begins", ["report"], True)
    assert run(["sources", "columns=id,derives_from&sort=id", "--source", str(content), "--format", "csv"]) == 0
    assert list(csv.reader(io.StringIO(capsys.readouterr().out))) == [
        ["id", "derives_from"], ["article", "report"], ["report", ""],
    ]  # fmt: skip
    assert run(["claims", "kind=fct", "--source", str(content)]) == 2
    assert "did you mean “fact”?" in capsys.readouterr().err
    (content / "people/people.yaml").write_text("- {id: x}\n")
    assert run(["claims", "--source", str(content)]) == 1


ASKED = """---
title: A
---
![A](claims:?desk=economy&weight=8.7&columns=desk,seen,checked,weight "C")
"""


def test_a_verdict_may_hold_any_words(tmp_path: Path) -> None:
    """The ledger has a page for each, also where it holds what means something in a filter."""
    claims = str(GOOD["briefings/a/claims.yaml"])
    review = "  reviews: [{verdict: 'False, & worse = 2..3', by: rory-green, date: 2026}]\n"
    content = make(tmp_path, {"briefings/a/claims.yaml": claims + review})
    assert run(["--source", str(content), "--strict"]) == 0
    page = (tmp_path / "site/claims/verdict/false-worse-2..3/index.html").read_text()
    assert "It ends." in page
    assert "It begins." not in page


OWN = """\
title: Small
fields:
  desk: {type: string, enum: [economy, science], description: Who follows it up.}
  weight: {type: number}
  checked: {type: boolean}
  seen: {type: date, on: [claims, sources]}
  tags: {type: list, on: [sources], title: Labels}
"""
CLAIM = (
    "- {id: begins, text: It begins., kind: fact, by: article, desk: economy, weight: 8.70, checked: no, "
    "seen: 2026-02}\n"
)
ENDS = "- {id: ends, text: It ends., kind: fact, by: article}\n"
SOURCES = "- {id: article, title: A}\n- {id: report, title: R, tags: [x, y], seen: 2026-01-02}\n"


def test_fields_of_a_sites_own_are_typed_shown_asked_and_exported(tmp_path: Path) -> None:
    """On the claim's page and the source's, in queries, in data/claims.json, on the command line and in the schema."""
    content = make(
        tmp_path,
        {
            "site.yaml": OWN,
            "briefings/a/claims.yaml": CLAIM + ENDS,
            "sources/sources.yaml": SOURCES,
            "pages/about.md": ASKED,
        },
    )
    assert run(["--source", str(content), "--strict"]) == 0
    built = tree(tmp_path / "site")
    page = built["claims/begins/index.html"].decode()
    assert "<dt>Desk</dt><dd>economy</dd>" in page
    assert "<dt>Weight</dt><dd>8.70</dd>" in page
    assert "<dt>Checked</dt><dd>no</dd>" in page
    assert "<dt>Seen</dt><dd>February 2026</dd>" in page
    assert "Desk" not in built["claims/ends/index.html"].decode()
    assert "<dt>Labels</dt><dd>x, y</dd>" in built["sources/report/index.html"].decode()
    about = built["about/index.html"].decode()
    assert '<th scope="col">Desk</th><th scope="col">Seen</th><th scope="col">Checked</th>' in about
    assert '<td class="num">8.70</td>' in about
    # All digits that were written, in the files, too.
    for path in ("data/claims.json", "data/claims.csv", "data/ledger/1.json"):
        assert re.search(r"[:,\[ ]8\.70[,\]\r\n]", built[path].decode()), path
    exported = json.loads(built["data/claims.json"])["claims"][0]
    assert (exported["desk"], exported["weight"], exported["checked"]) == ("economy", 8.7, False)
    assert run(["schema", "--source", str(content)]) == 0
    schema = json.loads((tmp_path / "schemas/claims.schema.json").read_text())
    assert schema["$defs"]["Claim"]["properties"]["desk"]["description"] == "Who follows it up."
    assert "tags" not in schema["$defs"]["Claim"]["properties"]


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ({"briefings/a/claims.yaml": CLAIM.replace("economy", "sport") + ENDS}, ":1:65: error: “desk” must be one of"),
        ({"briefings/a/claims.yaml": CLAIM.replace("8.70", "much") + ENDS}, "“weight” must be a number"),
        ({"briefings/a/claims.yaml": CLAIM.replace("2026-02", "soon") + ENDS}, "“seen”: “soon” is no date"),
        ({"site.yaml": "title: A\nfields: {text: {}}\n"}, "site.yaml:2:16: error: there is a field “text” already"),
        ({"site.yaml": "title: A\nfields: {A-b: {}}\n"}, "“A-b” cannot be the name of a field"),
        *(
            ({"site.yaml": f"title: A\nfields: {{{word}: {{}}}}\n"}, f"“{word}” is a word of filters and exports")
            for word in QUERY_WORDS
        ),
        ({"site.yaml": "title: A\nfields: {kind: {}}\n"}, "there is a field “kind” already"),
        ({"site.yaml": "title: A\nfields: {roots: {type: date}}\n"}, "there is a field “roots” already"),
        ({"site.yaml": "title: A\nfields: {a: {type: date, enum: [x]}}\n"}, "needs the type string or list"),
        ({"site.yaml": "title: A\nfields: {a: {type: datum}}\n"}, "did you mean “date”?"),
    ],
)  # fmt: skip
def test_own_fields_are_checked_with_their_place(
    files: dict[str, str], says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Their values by type and enumeration, their declarations by name and sense."""
    assert run(["check", "--source", str(make(tmp_path, {"site.yaml": OWN, **files}))]) in (1, 2)
    assert says in unframed(capsys.readouterr().out)
