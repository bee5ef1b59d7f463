"""Read sources from CSL-JSON, the export format of reference managers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, TypeVar

import msgspec

from sourcebook.model import FATAL, ContentRecord, Finding, Name, SourceLocation
from sourcebook.readers.decoding.csl_variables import VARIABLES
from sourcebook.readers.decoding.left_out import left_out
from sourcebook.readers.decoding.record_decoder import ParsedEntry, RecordDecoder
from sourcebook.readers.decoding.rich_text import without_markup

Texts = TypeVar("Texts", bound=ContentRecord)
VERBATIM = frozenset({"id", "url", "archive_url", "doi"})
"""Fields that are no text."""
SURROGATES = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}")


def entries(path: str, text: str, expected: type[ContentRecord], findings: list[Finding]) -> Iterator[ParsedEntry[Any]]:
    """Yield the sources of a CSL-JSON file, which is a list of items, and add problems to `findings`."""
    try:
        json.loads(text, parse_int=str)  # Whole numbers of any length, which stay as they are written.
    except json.JSONDecodeError as error:
        location = SourceLocation(path, error.lineno, error.colno)
        findings.append(
            Finding("syntax", "error", f"not JSON: {error.msg}", location, "check commas and quotation marks")
        )
        return
    except RecursionError:
        findings.append(Finding("too-deep", "error", "nested too deep", SourceLocation(path), "flatten it"))
        return
    # What JSON allows and YAML does not: characters written as two halves, and tabs between tokens.
    plain = SURROGATES.sub(lambda found: json.loads(f'"{found[0]}"'), text).replace("\t", " ")
    document = RecordDecoder(path, ignored=VARIABLES, within="custom", keeps_rest=True)
    for entry in document.entries(plain, expected):
        yield entry if entry.record is None else msgspec.structs.replace(entry, record=_plain(entry.record))
    # As in other exports, a value that is wrong does not cost the entry, and an entry not the others.
    findings += left_out(document.left_out)
    findings += [one if one.rule in FATAL else one._replace(level="warning") for one in document.findings]


def _plain(record: Texts) -> Texts:
    """Return a source or a name whose texts have no tags and character references."""
    plain: dict[str, Any] = {}
    for name in record.__struct_fields__:
        value = getattr(record, name)
        if isinstance(value, str) and name not in VERBATIM:
            plain[name] = without_markup(value)
        elif isinstance(value, tuple) and value and isinstance(value[0], Name):
            plain[name] = tuple(_plain(one) for one in value)
    changed = {name: value for name, value in plain.items() if value != getattr(record, name)}
    return msgspec.structs.replace(record, **changed) if changed else record
