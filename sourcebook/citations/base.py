"""Citations, and the protocol of citation styles."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

from sourcebook.model import Name, Source
from sourcebook.model.sources import ET_AL

LABELS: Mapping[str, str] = {
    "p": "page", "pp": "page", "page": "page", "pages": "page", "ch": "chapter", "chap": "chapter",
    "chapter": "chapter", "para": "paragraph", "paras": "paragraph", "paragraph": "paragraph", "¶": "paragraph",
    "sec": "section", "section": "section", "§": "section", "fig": "figure", "figure": "figure", "n": "note",
    "no": "issue", "vol": "volume", "bk": "book", "book": "book", "col": "column", "fol": "folio", "l": "line",
    "line": "line", "lines": "line", "pt": "part", "part": "part", "v": "verse", "verse": "verse",
}  # fmt: skip
"""Locator labels of CSL, by the words and abbreviations of Pandoc."""
LOCATOR = re.compile(r"(?P<label>[A-Za-z]+|[¶§])\.?\s*(?P<value>\S.*)\Z", re.DOTALL)


class CitationItem(NamedTuple):
    """One source of a citation: `see -@key, p. 3` has the prefix `see`, the locator `p. 3`, and no author."""

    key: str
    prefix: str = ""
    locator: str = ""
    no_author: bool = False


class CitationPart(NamedTuple):
    """The text of one source in a citation."""

    lead: str
    """Plain text before the link."""
    html: str
    """The HTML of the link's text."""


class CitationCluster(NamedTuple):
    """A formatted citation."""

    parts: Sequence[CitationPart]
    """One part for each source, in order."""
    tail: str = ""
    """Plain text after the last link."""


class CitationFormatter(Protocol):
    """Formats the citations of one page, in reading order."""

    is_numbered: bool
    """Whether the references are numbered in the order of their first citation."""

    def cluster(self, cited: Sequence[CitationItem], in_text: bool) -> CitationCluster:
        """Format a citation; `in_text` if it is part of the sentence: Tobias (2026)."""

    def reference(self, key: str) -> str:
        """Return the reference of a source as HTML; empty if the theme formats it."""

    def order(self, keys: Sequence[str]) -> Sequence[str]:
        """Return the keys, which are given in the order of first citation, in the order of the references."""


def split_locator(text: str) -> tuple[str, str]:
    """Split a locator into its CSL label and value: `p. 3` is `page`, `3`; a bare number is a page."""
    found = LOCATOR.match(text)
    if found and found["label"].lower() in LABELS:
        return LABELS[found["label"].lower()], found["value"]
    return "page", text


def author_label(source: Source) -> str:
    """Return the authors of a source in short form: `Doe`, `Doe and Roe`, `Doe et al.`.

    Without authors, they are its editors, its publisher or its title.
    """
    names = [_short(name) for name in source.author or source.editor]
    if not names:
        name = source.publisher or source.container_title or source.title
        return name if len(name) <= 40 else f"{name[:40].rpartition(' ')[0]} …"
    if len(names) < 3 and ET_AL not in names:
        return " and ".join(names)
    return f"{names[0]} et al."


def _short(name: Name) -> str:
    family = " ".join(part for part in (name.non_dropping_particle, name.family) if part)
    return name.literal or family or name.given
