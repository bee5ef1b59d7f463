"""The HTML that Markdown stores while it renders a page: its addresses are resolved, its faults told."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sourcebook.core.text.html_tags import read_tags
from sourcebook.markdown.raw_html.html_faults import html_faults

if TYPE_CHECKING:
    from markdown import Markdown


def resolve_stored_html(md: Markdown, resolved: Callable[[str], str], report: Callable[[str, str, str], None]) -> None:
    """Replace each stored part of HTML by what a page may have of it.

    An element that begins within a line Markdown stores as an element, and does not come back to: it is HTML, too.

    Args:
        md: renders the page.
        resolved: returns HTML as a page has it.
        report: called with a message, the text to find and a hint for each fault.
    """
    blocks: list[Any] = md.htmlStash.rawHtmlBlocks
    for at, one in enumerate(blocks):
        if isinstance(one, str):
            continue
        if "markdown" in one.attrib:
            message = f"the text in <{one.tag} markdown> is not read as Markdown: the element begins within a line"
            report(message, f"<{one.tag}", "begin it on a line of its own, after an empty one")
        for element in one.iter():
            element.attrib.pop("markdown", None)
        blocks[at] = md.serializer(one)
    parts = {at: (one, read_tags(one)) for at, one in enumerate(blocks) if "<" in one}
    for fault in html_faults(parts.values()):
        report(fault.message, fault.text, fault.hint)
    for at, (html, _) in parts.items():
        blocks[at] = resolved(html)
