"""Corrections of ten defects of citeproc-py 0.11.

1. It does not escape texts: `hide_markup` replaces the characters of HTML before, `finished_html` puts them back, and
   escapes what a style holds.
2. It cannot suppress authors or cite within a sentence: `is_beyond` tells which citations `AuthorDate` writes instead.
3. In a reference it repeats the locator of the first citation: `CslFormatter` renders it from a citation without one.
4. It fails on ranges of dates, and on years before 1: `processor_date` gives it their years as text.
5. What substitutes an author appears in its own place too: the module `csl_elements` defines elements that remember it.
6. Words of numbers appear where there are none: `without_empty_terms` removes them.
7. Dates in words appear once for each of their parts: `csl_elements.Date` renders them with their year.
8. It changes capitals of titles in every language: `csl_elements.Text` does so in English alone.
9. It makes initials of names that have no capitals, or begin with a mark: `csl_elements.NameForm` keeps or makes them.
10. It takes directors for a text: `csl_elements` adds them to its names.

What it raises on styles and items that it cannot process is in `PROCESSOR_ERRORS`;
a citation is then written by `AuthorDate`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from typing import Any

from sourcebook.citations.base import CitationItem
from sourcebook.core.text.dates import year_text
from sourcebook.model import Source

PROCESSOR_ERRORS = (
    AttributeError,
    TypeError,
    ValueError,
    KeyError,
    IndexError,
    NotImplementedError,
    AssertionError,
    RecursionError,
)
_HIDE = str.maketrans({"&": "\ue000", "<": "\ue001", ">": "\ue002", '"': "\ue003"})
"""Characters of the private use area, which pass through the processor."""
_SHOW = str.maketrans({"\ue000": "&amp;", "\ue001": "&lt;", "\ue002": "&gt;", "\ue003": "&quot;"})
_MARKUP = re.compile(
    r'<(?:(?P<plain>[ibul]|sup|sub)|(?P<capitals>span) style="font-variant: ?small-caps;?"'
    r"|/(?P<end>[ibul]|sup|sub|span))>"
    r"|[<>]|&(?!(?:amp|lt|gt|quot|#\d{1,7});)"
)
"""A tag that the processor writes; any other character of HTML."""
_EDITION = re.compile(r",? Edition(?=[.,])")
_PUBLICATION = re.compile(r" \(Publication\)")


def hide_markup(text: str) -> str:
    """Return a text in which characters of HTML are replaced."""
    return text.translate(_HIDE)


def finished_html(text: str) -> str:
    """Return the processor's output as HTML: the tags of its few styles, small capitals as a class; all else is text.

    A style may hold anything in its affixes and terms. If its tags do not end in the order in which they begin, none
    is taken for one.
    """
    is_nested = _is_nested(text)

    def finished(match: re.Match[str]) -> str:
        name = match["plain"] or match["capitals"] or match["end"]
        if not name or not is_nested:
            return escape(match[0])
        if name == "l":  # Light letters, which HTML has no element for.
            return ""
        return '<span class="small-caps">' if match["capitals"] else match[0]

    return _MARKUP.sub(finished, text).translate(_SHOW)


def _is_nested(text: str) -> bool:
    """Return whether each tag of a text that begins ends within the one around it."""
    unclosed: list[str] = []
    for match in _MARKUP.finditer(text):
        if name := match["plain"] or match["capitals"]:
            unclosed.append(name)
        elif match["end"] and (not unclosed or unclosed.pop() != match["end"]):
            return False
    return not unclosed


def without_empty_terms(entry: str, source: Source) -> str:
    """Return a reference without “Edition” and “(Publication)”, unless the source itself has the word or a number."""
    own = " ".join(
        [
            source.edition and "edition",
            source.title,
            source.container_title,
            source.publisher,
            *(name.shown for name in source.author),
        ]
    )
    shown = entry if "edition" in own.casefold() else _EDITION.sub("", entry)
    return shown if source.number or "publication" in own.casefold() else _PUBLICATION.sub("", shown)


def is_beyond(cited: Sequence[CitationItem], in_text: bool) -> bool:
    """Return whether the processor cannot write a citation: its sentence names the author, or shall not."""
    return in_text or any(one.no_author for one in cited)


def processor_date(date: str) -> dict[str, Any]:
    """Return an EDTF date for the processor: its parts, or its years as text where the processor knows no parts."""
    plain = re.fullmatch(r"(\d{4})(?:-(\d{2})(?:-(\d{2})(?:[T ].*)?)?)?", date)
    if plain is None or plain[1] == "0000":
        return {"literal": hide_markup(year_text(date))}
    parts = [int(part) for part in plain.groups() if part]
    if len(parts) == 2 and parts[1] > 12:
        seasons = {"season": parts[1] - 20} if 21 <= parts[1] <= 24 else {}
        return {"date-parts": [parts[:1]], **seasons}
    return {"date-parts": [parts]}
