"""YAML (and JSON, which is YAML with more marks) to typed records: values keep their places, errors are collected.

Scalars stay text until a record's field says what they are, so that `outcome: no` and `as_of: 2026` survive.
"""

from __future__ import annotations

import math
import types
import typing
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Generic, NamedTuple, TypeVar

import msgspec
import yaml

from sourcebook.core.text.dates import is_edtf
from sourcebook.core.text.suggestions import did_you_mean
from sourcebook.model import Finding, Level, Place, Record
from sourcebook.reading.text import MAX_DEPTH

Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
T = TypeVar("T", bound=Record)
YES_NO = {"yes": "true", "on": "true", "no": "false", "off": "false"}
"""Truth values as YAML 1.1 writes them too."""
NO_BREAKS = dict.fromkeys(map(ord, "\x85\u2028\u2029"), " ")
NULLS = ("", "~", "null", "Null", "NULL")


class Loader(Base):  # type: ignore[misc]  # PyYAML's C loader has no types
    """A loader for which every plain scalar is text."""

    yaml_implicit_resolvers: typing.ClassVar[dict[str, Any]] = {}


class Invalid:
    """What stands for a value that could not be read; the reason is among the findings."""


SEASONS = frozenset("1234")
"""CSL's numbers of the seasons; EDTF's are 21 to 24, in the place of a month."""
INVALID = Invalid()


class Entry(msgspec.Struct, Generic[T], frozen=True, array_like=True):
    """One record of a list, or None where it is faulty, with its id as far as it could be read, and its places."""

    name: str
    record: T | None
    places: dict[str, Place]


class Shape(NamedTuple):
    """A field's type taken apart: the type less None, whether None may stand, its words, whether it is a date."""

    type: Any
    optional: bool
    words: str
    is_date: bool


