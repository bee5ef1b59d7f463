"""Ids and names of headings: from their words, in any script, without the marks of claims and citations."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from markdown.blockprocessors import HashHeaderProcessor
from markdown.extensions.toc import slugify
from markdown.treeprocessors import Treeprocessor

from sourcebook.core.text.slugs import transliterated
from sourcebook.markdown.attribute_values import plain_value
from sourcebook.markdown.fast.serializer import HEADINGS

MARKS = frozenset({"sup", "vh", "hover", "cites", "footnote-ref"})
"""Elements and classes that are no words of a heading."""
NAMELESS = "section"
"""Id of a heading without letters and digits."""


CLOSING = re.compile(r"(?:\A|[ \t])#+\Z")
"""Signs that close a heading: behind a space, so that `C#` keeps its own."""


class SpacedHeadings(HashHeaderProcessor):
    """Makes headings of lines that begin with `#` and a space: `#1` and `#word` are words."""

    RE = re.compile(r"(?:^|\n)(?P<level>#{1,6})(?=[ \t\n]|\Z)(?P<header>[^\n]*)(?:\n|\Z)")

    def run(self, parent: Element, blocks: list[str]) -> None:
        """Add a heading, without the signs that close it."""
        super().run(parent, blocks)
        heading = parent[-1]
        heading.text = CLOSING.sub("", heading.text or "").rstrip()


class HeadingIds(Treeprocessor):
    """A tree processor that gives headings their ids."""

    def run(self, root: Element) -> None:
        """Set the ids, and the names for the table of contents.

        Of several headings with the same words, each but the first has that of its section before it, and then a
        number, so that a heading that is added changes few of the others.
        """
        headings: list[tuple[int, Element]] = []
        used: set[str] = set()
        for one in root.iter():
            if one.tag in HEADINGS:
                headings.append((int(one.tag[1]), one))
            if "id" in one.attrib:
                used.add(one.get("id", ""))
        above: list[tuple[int, str]] = []
        for level, heading in headings:
            name = " ".join(plain_value(self.md, "".join(_texts(heading))).split())
            above = [one for one in above if one[0] < level]
            if "id" not in heading.attrib:
                heading.set("id", _free(heading_id(name), above[-1][1] if above else "", used))
                used.add(heading.get("id", ""))
            if len(heading):
                heading.set("data-toc-label", name.replace("&", "&amp;").replace("<", "&lt;"))
            above.append((level, heading.get("id", "")))


def heading_id(name: str) -> str:
    """Return the id of a heading with this text: `Größe & Maß` -> `grosse-mass`."""
    return slugify(transliterated(name), "-") or NAMELESS


def _free(name: str, section: str, used: set[str]) -> str:
    if name in used and section and f"{section}-{name}" not in used:
        return f"{section}-{name}"
    number = 2
    found = name
    while found in used:
        found, number = f"{name}-{number}", number + 1
    return found


def _texts(element: Element) -> Iterator[str]:
    """Yield the texts of an element, those of marks left out."""
    if element.text:
        yield element.text
    for child in element:
        if child.tag not in MARKS and MARKS.isdisjoint(child.get("class", "").split()):
            yield from _texts(child)
        if child.tail:
            yield child.tail
