"""Citations in the syntax of Pandoc: `[see @key, p. 3; @other]`, `@key` and `@{any key}`."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from markdown.inlinepatterns import InlineProcessor
from markdown.util import AtomicString

from sourcebook.citations import CitationItem
from sourcebook.core.text.addresses import canonical
from sourcebook.markdown.attribute_values import AMPERSAND

LETTER = (
    r"A-Za-z0-9_\u00aa\u00b5\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u060b\u060e-\u061a\u0620-\u0669\u066e-\u06d3"
    r"\u06d5-\u0963\u0966-\u1fff\u200c\u200d\u2070-\u2fef\u3005-\u3007\u3021-\u3029\u3031-\ud7ff\uf900-\ufdff"
    r"\ufe70-\ufefc\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\uff66-\uffdc\U00010000-\U0001efff\U00020000-\U000323af"
)
"""Letters, digits and marks of all scripts, as a class of characters; no quotation marks and no other punctuation."""
KEY = rf"[{LETTER}](?:[{LETTER}:.#$%&+?<>~/-]*[{LETTER}])?"
AT = rf"@(?:\{{(?P<braced>[^\s{{}}]+)\}}|(?P<key>{KEY}))"
"""A key behind its `@`; in braces, a key of any characters."""
KEYS = re.compile(rf"(?<![\w.])-?{AT}")
BRACKETED = rf"\[((?:[^\[\]@]*[^\[\]@\w.])?-?@(?:\{{|{KEY})[^\[\]]*)\](?![(\[])"
BARE = rf"(?<![\w@./-])(-?@(?:\{{[^\s{{}}]+\}}|{KEY})(?: \[[^\[\]@]*\](?![(\[:]))?)"
PART = re.compile(rf"(?:(?:&|{AMPERSAND})(?:#\d+|#[xX][\da-fA-F]+|[A-Za-z]\w*);|[^;])+")
"""A part of a citation, in which a semicolon can only end a character reference."""
ONE = re.compile(rf"(?P<prefix>[^@]*?)(?P<no_author>-?){AT}(?P<rest>.*)\Z", re.DOTALL)


def citation_parts(inside: str) -> list[str]:
    """Return the parts of a citation's brackets between semicolons, those of character references excepted."""
    return [part.strip() for part in PART.findall(inside) if part.strip()]


def parse_citation(part: str) -> CitationItem | None:
    """Parse a part of a citation, which is plain text; return None if it has no key."""
    found = ONE.match(part)
    if found is None:
        return None
    return CitationItem(
        canonical(found["braced"] or found["key"]),
        found["prefix"].strip(),
        found["rest"].strip().strip("[],").strip(),
        bool(found["no_author"]),
    )


class CitationPattern(InlineProcessor):
    """Replaces a citation by a `<cite>` element, which `ReferenceResolver` formats later in reading order.

    `data-cited` is the content of the brackets; `data-bare` marks a citation without brackets.
    """

    ANCESTOR_EXCLUDES = ("a",)

    # The parent's name, and a signature that serves two generations of patterns.
    def handleMatch(  # type: ignore[override]  # noqa: N802
        self, m: re.Match[str], data: str
    ) -> tuple[Element | None, int | None, int | None]:
        """Return the element of a citation."""
        bare = not m[0].startswith("[")
        element = Element("cite", {"data-cited": m[1]})
        element.text = AtomicString(m[0])  # what stands there if it is part of a description
        if bare:
            element.set("data-bare", "")
        return element, m.start(0), m.end(0)
