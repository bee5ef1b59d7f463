"""`data/`: claims and sources for other programs, and bibliographies that come back as they were."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from making import make, tree
from msgspec.structs import replace

from sourcebook.citations.biblatex import bibliography
from sourcebook.citations.csl_item import csl_date, csl_item
from sourcebook.cli.program import run
from sourcebook.model import CustomFieldConfig, Derivation, Finding, Name, Source
from sourcebook.model.custom_fields import CustomField, extended_record_type
from sourcebook.model.sources import CSL_TYPES
from sourcebook.readers.formats import bibtex, csl_json

FIELDS = {
    "desk": CustomFieldConfig(type="string"),
    "tags": CustomFieldConfig(type="list"),
    "seen": CustomFieldConfig(type="boolean"),
}
OWN = extended_record_type(Source, tuple(CustomField(name, field) for name, field in FIELDS.items()))
# Control characters are no part of a text that YAML or LaTeX can carry.
MARKS = st.characters(codec="utf-8", exclude_categories=("C", "Z"), include_characters=" ", exclude_characters="\u0130")
WORDS = st.text(MARKS, max_size=20).map(lambda text: " ".join(text.split()))
WORD = WORDS.filter(bool)
PART = st.from_regex(r"[A-Z][a-zäöü'-]{1,8}( [A-Z][a-z]{1,5})?", fullmatch=True)
NAMES = st.one_of(
    st.builds(Name, literal=WORD),
    st.builds(Name, family=PART, given=PART, non_dropping_particle=st.sampled_from(["", "van der", "de"])),
    st.builds(Name, family=st.sampled_from(["et al", "Smith, Jones", "and Sons", "O{x}"]), given=PART),
)
DATES = st.sampled_from(["2026", "2026-02", "2026-02-16", "2026~", "2026?", "2026-02-16/2026-03", "2026-21", None])
PEOPLE = st.lists(NAMES, max_size=2).map(tuple)
ROLES = ("editor", "translator", "container_author", "collection_editor", "director", "interviewer", "recipient")
TEXTS = (
    "publisher_place", "edition", "number", "genre", "medium", "version", "section", "chapter_number",
    "number_of_volumes", "collection_title", "collection_number", "event_title", "event_place", "archive",
    "archive_location", "isbn", "issn", "pmid", "pmcid",
)  # fmt: skip
DETAILS: dict[str, st.SearchStrategy[object]] = {
    **dict.fromkeys(ROLES, st.just(()) | PEOPLE),
    **dict.fromkeys(TEXTS, st.just("") | WORDS),
    "event_date": DATES,
    "original_date": DATES,
}
SOURCES = st.builds(
    OWN,
    **DETAILS,
    id=st.from_regex(r"[a-z][a-z0-9-]{0,9}", fullmatch=True),
    title=WORD,
    type=st.sampled_from(sorted(CSL_TYPES)),
    author=st.lists(NAMES, max_size=3).map(tuple),
    publisher=WORDS,
    container_title=WORDS,
    volume=WORDS,
    issue=WORDS,
    note=WORDS,
    page=WORDS,
    url=st.sampled_from([None, "https://example.org/a_b?x=%20&y=1~2#c"]),
    doi=st.sampled_from(["", "10.1000/a_b%c"]),
    issued=DATES,
    accessed=DATES,
    language=st.sampled_from(["", "de", "pt-BR"]),
    archive_url=st.sampled_from([None, "https://archive.example.org/web/2026/https://example.org/"]),
    derives_from=st.sampled_from([(), (Derivation(source="a", how="rewrites"), Derivation(source="b", how="quotes"))]),
    tier=st.sampled_from([None, "primary"]),
    reliability=st.sampled_from([None, "F"]),
    desk=st.none() | WORD,
    tags=st.sampled_from([(), ("one", "two words")]),
    seen=st.sampled_from([None, True, False]),
)
ODD = OWN(
    id="odd",
    title=r"100% of {AI} & “R&D” cost_$5 #1 ~ a^b \LaTeX -- --- ``x'' <<y>> ?`z",
    author=(Name(family="de la Cruz, Jr.", given="X"), Name(literal="Smith and Sons, Inc.")),
)


@settings(max_examples=60, deadline=None)
@given(SOURCES)
@example(ODD)
@pytest.mark.slow
def test_sources_come_back_from_csl_json(source: Source) -> None:
    """A source written as CSL-JSON is read as the same source, its provenance and own fields included."""
    findings: list[Finding] = []
    text = json.dumps([csl_item(source)])
    (entry,) = csl_json.entries("sources.json", text, OWN, findings)
    assert findings == []
    assert entry.record == source


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(SOURCES)
@example(ODD)
@example(replace(ODD, title="The `a' of AT&amp;T, <i>x</i> a<b &#39; &x; ``q'' <b <2"))
def test_sources_come_back_from_biblatex(source: Source) -> None:
    """A source written as BibLaTeX is read as the same source."""
    findings: list[Finding] = []
    (entry,) = bibtex.entries("sources.bib", bibliography([source]), OWN, findings)
    assert findings == []
    assert entry.record == source


def test_every_field_of_a_source_is_tried() -> None:
    """A new one is written and read back by both formats, or named here."""
    tried = {*DETAILS, *ROLES, "id", "title", "type", "author", "publisher", "container_title", "volume", "issue"}
    tried |= {"note", "page", "url", "doi", "issued", "accessed", "language", "archive_url", "derives_from", "tier"}
    assert {*Source.__struct_fields__} - tried == {"reliability", "aliases"}


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("2026", {"date-parts": [[2026]]}),
        ("2026-02-16", {"date-parts": [[2026, 2, 16]]}),
        ("2026-02-16T10:00:00Z", {"date-parts": [[2026, 2, 16]]}),
        ("2031/2036-05", {"date-parts": [[2031], [2036, 5]]}),
        ("2026-02~", {"date-parts": [[2026, 2]], "circa": True}),
        ("2026-23", {"date-parts": [[2026]], "season": 3}),
        ("2026-03/..", "2026-03/.."),
        ("202X", "202X"),
        ("2026?", "2026?"),
    ],
)
def test_dates_in_parts(text: str, written: object) -> None:
    """Dates are in parts where parts can say them, and in EDTF where not."""
    assert csl_date(text) == written


def test_the_files_of_a_site(tmp_path: Path) -> None:
    """All four are written, with what follows from the records; a cell of several values is joined by semicolons."""
    assert run(["build", "--source", str(make(tmp_path)), "--output", str(tmp_path / "site")]) == 0
    data = {path.name: path.read_text() for path in (tmp_path / "site" / "data").glob("*.*")}
    claims = json.loads(data["claims.json"])["claims"]
    rows = list(csv.DictReader(io.StringIO(data["claims.csv"])))
    assert [row["id"] for row in rows] == [claim["id"] for claim in claims]
    assert [int(row["corroboration"]) for row in rows] == [claim["corroboration"] for claim in claims]
    assert rows[0]["url"] == claims[0]["url"]
    sources = json.loads(data["sources.json"])
    assert all(set(one["custom"]) >= {"roots", "claims"} for one in sources)
    assert [one["id"] for one in sources] == [
        one.name for one in bibtex.entries("s.bib", data["sources.bib"], Source, [])
    ]


def test_exported_sources_are_a_bibliography_for_another_site(tmp_path: Path) -> None:
    """In the place of the files that they came from they give the same site, in either format."""

    def built(folder: Path, files: dict[str, str | None]) -> dict[str, bytes]:
        assert run(["build", "--source", str(make(folder, files)), "--output", str(folder / "site")]) == 0
        return tree(folder / "site")

    first = built(tmp_path / "first", {})
    for name in ("sources.json", "sources.bib"):
        text = first[f"data/{name}"].decode()
        assert built(tmp_path / name, {"sources/sources.yaml": None, f"sources/{name}": text}) == first
