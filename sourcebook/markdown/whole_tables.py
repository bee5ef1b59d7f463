"""Tables of Markdown that note the cells which Python-Markdown leaves out: those behind the last column."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions.tables import TableExtension, TableProcessor

LEFT_OUT = "data-left-out"
"""Attribute of a row: the text of the cells that the table does not have."""


class WholeTableProcessor(TableProcessor):
    """Builds tables of which nothing is left out unnoticed."""

    def _build_row(self, row: str, parent: Element, align: Sequence[str | None]) -> None:
        super()._build_row(row, parent, align)  # type: ignore[misc]  # types of the library leave it out
        if row.strip("| ").count("|") < len(align):
            return
        cells: list[str] = self._split_row(row)  # type: ignore[attr-defined]
        rest = " | ".join(cell.strip() for cell in cells[len(align) :] if cell.strip())
        if rest:
            parent[-1].set(LEFT_OUT, rest)


class WholeTables(TableExtension):
    """Replaces the processor of tables."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  # the parent's name
        """Register the processor in the place of the parent's."""
        super().extendMarkdown(md)
        md.parser.blockprocessors.register(WholeTableProcessor(md.parser, self.getConfigs()), "table", 75)
