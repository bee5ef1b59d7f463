"""Read claims, sources and people: merge the records of all files, and report ids that are used twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any, Generic, TypeVar

import msgspec

from sourcebook.model import FATAL, ContentRecord, Finding
from sourcebook.readers.context import ReadContext, parse_type
from sourcebook.readers.decoding.record_decoder import ParsedEntry, unknown_key
from sourcebook.readers.formats import SOURCE_FORMATS, YAML, format_of, yaml_file

R = TypeVar("R", bound=ContentRecord)
Records = Iterator[tuple[str, Any]]
"""Records with their ids."""


class ParsedRecords(msgspec.Struct, Generic[R], frozen=True, array_like=True):
    """The records of a file, and findings about it."""

    entries: list[ParsedEntry[R]]
    findings: list[Finding]


def read_folder(context: ReadContext, kind: str, folder: str, record_type: type[ContentRecord], fields: str) -> Records:
    """Yield the records of all files below a folder; of two with the same id, the first.

    Args:
        context: of the reading.
        kind: of the records; sources may have any format of `SOURCE_FORMATS`, others are YAML.
        folder: content path, with a slash at its end.
        record_type: the records, with the custom fields of the site.
        fields: the custom fields that the site declares, on which a parse depends.
    """
    suffixes = tuple(SOURCE_FORMATS) if kind == "source" else YAML
    for path in context.paths:
        if path.startswith(folder) and path.endswith(suffixes):
            yield from read_file(context, kind, path, record_type, fields)


def read_file(
    context: ReadContext, kind: str, path: str, record_type: type[ContentRecord], fields: str, language: str = ""
) -> Records:
    """Yield the records of one file; see `read_folder`. The language of the site is that of the amounts of claims."""
    parsed = _parsed(context, path, record_type, fields, language)
    if parsed is None:
        context.invalid_ids[kind].add("*")
        return
    silent = {unknown_key(name) for name in context.misdeclared}
    context.findings += (one for one in parsed.findings if one.rule != "unknown-key" or one.message not in silent)
    if any(finding.rule in FATAL for finding in parsed.findings):
        context.invalid_ids[kind].add("*")
    yield from _merged(context, kind, parsed.entries, format_of(path).is_export)


def _parsed(
    context: ReadContext, path: str, record_type: type[ContentRecord], fields: str, language: str
) -> ParsedRecords[Any] | None:
    key = f"{language} {fields}"
    found: ParsedRecords[Any] | None = context.memo.cached_parse(path, parse_type(ParsedRecords, record_type), key)
    if found is not None:
        return found
    text = context.text(path)
    if text is None:
        return None
    findings: list[Finding] = []
    # Only records that are always YAML depend on the language.
    read = partial(yaml_file.entries, language=language) if language else format_of(path).read
    found = ParsedRecords(list(read(path, text, record_type, findings)), findings)
    context.memo.remember_parse(path, found, key)
    return found


def _merged(context: ReadContext, kind: str, entries: Iterable[ParsedEntry[Any]], is_export: bool) -> Records:
    for entry in entries:
        if entry.record is None:
            # An invalid entry of an export is only a warning: a reference to it is reported as unknown.
            if not is_export:
                context.invalid_ids[kind].add(entry.name or "*")
        elif context.register_id(kind, entry.name, entry.locations["id"], "warning" if is_export else "error"):
            context.locations[kind, entry.name] = entry.locations
            yield entry.name, entry.record
