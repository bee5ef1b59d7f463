"""The inline pass: tries only the patterns whose characters occur, and replaces simple emphasis at once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.inlinepatterns import DelimiterProcessor
from markdown.treeprocessors import InlineProcessor
from markdown.util import STX, AtomicString

from sourcebook.markdown.fast.needs import EMPHASIS, Needed, with_needs


class FastInline(InlineProcessor):
    """The inline processor of one Markdown processor.

    Args:
        md: the Markdown processor.
        needed: characters that the patterns require, by name of the pattern.
    """

    def __init__(self, md: Markdown, needed: Needed) -> None:
        super().__init__(md)
        self._needed = needed

    @cached_property
    def _rules(self) -> list[tuple[Any, tuple[str, ...]]]:
        return with_needs(self.inlinePatterns, self._needed)

    @cached_property
    def _others(self) -> Sequence[str]:
        """Characters of everything except emphasis with stars."""
        marks = {STX, *(mark for _, needed in self._rules for mark in needed or ("",))}
        return sorted(marks - {"*"})

    def _is_plain(self, text: str) -> bool:
        """Return whether a text contains nothing except, perhaps, emphasis with stars."""
        for mark in self._others:  # noqa: SIM110  # half the time of a generator
            if mark in text and (mark != "\n" or "  \n" in text):
                return False
        return True

    def run(self, tree: Element, ancestors: list[str] | None = None) -> Element:
        """Replace matches of the patterns by elements; where a text contains only emphasis, without the patterns."""
        settled: list[tuple[Element, list[str]]] = []
        for element in tree.iter():
            text = element.text
            if text and element is not tree and not isinstance(text, AtomicString) and self._is_plain(text):
                parts: list[str] = EMPHASIS.split(text) if "*" in text else [text]
                if not any("*" in between for between in parts[::3]):
                    settled.append((element, parts))
                    element.text = None
        super().run(tree, ancestors)
        for element, parts in settled:
            element.text = parts[0] or None
            for at, (mark, text, tail) in enumerate(zip(parts[1::3], parts[2::3], parts[3::3], strict=True)):
                element.insert(at, emphasis(self.md, mark, text, tail or None))
        return tree

    _apply: Any = InlineProcessor._InlineProcessor__applyPattern  # type: ignore[attr-defined]  # private to the parent

    # The name that Python gives to a private method of the parent.
    def _InlineProcessor__handleInline(self, data: str, patternIndex: int = 0) -> str:  # noqa: N802, N803
        """Return a text with placeholders for the matches of the patterns."""
        if isinstance(data, AtomicString):
            return data
        start, rules = 0, self._rules
        for index in range(patternIndex, len(rules)):
            pattern, needed = rules[index]
            for mark in needed:
                if mark in data:
                    break
            else:
                if needed:
                    continue
            is_matched = True
            while is_matched:
                data, is_matched, start = self._apply(pattern, data, index, start)
        return data


class FastEmphasis(DelimiterProcessor):
    """The pattern of emphasis.

    Args:
        pattern: the one of Python-Markdown.
    """

    def __init__(self, pattern: DelimiterProcessor) -> None:
        self.__dict__.update(pattern.__dict__)

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Element | None, int | None, int | None]:  # type: ignore[override]  # noqa: N802
        """Return the element of a match; directly if it contains no other emphasis."""
        at = m.start()
        if not self.regions and data[at - 1 : at] != "*":
            found = EMPHASIS.match(data, at)
            if found is not None:
                return emphasis(self.md, found[1], found[2]), at, found.end()
        return super().handleMatch(m, data)


def emphasis(md: Any, mark: str, text: str, tail: str | None = None) -> Element:
    """Return an element of emphasis.

    Args:
        md: the processor.
        mark: one star, or two.
        text: text of the element.
        tail: text after it.
    """
    element = Element(md.delimiters.delimiters["*"].tags[0 if mark == "**" else 1])
    element.text, element.tail = text, tail
    return element
