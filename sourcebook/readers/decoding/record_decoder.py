"""Decode YAML and JSON nodes to typed records, with the locations of values; errors are collected.

A scalar is text until the type of its field is known, so that `outcome: no` and `as_of: 2026` keep their meaning.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator, Mapping, Set
from typing import Any, Generic, TypeVar

import msgspec
import yaml

from sourcebook.core.text.suggestions import did_you_mean
from sourcebook.model import ContentRecord, Level, Quantity, SourceLocation
from sourcebook.model.record import Text
from sourcebook.readers.decoding.amounts import lift_percent, split_number, split_number_hint
from sourcebook.readers.decoding.field_shapes import FieldShape, fields_of, shape_of
from sourcebook.readers.decoding.scalar_decoder import INVALID, ScalarDecoder, name_hint, name_of_value
from sourcebook.readers.decoding.yaml_layout import has_odd_space
from sourcebook.readers.decoding.yaml_mistakes import cut_by_comma, cut_off_comment, lost_tag, unused_anchors
from sourcebook.readers.decoding.yaml_nodes import (
    Loader,
    YamlError,
    compose_yaml,
    describe,
    empty_mapping,
    id_of,
    is_null,
    merge_lists,
    text_pair,
)

T = TypeVar("T", bound=ContentRecord)
KEYS = "write each key with its value in a line of its own, indented by two spaces, or {key: value}"


def unknown_key(name: str) -> str:
    """Return what is said of a key that a record does not have."""
    return f"unknown key “{name}”"


class ParsedEntry(msgspec.Struct, Generic[T], frozen=True, array_like=True):
    """One record of a list, or None if it is invalid; its id as far as readable; the locations of its values."""

    name: str
    record: T | None
    locations: dict[str, SourceLocation]


class RecordDecoder(ScalarDecoder):
    """Decodes one text, and collects findings about it.

    Args:
        path: of the file below the content folder.
        first_line: the line of the file on which the text starts (front matter starts on 2).
        unknown: the level of an unknown key.
        ignored: keys that are ignored without a finding.
        elsewhere: keys of other programs, and the keys with the same meaning here, for hints.
        within: the key of a mapping in an entry whose keys count as keys of the entry.
        language: BCP 47 tag of the site, in which amounts are written.
        keeps_rest: whether a record is kept without those of its values that are wrong, if it needs none of them.
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
        keeps_rest: bool = False,
    ) -> None:
        super().__init__(path, first_line, language)
        self._keeps_rest = keeps_rest
        self._fills_missing = False
        self.unknown = unknown
        self.ignored = ignored
        self.left_out: dict[str, SourceLocation] = {}
        """The ignored keys that occurred, and where first."""
        self.elsewhere = elsewhere
        self.within = within

    def mapping(self, text: str, expected: type[T]) -> tuple[T | None, dict[str, SourceLocation]]:
        """Return the record of a text, and the locations of its values; None, with findings, if it is no mapping.

        Values that are wrong are left out, so that they make no others wrong.
        """
        self._keeps_rest = self._fills_missing = True
        node = self._compose(text)
        locations: dict[str, SourceLocation] = {}
        value = INVALID if node is None else self._value(node, expected, "", locations)
        return (value if isinstance(value, expected) else None), locations

    def front(
        self,
        written: str | yaml.MappingNode,
        expected: type[T],
        given: Mapping[str, str],
        merged: Mapping[str, Set[str]] = types.MappingProxyType({}),
    ) -> tuple[T | None, dict[str, SourceLocation]]:
        """Return the record of front matter, which may be empty, and the locations of its values.

        Args:
            written: its text, or its mapping node.
            expected: the record's type.
            given: values for keys that are missing.
            merged: lists that are missing, and the keys of other programs whose values they then hold.
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
            for name in absent & merged.keys():
                merge_lists(node, name, merged[name])
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

    def _compose(self, text: str) -> Any:
        try:
            node = compose_yaml(text)
        except YamlError as error:
            self._error(error.mark, error.message, error.hint, error.rule)
            return None
        self._lines = text.split("\n")
        for mistake in unused_anchors(text, Loader):
            self._lost(mistake)
        return node

    def _value(self, node: Any, expected: Any, path: str, locations: dict[str, SourceLocation]) -> Any:
        """Return the value of a node in the expected type, or INVALID with a finding."""
        locations[path] = self._place(node.start_mark)
        shape = shape_of(expected)
        if self._lines:
            self._lost(lost_tag(self._lines, node))
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
        return self.scalar(node, shape, path)

    def _record(
        self, node: Any, expected: type[msgspec.Struct], path: str, locations: dict[str, SourceLocation]
    ) -> Any:
        if not isinstance(node, yaml.MappingNode):
            self._error(
                node,
                f"{name_of_value(path)} must be a mapping of keys to values, not {describe(node)}",
                name_hint(expected, node) or KEYS,
            )
            return INVALID
        if expected is Quantity and not self._is_quantity(node):
            return INVALID
        fields = {field.encode_name: field for field in fields_of(expected)}
        values: dict[str, Any] = {}
        for key, value in self._pairs(node):
            field = fields.get(key)
            if field is not None and not (field.type in (str, Text) and self._is_nothing(value)):
                values[field.name] = self._value(value, field.type, f"{path}.{key}" if path else key, locations)
        missing = [key for key, field in fields.items() if field.required and field.name not in values]
        for key in missing:
            self._error(node, f"the key “{key}” is missing", f"add `{key}: …`", "missing-key")
        self._unknown_keys(node, fields)
        if self._keeps_rest:
            texts = [field.name for field in fields.values() if field.required and field.type in (str, Text)]
            blank = dict.fromkeys(texts, "") if self._fills_missing else {}
            values = blank | {name: value for name, value in values.items() if value is not INVALID}
            missing = [key for key, field in fields.items() if field.required and field.name not in values]
        return INVALID if missing or INVALID in values.values() else expected(**values)

    def _is_nothing(self, node: Any) -> bool:
        """Return whether the value of a text is `null`, or `false` in an export, and no word in quotation marks."""
        literals = ("null", "false") if self._keeps_rest and not self._fills_missing else ("null",)
        return isinstance(node, yaml.ScalarNode) and not node.style and node.value in literals

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
            if key.value in fields:
                continue
            if isinstance(key.value, str) and key.value in self.ignored:
                if key.value != self.within:
                    self.left_out.setdefault(key.value, self._place(key.start_mark))
                continue
            name = key.value if isinstance(key, yaml.ScalarNode) else "a structure"
            if cut := cut_by_comma(node, key):
                self._lost(cut)
                continue
            ours = self.elsewhere.get(str(name).lower())
            hint = f"here it is called “{ours}”" if ours in fields else ""
            if has_odd_space(str(name)):
                hint = "its spaces are letters to YAML, as word processors write them: write spaces of the keyboard"
            hint = hint or did_you_mean(str(name), fields, f"known here: {', '.join(fields)}")
            self._error(key, unknown_key(name), hint, "unknown-key", self.unknown)

    def _pairs(self, node: Any) -> Iterator[tuple[str, Any]]:
        """Yield the keys and values of a mapping; repeated keys are reported and left out."""
        seen: set[str] = set()
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                continue
            if key.value in seen and key.value == node.value[0][0].value and len(node.value) > 2:
                message, hint = (
                    f"“{key.value}” begins an entry a second time",
                    f"write “- {key.value}: …”, for a new entry",
                )
                self._error(key, message, hint, "duplicate-key")
                return
            if key.value in seen:
                self._error(key, f"the key “{key.value}” is given twice", "keep one of them", "duplicate-key")
                continue
            seen.add(key.value)
            yield key.value, value

    def _sequence(self, node: Any, shape: FieldShape, path: str, locations: dict[str, SourceLocation]) -> Any:
        if self._lines and is_null(node) and (lost := cut_off_comment(self._lines, node)):
            self._lost(lost)
            return INVALID
        if not isinstance(node, yaml.SequenceNode) or len(node.value) < shape.min_length:
            hint = "write [a, b], or each entry on a line of its own that starts with “- ”"
            hint = name_hint(typing.get_args(shape.type)[0], node, "[]") or hint
            self._error(
                node, f"{name_of_value(path)} must be {shape.description or 'a list'}, not {describe(node)}", hint
            )
            return INVALID
        expected = typing.get_args(shape.type)[0]
        values = [self._value(item, expected, f"{path}.{index}", locations) for index, item in enumerate(node.value)]
        if self._keeps_rest:
            return tuple(value for value in values if value is not INVALID)
        return INVALID if INVALID in values else tuple(values)

    def _mapping(self, node: Any, expected: Any, path: str, locations: dict[str, SourceLocation]) -> Any:
        if not isinstance(node, yaml.MappingNode):
            self._error(node, f"{name_of_value(path)} must be a mapping of keys to values, not {describe(node)}", KEYS)
            return INVALID
        values = {key: self._value(value, expected, f"{path}.{key}", locations) for key, value in self._pairs(node)}
        if self._keeps_rest:
            return {key: value for key, value in values.items() if value is not INVALID}
        return INVALID if INVALID in values.values() else values
