"""Citations in the syntax of Pandoc: `[see @key, p. 3; @other]` and `@key`."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from markdown.inlinepatterns import InlineProcessor

from sourcebook.citations import CitationItem

KEY = r"[A-Za-z0-9_](?:[A-Za-z0-9_:.#$%&+?<>~/-]*[A-Za-z0-9_])?"
BRACKETED = rf"\[([^\[\]@]*-?@{KEY}[^\[\]]*)\](?![(\[])"
BARE = rf"(?<![\w@./-])(-?@{KEY}(?: \[[^\[\]@]*\](?![(\[:]))?)"
ONE = re.compile(rf"(?P<prefix>[^@]*?)(?P<no_author>-?)@(?P<key>{KEY})(?P<rest>.*)\Z", re.DOTALL)


def parse_citations(inside: str) -> list[CitationItem]:
    """Parse the content of a citation's brackets; parts without a key are dropped."""
    found = (ONE.match(part.strip()) for part in inside.split(";"))
    return [
        CitationItem(m["key"], m["prefix"].strip(), m["rest"].strip().strip("[],").strip(), bool(m["no_author"]))
        for m in found
        if m
    ]


class CitationPattern(InlineProcessor):
    """Replaces a citation by a `<cite>` element, which `ReferenceResolver` formats later in reading order.

    `data-cited` is the content of the brackets; `data-bare` marks a citation without brackets.
    """

    # The parent's name, and a signature that serves two generations of patterns.
    def handleMatch(  # type: ignore[override]  # noqa: N802
        self, m: re.Match[str], data: str
    ) -> tuple[Element | None, int | None, int | None]:
        """Return the element of a citation."""
        bare = not m[0].startswith("[")
        element = Element("cite", {"data-cited": m[1]})
        if bare:
            element.set("data-bare", "")
        return element, m.start(0), m.end(0)
