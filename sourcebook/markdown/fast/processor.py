"""The Markdown processor with the faster passes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

from markdown import Markdown
from markdown.preprocessors import NormalizeWhitespace

from sourcebook.markdown.fast.blocks import FastBlocks
from sourcebook.markdown.fast.inline import FastEmphasis, FastInline
from sourcebook.markdown.fast.needs import INLINE, PASSES, UNEVEN, Needed
from sourcebook.markdown.fast.serializer import write_html


class FastMarkdown(Markdown):
    """A Markdown processor.

    Args:
        needed: what each match of inline patterns holds that are no part of Python-Markdown.
        options: its own.
    """

    def __init__(self, needed: Needed, **options: Any) -> None:
        super().__init__(**options)
        self.source = ""
        """What is being converted."""
        self._is_block: dict[Any, bool] = {}
        self.treeprocessors.register(FastInline(self, {**INLINE, **needed}), "inline", 20)
        self.delimiters: Any = FastEmphasis(self.delimiters)
        self.inlinePatterns.register(self.delimiters, "em_strong", 60)
        self.preprocessors.register(FastWhitespace(self), "normalize_whitespace", 30)
        for passes in (self.preprocessors, self.treeprocessors):
            for name in PASSES:
                if name in passes:
                    self._make_seldom(passes[name], PASSES[name])
        self.serializer = write_html

    def build_parser(self) -> Self:
        """Build what extensions find."""
        super().build_parser()
        self.parser = FastBlocks(self.parser)
        return self

    def convert(self, source: str) -> str:
        """Convert a text to HTML."""
        self.source = source
        return super().convert(source)

    def is_block_level(self, tag: Any) -> bool:
        """Whether an element is a block of HTML."""
        found = self._is_block.get(tag)
        if found is None:
            found = self._is_block[tag] = super().is_block_level(tag)
        return found

    def _make_seldom(self, one: Any, needed: Sequence[str]) -> None:
        """Let a pass run only over pages that hold one of these."""
        always = one.run

        def run(page: Any) -> Any:
            return always(page) if any(mark in self.source for mark in needed) else page

        one.run = run


class FastWhitespace(NormalizeWhitespace):
    """The pass that makes white space even."""

    def run(self, lines: list[str]) -> list[str]:
        """Change the lines of a page."""
        source = self.md.source  # type: ignore[attr-defined]  # a QuickMarkdown
        return super().run(lines) if any(mark in source for mark in UNEVEN) else [*lines, "", ""]
