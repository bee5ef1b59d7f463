"""Corrections of five defects of citeproc-py 0.11.

1. It does not escape texts: `hide_markup` replaces the characters of HTML before, `finished_html` puts them back.
2. It cannot suppress authors or cite within a sentence: `is_beyond` tells which citations `AuthorDate` writes instead.
3. In a reference it repeats the locator of the first citation: `CslFormatter` renders it from a citation without one.
4. It fails on ranges of dates: `date_parts` gives it their beginning.
5. A title in the place of an author stays in its own place too, and the word “Edition” appears where there is none:
   `without_repeated_title` and `finished_html` remove them.

What it raises on styles and items that it cannot process is in `PROCESSOR_ERRORS`;
a citation is then written by `AuthorDate`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from sourcebook.citations.base import CitationItem
from sourcebook.core.text.dates import first_day

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
_SPAN = re.compile(r'<span style="([a-z-]+): *([a-z-]+);?">')
_EDITION = re.compile(r",? Edition(?=[.,])")


def hide_markup(text: str) -> str:
    """Return a text in which characters of HTML are replaced."""
    return text.translate(_HIDE)


def finished_html(text: str) -> str:
    """Return the processor's output as HTML: escaped, styles as classes, without “Edition” where there is none."""
    return _EDITION.sub("", _SPAN.sub(r'<span class="\2">', text)).translate(_SHOW)


def is_beyond(cited: Sequence[CitationItem], in_text: bool) -> bool:
    """Return whether the processor cannot write a citation: its sentence names the author, or shall not."""
    return in_text or any(one.no_author for one in cited)


def date_parts(date: str) -> list[int]:
    """Return the year, month and day with which an EDTF date begins, as far as it is that precise."""
    day, plain = first_day(date), re.match(r"\d{4}(-\d{2})?(-\d{2})?", date)
    given = plain[0].count("-") + 1 if plain else 1
    return [day.year, day.month, day.day][:given]


def without_repeated_title(entry: str, title: str) -> str:
    """Return a reference without its title where that already stands in the place of the author.

    Args:
        entry: HTML.
        title: of the source, as text.
    """
    shown = re.escape(hide_markup(title).translate(_SHOW))
    found = list(re.finditer(rf"(?:<i>|“)?{shown}(?:</i>|”)?[.,]? ?", entry, re.IGNORECASE))
    return entry[: found[1].start()] + entry[found[1].end() :] if len(found) > 1 else entry
