"""Values of attributes as Markdown's syntax means them: escapes and character references are resolved."""

from __future__ import annotations

import re
from html import unescape
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.util import ETX, HTML_PLACEHOLDER_RE, INLINE_PLACEHOLDER_RE, STX

TAG = re.compile(r"<[^>]*>")
ESCAPED = re.compile(rf"{STX}(\d+){ETX}")
"""A character behind a backslash, as Python-Markdown holds it until the end."""
AMPERSAND = f"{STX}amp{ETX}"
"""An ampersand that begins a character reference, likewise."""
REFERENCE = re.compile(r"&(?:#\d+|#[xX][\dA-Fa-f]+|[A-Za-z][\dA-Za-z]*);")
BACKSLASH = re.compile(r"\\([!-/:-@\[-`{-~])")


def plain_value(md: Markdown, value: str) -> str:
    """Return an attribute of an element of a page as text: without placeholders, escapes, references and tags.

    Args:
        md: the processor, which holds what placeholders stand for.
        value: of the attribute.
    """
    if STX not in value and "\\" not in value and "&" not in value:
        return value

    def raw(match: re.Match[str]) -> str:
        at = int(match[1])
        block = md.htmlStash.rawHtmlBlocks[at] if at < md.htmlStash.html_counter else ""
        return "".join(block.itertext()) if isinstance(block, Element) else TAG.sub("", block)

    def inline(match: re.Match[str]) -> str:
        node = md.treeprocessors["inline"].stashed_nodes.get(match[1], "")  # type: ignore[attr-defined]
        return "".join(node.itertext()) if isinstance(node, Element) else str(node)

    text = HTML_PLACEHOLDER_RE.sub(raw, INLINE_PLACEHOLDER_RE.sub(inline, value))
    text = BACKSLASH.sub(r"\1", text).replace(AMPERSAND, "&")
    text = REFERENCE.sub(lambda match: unescape(match[0]), text)
    return ESCAPED.sub(lambda match: chr(int(match[1])), text)


def set_plain_value(element: Element, name: str, value: str) -> None:
    """Set an attribute to a text, so that the page holds exactly this text.

    Python-Markdown writes a character reference as it is: an ampersand has to be one.
    """
    element.set(name, value.replace("&", "&amp;"))
