"""Every field of every record reaches the page of its record, the exports and the schema."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from lxml import html
from making import build

from sourcebook.model import (
    BriefingFrontMatter,
    Claim,
    Claimant,
    ContentRecord,
    Correction,
    Derivation,
    Forecast,
    Name,
    Quantity,
    Quotation,
    Response,
    Review,
    SiteConfig,
    Source,
    Via,
    Withdrawal,
)
from sourcebook.pipeline.options import BuildOptions
from sourcebook.readers.json_schema import schema

FILES = {
    "site.yaml": """
title: Record
base_url: https://example.org/
desk: The Record desk
ratings:
  - {value: 1, label: False, status: disputed}
  - {value: 3, label: Half true}
  - {value: 6, label: True, status: confirmed}
units: {vote: votes}
topic_aliases: {moneys: money}
checks: {untied-claim: off}
""",
    "sources/all.yaml": """
- id: article-1
  title: First article
- id: article-2
  title: Second article
- id: report
  type: article-journal
  title: The long report
  author:
    - {family: Bergstroem, given: Ada, non-dropping-particle: van, suffix: Jr.}
    - {literal: Ministry of Floods}
    - {family: Humboldt, given: Karl, dropping-particle: von}
  publisher: Elm Press
  container-title: Journal of Rivers
  volume: "17"
  issue: "4b"
  page: 88-93
  editor: [{family: Edison, given: Eve}]
  translator: [{family: Trance, given: Tom}]
  container-author: [{family: Contay, given: Cy}]
  collection-editor: [{family: Serin, given: Sue}]
  director: [{family: Direc, given: Dan}]
  interviewer: [{family: Intery, given: Ivy}]
  recipient: [{family: Recip, given: Rex}]
  publisher-place: Elmtown
  edition: "3"
  number: R-77
  genre: Field report
  medium: Microfiche
  version: "6.1"
  section: Weather
  chapter-number: "12"
  number-of-volumes: "40"
  collection-title: River papers
  collection-number: "23"
  event-title: The flood congress
  event-place: Floodville
  event-date: 2023-11-05
  original-date: 1931
  archive: The water archive
  archive_location: Box 9
  ISBN: 978-0-00-000000-2
  ISSN: 0000-0019
  PMID: "777001"
  PMCID: PMC8801
  DOI: 10.5555/elm.17
  URL: https://example.org/report
  issued: 2024-05-17
  accessed: 2025-08-29
  language: de-AT
  note: Read in the second printing.
  archive_url: https://archive.example.org/report
  derives_from: [{source: interview, how: rewrites}, {source: survey, how: cites}]
  tier: secondary
  reliability: B
  aliases: [old-report]
- {id: interview, title: The interview, derives_from: [{source: tape, how: quotes}]}
- {id: tape, title: The tape}
- {id: survey, title: The survey}
- {id: denial, title: The denial}
""",
    "people/all.yaml": """
- id: ada
  name: Ada Lund
  kind: person
  role: Hydrologist
  affiliation: floods
  url: https://example.org/ada
  aliases: [old-ada]
- {id: floods, name: Ministry of Floods, kind: organisation}
- {id: bo, name: Bo Reviewer, kind: person}
- {id: cy, name: Cy Answerer, kind: person, affiliation: A free institute}
""",
    "briefings/a/index.md": """---
title: The first briefing
date: 2026-02-20
updated: 2026-02-25
authors: [Ann Author]
summary: What it is about.
topics: [money]
articles: [article-1, article-2]
image: port.svg
image_alt: A port at dawn
language: en-GB
aliases: [old/first/]
tables: {fund.csv: {columns: {size: {title: Size of it}}}}
corrections:
  - {date: 2026-02-21, text: The verb was wrong., kind: correct, claim: main}
---
[It rose](claim:main).

![What it holds](table:fund.csv)
""",
    "briefings/a/port.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
    "briefings/a/data/fund.csv": "name,size\nx,1\n",
    "briefings/a/claims.yaml": """