class Document:
    """One text being decoded: what is wrong with it, and where its values stand.

    Args:
        path: of the file below the content folder.
        first_line: the line of the file on which the text starts (front matter starts on 2).
        unknown: the level of an unknown key.
        ignored: keys that are known elsewhere and passed over here.
        elsewhere: what other programs call a key of ours, for hints.
        within: the key of an entry's mapping whose keys, where the entry itself may have them, count as its own.
    """

    def __init__(
        self,
        path: str,
        first_line: int = 1,
        unknown: Level = "error",
        ignored: frozenset[str] = frozenset(),
        elsewhere: Mapping[str, str] = types.MappingProxyType({}),
        within: str = "",
    ) -> None:
        self.path = path
        self.first_line = first_line
        self.unknown = unknown
        self.ignored = ignored
        self.elsewhere = elsewhere
        self.within = within
        self.findings: list[Finding] = []

    def mapping(self, text: str, wanted: type[T]) -> tuple[T | None, dict[str, Place]]:
        """The one record that the text holds, or None with findings; and the places of its values."""
        node = self._compose(text)
        places: dict[str, Place] = {}
        value = INVALID if node is None else self._value(node, wanted, "", places)
        return (value if isinstance(value, wanted) else None), places

    def front(
        self, written: str | yaml.MappingNode, wanted: type[T], given: Mapping[str, str]
    ) -> tuple[T | None, dict[str, Place]]:
        """The record that front matter holds, which may be empty, and the places of what is written in it.

        Args:
            written: its text, or the mapping that it was composed to.
            wanted: the record's type.
            given: values of keys that it leaves out.
        """
        places: dict[str, Place] = {}
        node = written if isinstance(written, yaml.Node) else self._compose(written) if written.strip() else _nothing()
        missing: dict[str, str] = {}
        if isinstance(node, yaml.MappingNode):
            absent = {field.encode_name for field in _fields(wanted)} - {key.value for key, _ in node.value}
            missing = {key: value for key, value in given.items() if key in absent}
            node.value += [_pair(node, key, value) for key, value in missing.items()]
        value = INVALID if node is None else self._value(node, wanted, "", places)
        for key in missing:
            places.pop(key, None)
        return (value if isinstance(value, wanted) else None), places

    def entries(self, text: str, wanted: type[T]) -> Iterator[Entry[T]]:
        """The records of a list, each with an id; a single mapping counts as a list of one."""
        node = self._compose(text)
        if node is None:
            return
        if isinstance(node, yaml.MappingNode):
            nodes = [node]
        elif isinstance(node, yaml.SequenceNode):
            nodes = node.value
        else:
            self._error(node, f"a list of entries is expected, not {_shown(node)}", "start each with “- id: …”")
            return
        for item in nodes:
            places: dict[str, Place] = {}
            self._lift(item, wanted)
            value = self._value(item, wanted, "", places)
            yield Entry(_id_of(item), None if value is INVALID else value, places)

    def _lift(self, item: Any, wanted: type[msgspec.Struct]) -> None:
        """Give an entry the keys that it holds in a mapping of its own."""
        pairs = item.value if self.within and isinstance(item, yaml.MappingNode) else []
        known = {field.encode_name for field in _fields(wanted)} - {key.value for key, _ in pairs}
        for key, value in list(pairs):
            if key.value == self.within and isinstance(value, yaml.MappingNode):
                item.value += [pair for pair in value.value if pair[0].value in known]

    def _place(self, mark: Any) -> Place:
        return Place(self.path, self.first_line + mark.line, mark.column + 1)

    def _error(self, node: Any, message: str, hint: str = "", rule: str = "wrong-type", level: Level = "error") -> None:
        mark = node if not isinstance(node, yaml.Node) else node.start_mark
        self.findings.append(Finding(rule, level, message, self._place(mark), hint))

    def _compose(self, text: str) -> Any:
        # YAML 1.1 takes these for ends of lines, editors and all else here do not.
        text = text.translate(NO_BREAKS)
        try:
            deep = _too_deep(text)
            node = None if deep else yaml.compose(text, Loader)
        except yaml.MarkedYAMLError as error:
            self._error(*_syntax_error(error, text), rule="syntax")
            return None
        except (yaml.YAMLError, RecursionError) as error:
            self._error(Mark(0, 0), f"not YAML: {str(error).splitlines()[0]}", "", "syntax")
            return None
        if deep:
            self._error(deep, f"nested deeper than {MAX_DEPTH}", "flatten it", "too-deep")
        elif node is None or _shown(node) == "nothing":
            self._error(Mark(0, 0), "nothing here", "fill the file, or delete it", "empty")
            node = None
        elif "*" in text and _expanded(node, len(text)) > len(text):
            self._error(node, "aliases that expand past the file's own size", "write the values out", "too-deep")
            node = None
        return node

    def _value(self, node: Any, wanted: Any, path: str, places: dict[str, Place]) -> Any:
        """The node as a value of the wanted type, or INVALID with the reason collected."""
        places[path] = self._place(node.start_mark)
        shape = shape_of(wanted)
        if shape.optional and _is_null(node):
            return None
        if isinstance(shape.type, type) and issubclass(shape.type, msgspec.Struct):
            return self._record(node, shape.type, path, places)
        origin = typing.get_origin(shape.type)
        if origin is tuple:
            return self._sequence(node, typing.get_args(shape.type)[0], path, places)
        if origin in (Mapping, dict):
            return self._mapping(node, typing.get_args(shape.type)[1], path, places)
        if shape.is_date and isinstance(node, yaml.MappingNode):
            return self._date_parts(node, path)
        return self._scalar(node, shape, path)

    def _record(self, node: Any, wanted: type[msgspec.Struct], path: str, places: dict[str, Place]) -> Any:
        if not isinstance(node, yaml.MappingNode):
            self._error(node, f"{_name(path)} must be a mapping of keys to values, not {_shown(node)}")
            return INVALID
        fields = {field.encode_name: field for field in _fields(wanted)}
        values: dict[str, Any] = {}
        for key, value in self._pairs(node):
            field = fields.get(key)
            if field is not None:
                values[field.name] = self._value(value, field.type, f"{path}.{key}" if path else key, places)
        missing = [key for key, field in fields.items() if field.required and field.name not in values]
        for key in missing:
            self._error(node, f"the key “{key}” is missing", f"add `{key}: …`", "missing-key")
        self._unknown_keys(node, fields)
        return INVALID if missing or INVALID in values.values() else wanted(**values)

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
        """The keys and values of a mapping, those given twice reported and left out."""
        seen: set[str] = set()
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                continue
            if key.value in seen:
                self._error(key, f"the key “{key.value}” is given twice", "keep one of them", "duplicate-key")
                continue
            seen.add(key.value)
            yield key.value, value

    def _sequence(self, node: Any, wanted: Any, path: str, places: dict[str, Place]) -> Any:
        if not isinstance(node, yaml.SequenceNode):
            hint = "write [a, b], or each entry on a line of its own that starts with “- ”"
            self._error(node, f"{_name(path)} must be a list, not {_shown(node)}", hint)
            return INVALID
        values = [self._value(item, wanted, f"{path}.{index}", places) for index, item in enumerate(node.value)]
        return INVALID if INVALID in values else tuple(values)

    def _mapping(self, node: Any, wanted: Any, path: str, places: dict[str, Place]) -> Any:
        if not isinstance(node, yaml.MappingNode):
            self._error(node, f"{_name(path)} must be a mapping of keys to values, not {_shown(node)}")
            return INVALID
        values = {key: self._value(value, wanted, f"{path}.{key}", places) for key, value in self._pairs(node)}
        return INVALID if INVALID in values.values() else values

    def _scalar(self, node: Any, shape: Shape, path: str) -> Any:
        words = _words(shape)
        if not isinstance(node, yaml.ScalarNode) or (_is_null(node) and shape.type is not str):
            self._error(node, f"{_name(path)} must be {words}, not {_shown(node)}")
            return INVALID
        written = YES_NO.get(node.value.lower(), node.value) if shape.type is bool else node.value
        try:
            value = msgspec.convert(written, shape.type, strict=False)
        except msgspec.ValidationError:
            choices = [str(choice) for choice in typing.get_args(shape.type)]
            hint = did_you_mean(node.value, choices) if typing.get_origin(shape.type) is typing.Literal else ""
            self._error(node, f"{_name(path)} must be {words}, not {_shown(node)}", hint)
            return INVALID
        if isinstance(value, float) and not math.isfinite(value):
            self._error(node, f"{_name(path)} must be a finite number, not {_shown(node)}")
            return INVALID
        return self._date(node, value, path) if shape.is_date else value

    def _date(self, node: Any, value: str, path: str) -> Any:
        if is_edtf(value):
            return value
        hint = "write it as 2026, 2026-02, 2026-02-16 or 2031/2036 (EDTF)"
        self._error(node, f"{_name(path)}: “{value}” is no date", hint, "date")
        return INVALID

    def _date_parts(self, node: Any, path: str) -> Any:
        """CSL's way to write a date: `{date-parts: [[2026, 2, 16]]}`, two lists for an interval, or `{raw: …}`."""
        values = dict(self._pairs(node))
        raw, parts = values.get("raw"), values.get("date-parts")
        if parts is None and isinstance(raw, yaml.ScalarNode):
            return self._date(raw, raw.value, path)
        try:
            days = [[int(part.value) for part in day.value] for day in parts.value] if parts is not None else []
        except (AttributeError, TypeError, ValueError):
            days = []
        if not days or len(days) > 2 or not all(1 <= len(day) <= 3 for day in days):
            self._error(node, f"{_name(path)} must be a date", "write an EDTF date, or {date-parts: [[2026, 2, 16]]}")
            return INVALID
        if len(days) == 1 and len(days[0]) == 1 and (season := getattr(values.get("season"), "value", "")) in SEASONS:
            days[0].append(20 + int(season))
        text = "/".join("-".join([f"{day[0]:04d}", *(f"{part:02d}" for part in day[1:])]) for day in days)
        is_about = len(days) == 1 and getattr(values.get("circa"), "value", "") in ("true", "1")
        return self._date(node, text + "~" * is_about, path)


