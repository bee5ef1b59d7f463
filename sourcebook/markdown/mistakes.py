"""Report what authors meant as markup and readers do not see as such."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element

from markdown import Markdown

from sourcebook.markdown.attribute_values import plain_value
from sourcebook.markdown.links import Report
from sourcebook.markdown.source_positions import SourcePositions
from sourcebook.markdown.stray_markup import CONTEXT, stray_markup, swallowed_links

RULE = "stray-markup"
PRODUCT = re.compile(r"\*(?<=\d\*)\*?[^*\n]+\*{1,2}\w")
ADDRESS = re.compile(r"://\S*[*_]\S")
"""Signs that may be taken for emphasis; patterns that begin with a sign are searched in a fraction of the time."""
LAST_WORD = re.compile(r"\S*\Z")


class LineKind(NamedTuple):
    """A kind of lines that have another effect than their author meant."""

    occurrences: Callable[[SourcePositions], Iterator[tuple[Any, ...]]]
    """Yields the parts of the message and the location of each."""
    message: str
    hint: str


LINE_KINDS = (
    LineKind(
        SourcePositions.doubles,
        "“[{}]:” is defined twice: one of the two is not shown",
        "give one of them another name",
    ),
    LineKind(
        SourcePositions.lost_definitions,
        "“{}” is not shown: it is taken for the address of links",
        "write \\[ if its words are to be shown",
    ),
    LineKind(SourcePositions.unused_notes, "no text here refers to the note “{0}”", "write {0} where it belongs"),
    LineKind(
        SourcePositions.odd_fences,
        "“{}” is not taken for a fence of code as it is",
        "write one word behind the marks, as ```python, or attributes in braces: {{.python}}",
    ),
    LineKind(
        SourcePositions.renumbered_items,
        "“{}” is shown with the number {}: the numbers of a list follow each other",
        "write \\. behind a number that is not the list's, as in 1914\\. or 3\\. Mai",
    ),
    LineKind(
        SourcePositions.flattened_items,
        "“{}” is beside the item above it, not below it",
        "indent it by four spaces for each level",
    ),
    LineKind(
        SourcePositions.fallen_paragraphs,
        "“{}” is behind the list, not in the item above it",
        "indent it by four spaces, or by none if it is not a part of the item",
    ),
    LineKind(
        SourcePositions.dashed_tables,
        "“{}” makes no columns of a table",
        "write | a | b | and |---|---| below it, or --- for a line",
    ),
    LineKind(
        SourcePositions.tabbed_rows,
        "“{}” is no row of a table here: tabs are spaces, and its lines are one paragraph",
        "save the rows as a .csv file and show it by ![…](table:file.csv), or write | a | b |",
    ),
)


def report_mistakes(md: Markdown, root: Element, positions: SourcePositions, report: Report) -> None:
    """Report markup that is shown as it is, that something else swallowed, or that has another effect.

    Args:
        md: the parser, after it made the tree.
        root: of the page, before references are resolved.
        positions: of the page's text.
        report: adds a finding.
    """
    for stray in stray_markup(md, root):
        location = positions.text(stray.before, stray.text)
        report(RULE, f"“{stray.text}” is shown as it is: {stray.message}", location, stray.hint)
    for kind in LINE_KINDS:
        for *parts, location in kind.occurrences(positions):
            report(RULE, kind.message.format(*parts), location, kind.hint.format(*parts))
    for lost in swallowed_links(md, root):
        address = plain_value(md, lost.get("href", lost.get("src", "")))
        message = f"the link to “{address}” is lost: an image took it for a part of its description or caption"
        hint = "close the image's brackets and quotation marks before it"
        report(RULE, message, positions.address(address), hint)
    if positions.matches(PRODUCT) or positions.matches(ADDRESS):
        _report_lost_signs(root, positions, report)
    if positions.contains("!!!"):
        _report_empty_boxes(root, positions, report)


def _report_lost_signs(root: Element, positions: SourcePositions, report: Report) -> None:
    """Report signs that are taken for emphasis between digits and in addresses: `5*3*2` would be read as 532."""
    for parent in root.iter():
        before = parent.text or ""
        for child in parent:
            behind = child.tail or ""
            word = LAST_WORD.search(before[-CONTEXT:])
            is_address = word is not None and "://" in word[0]
            if child.tag in ("em", "strong") and (is_address or (before[-1:].isdigit() and behind[:1].isalnum())):
                inner, times = "".join(child.itertext()), 1 + (child.tag == "strong")
                texts = [f"{before[-1]}{sign * times}{inner}{sign * times}{behind[:1]}" for sign in "*_"]
                text = next((one for one in texts if positions.contains(one)), texts[0])
                message = f"“{text}” loses its signs: they are taken for emphasis"
                hint = "write < > around an address" if is_address else "write ×, or \\* for a sign that is shown"
                report(RULE, message, positions.text("", text), hint)
            before = behind


def _report_empty_boxes(root: Element, positions: SourcePositions, report: Report) -> None:
    for title, location in positions.box_titles():
        message = f"“{title}” is lost: the title of a box is written between quotation marks"
        report(RULE, message, location, f'write !!! note "{title}"')
    boxes = [one for one in root.iter("div") if "admonition" in one.get("class", "").split()]
    for box in boxes:
        location = positions.text("", "!!!")
        if all(child.get("class") == "admonition-title" for child in box):
            hint = "indent the text of the box by four spaces"
            report(RULE, f"the box “{''.join(box.itertext()).strip()}” is empty", location, hint)
