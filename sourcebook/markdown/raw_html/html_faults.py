"""Faults of HTML that authors write: words that are taken for elements, and elements that are never closed."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from sourcebook.core.text.html_tags import Tag

NEWER = frozenset("bdi data dialog main menuitem noembed picture plaintext rb rtc search slot template xmp".split())
"""Elements of HTML that the library does not know."""
VOID = frozenset(
    "area base basefont br col embed frame hr img input isindex keygen link meta param source track wbr".split()
)
"""Elements without content."""
ENDED_BY_OTHERS = frozenset(
    "body caption colgroup dd dt head html li optgroup option p rb rp rt rtc tbody td tfoot th thead tr".split()
)
"""Elements that end where another one begins, or its parent ends."""
TAG = re.compile(
    r"<[A-Za-z][\w-]*(?:[\s/]+[\w:@.-]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'=<>`]+))?)*[\s/]*>|<[^<>]*\Z",
    re.ASCII,
)
"""A tag that people mean as one: with names and values of attributes."""
LITERAL_HINT = "write &lt; in place of the <, or put it between backticks, or take it out"
INSTRUCTION = re.compile(r"<(?:\?\w|!\[)[^\n]*")
"""An instruction for another program, as `<?php` and `<![CDATA[`."""
DRAWINGS = ("svg", "math")
"""Elements with other names in them."""


class HtmlFault(NamedTuple):
    """A tag with which something is wrong."""

    text: str
    """As it is written."""
    message: str
    hint: str


def html_faults(parts: Iterable[tuple[str, Sequence[Tag]]]) -> Iterator[HtmlFault]:
    """Yield what is wrong with the HTML of a page, which browsers would take without a word.

    Args:
        parts: of the HTML, with their tags.
    """
    opened: dict[str, list[str]] = defaultdict(list)
    unknown: dict[str, str] = {}
    odd: list[str] = []
    balance = Counter[str]()
    is_drawn = False
    for html, tags in parts:
        if lost := INSTRUCTION.search(html):
            message = f"“{lost[0][:40]}” is shown as it is written: it is no HTML"
            yield HtmlFault(lost[0][:40], message, LITERAL_HINT)
        behind = html.rpartition("<!--")[2] if "<!--" in html else "-->"
        if "-->" not in behind:
            yield HtmlFault("<!--", "“<!--” is never closed: what follows would be a part of the comment", "write -->")
        for tag in tags:
            name = tag.name.removeprefix("/")
            is_drawn = is_drawn or name in DRAWINGS
            if "-" not in name and name not in _known():
                unknown.setdefault(name, html[tag.start : tag.end] or f"</{name}>")
            elif tag.name != name:
                balance[name] -= 1
                del opened[name][-1:]
            elif not TAG.fullmatch(html, tag.start, tag.end):
                odd.append(html[tag.start : tag.end])
            elif name not in VOID | ENDED_BY_OTHERS:
                balance[name] += 1
                opened[name].append(html[tag.start : tag.end])
    for text in () if is_drawn else unknown.values():
        message = f"“{text}” is not shown: it is taken for an element of HTML, and there is none of this name"
        yield HtmlFault(text, message, LITERAL_HINT)
    for text in odd:
        message = f"“{text}” is shown as it is written: it looks like a tag of HTML and is none"
        yield HtmlFault(text, message, LITERAL_HINT)
    for name, number in () if is_drawn else balance.items():
        if number < 0 and name not in VOID | ENDED_BY_OTHERS:
            message = f"“</{name}>” closes nothing of this text, and would close a part of the page"
            yield HtmlFault(f"</{name}", message, "take it out, or write what it closes before it")
    for name, texts in opened.items():
        for text in texts:
            if is_drawn and text.endswith("/>"):
                continue
            yield HtmlFault(text, f"“{text}” is never closed: what follows would be a part of it", f"write </{name}>")


@cache
def _known() -> frozenset[str]:
    """Return the elements of HTML; other names with a hyphen are custom elements."""
    from lxml.html import defs  # slow to load

    return frozenset(defs.tags) | NEWER