class Mark(NamedTuple):
    """A position in the text, counted from 0 as PyYAML's own marks are."""

    line: int
    column: int


@cache
def shape_of(wanted: Any) -> Shape:
    """Take a field's type apart."""
    optional = False
    if typing.get_origin(wanted) in (typing.Union, types.UnionType):
        optional = type(None) in typing.get_args(wanted)
        wanted = typing.Union[tuple(arg for arg in typing.get_args(wanted) if arg is not type(None))]  # noqa: UP007
    metas = [meta for meta in getattr(wanted, "__metadata__", ()) if isinstance(meta, msgspec.Meta)]
    words = next((meta.description for meta in metas if meta.description), "")
    return Shape(wanted, optional, words, any(meta.extra and meta.extra.get("date") for meta in metas))


@cache
def _fields(wanted: type[msgspec.Struct]) -> tuple[msgspec.structs.FieldInfo, ...]:
    return msgspec.structs.fields(wanted)


def _nothing() -> yaml.MappingNode:
    """The mapping of front matter in which nothing is written."""
    return yaml.MappingNode("tag:yaml.org,2002:map", [], yaml.Mark("", 0, 0, 0, None, 0))


def _pair(node: yaml.MappingNode, key: str, value: str) -> tuple[yaml.ScalarNode, yaml.ScalarNode]:
    """A key and a value that nobody wrote, at the place of the mapping."""
    tag, mark = "tag:yaml.org,2002:str", node.start_mark
    return yaml.ScalarNode(tag, key, mark, style='"'), yaml.ScalarNode(tag, value, mark, style='"')


