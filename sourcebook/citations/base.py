"""What citing has in common, whatever the style: the sources of one citation, and the words that stand for them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

from sourcebook.model import Name, Source

LABELS: Mapping[str, str] = {
    "p": "page", "pp": "page", "page": "page", "pages": "page", "ch": "chapter", "chap": "chapter",
    "chapter": "chapter", "para": "paragraph", "paras": "paragraph", "paragraph": "paragraph", "¶": "paragraph",
    "sec": "section", "section": "section", "§": "section", "fig": "figure", "figure": "figure", "n": "note",
    "no": "issue", "vol": "volume", "bk": "book", "book": "book", "col": "column", "fol": "folio", "l": "line",
    "line": "line", "lines": "line", "pt": "part", "part": "part", "v": "verse", "verse": "verse",
}  # fmt: skip
"""CSL's locators by the words and abbreviations that Pandoc knows."""
LOCATOR = re.compile(r"(?P<label>[A-Za-z]+|[¶§])\.?\s*(?P<value>\S.*)\Z", re.DOTALL)


class CitationItem(NamedTuple):
    """One source of a citation: `see -@key, p. 3` has the prefix `see`, the locator `p. 3`, and no author."""

    key: str
    prefix: str = ""
    locator: str = ""
    no_author: bool = False


class CitationPart(NamedTuple):
    """A source in a citation."""

    lead: str
    """Plain text in front of the link."""
    html: str
    """What the link shows."""


class CitationCluster(NamedTuple):
    """A citation as it is shown."""

    pieces: Sequence[CitationPart]
    """One a source, in their order."""
    tail: str = ""
    """Plain text behind the last link."""


class CitationFormatter(Protocol):
    """Cites on one page, in reading order."""

    is_numbered: bool
    """Whether the references are numbered in the order of their first citation."""

    def cluster(self, cited: Sequence[CitationItem], in_text: bool) -> CitationCluster:
        """The words of a citation; `in_text` for one that is part of the sentence: Tobias (2026)."""

    def reference(self, key: str) -> str:
        """The entry of a source among the references as HTML; empty when the theme's own is to be shown."""

    def order(self, keys: Sequence[str]) -> Sequence[str]:
        """The keys, given in the order of their first citation, in the order of the references."""


def split_locator(text: str) -> tuple[str, str]:
    """A locator's CSL name and its value: `p. 3` is `page`, `3`; a bare number is a page; other text stays whole."""
    found = LOCATOR.match(text)
    if found and found["label"].lower() in LABELS:
        return LABELS[found["label"].lower()], found["value"]
    return "page", text


def author_label(source: Source) -> str:
    """Who wrote it, as short as citations put it: `Doe`, `Doe and Roe`, `Doe et al.`; else its publisher or title."""
    names = [_short(name) for name in source.author]
    if not names:
        words = source.publisher or source.container_title or source.title
        return words if len(words) <= 40 else f"{words[:40].rpartition(' ')[0]} …"
    if len(names) < 3:
        return " and ".join(names)
    return f"{names[0]} et al."


def _short(name: Name) -> str:
    family = " ".join(part for part in (name.non_dropping_particle, name.family) if part)
    return name.literal or family or name.given
