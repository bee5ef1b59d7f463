"""The writer: one Markdown processor, used for page after page."""

from __future__ import annotations

from markdown.extensions import Extension
from markdown.extensions.abbr import AbbrExtension
from markdown.extensions.admonition import AdmonitionExtension
from markdown.extensions.attr_list import AttrListExtension
from markdown.extensions.def_list import DefListExtension
from markdown.extensions.fenced_code import FencedCodeExtension
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.md_in_html import MarkdownInHtmlExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension
from markdown.extensions.toc import TocExtension

from sourcebook.markdown.citation_syntax import BARE, BRACKETED, CitationPattern
from sourcebook.markdown.document import MarkdownInput, MarkdownOutput
from sourcebook.markdown.fast import FastMarkdown, FastTocExtension
from sourcebook.markdown.references import ReferenceResolver
from sourcebook.markdown.responsive_images import ResponsiveImageProcessor

CITED = {"sourcebook-citations": ("@",), "sourcebook-bare-citations": ("@",)}
"""What each match of these patterns holds."""
EXTENSIONS = (
    FencedCodeExtension,
    FootnoteExtension,
    AttrListExtension,
    DefListExtension,
    TableExtension,
    AbbrExtension,
    MarkdownInHtmlExtension,
    AdmonitionExtension,
    SaneListExtension,
)
"""Python-Markdown's “extra”, and two more: by their classes, for by their names they are looked for in all that is
installed."""


def extensions(toc: type[TocExtension] = FastTocExtension) -> list[Extension]:
    """What Markdown knows here besides what it knows by itself.

    Args:
        toc: gives headings their ids.
    """
    return [*(extension() for extension in EXTENSIONS), toc(marker="[TOC]", toc_depth="2-6")]


class MarkdownRenderer:
    """Turns manuscripts into prose. Not for use by two threads at once."""

    def __init__(self) -> None:
        self._md = FastMarkdown(CITED, extensions=extensions(), output_format="html")
        # The list is the class's own: a copy, so that no other processor in this process learns the new mark.
        self._md.ESCAPED_CHARS = [*self._md.ESCAPED_CHARS, "@"]
        self._references = ReferenceResolver(self._md)
        # After the inline pass (20) made the elements, before toc (5) reads them.
        self._md.treeprocessors.register(self._references, "sourcebook-references", 15)
        # After attributes in braces (8) were given to what they stand behind.
        self._pictures = ResponsiveImageProcessor(self._md)
        self._md.treeprocessors.register(self._pictures, "sourcebook-pictures", 4)
        for name, pattern, priority in (("citations", BRACKETED, 172), ("bare-citations", BARE, 65)):
            self._md.inlinePatterns.register(CitationPattern(pattern, self._md), f"sourcebook-{name}", priority)

    def write(self, page: MarkdownInput) -> MarkdownOutput:
        """Render one page; what is wrong with it is in the prose's findings."""
        self._md.reset()
        self._references.start(page)
        self._pictures.start(page)
        html = self._md.convert(page.text)
        done = self._references
        return MarkdownOutput(
            html=html,
            links=tuple(done.links),
            cited={key: tuple(uses) for key, uses in done.uses.items()},
            claims=frozenset(done.claims),
            findings=tuple(done.findings),
        )