- id: main
  text: The river rose by a third.
  kind: figure
  by: [ada, floods]
  article: article-2
  via: [{source: report, from: interview, locator: para. 14}]
  as_of: 2024-05-16
  topics: [weather]
  confidence: moderate
  supports: [other]
  attacks: [third]
  supersedes: before
  quotes:
    - exact: "it rose, and \\u2026 it-rose"
      source: report
      speaker: bo
      form: partial
      prefix: we saw that
      suffix: by a third
  quantities:
    - {id: rise, measure: rise of it, value: "33.50", unit: "%", bound: at_least, period: 2024-05}
    - {id: low, measure: span of it, min: 1200, max: 1300, unit: USD, converted_from: rise, rate_date: 2024-04-30}
    - {id: poll, measure: poll on it, value: 51, unit: vote}
  reviews:
    - {verdict: Half true, rating: 3, by: bo, date: 2025-01-02, rationale: It rose less., sources: [survey]}
  responses:
    - {by: cy, kind: denies, date: 2025-02-03, text: It never rose., via: [{source: denial, locator: p. 9}]}
  aliases: [old-main]
- {id: other, text: Another thing., kind: fact, by: article, article: article-1}
- {id: third, text: A third thing., kind: fact, by: ada, via: [{source: survey}]}
- {id: before, text: It was so before., kind: fact, by: ada, withdrawn: {date: 2026-02-24, reason: It was doubled.}}
- id: computed
  text: It is more than half.
  kind: figure
  by: desk
  computed_from: [main.rise, third]
  method: The one by the other.
- id: ahead
  text: It will rise again.
  kind: forecast
  by: bo
  forecast:
    made_on: 2024-01-05
    horizon: 2025-06-07
    criteria: The gauge counts.
    probability: 0.7
    likelihood: likely
    outcome: "yes"
    resolved_on: 2025-06-08
""",
    "briefings/b/index.md": """---
title: The second briefing
date: 2026-01-10
article: article-1
draft: false
slug: second
---
Text.
""",
    "briefings/b/claims.yaml": """
