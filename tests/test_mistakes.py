"""The manual's page of mistakes: each message that it names is one that the mistake brings."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from making import check, make

from sourcebook.pipeline.options import BuildOptions

PAGE = Path(__file__).parents[1] / "docs/content/pages/mistakes.md"
INDEX, CLAIMS, SOURCES = "briefings/a/index.md", "briefings/a/claims.yaml", "sources/paper.yaml"
HEAD = "---\ntitle: A\ndate: 2026-02-16\n---\n\n"
CLAIM = "- {id: one, text: It holds., kind: fact, by: rory-green, via: [{source: paper}]}\n"
RIGHT: dict[str, str | bytes | None] = {
    INDEX: HEAD + "It [holds](claim:one).\n",
    CLAIMS: CLAIM,
    SOURCES: "- {id: paper, title: A paper}\n",
}
BARS = "import altair as alt\n\n\ndef bars(data):\n    chart = alt.Chart(data.table('n.csv')).mark_bar()\n"
BARS += "    return chart.encode(x='yaer:O', y='n:Q')\n"
CIRCLE = "- {id: paper, title: P, derives_from: [{source: other, how: cites}]}\n"
CIRCLE += "- {id: other, title: O, derives_from: [{source: paper, how: cites}]}\n"
MISTAKES: dict[str, dict[str, str | bytes | None]] = {
    "the key “kind” is missing": {CLAIMS: "- {id: one, text: It holds., by: rory-green}\n"},
    "unknown key “sumary”": {INDEX: HEAD.replace("date:", "sumary: S\ndate:") + "It [holds](claim:one).\n"},
    "a second colon in one line": {INDEX: HEAD.replace("title: A", "title: AI: what it costs")},
    "“# for now” is lost": {CLAIMS: "- id: one\n  text: It is high # for now\n  kind: fact\n  by: rory-green\n"},
    "a quotation mark is opened here and never closed": {CLAIMS: '- id: one\n  text: "It holds.\n  kind: fact\n'},
    "an entry without a dash": {CLAIMS: "- id: one\n  text: It holds.\n  kind: fact\n  by: rory-green\nid: two\n"},
    "“kind” is indented deeper than “text” above": {CLAIMS: "- id: one\n  text: It holds.\n   kind: fact\n"},
    "1,200 is several entries here": {CLAIMS: CLAIM.replace("via:", "quantities: [{id: q, value: 1,200}], via:")},
    "“as_of”: “n/a” is no date": {CLAIMS: CLAIM.replace("via:", "as_of: n/a, via:")},
    "“date”: “16.02.2026” is no date": {INDEX: HEAD.replace("2026-02-16", "16.02.2026")},
    "no claim has the id “won”": {INDEX: HEAD + "It [holds](claim:won).\n"},
    "no source has the id “papre”": {CLAIMS: CLAIM.replace("source: paper", "source: papre")},
    "no person has the id “rory-gren”": {CLAIMS: CLAIM.replace("rory-green", "rory-gren")},
    "the claim id “one” is taken": {CLAIMS: CLAIM + CLAIM},
    "the prose is not tied to the claim “one”": {INDEX: HEAD + "It holds.\n"},
    "sources derive from each other in a circle": {SOURCES: CIRCLE},
    "is shown as it is: a link or figure that was not taken as one": {INDEX: HEAD + "It [holds](claim:one and.\n"},
    "is shown as it is: a citation whose bracket is never closed": {INDEX: HEAD + "It [@paper, p. 3.\n"},
    "is shown as it is: an item of a list that was not taken as one": {INDEX: HEAD + "Two things:\n- one\n- two\n"},
    "“../b/index.md” leads nowhere": {INDEX: HEAD + "See [there](../b/index.md).\n"},
    "no chart is named “evidence-stripe”": {INDEX: HEAD + "![A chart](chart:evidence-stripe)\n"},
    "the chart encodes “yaer”, which its data does not have": {
        INDEX: HEAD + "![A chart](chart:bars)\n",
        "briefings/a/charts.py": BARS,
        "briefings/a/data/n.csv": "year,n\n2020,3\n",
    },
    "the column “year” holds “16.02.2026”, which a time axis reads as another day, or not": {
        INDEX: HEAD + "![A chart](chart:bars)\n",
        "briefings/a/charts.py": BARS.replace("yaer:O", "year:T"),
        "briefings/a/data/n.csv": "year,n\n16.02.2026,3\n",
    },
    "3 cells where the header names 2 columns": {"briefings/a/data/n.csv": "year,n\n2020,3,4\n"},
    "not UTF-8: byte 0xdf is no part of a character": {SOURCES: "- {id: paper, title: Stra\xdfe}\n".encode("latin-1")},
}


def named() -> list[str]:
    """The messages in the first column of the page's tables."""
    return re.findall(r"^\| `([^`]+)` \|", PAGE.read_text(), re.MULTILINE)


def test_the_page_names_those_that_are_tried() -> None:
    """All of them, in the same order, and at least twenty."""
    assert named() == list(MISTAKES)
    assert len(named()) >= 20


@pytest.mark.parametrize("message", MISTAKES)
def test_a_mistake_brings_its_message(message: str, tmp_path: Path) -> None:
    """With a place and a hint; without the mistake nothing is said."""
    files = {**RIGHT, **MISTAKES[message]}
    found = check(BuildOptions(make(tmp_path, files), tmp_path / "site"))
    told = [one for one in found if message in one.message]
    assert told
    assert all(one.hint and one.location.line for one in told)
    assert found[0].level != "note"


def test_what_is_right_brings_none(tmp_path: Path) -> None:
    """The same site without a mistake."""
    assert check(BuildOptions(make(tmp_path, RIGHT), tmp_path / "site")) == ()
