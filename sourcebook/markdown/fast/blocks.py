"""The block pass: tries only the rules whose characters occur in a block."""

from __future__ import annotations

from functools import cached_property
from typing import Any
from xml.etree.ElementTree import Element

from markdown.blockparser import BlockParser

from sourcebook.markdown.fast.needs import BLOCKS, STARTING, with_needs

MANY = "\n"
"""Key for blocks of several lines, in which a rule may match at any line."""


class FastBlocks(BlockParser):
    """The block parser.

    Args:
        parser: the one of Python-Markdown, whose rules are used.
    """

    def __init__(self, parser: BlockParser) -> None:
        super().__init__(parser.md)
        self.blockprocessors = parser.blockprocessors
        self._rules_by_start: dict[tuple[str, ...], list[tuple[int, Any]]] = {}
        """Rules with their indexes, by the first character of a block and the required characters in it."""
        for processor in self.blockprocessors:
            processor.parser = self

    def parseBlocks(self, parent: Element, blocks: list[str]) -> None:  # noqa: N802  # its name there
        """Parse blocks, and append the results to an element."""
        while blocks:
            block = blocks[0]
            marks = [mark for mark in self._marks if mark in block]
            first = MANY if "\n" in block else block[:1] if block[:1] in self._marks else ""
            start = (first, *marks)
            for index, rule in self._rules_by_start.get(start) or self._that_need(start):
                if rule.test(parent, block):
                    if rule.run(parent, blocks) is False:
                        # It may have taken the block apart: the rules behind it look for themselves.
                        later = self._rules[index + 1 :]
                        any(one.test(parent, blocks[0]) and one.run(parent, blocks) is not False for one in later)
                    break

    def _that_need(self, start: tuple[str, ...]) -> list[tuple[int, Any]]:
        """Return the rules that can match a block with this first character and these characters."""
        first, *marks = start
        starting = {self.blockprocessors.get_index_for_name(name) for name in STARTING if name in self.blockprocessors}
        found: list[tuple[int, Any]] = []
        for index, (rule, needed) in enumerate(with_needs(self.blockprocessors, BLOCKS)):
            begins = first in (MANY, " ", *needed) if index in starting else True
            if not needed or (begins and not {*needed}.isdisjoint(marks)):
                found.append((index, rule))
        self._rules_by_start[start] = found
        return found

    @cached_property
    def _rules(self) -> list[Any]:
        return list(self.blockprocessors)

    @cached_property
    def _marks(self) -> list[str]:
        needs = with_needs(self.blockprocessors, BLOCKS)
        return sorted({mark for _, needed in needs for mark in needed})