- {id: elsewhere, text: It rests there too., kind: fact, by: article, via: [{source: tape}]}
""",
}  # one record a line


class Shown(NamedTuple):
    """Where the value of a field is to be found, and as what."""

    page: str
    """Of the site, without index.html."""
    text: str
    """Its text, or the value of an attribute, `href=…`."""


MAIN, AHEAD, REPORT, ADA, FIRST = "claims/main", "claims/ahead", "sources/report", "people/ada", "briefings/a"
PAGES: dict[type[ContentRecord], dict[str, Shown]] = {
    Claim: {
        "id": Shown(FIRST, "href=../../claims/main/"),
        "text": Shown(MAIN, "The river rose by a third."),
        "kind": Shown(MAIN, "Kind figure"),
        "by": Shown(MAIN, "By Ada Lund and Ministry of Floods"),
        "article": Shown(MAIN, "Second article the article"),
        "via": Shown(MAIN, "The long report"),
        "computed_from": Shown("claims/computed", "The river rose by a third. rise of it: at least 33.50 %"),
        "method": Shown("claims/computed", "The one by the other."),
        "as_of": Shown(MAIN, "As of 16 May 2024"),
        "topics": Shown(MAIN, "Topics weather"),
        "confidence": Shown(MAIN, "Confidence moderate"),
        "supports": Shown(MAIN, "Supports Another thing."),
        "attacks": Shown(MAIN, "Speaks against A third thing."),
        "supersedes": Shown(MAIN, "Takes the place of It was so before."),
        "quotes": Shown(MAIN, "“it rose, and … it-rose”"),
        "quantities": Shown(MAIN, "rise of it"),
        "forecast": Shown(AHEAD, "Forecast of"),
        "reviews": Shown(MAIN, "Reviewed: Half true"),
        "responses": Shown(MAIN, "What those concerned say"),
        "withdrawn": Shown("claims/before", "Withdrawn on"),
        "aliases": Shown("claims/old-main", "href=../main/"),
    },
    Via: {
        "source": Shown(MAIN, "href=../../sources/report/"),
        "carried_by": Shown(MAIN, "The long report rewrites the next The interview quotes the next The tape"),
        "locator": Shown(MAIN, "para. 14."),
    },
    Quotation: {
        "exact": Shown(MAIN, "“it rose, and … it-rose”"),
        "source": Shown(MAIN, "as printed in The long report"),
        "speaker": Shown(MAIN, "of Bo Reviewer"),
        "form": Shown(MAIN, "partial quotation"),
        "prefix": Shown(
            MAIN,
            "href=https://example.org/report#:~:text=we%20saw%20that-,it%20rose%2C%20and,it%2Drose,-by%20a%20third",
        ),
        "suffix": Shown(
            MAIN,
            "href=https://example.org/report#:~:text=we%20saw%20that-,it%20rose%2C%20and,it%2Drose,-by%20a%20third",
        ),
    },
    Quantity: {
        "id": Shown(MAIN, "(converted from at least 33.50 %"),
        "unit": Shown(MAIN, "poll on it: 51 votes"),
        "measure": Shown(MAIN, "rise of it:"),
        "value": Shown(MAIN, "33.50 %"),
        "min": Shown(MAIN, "1,200 to"),
        "max": Shown(MAIN, "to 1,300 USD"),
        "bound": Shown(MAIN, "at least 33.50 %"),
        "period": Shown(MAIN, "33.50 %, May 2024"),
        "converted_from": Shown(MAIN, "(converted from at least 33.50 %"),
        "rate_date": Shown(MAIN, "at a rate of 30 April 2024"),
    },
    Forecast: {
        "made_on": Shown(AHEAD, "Forecast of 5 January 2024"),
        "horizon": Shown(AHEAD, "due 7 June 2025"),
        "criteria": Shown(AHEAD, "Criteria: The gauge counts."),
        "probability": Shown(AHEAD, "(70 %)"),
        "likelihood": Shown(AHEAD, "likely (70 %)"),
        "outcome": Shown(AHEAD, "; yes since"),
        "resolved_on": Shown(AHEAD, "since 8 June 2025"),
    },
    Review: {
        "verdict": Shown(MAIN, "Reviewed: Half true"),
        "by": Shown(MAIN, "Bo Reviewer, 2 January 2025"),
        "date": Shown("people/bo", "reviewed 2 January 2025"),
        "rating": Shown(MAIN, "rated 3, Half true, on a scale from 1 (False) to 6 (True)"),
        "rationale": Shown(MAIN, "It rose less."),
        "sources": Shown(MAIN, "The survey"),
    },
    Response: {
        "by": Shown(MAIN, "Cy Answerer denies it"),
        "kind": Shown("people/cy", "denies it"),
        "date": Shown(MAIN, "denies it, 3 February 2025"),
        "text": Shown(MAIN, "It never rose."),
        "via": Shown(MAIN, "The denial. p. 9."),
    },
    Withdrawal: {
        "date": Shown("claims/before", "Withdrawn on 24 February 2026"),
        "reason": Shown("claims/before", "It was doubled."),
    },
    Claimant: {
        "id": Shown("people", "href=ada/"),
        "name": Shown(ADA, "Ada Lund"),
        "kind": Shown(ADA, "person"),
        "role": Shown(ADA, "Hydrologist"),
        "affiliation": Shown(ADA, "Hydrologist, Ministry of Floods"),
        "url": Shown(ADA, "href=https://example.org/ada"),
        "aliases": Shown("people/old-ada", "href=../ada/"),
    },
    Source: {
        "id": Shown("sources", "href=report/"),
        "title": Shown(REPORT, "The long report"),
        "type": Shown(REPORT, "article journal"),
        "author": Shown(REPORT, "Ministry of Floods"),
        "editor": Shown(REPORT, "Edited by Eve Edison"),
        "translator": Shown(REPORT, "Translated by Tom Trance"),
        "container_author": Shown(REPORT, "In a work by Cy Contay"),
        "collection_editor": Shown(REPORT, "Series edited by Sue Serin"),
        "director": Shown(REPORT, "Directed by Dan Direc"),
        "interviewer": Shown(REPORT, "Interview by Ivy Intery"),
        "recipient": Shown(REPORT, "To Rex Recip"),
        "publisher": Shown(REPORT, "Publisher Elm Press"),
        "publisher_place": Shown(REPORT, "Place Elmtown"),
        "container_title": Shown(REPORT, "Journal of Rivers"),
        "volume": Shown(REPORT, "Volume 17"),
        "issue": Shown(REPORT, "Issue 4b"),
        "page": Shown(REPORT, "Pages 88-93"),
        "edition": Shown(REPORT, "Edition 3"),
        "number": Shown(REPORT, "Number R-77"),
        "genre": Shown(REPORT, "Genre Field report"),
        "medium": Shown(REPORT, "Medium Microfiche"),
        "version": Shown(REPORT, "Version 6.1"),
        "section": Shown(REPORT, "Section Weather"),
        "chapter_number": Shown(REPORT, "Chapter 12"),
        "number_of_volumes": Shown(REPORT, "Volumes 40"),
        "collection_title": Shown(REPORT, "Series River papers"),
        "collection_number": Shown(REPORT, "Number in the series 23"),
        "event_title": Shown(REPORT, "Event The flood congress"),
        "event_place": Shown(REPORT, "Place of the event Floodville"),
        "event_date": Shown(REPORT, "5 November 2023"),
        "original_date": Shown(REPORT, "First published 1931"),
        "archive": Shown(REPORT, "Archive The water archive"),
        "archive_location": Shown(REPORT, "Place in the archive Box 9"),
        "isbn": Shown(REPORT, "ISBN 978-0-00-000000-2"),
        "issn": Shown(REPORT, "ISSN 0000-0019"),
        "pmid": Shown(REPORT, "PubMed 777001"),
        "pmcid": Shown(REPORT, "PubMed Central PMC8801"),
        "doi": Shown(REPORT, "href=https://doi.org/10.5555/elm.17"),
        "url": Shown(REPORT, "href=https://example.org/report"),
        "issued": Shown(REPORT, "17 May 2024"),
        "accessed": Shown(REPORT, "read 29 August 2025"),
        "language": Shown(REPORT, "Language de-AT"),
        "note": Shown(REPORT, "Read in the second printing."),
        "archive_url": Shown(REPORT, "href=https://archive.example.org/report"),
        "derives_from": Shown(REPORT, "The interview quotes The tape."),
        "tier": Shown(REPORT, "secondary source"),
        "reliability": Shown(REPORT, "reliability B"),
        "aliases": Shown("sources/old-report", "href=../report/"),
    },
    Name: {
        "family": Shown(REPORT, "Bergstroem"),
        "given": Shown(REPORT, "Ada van"),
        "literal": Shown(REPORT, "Ministry of Floods"),
        "dropping_particle": Shown(REPORT, "Karl von Humboldt"),
        "non_dropping_particle": Shown(REPORT, "van Bergstroem"),
        "suffix": Shown(REPORT, "Bergstroem Jr."),
    },
    Derivation: {
        "source": Shown(REPORT, "The survey"),
        "how": Shown(REPORT, "It rewrites The interview."),
    },
    Correction: {
        "date": Shown(MAIN, "Corrected on 21 February 2026"),
        "text": Shown(MAIN, "The verb was wrong."),
        "kind": Shown("corrections", "correct"),
        "claim": Shown("corrections", "href=../claims/main/"),
    },
    BriefingFrontMatter: {
        "title": Shown(FIRST, "The first briefing"),
        "date": Shown(FIRST, "20 February 2026"),
        "slug": Shown("briefings/second", "The second briefing"),
        "updated": Shown(FIRST, "updated 25 February 2026"),
        "authors": Shown(FIRST, "Ann Author"),
        "summary": Shown(FIRST, "What it is about."),
        "topics": Shown(FIRST, "href=../../topics/money/"),
        "article": Shown("briefings/second", "on First article"),
        "articles": Shown(FIRST, "on First article and Second article"),
        "draft": Shown("briefings/second", "The second briefing"),
        "aliases": Shown("old/first", "href=../../briefings/a/"),
        "tables": Shown(FIRST, "Size of it"),
        "image": Shown("", "src=briefings/a/port.svg"),
        "image_alt": Shown(FIRST, "content=A port at dawn"),
        "language": Shown(FIRST, "lang=en-GB"),
        "corrections": Shown(FIRST, "Corrected on 21 February 2026: The verb was wrong."),
    },
}
FIELDS = [(record, name) for record, fields in PAGES.items() for name in fields]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the built site."""
    root = tmp_path_factory.mktemp("record")
    content = root / "content"
    for path, text in FILES.items():
        file = content / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    result = build(BuildOptions(content, root / "site"))
    assert not [finding for finding in result.findings if finding.level == "error"], result.findings
    return root / "site"


