"""YAML files of records: a list of them, or one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from sourcebook.model import ContentRecord, Finding, Source
from sourcebook.readers.decoding.csl_variables import VARIABLES
from sourcebook.readers.decoding.record_decoder import ParsedEntry, RecordDecoder

T = TypeVar("T", bound=ContentRecord)


def entries(path: str, text: str, expected: type[T], findings: list[Finding]) -> Iterator[ParsedEntry[T]]:
    """Yield the records of a YAML file; add findings to the list.

    Sources may have variables of CSL that no page shows.
    """
    decoder = RecordDecoder(path, ignored=VARIABLES if issubclass(expected, Source) else frozenset())
    yield from decoder.entries(text, expected)
    findings += decoder.findings
