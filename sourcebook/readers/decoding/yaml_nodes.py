"""Compose YAML to nodes, with limits, messages for syntax errors, and descriptions of nodes."""

from __future__ import annotations

import typing
from collections.abc import Iterator, Set
from typing import Any

import yaml

from sourcebook.readers.decoding.utf8_text import MAX_DEPTH
from sourcebook.readers.decoding.yaml_layout import Mark
from sourcebook.readers.decoding.yaml_mistakes import explain_syntax_error

Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
NO_BREAKS = dict.fromkeys(map(ord, "\x85\u2028\u2029"), " ")
NULLS = ("", "~", "null", "Null", "NULL")


class Loader(Base):  # type: ignore[misc]  # PyYAML's C loader has no types
    """A loader that reads every plain scalar as text."""

    yaml_implicit_resolvers: typing.ClassVar[dict[str, Any]] = {}


class YamlError(Exception):
    """A text that is not valid YAML.

    Args:
        mark: where, counted from 0.
        message: what is wrong.
        hint: what to do about it.
        rule: of the finding: `syntax`, `too-deep` or `empty`.
    """

    def __init__(self, mark: Any, message: str, hint: str, rule: str) -> None:
        super().__init__(message)
        self.mark = mark
        self.message = message
        self.hint = hint
        self.rule = rule


def compose_yaml(text: str) -> Any:
    """Return the root node of a YAML text.

    Raises:
        YamlError: if it is not YAML, is empty, is nested too deep, or has aliases that expand past its own size.
    """
    # YAML 1.1 takes these for ends of lines, editors and all else here do not.
    text = text.translate(NO_BREAKS)
    try:
        deep = too_deep(text)
        node = None if deep else yaml.compose(text, Loader)
    except yaml.MarkedYAMLError as error:
        raise YamlError(*explain_syntax_error(error, text), rule="syntax") from error
    except (yaml.YAMLError, RecursionError) as error:
        raise YamlError(Mark(0, 0), f"not YAML: {str(error).splitlines()[0]}", "", "syntax") from error
    if deep:
        raise YamlError(deep, f"nested deeper than {MAX_DEPTH}", "flatten it", "too-deep")
    if node is None or describe(node) == "nothing":
        raise YamlError(Mark(0, 0), "nothing here", "fill the file, or delete it", "empty")
    if "*" in text and expanded_size(node, len(text)) > len(text):
        hint = "write the values out"
        raise YamlError(node.start_mark, "aliases that expand past the file's own size", hint, "too-deep")
    return node


def empty_mapping() -> yaml.MappingNode:
    """Return the node of empty front matter."""
    return yaml.MappingNode("tag:yaml.org,2002:map", [], yaml.Mark("", 0, 0, 0, None, 0))


def text_pair(node: yaml.MappingNode, key: str, value: str) -> tuple[yaml.ScalarNode, yaml.ScalarNode]:
    """Return nodes for a key and a value that are not in the text, with the location of the mapping."""
    tag, mark = "tag:yaml.org,2002:str", node.start_mark
    return yaml.ScalarNode(tag, key, mark, style='"'), yaml.ScalarNode(tag, value, mark, style='"')


def merge_lists(node: yaml.MappingNode, name: str, keys: Set[str]) -> None:
    """Replace keys of a mapping by one list of their values, each once; a text is split at its commas.

    Args:
        node: the mapping, which is changed.
        name: of the list.
        keys: in small letters.
    """
    values: dict[str, yaml.ScalarNode] = {}
    others, tag = [], "tag:yaml.org,2002:str"
    found = None
    for key, value in node.value:
        if str(key.value).lower() not in keys or isinstance(value, yaml.MappingNode):
            others.append((key, value))
            continue
        found = found or key
        for one in value.value if isinstance(value, yaml.SequenceNode) else [value]:
            for text in one.value.split(",") if isinstance(one, yaml.ScalarNode) and not is_null(one) else ():
                if text.strip():
                    entry = yaml.ScalarNode(tag, text.strip(), one.start_mark, one.end_mark, style='"')
                    values.setdefault(text.strip().casefold(), entry)
    if found is not None:
        mark = found.start_mark
        sequence = yaml.SequenceNode("tag:yaml.org,2002:seq", [*values.values()], mark, found.end_mark)
        node.value[:] = [*others, (yaml.ScalarNode(tag, name, mark, found.end_mark, style='"'), sequence)]


def is_null(node: Any) -> bool:
    """Return whether a node is a plain scalar that means null."""
    # The C loader gives a plain scalar the style "", the Python loader None.
    return isinstance(node, yaml.ScalarNode) and not node.style and node.value in NULLS


def describe(node: Any) -> str:
    """Describe a node for messages: `“2026”`, `a mapping`, `nothing`."""
    if isinstance(node, yaml.ScalarNode):
        return "nothing" if is_null(node) or not node.value else f"“{node.value[:60]}”"
    return "a mapping" if isinstance(node, yaml.MappingNode) else "a list"


def id_of(node: Any) -> str:
    """Return the value of `id` in a mapping; empty if there is none."""
    pairs = node.value if isinstance(node, yaml.MappingNode) else []
    return next((str(value.value) for key, value in pairs if key.value == "id"), "")


def names_below(text: str, key: str) -> Iterator[str]:
    """Yield what may be meant as a name below a key of the root mapping: keys, and the entries of a list of words.

    Nothing is yielded if the text is no mapping of YAML.
    """
    try:
        root = compose_yaml(text)
    except YamlError:
        return
    todo = [value for name, value in root.value if name.value == key] if isinstance(root, yaml.MappingNode) else []
    entries = [one for node in todo for one in (node.value if isinstance(node, yaml.SequenceNode) else [node])]
    yield from (one.value for one in entries if isinstance(one, yaml.ScalarNode))
    while todo:
        node = todo.pop()
        if isinstance(node, yaml.MappingNode):
            yield from (name.value for name, _ in node.value if isinstance(name, yaml.ScalarNode))
            todo += [value for _, value in node.value]
        elif isinstance(node, yaml.SequenceNode):
            todo += node.value


def too_deep(text: str) -> Any:
    """Return the mark at which a text exceeds the nesting limit, or None; cheap for texts that cannot exceed it."""
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


def expanded_size(node: Any, limit: int) -> int:
    """Return the number of nodes of a document with all aliases expanded, counted up to a limit."""
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