@cache
def parts(page: Path) -> tuple[str, frozenset[str]]:
    """The text of a page with single spaces, and the values of its attributes as `name=value`."""
    tree = html.fromstring(page.read_text())
    values = frozenset(f"{name}={value}" for element in tree.iter() for name, value in element.items())
    text = " ".join(" ".join(tree.itertext()).split())
    return re.sub(r" ([.,;:])", r"\1", text), values


@pytest.mark.parametrize("record", PAGES, ids=lambda record: record.__name__)
def test_the_list_of_fields_is_complete(record: type[ContentRecord]) -> None:
    """A new field needs a place where readers see it."""
    assert list(PAGES[record]) == list(record.__struct_fields__)


@pytest.mark.parametrize(("record", "name"), FIELDS, ids=lambda one: one if isinstance(one, str) else one.__name__)
def test_every_field_is_on_a_page(site: Path, record: type[ContentRecord], name: str) -> None:
    """In words, or in the address of a link."""
    shown = PAGES[record][name]
    text, values = parts(site / shown.page / "index.html")
    assert shown.text in values or shown.text in text, text


@pytest.mark.parametrize("record", PAGES, ids=lambda record: record.__name__)
def test_every_field_is_in_the_schema(record: type[ContentRecord]) -> None:
    """With its description."""
    files = ("claims", "sources", "people", "briefing")
    found: list[dict[str, Any]] = [schema(name, SiteConfig(title="x"))["$defs"] for name in files]
    properties = next(one[record.__name__]["properties"] for one in found if record.__name__ in one)
    assert set(record.__struct_encode_fields__) <= properties.keys()
    assert all("description" in properties[name] for name in record.__struct_encode_fields__)


