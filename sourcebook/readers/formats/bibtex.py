"""Read sources from BibTeX and BibLaTeX, as Zotero, Better BibTeX, JabRef and people write them.

A problem of an entry is a warning at its location, and the other entries load. Custom fields hold what these formats
cannot express: `derives_from = {cnbc-2026 rewrites; reuters-2026 cites}`, `tier`, `reliability`, `archive_url`.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import accumulate
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from sourcebook.citations.biblatex import NUMBERS
from sourcebook.citations.biblatex import TYPES as BIBLATEX_TYPES
from sourcebook.core.text.dates import date_in_words, is_edtf
from sourcebook.model import ContentRecord, Finding, Level, Source, SourceLocation
from sourcebook.readers.decoding.bibtex_fields import (
    DATES,
    GENRES,
    LANGUAGES,
    NAMES,
    READ,
    SUBTYPES,
    TEXTS,
    TYPES,
)
from sourcebook.readers.decoding.latex import accented, plain
from sourcebook.readers.decoding.left_out import left_out
from sourcebook.readers.decoding.record_decoder import ParsedEntry

if TYPE_CHECKING:
    from bibtexparser.library import Library

VERBATIM = re.compile(r"\\([_%&#~$])")
MONTHS = {name: f"{n:02d}" for n, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
logging.getLogger("bibtexparser").addHandler(logging.NullHandler())  # What it would print is said by findings.


class BibEntry(NamedTuple):
    """An entry: its type, its fields as text without outer braces, and their locations."""

    kind: str
    key: str
    location: SourceLocation
    fields: Mapping[str, str]
    locations: Mapping[str, SourceLocation]


def entries(path: str, text: str, expected: type[ContentRecord], findings: list[Finding]) -> Iterator[ParsedEntry[Any]]:
    """Yield the sources of a file, and add problems to `findings`."""
    from bibtexparser.entrypoint import parse_string

    index = parse_string(text, parse_stack=[])
    for block in index.failed_blocks:
        findings.append(_failure(path, block))
    strings = MONTHS | {one.key.lower(): one.value for one in index.strings}
    raw = {one.key: one for one in _raws(path, index, strings)}
    for one in raw.values():
        if one.kind in ("xdata", "set"):
            continue
        yield _entry(_inherited(one, raw), expected, findings)
    findings += left_out(_unread(raw.values(), expected))


def _unread(entries: Iterable[BibEntry], expected: type[ContentRecord]) -> Mapping[str, SourceLocation]:
    """Return the fields that are not read, each where it occurs first."""
    known = READ.union(expected.__struct_fields__)
    found: dict[str, SourceLocation] = {}
    for one in entries:
        for name, location in one.locations.items():
            if name not in known:
                found.setdefault(name, location)
    return found


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


def _inherited(one: BibEntry, raw: Mapping[str, BibEntry], depth: int = 0) -> BibEntry:
    """Return an entry with the fields that it inherits through `crossref` and `xdata`."""
    names = [name.strip() for key in ("crossref", "xdata") for name in one.fields.get(key, "").split(",")]
    fields, locations = dict(one.fields), dict(one.locations)
    for name in names:
        if name in raw and depth < 10:
            parent = _inherited(raw[name], raw, depth + 1)
            given = dict(parent.fields)
            if name == one.fields.get("crossref") and "title" in given:
                given.setdefault("booktitle", given.pop("title"))
            for key, value in given.items():
                if key not in ("crossref", "ids", "shorttitle", "sorttitle"):
                    fields.setdefault(key, value)
                    locations.setdefault(key, parent.locations.get(key, parent.location))
    return one._replace(fields=fields, locations=locations)


def _entry(one: BibEntry, expected: type[ContentRecord], findings: list[Finding]) -> ParsedEntry[Any]:
    """Return the source of an entry; without a record, and with a finding, if it is invalid."""
    values = _values(one, expected, findings)
    try:
        record = msgspec.convert(values, expected, strict=False)
    except msgspec.ValidationError as error:
        message, _, where = str(error).partition(" - at ")
        key = where.strip("`$. ")
        what, hint = f"“{key or 'its key'}”: {message}", "correct it, or leave the field out"
        if "missing required field" in message:
            what, hint = "it has no title", "give it a title, or words that describe it"
        elif key == "id":
            what, hint = "its key cannot be an id", "write the key without spaces, brackets, quotation marks and commas"
        findings.append(_warning(one, "bibtex", f"{what}: the entry “{one.key}” is left out", hint=hint))
        record = None
    return ParsedEntry(one.key, record, {"": one.location, "id": one.location, **one.locations})


def _warning(one: BibEntry, rule: str, message: str, field: str = "", hint: str = "") -> Finding:
    level: Level = "warning"
    return Finding(rule, level, message, one.locations.get(field, one.location), hint)


def _values(one: BibEntry, expected: type[ContentRecord], findings: list[Finding]) -> dict[str, Any]:
    """Return the fields of an entry by the keys of a source; invalid ones are left out with a warning."""
    fields = one.fields
    subtype = SUBTYPES.get(fields.get("entrysubtype", "").lower())
    values: dict[str, Any] = {"id": one.key, "type": subtype or TYPES.get(one.kind, "document")}
    title = ": ".join(plain(fields[key]) for key in ("title", "subtitle") if fields.get(key))
    values |= {"title": title} if title else {}
    for ours, theirs in TEXTS.items():
        text = next((plain(fields[key]) for key in theirs if fields.get(key)), "")
        values |= {_encoded(expected, ours): text} if text else {}
    if "language" in values:
        values["language"] = LANGUAGES.get(values["language"].lower(), values["language"])
    genre = values.get("genre", "" if one.kind in ("techreport",) else one.kind)
    values |= {"genre": GENRES[genre]} if genre in GENRES else {}
    values |= {_encoded(expected, ours): text for ours, text in _numbers(fields, values["type"]).items()}
    for ours, theirs in NAMES.items():
        people = accented(next((fields[key] for key in theirs if fields.get(key)), ""))
        values |= {_encoded(expected, ours): [_name(name) for name in _people(people)]} if people.strip() else {}
    if fields.get("doi"):
        values["DOI"] = _verbatim(fields["doi"])
    values |= _checked(one, findings)
    custom = {*expected.__struct_fields__} - {*Source.__struct_fields__} | {"tier", "reliability"}
    return values | {key: _custom_value(expected, key, plain(text)) for key, text in fields.items() if key in custom}


def _numbers(fields: Mapping[str, str], kind: str) -> dict[str, str]:
    """Return issue, number, and number in a series; what the field `number` is depends on the type."""
    numbered = NUMBERS.get(BIBLATEX_TYPES.get(kind, "misc"), "issue")
    number, issue, own = (plain(fields.get(key, "")) for key in ("number", "issue", "eid"))
    series = plain(fields.get("collection_number", ""))
    found = {"issue": issue, "number": own, "collection_number": series}
    found |= {numbered: number or found[numbered]}
    return {name: text for name, text in found.items() if text}


def _custom_value(expected: type[ContentRecord], name: str, text: str) -> str | list[str]:
    """Return the value of a custom field, split if the field is a list."""
    default = next(field.default for field in msgspec.structs.fields(expected) if field.name == name)
    return [part.strip() for part in text.split(";") if part.strip()] if default == () else text


def _encoded(expected: type[ContentRecord], name: str) -> str:
    return next(field.encode_name for field in msgspec.structs.fields(expected) if field.name == name)


def _checked(one: BibEntry, findings: list[Finding]) -> dict[str, Any]:
    """Return the fields that can be invalid by themselves: URLs, dates and derivations."""
    fields, values = one.fields, dict[str, Any]()
    url = _verbatim(fields.get("url", ""))
    if not url and (found := re.search(r"https?://[^\s{}]+", _verbatim(fields.get("howpublished", "")))):
        url = found[0]
    for key, address in (("URL", url), ("archive_url", _verbatim(fields.get("archive_url", "")))):
        if re.match(r"https?://[^\s<>\"{}|\\^`]+\Z", address):
            values[key] = address
        elif address:
            findings.append(_warning(one, "bibtex", f"“{address}” is no web address", "url", "write it in full"))
    others = [(key, theirs, fields.get(theirs, "").strip()) for key, theirs in DATES.values()]
    for key, theirs, date in (("issued", "date", _issued(fields)), *others):
        if date and is_edtf(date):
            values[key] = date
        elif date and (worded := date_in_words(date)):
            values[key] = worded
        elif date:
            field = theirs if theirs in fields else "year"
            findings.append(_warning(one, "date", f"“{date}” is no date", field, "write it as 2026-02-16 (EDTF)"))
    steps = [part.split() for part in fields.get("derives_from", "").split(";") if part.strip()]
    if steps:
        values["derives_from"] = [{"source": step[0], "how": step[1] if len(step) > 1 else "cites"} for step in steps]
    return values


def _issued(fields: Mapping[str, str]) -> str:
    """Return the date of publication in EDTF, from `date` of BibLaTeX or up to three fields of BibTeX."""
    if fields.get("date"):
        return fields["date"].strip()
    year = fields.get("year", "").strip("{} ")
    month = plain(fields.get("month", "")).strip().lower()
    found = re.match(r"(?:(\d{1,2})[.\s~]+)?([a-z]{3}|\d{1,2})[a-z]*\.?(?:[\s,~]+(\d{1,2}))?", month)
    if not re.fullmatch(r"\d{4}", year) or found is None:
        return year
    number = MONTHS.get(found[2], found[2].zfill(2) if found[2].isdigit() else "")
    day = found[1] or found[3] or fields.get("day", "")
    parts = [year, *([number] if number else []), *([day.zfill(2)] if number and day.isdigit() else [])]
    return "-".join(parts)


def _people(text: str) -> list[str]:
    from bibtexparser.middlewares.names import split_multiple_persons_names

    return [name for name in split_multiple_persons_names(text) if name.strip() and name.strip() != "others"]


def _name(text: str) -> dict[str, str]:
    """Parse a name: `{World Bank Group}` is literal, `van der Berg, Anna` has a particle."""
    from bibtexparser.middlewares.names import parse_single_name_into_parts

    if _is_group(text):
        return {"literal": plain(text)}
    if re.match(r"\s*(family|given|prefix|suffix)\s*=", text):
        pairs = (part.partition("=") for part in text.split(","))
        found = {key.strip(): plain(value) for key, _, value in pairs}
        named = {"family": "family", "given": "given", "prefix": "non-dropping-particle", "suffix": "suffix"}
        return {named[key]: value for key, value in found.items() if key in named}
    parts = parse_single_name_into_parts(text, strict=False)
    shown = {
        "family": plain(" ".join(parts.last)),
        "given": plain(" ".join(parts.first)),
        "non-dropping-particle": plain(" ".join(parts.von)),
        "suffix": plain(" ".join(parts.jr)),
    }
    return {key: value for key, value in shown.items() if value}


def _is_group(text: str) -> bool:
    """Return whether one pair of braces encloses a text."""
    unescaped = text.replace("\\{", "").replace("\\}", "")
    depths = list(accumulate((mark == "{") - (mark == "}") for mark in unescaped))
    return len(depths) > 1 and depths[0] == 1 and depths[-1] == 0 and 0 not in depths[:-1]


def _verbatim(text: str) -> str:
    """Return a URL as it was written, with escaped characters of LaTeX restored."""
    return VERBATIM.sub(r"\1", text).strip()
