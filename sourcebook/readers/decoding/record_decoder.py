"""Decode YAML and JSON nodes to typed records, with the locations of values; errors are collected.

A scalar is text until the type of its field is known, so that `outcome: no` and `as_of: 2026` keep their meaning.
"""

from __future__ import annotations

import math
import types
import typing
from collections.abc import Iterator, Mapping
from typing import Any, Generic, TypeVar

import msgspec
import yaml

from sourcebook.core.text.dates import is_edtf
from sourcebook.core.text.suggestions import did_you_mean
from sourcebook.model import ContentRecord, Finding, Level, Quantity, SourceLocation
from sourcebook.readers.decoding.amounts import AmountError, lift_percent, parse_amount, split_number, split_number_hint
from sourcebook.readers.decoding.csl_dates import csl_date
from sourcebook.readers.decoding.field_shapes import FieldShape, describe_shape, fields_of, shape_of
from sourcebook.readers.decoding.yaml_nodes import (
    YamlError,
    compose_yaml,
    describe,
    empty_mapping,
    id_of,
    is_null,
    text_pair,
)

T = TypeVar("T", bound=ContentRecord)
YES_NO = {"yes": "true", "on": "true", "no": "false", "off": "false"}
"""Further truth values of YAML 1.1."""


class Invalid:
    """Placeholder for a value that could not be read; the reason is among the findings."""


INVALID = Invalid()


class ParsedEntry(msgspec.Struct, Generic[T], frozen=True, array_like=True):
    """One record of a list, or None if it is invalid; its id as far as readable; the locations of its values."""

    name: str
    record: T | None
    locations: dict[str, SourceLocation]


