"""Parse files of BibTeX and BibLaTeX into entries of text."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from sourcebook.model import Finding, SourceLocation

if TYPE_CHECKING:
    from bibtexparser.library import Library

MONTHS = {name: f"{n:02d}" for n, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
logging.getLogger("bibtexparser").addHandler(logging.NullHandler())  # What it would print is said by findings.


class BibEntry(NamedTuple):
    """An entry: its type, its fields as text without outer braces, and their locations."""

    kind: str
    key: str
    location: SourceLocation
    fields: Mapping[str, str]
    locations: Mapping[str, SourceLocation]


def parsed_entries(path: str, text: str, findings: list[Finding]) -> dict[str, BibEntry]:
    """Return the entries of a file by key, and add what could not be parsed to `findings`."""
    from bibtexparser.entrypoint import parse_string

    index = parse_string(text, parse_stack=[])
    for block in index.failed_blocks:
        findings.append(_failure(path, block))
    strings = MONTHS | {one.key.lower(): one.value for one in index.strings}
    return {one.key: one for one in _raws(path, index, strings)}


def _failure(path: str, block: Any) -> Finding:
    """Return the finding for a part of the file that could not be parsed."""
    location = SourceLocation(path, block.start_line + 1)
    reason = getattr(block.error, "abort_reason", "") or str(block.error or "this entry cannot be read")
    message = reason.strip().splitlines()[0].rstrip(". ")
    is_double = "uplicate" in message
    hint = "keep one of them" if is_double else "check braces, quotation marks and commas"
    return Finding("duplicate-id" if is_double else "bibtex", "warning", f"{message}: it is left out", location, hint)


def _raws(path: str, index: Library, strings: Mapping[str, str]) -> Iterator[BibEntry]:
    for entry in index.entries:
        fields: dict[str, str] = {}
        locations: dict[str, SourceLocation] = {}
        for field in entry.fields:
            name = field.key.lower()
            fields[name] = _value(str(field.value), strings)
            locations[name] = SourceLocation(path, (field.start_line or 0) + 1)
        yield BibEntry(
            entry.entry_type.lower(), entry.key, SourceLocation(path, (entry.start_line or 0) + 1), fields, locations
        )


def _value(text: str, strings: Mapping[str, str], depth: int = 0) -> str:
    """Return the value of a field: parts joined by #, each in braces, quoted, a number, or the name of a string."""
    parts = []
    for part in _parts(text):
        if part[:1] in ("{", '"'):
            parts.append(part[1:-1])
        elif part.lower() in strings and depth < 20:
            name = part.lower()
            parts.append(strings[name] if name in MONTHS and strings[name] == MONTHS[name] else
                         _value(strings[name], strings, depth + 1))  # fmt: skip
        else:
            parts.append(part)
    return "".join(parts)


def _parts(text: str) -> Iterator[str]:
    """Yield the parts between # characters outside of braces and quotation marks."""
    start = depth = 0
    quoted = False
    for index, mark in enumerate(text):
        if mark in "{}":
            depth += 1 if mark == "{" else -1
        elif mark == '"' and depth == 0:
            quoted = not quoted
        elif mark == "#" and depth == 0 and not quoted:
            yield text[start:index].strip()
            start = index + 1
    yield text[start:].strip()


def inherited(one: BibEntry, raw: Mapping[str, BibEntry], depth: int = 0) -> BibEntry:
    """Return an entry with the fields that it inherits through `crossref` and `xdata`."""
    names = [name.strip() for key in ("crossref", "xdata") for name in one.fields.get(key, "").split(",")]
    fields, locations = dict(one.fields), dict(one.locations)
    for name in names:
        if name in raw and depth < 10:
            parent = inherited(raw[name], raw, depth + 1)
            given = dict(parent.fields)
            if name == one.fields.get("crossref") and "title" in given:
                given.setdefault("booktitle", given.pop("title"))
            for key, value in given.items():
                if key not in ("crossref", "ids", "shorttitle", "sorttitle"):
                    fields.setdefault(key, value)
                    locations.setdefault(key, parent.locations.get(key, parent.location))
    return one._replace(fields=fields, locations=locations)
