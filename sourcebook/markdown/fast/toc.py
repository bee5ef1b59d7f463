"""The pass that gives headings their ids: looks at other elements only if the page has a table of contents."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from markdown.extensions.toc import TocExtension, TocTreeprocessor
from markdown.util import ETX, STX

from sourcebook.markdown.fast.serializer import HEADINGS


class FastToc(TocTreeprocessor):
    """The pass that gives headings their ids, and writes a table of contents only where there is a place for it."""

    def run(self, doc: Element) -> None:
        """Give each heading an id; where no table is wanted, no other element is looked at but those with ids."""
        shown: Any = doc if self._is_wanted else _Some(one for one in doc.iter() if one.attrib or one.tag in HEADINGS)
        super().run(shown)

    def build_toc_div(self, toc_list: list[Any]) -> Element:
        """The table."""
        return super().build_toc_div(toc_list if self._is_wanted else [])

    def replace_marker(self, root: Element, elem: Element) -> None:
        """Put it into its place."""
        if self._is_wanted:
            super().replace_marker(root, elem)

    @property
    def _is_wanted(self) -> bool:
        source = self.md.source  # type: ignore[attr-defined]  # a QuickMarkdown
        return any(mark in source for mark in (self.marker, STX, ETX))  # the last two are taken out of the source


class _Some(list[Element]):
    """Some elements of a tree."""

    def iter(self) -> Iterator[Element]:
        """One after the other."""
        return iter(self)


class FastTocExtension(TocExtension):
    """Ids of headings, and a table of contents."""

    TreeProcessorClass = FastToc