class RecordDecoder:
    """Decodes one text, and collects findings about it.

    Args:
        path: of the file below the content folder.
        first_line: the line of the file on which the text starts (front matter starts on 2).
        unknown: the level of an unknown key.
        ignored: keys that are ignored without a finding.
        elsewhere: keys of other programs, and the keys with the same meaning here, for hints.
        within: the key of a mapping in an entry whose keys count as keys of the entry.
        language: BCP 47 tag of the site, in which amounts are written.
    """

    def __init__(
        self,
        path: str,
        first_line: int = 1,
        unknown: Level = "error",
        ignored: frozenset[str] = frozenset(),
        elsewhere: Mapping[str, str] = types.MappingProxyType({}),
        within: str = "",
        language: str = "en",
    ) -> None:
        self.path = path
        self.first_line = first_line
        self.unknown = unknown
        self.ignored = ignored
        self.elsewhere = elsewhere
        self.within = within
        self.language = language
        self.findings: list[Finding] = []

    def mapping(self, text: str, expected: type[T]) -> tuple[T | None, dict[str, SourceLocation]]:
        """Return the record of a text, or None with findings; and the locations of its values."""
        node = self._compose(text)
        locations: dict[str, SourceLocation] = {}
        value = INVALID if node is None else self._value(node, expected, "", locations)
        return (value if isinstance(value, expected) else None), locations

    def front(
        self, written: str | yaml.MappingNode, expected: type[T], given: Mapping[str, str]
    ) -> tuple[T | None, dict[str, SourceLocation]]:
        """Return the record of front matter, which may be empty, and the locations of its values.

        Args:
            written: its text, or its mapping node.
            expected: the record's type.
            given: values for keys that are missing.
        """
        locations: dict[str, SourceLocation] = {}
        node = (
            written
            if isinstance(written, yaml.Node)
            else self._compose(written)
            if written.strip()
            else empty_mapping()
        )
        missing: dict[str, str] = {}
        if isinstance(node, yaml.MappingNode):
            absent = {field.encode_name for field in fields_of(expected)} - {key.value for key, _ in node.value}
            missing = {key: value for key, value in given.items() if key in absent}
            node.value += [text_pair(node, key, value) for key, value in missing.items()]
        value = INVALID if node is None else self._value(node, expected, "", locations)
        for key in missing:
            locations.pop(key, None)
        return (value if isinstance(value, expected) else None), locations

    def entries(self, text: str, expected: type[T]) -> Iterator[ParsedEntry[T]]:
        """Yield the records of a list, each with an id; a single mapping counts as a list of one."""
        node = self._compose(text)
        if node is None:
            return
        if isinstance(node, yaml.MappingNode):
            nodes = [node]
        elif isinstance(node, yaml.SequenceNode):
            nodes = node.value
        else:
            self._error(node, f"a list of entries is expected, not {describe(node)}", "start each with “- id: …”")
            return
        for item in nodes:
            locations: dict[str, SourceLocation] = {}
            self._lift(item, expected)
            value = self._value(item, expected, "", locations)
            yield ParsedEntry(id_of(item), None if value is INVALID else value, locations)

    def _lift(self, item: Any, expected: type[msgspec.Struct]) -> None:
        """Add the keys of the mapping `within` to an entry."""
        pairs = item.value if self.within and isinstance(item, yaml.MappingNode) else []
        known = {field.encode_name for field in fields_of(expected)} - {key.value for key, _ in pairs}
        for key, value in list(pairs):
            if key.value == self.within and isinstance(value, yaml.MappingNode):
                item.value += [pair for pair in value.value if pair[0].value in known]

    def _place(self, mark: Any) -> SourceLocation:
        return SourceLocation(self.path, self.first_line + mark.line, mark.column + 1)

    def _error(self, node: Any, message: str, hint: str = "", rule: str = "wrong-type", level: Level = "error") -> None:
        mark = node if not isinstance(node, yaml.Node) else node.start_mark
        self.findings.append(Finding(rule, level, message, self._place(mark), hint))

    def _compose(self, text: str) -> Any:
        try:
            return compose_yaml(text)
        except YamlError as error:
            self._error(error.mark, error.message, error.hint, error.rule)
            return None

    def _value(self, node: Any, expected: Any, path: str, locations: dict[str, SourceLocation]) -> Any:
        """Return the value of a node in the expected type, or INVALID with a finding."""
        locations[path] = self._place(node.start_mark)
        shape = shape_of(expected)
        if shape.optional and is_null(node):
            return None
        if isinstance(shape.type, type) and issubclass(shape.type, msgspec.Struct):
            return self._record(node, shape.type, path, locations)
        origin = typing.get_origin(shape.type)
        if origin is tuple:
            if shape.is_one_or_more and isinstance(node, yaml.ScalarNode) and not is_null(node):
                node = yaml.SequenceNode(node.tag, [node], node.start_mark, node.end_mark)
            return self._sequence(node, shape, path, locations)
        if origin in (Mapping, dict):
            return self._mapping(node, typing.get_args(shape.type)[1], path, locations)
        if shape.is_date and isinstance(node, yaml.MappingNode):
            return self._date_parts(node, path)
        return self._scalar(node, shape, path)

    def _record(
        self, node: Any, expected: type[msgspec.Struct], path: str, locations: dict[str, SourceLocation]
    ) -> Any:
        if not isinstance(node, yaml.MappingNode):
            self._error(node, f"{_name(path)} must be a mapping of keys to values, not {describe(node)}")
            return INVALID
        if expected is Quantity and not self._is_quantity(node):
            return INVALID
        fields = {field.encode_name: field for field in fields_of(expected)}
        values: dict[str, Any] = {}
        for key, value in self._pairs(node):
            field = fields.get(key)
            if field is not None:
                values[field.name] = self._value(value, field.type, f"{path}.{key}" if path else key, locations)
        missing = [key for key, field in fields.items() if field.required and field.name not in values]
        for key in missing:
            self._error(node, f"the key “{key}” is missing", f"add `{key}: …`", "missing-key")
        self._unknown_keys(node, fields)
        return INVALID if missing or INVALID in values.values() else expected(**values)

    def _is_quantity(self, node: yaml.MappingNode) -> bool:
        """Report amounts that commas split or whose sign contradicts the unit; return whether there is none."""
        if number := split_number(node.value):
            message = f"{number} is several entries here, for commas part them"
            self._error(node, message, split_number_hint(number))
        elif (amount := lift_percent(node)) is not None:
            self._error(amount, f"“{amount.value}” has another unit than the quantity", 'write unit: "%", or no % here')
        else:
            return True
        return False

    def _unknown_keys(self, node: Any, fields: Mapping[str, Any]) -> None:
        for key, _ in node.value:
            if key.value in fields or (isinstance(key.value, str) and key.value in self.ignored):
                continue
            name = key.value if isinstance(key, yaml.ScalarNode) else "a structure"
            ours = self.elsewhere.get(str(name).lower())
            hint = f"here it is called “{ours}”" if ours in fields else ""
            hint = hint or did_you_mean(str(name), fields, f"known here: {', '.join(fields)}")
            self._error(key, f"unknown key “{name}”", hint, "unknown-key", self.unknown)

    def _pairs(self, node: Any) -> Iterator[tuple[str, Any]]:
        """Yield the keys and values of a mapping; repeated keys are reported and left out."""
        seen: set[str] = set()
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                continue
            if key.value in seen:
                self._error(key, f"the key “{key.value}” is given twice", "keep one of them", "duplicate-key")
                continue
            seen.add(key.value)
            yield key.value, value

    def _sequence(self, node: Any, shape: FieldShape, path: str, locations: dict[str, SourceLocation]) -> Any:
        if not isinstance(node, yaml.SequenceNode) or len(node.value) < shape.min_length:
            hint = "write [a, b], or each entry on a line of its own that starts with “- ”"
            self._error(node, f"{_name(path)} must be {shape.description or 'a list'}, not {describe(node)}", hint)
            return INVALID
        expected = typing.get_args(shape.type)[0]
        values = [self._value(item, expected, f"{path}.{index}", locations) for index, item in enumerate(node.value)]
        return INVALID if INVALID in values else tuple(values)

    def _mapping(self, node: Any, expected: Any, path: str, locations: dict[str, SourceLocation]) -> Any:
        if not isinstance(node, yaml.MappingNode):
            self._error(node, f"{_name(path)} must be a mapping of keys to values, not {describe(node)}")
            return INVALID
        values = {key: self._value(value, expected, f"{path}.{key}", locations) for key, value in self._pairs(node)}
        return INVALID if INVALID in values.values() else values

    def _scalar(self, node: Any, shape: FieldShape, path: str) -> Any:
        expected_words = describe_shape(shape)
        if shape.is_amount and isinstance(node, yaml.ScalarNode):
            return self._amount(node, path, expected_words)
        if not isinstance(node, yaml.ScalarNode) or (is_null(node) and shape.type is not str):
            self._error(node, f"{_name(path)} must be {expected_words}, not {describe(node)}")
            return INVALID
        written = YES_NO.get(node.value.lower(), node.value) if shape.type is bool else node.value
        try:
            value = msgspec.convert(written, shape.type, strict=False)
        except msgspec.ValidationError:
            choices = [str(choice) for choice in typing.get_args(shape.type)]
            hint = did_you_mean(node.value, choices) if typing.get_origin(shape.type) is typing.Literal else ""
            self._error(node, f"{_name(path)} must be {expected_words}, not {describe(node)}", hint)
            return INVALID
        if isinstance(value, float) and not math.isfinite(value):
            self._error(node, f"{_name(path)} must be a finite number, not {describe(node)}")
            return INVALID
        return self._date(node, value, path) if shape.is_date else value

    def _amount(self, node: yaml.ScalarNode, path: str, expected_words: str) -> Any:
        try:
            return parse_amount(node.value, self.language)
        except AmountError as error:
            self._error(node, f"{_name(path)} must be {expected_words}, not {describe(node)}", error.hint)
            return INVALID

    def _date(self, node: Any, value: str, path: str) -> Any:
        if is_edtf(value):
            return value
        hint = "write it as 2026, 2026-02, 2026-02-16 or 2031/2036 (EDTF)"
        self._error(node, f"{_name(path)}: “{value}” is no date", hint, "date")
        return INVALID

    def _date_parts(self, node: Any, path: str) -> Any:
        values = dict(self._pairs(node))
        raw, text = values.get("raw"), csl_date(values)
        if isinstance(raw, yaml.ScalarNode) and "date-parts" not in values:
            return self._date(raw, raw.value, path)
        if text is None:
            self._error(node, f"{_name(path)} must be a date", "write an EDTF date, or {date-parts: [[2026, 2, 16]]}")
            return INVALID
        return self._date(node, text, path)


def _name(path: str) -> str:
    last = path.rpartition(".")[2]
    return "this entry" if not last or last.isdigit() else f"“{last}”"
