"""Parse files of BibTeX and BibLaTeX into entries of text."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from itertools import count
from typing import TYPE_CHECKING, Any, NamedTuple

from sourcebook.core.text.phrases import shortened
from sourcebook.model import Finding, SourceLocation
from sourcebook.readers.decoding.rich_text import without_markup

if TYPE_CHECKING:
    from bibtexparser.model import Entry

MONTHS = {name: f"{n:02d}" for n, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
MAX_PARTS = 10_000
"""Parts from which a field is joined, those of strings in strings included."""
MAX_LENGTH = 1_000_000
"""Characters of a joined field."""
MAX_DEPTH = 50
VERBATIM = frozenset({"url", "doi", "archive_url", "eprint"})
"""Fields that are no text."""
FAULTS = {
    "Unexpected block start": ("a brace or a quotation mark is never closed", "close it before the next entry"),
    "Unexpectedly reached end": ("a brace or a quotation mark is never closed", "close it"),
    "comma after entry key": ("a comma is missing behind the key", "write @book{key, title = …}"),
    "Expected a `=`": ("a = is missing behind the name of a field", "write title = {…}"),
    "Duplicate entry key": ("a string is defined twice", "keep one of them"),
}
"""What the library says, what is wrong, and what to do about it."""
MOST = 60
"""Characters of a value in a message."""
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
    from bibtexparser.model import Entry

    index = parse_string(text, parse_stack=[])
    strings = MONTHS | {one.key.lower(): one.value for one in index.strings}
    # Entries with doubled fields or keys are read, too.
    read = list(index.entries)
    for block in index.failed_blocks:
        complete = block.ignore_error_block
        if isinstance(complete, Entry):
            read.append(complete)
        else:
            findings.append(_failure(path, block))
    found: dict[str, BibEntry] = {}
    for entry in sorted(read, key=lambda one: one.start_line or 0):
        if entry.key in found:
            message = f"“{entry.key}” is the key of an entry above: this one is left out"
            location = SourceLocation(path, (entry.start_line or 0) + 1)
            findings.append(Finding("duplicate-id", "warning", message, location, "give it another key"))
        else:
            found[entry.key] = _entry(path, entry, strings, findings)
    return found


def _failure(path: str, block: Any) -> Finding:
    """Return the finding for a part of the file that could not be parsed."""
    location = SourceLocation(path, block.start_line + 1)
    reason = getattr(block.error, "abort_reason", "") or str(block.error or "this entry cannot be read")
    message, hint = reason.strip().splitlines()[0].rstrip(". "), "check braces, quotation marks and commas"
    for theirs, (ours, what) in FAULTS.items():
        if theirs in message:
            message, hint = ours, what
    return Finding("bibtex", "warning", f"{message}: this entry is left out", location, hint)


def _entry(path: str, entry: Entry, strings: Mapping[str, str], findings: list[Finding]) -> BibEntry:
    """Return an entry with the first of each of its fields, and add later ones and unknown strings to `findings`."""
    fields: dict[str, str] = {}
    locations: dict[str, SourceLocation] = {}
    for field in entry.fields:
        name, location = field.key.lower(), SourceLocation(path, (field.start_line or 0) + 1)
        try:
            text = _value(str(field.value), strings, count(1))
        except OverflowError:
            message = f"the strings in “{name}” name others without end: the field is left out"
            hint = f"write its text; a field is joined from at most {MAX_PARTS:,} parts"
            findings.append(Finding("bibtex", "warning", message, location, hint))
            continue
        text = text if name in VERBATIM else without_markup(text)
        if behind := _behind(str(field.value)):
            message = f"a comma is missing behind “{name}”: “{shortened(behind, MOST)}” is left out"
            findings.append(Finding("bibtex", "warning", message, location, "write a comma between two fields"))
        for unknown in _unknown_strings(str(field.value), strings):
            message = f"no @string defines “{unknown}”: it is taken as text"
            hint = f"write {{{unknown}}} if it is text, or define it: @string{{{unknown} = {{…}}}}"
            findings.append(Finding("bibtex", "warning", message, location, hint))
        if name in fields and fields[name] != text:
            message = f"“{name}” is written twice in “{entry.key}”: “{shortened(text, MOST)}” is left out"
            findings.append(Finding("bibtex", "warning", message, location, "keep one of them"))
        else:
            fields[name], locations[name] = text, location
    kind, location = entry.entry_type.lower(), SourceLocation(path, (entry.start_line or 0) + 1)
    return BibEntry(kind, entry.key, location, fields, locations)


def _value(text: str, strings: Mapping[str, str], numbers: Iterator[int], depth: int = 0) -> str:
    """Return the value of a field: parts joined by #, each in braces, quoted, a number, or the name of a string.

    Args:
        text: of the field, as it is written.
        strings: by name.
        numbers: counts the parts, those of strings included.
        depth: of a string within strings.

    Raises:
        OverflowError: if there are too many parts or characters, or strings name each other in a circle.
    """
    parts = []
    for part in _parts(text):
        if next(numbers) > MAX_PARTS or depth > MAX_DEPTH:
            raise OverflowError
        if part[:1] in ("{", '"'):
            parts.append(part[1 : _end(part)])
        elif part.lower() in strings:
            name = part.lower()
            is_month = name in MONTHS and strings[name] == MONTHS[name]
            # Beside a day the month is a word, so that the two are told apart.
            month = MONTHS.get(name, "") if part == text.strip() else name
            parts.append(month if is_month else _value(strings[name], strings, numbers, depth + 1))
        else:
            parts.append(part)
    joined = "".join(parts)
    if len(joined) > MAX_LENGTH:
        raise OverflowError
    return joined


def _end(part: str) -> int:
    """Return the index of the sign that closes a part, which begins with a brace or a quotation mark."""
    depth = 0
    for at, mark in enumerate(part):
        depth += (mark == "{") - (mark == "}")
        if at and depth == 0 and mark == ("}" if part[0] == "{" else '"') and part[at - 1] != "\\":
            return at
    return len(part) - 1


def _behind(text: str) -> str:
    """Return what is behind the closed value of a field, before the next comma."""
    parts = (part for part in _parts(text) if part[:1] in ("{", '"'))
    return next((behind for part in parts if (behind := part[_end(part) + 1 :].strip())), "")


def _unknown_strings(text: str, strings: Mapping[str, str]) -> Iterator[str]:
    """Yield the names in the value of a field that are the names of no string."""
    for part in _parts(text):
        if part and part[0] not in '{"' and not part.isdecimal() and part.lower() not in strings:
            yield part


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
        if name and name in raw and depth < 10:
            parent = inherited(raw[name], raw, depth + 1)
            given = dict(parent.fields)
            if name == one.fields.get("crossref") and "title" in given:
                given.setdefault("booktitle", given.pop("title"))
            for key, value in given.items():
                if key not in ("crossref", "ids", "shorttitle", "sorttitle"):
                    fields.setdefault(key, value)
                    locations.setdefault(key, parent.locations.get(key, parent.location))
    return one._replace(fields=fields, locations=locations)
