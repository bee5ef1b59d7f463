"""Numbers in brackets, in the order of first citation, `[1, p. 3]`: the style of a site that names none."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from sourcebook.citations.base import CitationCluster, CitationItem, CitationPart


class Numbered:
    """Cites by number."""

    is_numbered = True

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def cluster(self, cited: Sequence[CitationItem], in_text: bool) -> CitationCluster:
        """A bracket for each source."""
        pieces = []
        for index, one in enumerate(cited):
            number = self._numbers.setdefault(one.key, len(self._numbers) + 1)
            lead = (" " if index else "") + (f"{one.prefix} " if one.prefix else "")
            pieces.append(CitationPart(lead, f"[{number}, {escape(one.locator)}]" if one.locator else f"[{number}]"))
        return CitationCluster(pieces)

    def reference(self, key: str) -> str:
        """The theme's own."""
        return ""

    def order(self, keys: Sequence[str]) -> Sequence[str]:
        """As they were cited."""
        return keys
