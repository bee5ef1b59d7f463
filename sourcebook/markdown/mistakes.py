"""Report what authors meant as markup and readers do not see as such."""

from __future__ import annotations

import re
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
    for name, location in positions.doubles():
        message = f"“[{name}]:” is defined twice: one of the two is not shown"
        report(RULE, message, location, "give one of them another name")
    for text, location in positions.lost_definitions():
        message = f"“{text}” is not shown: it is taken for the address of links"
        report(RULE, message, location, "write \\[ if its words are to be shown")
    for name, location in positions.unused_notes():
        report(RULE, f"no text here refers to the note “{name}”", location, f"write {name} where it belongs")
    for line, location in positions.odd_fences():
        message = f"“{line}” is not taken for a fence of code as it is"
        report(
            RULE, message, location, "write one word behind the marks, as ```python, or attributes in braces: {.python}"
        )
    for item, number, location in positions.renumbered_items():
        message = f"“{item}” is shown with the number {number}: the numbers of a list follow each other"
        report(RULE, message, location, "write \\. behind a number that is not the list's, as in 1914\\. or 3\\. Mai")
    for item, location in positions.flattened_items():
        message = f"“{item}” is beside the item above it, not below it"
        report(RULE, message, location, "indent it by four spaces for each level")
    for line, location in positions.fallen_paragraphs():
        message = f"“{line}” is behind the list, not in the item above it"
        report(RULE, message, location, "indent it by four spaces, or by none if it is not a part of the item")
    for line, location in positions.dashed_tables():
        message = f"“{line}” makes no columns of a table"
        report(RULE, message, location, "write | a | b | and |---|---| below it, or --- for a line")
    for line, location in positions.tabbed_rows():
        message = f"“{line}” is no row of a table here: tabs are spaces, and its lines are one paragraph"
        report(
            RULE,
            message,
            location,
            "save the rows as a .csv file and show it by ![…](table:file.csv), or write | a | b |",
        )
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
