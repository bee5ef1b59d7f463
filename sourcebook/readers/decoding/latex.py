"""Convert LaTeX in a bibliography to plain text: accents, braces, dashes, quotation marks, formulas."""

from __future__ import annotations

import logging
import re
from functools import cache
from typing import TYPE_CHECKING
from unicodedata import normalize

if TYPE_CHECKING:
    from pylatexenc.latex2text import LatexNodes2Text

MARKS = re.compile(r"[\\{}$~]|--|``|''")
BRACE = re.compile(r"\\textbrace(left|right)(?:\{\}|\b)")
"""Commands for literal braces, which the library does not know."""
MAX_LENGTH = 20_000
ACCENTS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", "=": "\u0304", "u": "\u0306", ".": "\u0307",
    '"': "\u0308", "r": "\u030a", "H": "\u030b", "v": "\u030c", "d": "\u0323", "c": "\u0327", "k": "\u0328",
    "b": "\u0331",
}  # fmt: skip
"""Combining characters of Unicode by the accents of LaTeX."""
LETTERS = {
    "ss": "ß", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "aa": "å",
    "AA": "Å", "i": "ı", "j": "ȷ", "dh": "ð", "DH": "Ð", "th": "þ", "TH": "Þ", "dj": "đ", "DJ": "Đ", "ng": "ŋ",
    "NG": "Ŋ", "SS": "ẞ",
}  # fmt: skip
"""Letters by the commands of LaTeX."""
_BASE = r"(?:\\(?P<dotless{0}>[ij])(?:[ \t]+|(?![A-Za-z]))|(?P<base{0}>[^\W\d_]))"
ACCENT = re.compile(
    r"\\(?:(?P<mark>[`'^~=.\"])[ \t]*|(?P<name>[urHvdckb])(?:[ \t]+|(?=[{\\])))"
    rf"(?:\{{[ \t]*{_BASE.format(1)}[ \t]*\}}|{_BASE.format(2)})"
)
"""An accent and its letter: `\\~{n}`, `\\'A`, `\\H o`, `\\v{C}`, `\\'{\\i}`."""
BRACED_LETTER = re.compile(r"\{([^\W\d_])\}")
LETTER = re.compile(rf"\\({'|'.join(sorted(LETTERS, key=len, reverse=True))})(?:\{{\}}|[ \t]+|(?![A-Za-z]))")

logging.getLogger("pylatexenc").addHandler(logging.NullHandler())


def plain(text: str) -> str:
    """Return the text that LaTeX would print; an invalid text is returned with normalized white space.

    A text without special characters is not parsed.
    """
    if not MARKS.search(text) or len(text) > MAX_LENGTH:
        return " ".join(text.split())
    try:
        text = accented(text)
        text = BRACE.sub(lambda found: "\\{" if found[1] == "left" else "\\}", text)
        # To LaTeX a bare per cent sign begins a comment; in a title it is meant as itself.
        shown = _decoder().latex_to_text(re.sub(r"(?<!\\)%", r"\\%", text))
    except (RecursionError, ValueError, IndexError, TypeError, AttributeError):
        shown = re.sub(r"[{}]", "", text)
    # The library shows the ASCII circumflex as the letter that modifies others.
    return " ".join(shown.replace("\xa0", " ").replace("\u02c6", "^").split())


def accented(text: str) -> str:
    """Return a text with the accented and special letters of LaTeX as characters; all else stays as it is."""
    if "\\" not in text:
        return text
    shown = LETTER.sub(_letter, ACCENT.sub(_accented, text))
    return text if shown == text else BRACED_LETTER.sub(r"\1", shown)


def _accented(match: re.Match[str]) -> str:
    base = match["dotless1"] or match["base1"] or match["dotless2"] or match["base2"]
    return normalize("NFC", base + ACCENTS[match["mark"] or match["name"]])


def _letter(match: re.Match[str]) -> str:
    return LETTERS[match[1]]


@cache
def _decoder() -> LatexNodes2Text:
    from pylatexenc.latex2text import LatexNodes2Text

    return LatexNodes2Text(math_mode="text", keep_comments=True)
