"""The serializer: writes elements that contain only text without the general procedure."""

from __future__ import annotations

from collections.abc import Callable
from xml.etree.ElementTree import Element

from markdown.serializers import (  # type: ignore[attr-defined]  # the stubs leave out all but functions
    BOOLEAN_ATTRIBUTES,
    HTML_EMPTY,
    _escape_attrib_html,
    _escape_cdata,
    to_html_string,
)

RAW = ("script", "style")
"""Elements whose text is not escaped."""
HEADINGS = frozenset(f"h{level}" for level in range(1, 7))
LEAVES = frozenset({"em", "strong", "code", "li", "p", "td", "th", "dt", "dd", *HEADINGS})
"""Elements that are written directly if they contain only text."""


def write_html(root: Element) -> str:
    """Return a tree as HTML."""
    parts: list[str] = []
    try:
        _write(root, parts.append)
    except (TypeError, AttributeError, RecursionError):  # no tree of plain elements, or one that is very deep
        return to_html_string(root)
    return "".join(parts)


def _write(element: Element, write: Callable[[str], None]) -> None:
    tag, text, tail = element.tag, element.text, element.tail
    write(f"<{tag}{_attributes(element)}>" if element.attrib else f"<{tag}>")
    name = tag.lower()
    if text:
        write(text if name in RAW else _escaped(text))
    for child in element:
        if child.tag in LEAVES and not child.attrib and not len(child):
            write(f"<{child.tag}>{_escaped(child.text or '')}</{child.tag}>{_escaped(child.tail or '')}")
        else:
            _write(child, write)
    if name not in HTML_EMPTY:
        write(f"</{tag}>")
    if tail:
        write(_escaped(tail))


def _escaped(text: str) -> str:
    return _escape_cdata(text) if "&" in text or "<" in text or ">" in text else text


def _attributes(element: Element) -> str:
    return "".join(
        f" {name}"
        if value is None or (name == value and name in BOOLEAN_ATTRIBUTES["html"])
        else f' {name}="{_escape_attrib_html(value)}"'
        for name, value in sorted(element.items())
    )
