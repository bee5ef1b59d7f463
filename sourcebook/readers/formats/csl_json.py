"""CSL-JSON, the format in which reference managers hand over their libraries."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from sourcebook.model import ContentRecord, Finding, SourceLocation
from sourcebook.readers.formats.yaml_records import ParsedEntry, RecordDecoder

VARIABLES = frozenset(
    """abstract annote archive archive_collection archive_location archive-place authority available-date call-number
    categories chair chapter-number citation-key citation-label citation-number collection-editor
    collection-number collection-title compiler composer container-author container-title-short contributor
    curator custom dimensions director division edition editor editorial-director event event-date event-place
    event-title executive-producer first-reference-note-number genre guest host illustrator interviewer ISBN
    ISSN journalAbbreviation jurisdiction keyword locator medium narrator number number-of-pages
    number-of-volumes organizer original-author original-date original-publisher original-publisher-place
    original-title page-first part-number part-title performer PMCID PMID printing-number producer
    publisher-place recipient references reviewed-author reviewed-genre reviewed-title scale script-writer
    section series-creator shortTitle source status submitted supplement-number title-short translator version
    volume-title volume-title-short year-suffix""".split()
)
"""Variables of CSL 1.0.2 that a source may carry and that no page shows."""
SURROGATES = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}")


def entries(path: str, text: str, expected: type[ContentRecord], findings: list[Finding]) -> Iterator[ParsedEntry[Any]]:
    """The sources of a CSL-JSON file, which is a list of items; problems go to `findings`."""
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        place = SourceLocation(path, error.lineno, error.colno)
        findings.append(Finding("syntax", "error", f"not JSON: {error.msg}", place, "check commas and quotation marks"))
        return
    except RecursionError:
        findings.append(Finding("too-deep", "error", "nested too deep", SourceLocation(path), "flatten it"))
        return
    # What JSON allows and YAML does not: characters written as two halves, and tabs between tokens.
    plain = SURROGATES.sub(lambda found: json.loads(f'"{found[0]}"'), text).replace("\t", " ")
    document = RecordDecoder(path, ignored=VARIABLES, within="custom")
    yield from document.entries(plain, expected)
    findings += document.findings
