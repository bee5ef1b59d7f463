"""Formats of records, and the table of those for sources. A new format is one file and one line in `SOURCE_FORMATS`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from sourcebook.model import ContentRecord, Finding
from sourcebook.readers.decoding.record_decoder import ParsedEntry
from sourcebook.readers.formats import bibtex, csl_json, yaml_file

YAML = (".yaml", ".yml")
"""Suffixes of files in which every kind of record may be written."""


class SourceFormat(NamedTuple):
    """A format of files that hold sources."""

    read: Callable[[str, str, type[ContentRecord], list[Finding]], Iterator[ParsedEntry[Any]]]
    """Takes path, text and type of the records; yields them, and adds findings to the list."""
    is_export: bool = False
    """Whether other programs write such files, so that an invalid or repeated entry is only a warning."""


SOURCE_FORMATS: Mapping[str, SourceFormat] = {
    ".yaml": SourceFormat(yaml_file.entries),
    ".yml": SourceFormat(yaml_file.entries),
    ".json": SourceFormat(csl_json.entries, is_export=True),
    ".bib": SourceFormat(bibtex.entries, is_export=True),
    ".bibtex": SourceFormat(bibtex.entries, is_export=True),
    ".biblatex": SourceFormat(bibtex.entries, is_export=True),
}


def format_of(path: str) -> SourceFormat:
    """Return the format of a file whose suffix is in the table."""
    return SOURCE_FORMATS[path[path.rfind(".") :]]
