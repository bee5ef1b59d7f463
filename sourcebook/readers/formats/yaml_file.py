"""YAML files of records: a list of them, or one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from sourcebook.model import ContentRecord, Finding, Source
from sourcebook.readers.decoding.csl_variables import VARIABLES
from sourcebook.readers.decoding.left_out import left_out
from sourcebook.readers.decoding.record_decoder import ParsedEntry, RecordDecoder

T = TypeVar("T", bound=ContentRecord)


def entries(
    path: str, text: str, expected: type[T], findings: list[Finding], language: str = "en"
) -> Iterator[ParsedEntry[T]]:
    """Yield the records of a YAML file; add findings to the list.

    Sources may have variables of CSL that no page shows. Amounts are written in the language of the site.
    """
    ignored = VARIABLES if issubclass(expected, Source) else frozenset[str]()
    decoder = RecordDecoder(path, ignored=ignored, language=language)
    yield from decoder.entries(text, expected)
    findings += [*decoder.findings, *left_out(decoder.left_out)]
