"""Read sources from BibTeX and BibLaTeX, as Zotero, Better BibTeX, JabRef and people write them.

A problem of an entry is a warning at its location, and the other entries load. Custom fields hold what these formats
cannot express: `derives_from = {cnbc-2026 rewrites; reuters-2026 cites}`, `tier`, `reliability`, `archive_url`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import accumulate
from typing import Any
from urllib.parse import unquote

import msgspec

from sourcebook.citations.biblatex import NUMBERS
from sourcebook.citations.biblatex import TYPES as BIBLATEX_TYPES
from sourcebook.core.text.dates import date_in_words, is_edtf
from sourcebook.model import ContentRecord, Finding, Level, Source
from sourcebook.model.sources import ET_AL
from sourcebook.readers.decoding.bibtex_fields import (
    DATES,
    GENRES,
    NAMES,
    SUBTYPES,
    TEXTS,
    TYPES,
)
from sourcebook.readers.decoding.latex import accented, plain
from sourcebook.readers.decoding.record_decoder import ParsedEntry
from sourcebook.readers.formats.bibtex_entries import MONTHS, BibEntry, inherited, parsed_entries
from sourcebook.readers.formats.bibtex_losses import bibtex_losses

SEASONS = {"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24}
"""Months of EDTF by the seasons that stand in their place."""
_BETWEEN = re.compile(r"\s*(?:[-–—/]+|\b(?:and|und|et|to)\b)\s*")
SEMICOLON = re.compile(r"(?<![&#\w]);|;(?=\s)")
SUFFIX = re.compile(r"(?:[js]r|[ivx]+|esq|ph\.? ?d|m\.? ?d|the (?:younger|elder))\.?", re.IGNORECASE)
"""What is behind a name: Jr., III."""
HREF = re.compile(r"\\href\s*\{([^{}]*)\}")
"""A link in a field."""
LINKED = ("title", "subtitle", "howpublished", *(theirs for names in TEXTS.values() for theirs in names))
"""Fields whose text is kept."""
_BETWEEN_NAMES = re.compile(r"&|;|(?<=\s)et al\b")
_SEVERAL = re.compile(
    rf"{_BETWEEN_NAMES.pattern}|^(?:[^\W\d_]\.[ -]?)+[^\W\d_]{{2}}|[^\W\d_]{{2}}\s+(?:[^\W\d_]\.[ -]?)+$"
)
"""Family names that are rather several names, or have initials."""
IN_DOI = re.compile(r"%(?:7[BDbd]|5[Cc])")
"""Braces and backslashes of a DOI, as exports write them."""
VERBATIM = re.compile(r"\\([_%&#~$])")


def entries(path: str, text: str, expected: type[ContentRecord], findings: list[Finding]) -> Iterator[ParsedEntry[Any]]:
    """Yield the sources of a file, and add problems to `findings`."""
    raw = parsed_entries(path, text, findings)
    for one in raw.values():
        if one.kind in ("xdata", "set"):
            continue
        yield _entry(inherited(one, raw), expected, findings)
    findings += bibtex_losses(raw.values(), expected)


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
    genre = values.get("genre", "" if one.kind in ("techreport",) else one.kind)
    values |= {"genre": GENRES[genre]} if genre in GENRES else {}
    values |= {_encoded(expected, ours): text for ours, text in _numbers(fields, values["type"]).items()}
    for ours, theirs in NAMES.items():
        people = accented(next((fields[key] for key in theirs if fields.get(key)), ""))
        names = [_name(name) for name in _people(people)]
        values |= {_encoded(expected, ours): names} if names else {}
        for written, name in zip(_people(people), names, strict=True):
            if _is_several(name):
                field = next(key for key in theirs if fields.get(key))
                message = f"“{plain(written)}” is read as one name"
                hint = "write `and` between names: Smith, J. and Doe, J. and others; an organisation in braces: {A & B}"
                findings.append(_warning(one, "bibtex", message, field, hint))
    if fields.get("doi"):
        values["DOI"] = IN_DOI.sub(lambda found: unquote(found[0]), _verbatim(fields["doi"]))
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
    for field in dict.fromkeys(LINKED):
        for linked in HREF.findall(fields.get(field, "")):
            address = _verbatim(linked)
            if not url and field != "note" and address.startswith("http"):
                url = address
            if address.rstrip("/") != url.rstrip("/"):
                message = f"the address “{address}” of \\href in “{field}” is left out: a source has one address"
                findings.append(_warning(one, "bibtex", message, field, "write it in url or archive_url"))
    for key, address in (("URL", url), ("archive_url", _verbatim(fields.get("archive_url", "")))):
        if re.match(r"https?://[^\s<>\"{}|\\^`]+\Z", address):
            values[key] = address
        elif address:
            findings.append(_warning(one, "bibtex", f"“{address}” is no web address", "url", "write it in full"))
    others = [(key, theirs, fields.get(theirs, "").strip()) for key, theirs in DATES.values()]
    for key, theirs, date in (("issued", "date", _issued(fields)), *others):
        if date and is_edtf(date):
            values[key] = date
        elif theirs == "date" and not fields.get("date") and is_edtf(date[:4]) and date[4:5] == "-":
            values[key] = date[:4]
            findings.append(_warning(one, "date", f"“{date[5:]}” is no month", "month", "write it as 2 or feb"))
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
    named = plain(fields.get("month", "")).strip()
    if not re.fullmatch(r"\d{4}", year) or not named:
        return year
    month = named.lower()
    if month in SEASONS:
        return f"{year}-{SEASONS[month]}"
    if len(both := [_month(one) for one in _BETWEEN.split(month)]) == 2 and all(both):
        first, last = str(both[0]), str(both[1])
        if month[:2].strip("-–—/ ").isdigit() and "-" in last and "-" not in first:  # 10--20 May
            first = f"{last[:2]}-{first}"
        return f"{year}-{first}/{year}-{last}"
    found, day = _month(month), fields.get("day", "")
    if found is None:
        return f"{year}-{named}"
    return f"{year}-{found}-{day.zfill(2)}" if day.isdigit() and "-" not in found else f"{year}-{found}"


def _month(text: str) -> str | None:
    """Return a month in EDTF, with its day if that is given: `12 feb`, `feb. 12`, `2`."""
    found = re.fullmatch(
        r"(?:(\d{1,2})(?:st|nd|rd|th)?[.\s~]+)?([a-z]{3}|\d{1,2})[a-z]*\.?(?:[\s,~]+(\d{1,2})(?:st|nd|rd|th)?\.?)?",
        text,
    )
    number = MONTHS.get(found[2], found[2].zfill(2) if found[2].isdigit() else "") if found else ""
    day = (found[1] or found[3] or "") if found else ""
    return ("-".join([number, *([day.zfill(2)] if day else [])])) if number else None


def _people(text: str) -> list[str]:
    """Return the names of a list; a semicolon, which no name has, also parts them."""
    from bibtexparser.middlewares.names import split_multiple_persons_names

    bare = re.sub(r"\A\s*and\s+|\s+and\s*\Z", "", text)
    parts = SEMICOLON.split(bare) if ";" in bare and "{" not in bare else [bare]
    return [name for part in parts for name in split_multiple_persons_names(part) if name.strip()]


def _name(text: str) -> dict[str, str]:
    """Parse a name: `{World Bank Group}` is literal, `van der Berg, Anna` has a particle."""
    from bibtexparser.middlewares.names import parse_single_name_into_parts

    if text.strip() == "others":
        return {"literal": ET_AL}
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


def _is_several(name: Mapping[str, str]) -> bool:
    """Return whether a name seems to be several, or to have something else behind it than a suffix."""
    if name.get("suffix") and not SUFFIX.fullmatch(name["suffix"]):
        return True
    return bool(_SEVERAL.search(name.get("family", "")) or _BETWEEN_NAMES.search(name.get("given", "")))


def _is_group(text: str) -> bool:
    """Return whether one pair of braces encloses a text."""
    unescaped = text.replace("\\{", "").replace("\\}", "")
    depths = list(accumulate((mark == "{") - (mark == "}") for mark in unescaped))
    return len(depths) > 1 and depths[0] == 1 and depths[-1] == 0 and 0 not in depths[:-1]


def _verbatim(text: str) -> str:
    """Return a URL as it was written, with escaped characters of LaTeX restored."""
    return VERBATIM.sub(r"\1", text).strip()
