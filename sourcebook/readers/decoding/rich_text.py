"""Texts of bibliographies without the tags and character references that reference managers write into them."""

from __future__ import annotations

import re
from html import unescape

from sourcebook.readers.decoding.latex_commands import SUBSCRIPTS, SUPERSCRIPTS, raised

MARKUP = re.compile(r"</?(?:i|b|em|strong|sc|sub|sup)>|<span (?:class=\"nocase\"|style=\"[a-z: -]+;?\")>|</span>")
"""Rich text of CSL-JSON, and what sites write in its place."""
SMALL = re.compile(r"<su(?P<side>[pb])>(?P<text>[^<>]*)</su(?P=side)>")
"""Signs above or below the line: 10<sup>6</sup> is not 106."""
REFERENCE = re.compile(r"&(?:#\d{1,7}|#[xX][\dA-Fa-f]{1,6}|[A-Za-z][\dA-Za-z]*);")


def without_markup(text: str) -> str:
    """Return a text without tags and character references: `<i>E. coli</i>`, `A &amp; B`, `&lt;i&gt;`."""
    if "<" not in text and "&" not in text:
        return text
    shown = REFERENCE.sub(lambda found: unescape(found[0]), _without_tags(text))
    return _without_tags(shown) if "&lt;" in text else shown


def _without_tags(text: str) -> str:
    return MARKUP.sub("", SMALL.sub(_raised, text)) if "<" in text else text


def _raised(match: re.Match[str]) -> str:
    return raised(match["text"], SUPERSCRIPTS if match["side"] == "p" else SUBSCRIPTS)