def keys(document: Any) -> set[str]:
    """All keys of a JSON document."""
    if isinstance(document, list):
        return set[str]().union(*map(keys, document))
    return {*document, *keys([*document.values()])} if isinstance(document, dict) else set()


@pytest.mark.parametrize(
    ("file", "records"),
    [
        ("claims", (Claim, Via, Quotation, Quantity, Forecast, Review, Response, Withdrawal)),
        ("sources", (Source, Name, Derivation)),
        ("people", (Claimant,)),
        ("briefings", (BriefingFrontMatter, Correction)),
    ],
)
def test_every_field_is_exported(site: Path, file: str, records: tuple[type[ContentRecord], ...]) -> None:
    """Those that a record has a value for; `draft: false` is none."""
    found = keys(json.loads((site / f"data/{file}.json").read_bytes()))
    for record in records:
        assert set(record.__struct_encode_fields__) - {"draft"} <= found


def test_both_sides_of_a_relation_show_it(site: Path) -> None:
    """Support, attack, succession, computation, affiliation, origins and ways back."""
    seen = {
        "claims/other": "Supported by The river rose by a third.",
        "claims/third": "Disputed by The river rose by a third.",
        "claims/before": "Superseded by: The river rose by a third.",
        "claims/main": "Used to compute It is more than half.",
        "people/floods": "Who speaks for it Ada Lund, Hydrologist",
        "people/cy": "A free institute",
        "people/bo": "Quoted in 1 claim of others",
        "sources/tape": "2 claims that can go back to it through other sources",
        "claims/elsewhere": "Other briefings with a claim that can rest on the same source The first briefing",
    }
    for page, text in seen.items():
        assert text in parts(site / page / "index.html")[0], (page, parts(site / page / "index.html")[0])


def test_what_was_computed_is_as_certain_as_the_least_certain(site: Path) -> None:
    """And rests on what its claims rest on."""
    claims = {one["id"]: one for one in json.loads((site / "data/claims.json").read_bytes())["claims"]}
    assert (claims["computed"]["corroboration"], claims["computed"]["origins"]) == (1, ["survey", "tape"])
    assert (
        "computed from 2 claims, each on at least 1 independent source" in parts(site / "claims/computed/index.html")[0]
    )
    statuses = {name: one["status"] for name, one in claims.items()}
    assert statuses == {"main": "corrected", "other": "open", "third": "disputed", "before": "withdrawn",
                        "computed": "open", "ahead": "open", "elsewhere": "open"}  # fmt: skip
