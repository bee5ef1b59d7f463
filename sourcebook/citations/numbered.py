"""Numbers in brackets, in the order of first citation, `[1, p. 3]`: the default style."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from sourcebook.citations.base import CitationCluster, CitationItem, CitationPart


class Numbered:
    """Formats citations by number."""

    is_numbered = True

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def cluster(self, cited: Sequence[CitationItem], in_text: bool) -> CitationCluster:
        """Format each source in brackets: `[3] [4]`, `see [3]; also [4]`."""
        parts = []
        for index, one in enumerate(cited):
            number = self._numbers.setdefault(one.key, len(self._numbers) + 1)
            prefix = f"{one.prefix} " if one.prefix else ""
            lead = f"{'; ' if prefix else ' '}{prefix}" if index else prefix
            parts.append(CitationPart(lead, f"[{number}, {escape(one.locator)}]" if one.locator else f"[{number}]"))
        return CitationCluster(parts)

    def reference(self, key: str) -> str:
        """Return nothing: the theme formats references."""
        return ""

    def order(self, keys: Sequence[str]) -> Sequence[str]:
        """Return the keys in the order of citation."""
        return keys