def _is_null(node: Any) -> bool:
    # The C loader gives a plain scalar the style "", the Python loader None.
    return isinstance(node, yaml.ScalarNode) and not node.style and node.value in NULLS


def _shown(node: Any) -> str:
    if isinstance(node, yaml.ScalarNode):
        return "nothing" if _is_null(node) or not node.value else f"“{node.value[:60]}”"
    return "a mapping" if isinstance(node, yaml.MappingNode) else "a list"


def _name(path: str) -> str:
    last = path.rpartition(".")[2]
    return "this entry" if not last or last.isdigit() else f"“{last}”"


def _words(shape: Shape) -> str:
    if shape.words:
        return shape.words
    if typing.get_origin(shape.type) is typing.Literal:
        return "one of " + ", ".join(map(str, typing.get_args(shape.type)))
    return {str: "text", bool: "true or false"}.get(shape.type, "a number")


def _id_of(node: Any) -> str:
    pairs = node.value if isinstance(node, yaml.MappingNode) else []
    return next((str(value.value) for key, value in pairs if key.value == "id"), "")


def _too_deep(text: str) -> Any:
    """The mark at which a text is nested deeper than allowed, or None; cheap for a text that cannot be."""
    deepest = max(text.count("[") + text.count("{"), text.count("- "), text.count("? "), text.count(":"))
    if deepest <= MAX_DEPTH:
        return None
    depth = 0
    for event in yaml.parse(text, Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                return event.start_mark
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
    return None


def _expanded(node: Any, limit: int) -> int:
    """How many nodes a document has when every alias is written out, counted up to a limit."""
    sizes: dict[int, int] = {}
    open_nodes: set[int] = set()

    def size(one: Any) -> int:
        if isinstance(one, yaml.ScalarNode):
            return 1
        if id(one) in open_nodes:
            return limit + 1  # It contains itself.
        if id(one) not in sizes:
            open_nodes.add(id(one))
            pairs = isinstance(one, yaml.MappingNode)
            children = [part for pair in one.value for part in pair] if pairs else one.value
            sizes[id(one)] = 1 + sum(map(size, children))
            open_nodes.discard(id(one))
        return sizes[id(one)]

    return size(node)


def _syntax_error(error: yaml.MarkedYAMLError, text: str) -> tuple[Any, str, str]:
    mark: Any = error.problem_mark or error.context_mark or Mark(0, 0)
    if mark.line > text.count("\n"):
        # What is missing at the end is missing in the last line.
        mark = Mark(text.count("\n"), len(text) - text.rfind("\n") - 1)
    problem = (error.problem or "").removeprefix("found ")
    if "quoted scalar" in (error.context or "") and ("end of stream" in problem or "document indicator" in problem):
        return error.context_mark, "a quotation mark is opened here and never closed", "close the quotation mark"
    lines = text.split("\n")
    line = lines[mark.line] if mark.line < len(lines) else ""
    if "\t" in line[: mark.column + 1]:
        return Mark(mark.line, line.index("\t")), "a tab where YAML wants spaces", "replace the tab by spaces"
    if "mapping values are not allowed" in problem:
        return mark, "a second colon in one line", "put the whole text in quotes"
    return mark, f"not YAML: {problem or error.context}", "check quotation marks, colons and indentation near here"
