"""The pass that gives headings their ids: looks at other elements only if the page has a table of contents."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from markdown.extensions.toc import TocExtension, TocTreeprocessor
from markdown.util import ETX, STX

from sourcebook.markdown.fast.serializer import HEADINGS


class FastToc(TocTreeprocessor):
    """The pass that sets ids of headings, and builds a table of contents only if the page has a marker for it."""

    def run(self, doc: Element) -> None:
        """Set the ids of headings; without a marker, only headings and elements with ids are visited."""
        shown: Any = (
            doc if self._is_wanted else _ElementList(one for one in doc.iter() if one.attrib or one.tag in HEADINGS)
        )
        super().run(shown)

    def build_toc_div(self, toc_list: list[Any]) -> Element:
        """Return the table of contents."""
        return super().build_toc_div(toc_list if self._is_wanted else [])

    def replace_marker(self, root: Element, elem: Element) -> None:
        """Replace the marker by the table of contents."""
        if self._is_wanted:
            super().replace_marker(root, elem)

    @property
    def _is_wanted(self) -> bool:
        source = self.md.source  # type: ignore[attr-defined]  # a FastMarkdown
        return any(mark in source for mark in (self.marker, STX, ETX))  # the last two are taken out of the source


class _ElementList(list[Element]):
    """A list of elements that is iterated like a tree."""

    def iter(self) -> Iterator[Element]:
        """Return an iterator over the elements."""
        return iter(self)


class FastTocExtension(TocExtension):
    """The extension for ids of headings and a table of contents."""

    TreeProcessorClass = FastToc
