"""Render Markdown to HTML: one processor for all pages."""

from __future__ import annotations

from markdown.extensions.abbr import AbbrExtension
from markdown.extensions.admonition import AdmonitionExtension
from markdown.extensions.attr_list import AttrListExtension
from markdown.extensions.def_list import DefListExtension
from markdown.extensions.md_in_html import MarkdownInHtmlExtension
from markdown.extensions.sane_lists import SaneListExtension

from sourcebook.markdown.citation_syntax import BARE, BRACKETED, CitationPattern
from sourcebook.markdown.document import MarkdownInput, MarkdownOutput
from sourcebook.markdown.escapes import EscapedSigns
from sourcebook.markdown.fast import create_markdown
from sourcebook.markdown.footnotes import NamedFootnotes
from sourcebook.markdown.headings import HeadingIds, SpacedHeadings
from sourcebook.markdown.nested_fences import NestedFencesExtension
from sourcebook.markdown.references import ReferenceResolver
from sourcebook.markdown.responsive_images import ResponsiveImageProcessor
from sourcebook.markdown.whole_tables import WholeTables

CITED = {"sourcebook-citations": ("@",), "sourcebook-bare-citations": ("@",)}
"""Characters that each match of these patterns contains."""
EXTENSIONS = (
    NestedFencesExtension,
    NamedFootnotes,
    AttrListExtension,
    DefListExtension,
    WholeTables,
    AbbrExtension,
    MarkdownInHtmlExtension,
    AdmonitionExtension,
    SaneListExtension,
)
"""Python-Markdown's “extra”, and two more; as classes, because a name is looked up in all installed packages."""
TOC = {"marker": "[TOC]", "toc_depth": "2-6"}
"""Options of the table of contents."""


class MarkdownRenderer:
    """Renders the text of pages. Not thread-safe."""

    def __init__(self) -> None:
        self._set_up()

    def _set_up(self) -> None:
        self._md = create_markdown([extension() for extension in EXTENSIONS], TOC, CITED)
        self._md.inlinePatterns.register(EscapedSigns(), "escape", 180)
        self._md.parser.blockprocessors.register(SpacedHeadings(self._md.parser), "hashheader", 70)
        self._references = ReferenceResolver(self._md)
        # After attributes in braces (8) were given to elements, before abbreviations (7) and the table of contents (5).
        self._md.treeprocessors.register(self._references, "sourcebook-references", 7.5)
        self._md.treeprocessors.register(HeadingIds(self._md), "sourcebook-headings", 5.5)
        # After attributes in braces (8) were given to what they stand behind.
        self._pictures = ResponsiveImageProcessor(self._md)
        self._md.treeprocessors.register(self._pictures, "sourcebook-pictures", 4)
        for name, pattern, priority in (("citations", BRACKETED, 172), ("bare-citations", BARE, 65)):
            self._md.inlinePatterns.register(CitationPattern(pattern, self._md), f"sourcebook-{name}", priority)

    def render(self, page: MarkdownInput) -> MarkdownOutput:
        """Render one page."""
        self._md.reset()
        self._references.start(page)
        self._pictures.start(page)
        try:
            html = self._md.convert(page.text)
        except BaseException:
            self._set_up()  # What the processor knows of a page that it did not end would change the next one.
            raise
        done = self._references
        return MarkdownOutput(
            html=html,
            links=tuple(done.links.links),
            cited={key: tuple(uses) for key, uses in done.uses.items()},
            claims=frozenset(done.claims),
            findings=tuple(done.findings),
        )
