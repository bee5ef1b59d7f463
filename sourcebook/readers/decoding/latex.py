"""Convert LaTeX in a bibliography to plain text: accents, braces, dashes, quotation marks, formulas."""

from __future__ import annotations

import logging
import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pylatexenc.latex2text import LatexNodes2Text

MARKS = re.compile(r"[\\{}$~]|--|``|''")
BRACE = re.compile(r"\\textbrace(left|right)(?:\{\}|\b)")
"""Commands for literal braces, which the library does not know."""
MAX_LENGTH = 20_000

logging.getLogger("pylatexenc").addHandler(logging.NullHandler())


def plain(text: str) -> str:
    """Return the text that LaTeX would print; an invalid text is returned with normalized white space.

    A text without special characters is not parsed.
    """
    if not MARKS.search(text) or len(text) > MAX_LENGTH:
        return " ".join(text.split())
    try:
        text = BRACE.sub(lambda found: "\\{" if found[1] == "left" else "\\}", text)
        # To LaTeX a bare per cent sign begins a comment; in a title it is meant as itself.
        shown = _decoder().latex_to_text(re.sub(r"(?<!\\)%", r"\\%", text))
    except (RecursionError, ValueError, IndexError, TypeError, AttributeError):
        shown = re.sub(r"[{}]", "", text)
    # The library shows the ASCII circumflex as the letter that modifies others.
    return " ".join(shown.replace("\xa0", " ").replace("\u02c6", "^").split())


@cache
def _decoder() -> LatexNodes2Text:
    from pylatexenc.latex2text import LatexNodes2Text

    return LatexNodes2Text(math_mode="text", keep_comments=True)
