"""Python-Markdown's inline pass, which does not try patterns on texts that lack what every match of them holds.

The result is the same: a pattern is passed over only where it would have found nothing. Python-Markdown itself tries
each of its patterns on every piece of text, which takes most of its time.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.inlinepatterns import DelimiterProcessor
from markdown.treeprocessors import InlineProcessor
from markdown.util import AtomicString

NEEDED: Mapping[str, str] = {
    "backtick": "`", "escape": "\\", "footnote": "[^", "reference": "[", "link": "[", "short_reference": "[",
    "image_link": "![", "image_reference": "![", "short_image_ref": "![", "autolink": "<", "automail": "<",
    "html": "<", "linebreak": "  \n", "entity": "&",
}  # fmt: skip
"""By the names of patterns: what each match holds."""


class QuickInline(InlineProcessor):
    """The inline pass of one Markdown processor.

    Args:
        md: the processor.
        needed: what each match of further patterns holds, by their names.
    """

    def __init__(self, md: Markdown, needed: Mapping[str, str]) -> None:
        super().__init__(md)
        self._needed = {**NEEDED, **needed}
        self._patterns: list[tuple[Any, tuple[str, ...]]] = []

    def run(self, tree: Element, ancestors: list[str] | None = None) -> Element:
        """Apply the patterns to a page's tree."""
        registry = self.inlinePatterns
        marks = {registry.get_index_for_name(name): (mark,) for name, mark in self._needed.items() if name in registry}
        # Emphasis knows its own; of a pattern that nobody knows nothing is needed, and it is always tried.
        self._patterns = [
            (one, tuple(one.tokens) if isinstance(one, DelimiterProcessor) else marks.get(at, ()))
            for at, one in enumerate(registry)
        ]
        return super().run(tree, ancestors)

    _apply: Any = InlineProcessor._InlineProcessor__applyPattern  # type: ignore[attr-defined]  # private to the parent

    # The name that Python gives to a private method of the parent.
    def _InlineProcessor__handleInline(self, data: str, patternIndex: int = 0) -> str:  # noqa: N802, N803
        """A text with placeholders in the place of what the patterns match."""
        if isinstance(data, AtomicString):
            return data
        start, patterns = 0, self._patterns
        for index in range(patternIndex, len(patterns)):
            pattern, needed = patterns[index]
            if needed and not any(mark in data for mark in needed):
                continue
            is_matched = True
            while is_matched:
                data, is_matched, start = self._apply(pattern, data, index, start)
        return data
