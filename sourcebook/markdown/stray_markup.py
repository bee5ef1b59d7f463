"""Markup that Python-Markdown did not take as such, so that readers would see its characters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.util import ETX, STX, AtomicString

from sourcebook.core.text.html_tags import read_tags
from sourcebook.markdown.escapes import with_signs, without_marks
from sourcebook.markdown.markup_kinds import CHARACTERS, KINDS

PLAIN = frozenset({"code", "pre", "script", "style", "math", "textarea"})
"""Elements whose text is shown as it is written."""


class StrayMarkup(NamedTuple):
    """A part of a text that looks like markup."""

    text: str
    """As it would be shown."""
    before: str
    """What is before it in the same line, or above it if it begins a line; at most `CONTEXT` characters."""
    message: str
    hint: str


CONTEXT = 40
"""Characters before stray markup by which it is found in the file."""
ENDS = re.compile(rf"[\n{STX}{ETX}]")
"""Ends of a part of a text that is shown as it is written."""
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
IN_HTML = re.compile(
    r"\]\(|\[(?:[^\[\]@]{0,80}\s)?-?@[\w{][^\[\]\n]*\]|\*\*[^\s*][^*\n]*\*\*|^#{1,6} \S[^\n]*", re.MULTILINE
)
"""Markdown that is shown as it is within a block of HTML."""
HTML_HINT = 'it is read if the tag of the block has the attribute markdown="1"; write tables as Markdown'
OPEN_CITATION = re.compile(r"\[[^\[\]\n]*\Z")
"""A bracket that is open where a citation begins."""


def stray_markup(md: Markdown, root: Element) -> Iterator[StrayMarkup]:
    """Yield what looks like markup in the text of a page.

    Code, and what authors put behind a backslash, is left alone.
    """
    yield from _in_elements(root)
    for html in md.htmlStash.rawHtmlBlocks:
        if isinstance(html, str) and IN_HTML.search(html) and not html.startswith(("<pre", "<aside", "<figure")):
            text = _text_of(COMMENT.sub("", html))
            yield from (found._replace(hint=HTML_HINT) for found in _in_text(text))
            for match in IN_HTML.finditer(text):
                if match[0] != "](":
                    before = ENDS.split(text[max(match.start() - CONTEXT, 0) : match.start()])[-1]
                    yield StrayMarkup(match[0], before, "Markdown within HTML", HTML_HINT)


def swallowed_links(md: Markdown, root: Element) -> Iterator[Element]:
    """Yield links and images that are not on the page, as another image took them for a part of its description."""
    stash = md.treeprocessors["inline"].stashed_nodes  # type: ignore[attr-defined]  # of the inline processor
    made = [one for one in stash.values() if isinstance(one, Element)]
    links = [one for one in made if one.tag in ("a", "img")]
    if links:
        present = {id(one) for one in root.iter()}
        yield from (one for one in links if id(one) not in present)


def _in_elements(element: Element) -> Iterator[StrayMarkup]:
    if element.tag in PLAIN:
        return
    if element.text and not isinstance(element.text, AtomicString):
        yield from _in_text(element.text)
    before = element.text or ""
    for child in element:
        bracket = OPEN_CITATION.search(before) if "data-bare" in child.attrib else None
        if bracket:
            message, hint = "a citation whose bracket is never closed", "write ] behind it, or \\[ for a bracket"
            shown = f"{bracket[0]}{child.get('data-cited')}"
            yield StrayMarkup(shown, ENDS.split(before[: bracket.start()][-CONTEXT:])[-1], message, hint)
        yield from _in_elements(child)
        before = child.tail or ""
        if before and not isinstance(before, AtomicString):
            yield from _in_text(before)


def _in_text(text: str) -> Iterator[StrayMarkup]:
    if CHARACTERS.search(text):
        text = without_marks(text) if STX in text else text
        for kind in KINDS:
            for match in kind.pattern.finditer(text):
                if STX not in match[0] and ETX not in match[0]:
                    before = text[max(match.start() - CONTEXT, 0) : match.start()]
                    if not before.endswith("\n"):
                        before = ENDS.split(before)[-1]
                    yield StrayMarkup(with_signs(match[0].strip()), with_signs(before), kind.message, kind.hint)


def _text_of(html: str) -> str:
    """Return the text of a block of HTML, code left out."""
    parts, at, depth = [], 0, 0
    for tag in read_tags(html):
        if not depth:
            parts.append(html[at : tag.start])
        at = tag.end
        depth += (tag.name in PLAIN) - (tag.name[1:] in PLAIN and tag.name.startswith("/"))
    return "".join(parts) + ("" if depth else html[at:])
