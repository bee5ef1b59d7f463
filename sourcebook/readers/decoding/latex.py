"""Convert LaTeX in a bibliography to plain text: accents, braces, dashes, quotation marks, formulas."""

from __future__ import annotations

import logging
import re
from functools import cache
from typing import TYPE_CHECKING
from unicodedata import normalize

from sourcebook.readers.decoding.latex_commands import SUBSCRIPTS, SUPERSCRIPTS, contexts, raised

if TYPE_CHECKING:
    from pylatexenc.latex2text import LatexNodes2Text
    from pylatexenc.macrospec import LatexContextDb

MARKS = re.compile(r"[\\{}$~]|--|`|''")
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
    r"(?<!\\)\\(?:(?P<mark>[`'^~=.\"])[ \t]*|(?P<name>[urHvdckb])(?:[ \t]+|(?=[{\\])))"
    rf"(?:\{{[ \t]*{_BASE.format(1)}[ \t]*\}}|{_BASE.format(2)})"
)
"""An accent and its letter: `\\~{n}`, `\\'A`, `\\H o`, `\\v{C}`, `\\'{\\i}`."""
BRACED_LETTER = re.compile(r"(\\[A-Za-z]+\*?)?\{([^\W\d_])\}")
"""A letter in braces, with the command whose argument it is."""
LETTER = re.compile(rf"(?<!\\)\\({'|'.join(sorted(LETTERS, key=len, reverse=True))})(?:\{{\}}|[ \t]+|(?![A-Za-z]))")

_SIGN = re.compile(r"(?<!\\)\\([~^])\{\}")
"""A sign of an accent without a letter below it."""
_QUOTED = re.compile(r"(?:(?<![\\`])|(?<=``))`(?!`|\{\})((?:[^`']|'(?=\w)|(?<=\s)')*)(?<!\s)'(?!')")
"""Words between single quotation marks."""
_MATH = re.compile(r"\$(?:(?P<degree>\^\{?\\circ\}?)|(?P<side>[\^_])(?:\{(?P<signs>[\d+-]+)\}|(?P<sign>\d)))\$")
"""A formula of one small number, or of a degree sign."""
FACES = frozenset("em it bf sc tt rm sf sl bfseries itshape scshape upshape normalfont small large".split())
"""Commands that change the face of the letters behind them, and print nothing."""
_COMMAND = re.compile(r"\\([A-Za-z]+)")

logging.getLogger("pylatexenc").addHandler(logging.NullHandler())


def plain(text: str) -> str:
    """Return the text that LaTeX would print; an invalid text is returned with normalized white space.

    A text without special characters is not parsed.
    """
    if not MARKS.search(text) or len(text) > MAX_LENGTH:
        return " ".join(text.split())
    try:
        text = _QUOTED.sub(r"‘\1’", _SIGN.sub(_alone, accented(text)))
        # To LaTeX a bare per cent sign begins a comment, and & a cell; in a title they are meant as themselves.
        shown = _text(re.sub(r"(?<!\\)[%&]", r"\\\g<0>", text))
    except (RecursionError, ValueError, IndexError, TypeError, AttributeError):
        shown = re.sub(r"[{}]", "", text)
    # The library shows the ASCII circumflex as the letter that modifies others.
    return " ".join(shown.replace("\xa0", " ").replace("\u02c6", "^").split())


def accented(text: str) -> str:
    """Return a text with the accented and special letters of LaTeX as characters; all else stays as it is."""
    if "\\" not in text:
        return text
    shown = LETTER.sub(_letter, ACCENT.sub(_accented, text))
    return text if shown == text else BRACED_LETTER.sub(lambda found: found[0] if found[1] else found[2], shown)


def _accented(match: re.Match[str]) -> str:
    base = match["dotless1"] or match["base1"] or match["dotless2"] or match["base2"]
    return normalize("NFC", base + ACCENTS[match["mark"] or match["name"]])


def _alone(match: re.Match[str]) -> str:
    return "\\textasciitilde{}" if match[1] == "~" else "\\textasciicircum{}"


def _letter(match: re.Match[str]) -> str:
    return LETTERS[match[1]]


def _text(latex: str) -> str:
    decoder, parsed = _decoder()
    shown: str = decoder.latex_to_text(_MATH.sub(_script, latex), latex_context=parsed)
    return shown


def _script(match: re.Match[str]) -> str:
    if match["degree"]:
        return "°"
    return raised(match["signs"] or match["sign"], SUPERSCRIPTS if match["side"] == "^" else SUBSCRIPTS)


@cache
def _decoder() -> tuple[LatexNodes2Text, LatexContextDb]:
    from pylatexenc.latex2text import LatexNodes2Text

    parsed, printed = contexts()
    return LatexNodes2Text(latex_context=printed, math_mode="text", keep_comments=True), parsed


def unknown_commands(text: str) -> list[str]:
    """Return the commands in a text whose output is not known; their arguments are kept."""
    if "\\" not in text:
        return []
    printed = _decoder()[0].latex_context
    names = dict.fromkeys(_COMMAND.findall(accented(text)))
    return [name for name in names if name not in FACES and printed.get_macro_spec(name) is None]
