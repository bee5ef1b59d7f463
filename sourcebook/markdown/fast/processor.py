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
    """The Markdown processor.

    Args:
        needed: characters that further inline patterns require, by name.
        options: of Python-Markdown.
    """

    def __init__(self, needed: Needed, **options: Any) -> None:
        super().__init__(**options)
        self.source = ""
        """The text that is being converted."""
        self._is_block: dict[Any, bool] = {}
        self.treeprocessors.register(FastInline(self, {**INLINE, **needed}), "inline", 20)
        self.delimiters: Any = FastEmphasis(self.delimiters)
        self.inlinePatterns.register(self.delimiters, "em_strong", 60)
        self.preprocessors.register(FastWhitespace(self), "normalize_whitespace", 30)
        for passes in (self.preprocessors, self.treeprocessors):
            for name in PASSES:
                if name in passes:
                    self._skip_unless_needed(passes[name], PASSES[name])
        self.serializer = write_html

    def build_parser(self) -> Self:
        """Build the parser that extensions change."""
        super().build_parser()
        self.parser = FastBlocks(self.parser)
        return self

    def convert(self, source: str) -> str:
        """Convert a text to HTML."""
        self.source = source
        return super().convert(source)

    def is_block_level(self, tag: Any) -> bool:
        """Return whether an element is block-level in HTML."""
        found = self._is_block.get(tag)
        if found is None:
            found = self._is_block[tag] = super().is_block_level(tag)
        return found

    def _skip_unless_needed(self, one: Any, needed: Sequence[str]) -> None:
        """Make a pass skip pages without any of these characters."""
        always = one.run

        def run(page: Any) -> Any:
            return always(page) if any(mark in self.source for mark in needed) else page

        one.run = run


class FastWhitespace(NormalizeWhitespace):
    """The pass that normalizes white space."""

    def run(self, lines: list[str]) -> list[str]:
        """Return the normalized lines of a page."""
        source = self.md.source  # type: ignore[attr-defined]  # a FastMarkdown
        return super().run(lines) if any(mark in source for mark in UNEVEN) else [*lines, "", ""]
