"""Decode scalars of YAML and JSON: texts, numbers, dates; with findings that show what was lost."""

from __future__ import annotations

import math
import re
import typing
from typing import Any

import msgspec
import yaml

from sourcebook.core.text.dates import is_edtf
from sourcebook.core.text.suggestions import did_you_mean
from sourcebook.model import Finding, Level, Name, SourceLocation
from sourcebook.readers.decoding.amounts import AmountError, parse_amount
from sourcebook.readers.decoding.csl_dates import csl_date
from sourcebook.readers.decoding.field_shapes import FieldShape, describe_shape
from sourcebook.readers.decoding.utf8_text import CONTROL
from sourcebook.readers.decoding.yaml_layout import Mistake
from sourcebook.readers.decoding.yaml_mistakes import cut_off_comment, quoted, text_in_brackets
from sourcebook.readers.decoding.yaml_nodes import describe, is_null

CORRECT = "correct the value, or leave the key out"
UNKNOWN = frozenset({"n/a", "na", "n.a.", "none", "unknown", "tbd", "tba", "?", "-", "–", "—", "n.d.", "nd"})
"""What people write where they do not know a value."""
SEVERAL = re.compile(r" (?:and|und|et|y|&) |;")
"""What is between several names."""
YES_NO = {"yes": "true", "on": "true", "no": "false", "off": "false"}
"""Further truth values of YAML 1.1."""


class Invalid:
    """Placeholder for a value that could not be read; the reason is among the findings."""


INVALID = Invalid()


class ScalarDecoder:
    """Decodes scalars of one text, and collects findings about it.

    Args:
        path: of the file below the content folder.
        first_line: the line of the file on which the text starts (front matter starts on 2).
        language: BCP 47 tag of the site, in which amounts are written.
    """

    def __init__(self, path: str, first_line: int, language: str) -> None:
        self.path = path
        self.first_line = first_line
        self.language = language
        self.findings: list[Finding] = []
        self._lines: list[str] = []
        """Lines of the text, if it is YAML."""

    def _place(self, mark: Any) -> SourceLocation:
        return SourceLocation(self.path, self.first_line + mark.line, mark.column + 1)

    def _error(self, node: Any, message: str, hint: str = "", rule: str = "wrong-type", level: Level = "error") -> None:
        mark = node if not isinstance(node, yaml.Node) else node.start_mark
        self.findings.append(Finding(rule, level, message, self._place(mark), hint))

    def _lost(self, mistake: Mistake | None, level: Level = "error") -> None:
        """Add a finding about words that YAML took for something else."""
        if mistake:
            self._error(mistake.mark, mistake.message, mistake.hint, "lost-words", level)

    def scalar(self, node: Any, shape: FieldShape, path: str) -> Any:
        """Return the value of a scalar node, or INVALID with a finding.

        Args:
            node: the node.
            shape: what the value must be.
            path: of the value in its record.
        """
        expected_words = describe_shape(shape)
        if self._lines and shape.is_text and isinstance(node, yaml.ScalarNode) and not node.style:
            lost = cut_off_comment(self._lines, node)
            self._lost(lost, "warning" if node.value else "error")
            if lost and not node.value:
                return INVALID
        if isinstance(node, yaml.ScalarNode) and (control := CONTROL.search(node.value)):
            message = f"{name_of_value(path)} holds a control character, U+{ord(control[0]):04X}"
            self._error(node, message, "write the text without it", "encoding")
            return INVALID
        if shape.is_amount and isinstance(node, yaml.ScalarNode):
            return self._amount(node, path, expected_words)
        if not isinstance(node, yaml.ScalarNode) or (is_null(node) and shape.type is not str):
            hint = _unknown_hint(node) or text_in_brackets(self._lines, node) or "write one value in one line"
            self._error(node, f"{name_of_value(path)} must be {expected_words}, not {describe(node)}", hint)
            return INVALID
        written = YES_NO.get(node.value.lower(), node.value) if shape.type is bool else node.value
        try:
            value = msgspec.convert(written, shape.type, strict=False)
        except msgspec.ValidationError:
            choices = [str(choice) for choice in typing.get_args(shape.type)]
            hint = did_you_mean(node.value, choices) if typing.get_origin(shape.type) is typing.Literal else ""
            self._error(
                node,
                f"{name_of_value(path)} must be {expected_words}, not {describe(node)}",
                hint or _unknown_hint(node) or CORRECT,
            )
            return INVALID
        if isinstance(value, float) and not math.isfinite(value):
            self._error(node, f"{name_of_value(path)} must be a finite number, not {describe(node)}", CORRECT)
            return INVALID
        return self._date(node, value, path) if shape.is_date else value

    def _amount(self, node: yaml.ScalarNode, path: str, expected_words: str) -> Any:
        try:
            return parse_amount(node.value, self.language)
        except AmountError as error:
            hint = _unknown_hint(node) or error.hint or CORRECT
            self._error(node, f"{name_of_value(path)} must be {expected_words}, not {describe(node)}", hint)
            return INVALID

    def _date(self, node: Any, value: str, path: str) -> Any:
        if is_edtf(value):
            return value
        hint = _unknown_hint(node) or "write it as 2026, 2026-02, 2026-02-16 or 2031/2036 (EDTF)"
        self._error(node, f"{name_of_value(path)}: “{value}” is no date", hint, "date")
        return INVALID

    def _date_parts(self, node: Any, path: str) -> Any:
        values = {key.value: value for key, value in node.value if isinstance(key, yaml.ScalarNode)}
        raw, text = values.get("raw"), csl_date(values)
        if isinstance(raw, yaml.ScalarNode) and "date-parts" not in values:
            return self._date(raw, raw.value, path)
        if text is None:
            self._error(
                node, f"{name_of_value(path)} must be a date", "write an EDTF date, or {date-parts: [[2026, 2, 16]]}"
            )
            return INVALID
        return self._date(node, text, path)


def _unknown_hint(node: Any) -> str:
    """Return a hint for nothing, and for what people write in the place of a value that they do not know."""
    if is_null(node):
        word = f"; for the word itself write {quoted(node.value)}" if node.value else ""
        return f"write a value, or leave the key out{word}"
    is_unknown = isinstance(node, yaml.ScalarNode) and node.value.strip().lower() in UNKNOWN
    return "leave the key out where the value is not known" if is_unknown else ""


def name_of_value(path: str) -> str:
    """Return the name of a value for messages: the last key of its path."""
    last = path.rpartition(".")[2]
    return "this entry" if not last or last.isdigit() else f"“{last}”"


def name_hint(expected: Any, node: Any, brackets: str = "") -> str:
    """Return how the name of a person or an organisation is written; empty for other values.

    Args:
        expected: the type of the value.
        node: what is written in its place.
        brackets: `[]` if a list is missing, too.
    """
    text = node.value.strip() if isinstance(node, yaml.ScalarNode) else ""
    if expected is not Name or not text:
        return ""
    if SEVERAL.search(text):
        return "write an entry for each name: {family: …, given: …}, or {literal: …} for an organisation"
    first, last = f"{brackets[:1]}{{", f"}}{brackets[1:]}"
    family, comma, given = text.partition(",")
    if not comma:
        given, _, family = text.rpartition(" ")
    parts = {"family": family.strip(), "given": given.strip()}
    person = ", ".join(f"{key}: {quoted(part)}" for key, part in parts.items() if part)
    return f"write {first}literal: {quoted(text)}{last} for an organisation, {first}{person}{last} for a person"
