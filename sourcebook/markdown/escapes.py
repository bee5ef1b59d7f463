"""Signs behind a backslash, each of which is shown as it is, as in CommonMark: word processors write many of them."""

from __future__ import annotations

import re
from string import punctuation

from markdown.inlinepatterns import ESCAPE_RE, EscapeInlineProcessor
from markdown.util import ETX, STX

from sourcebook.markdown.attribute_values import AMPERSAND, ESCAPED

_SHOWN_AMPERSAND = f"{AMPERSAND}amp;"
"""An ampersand that begins no character reference: `\\&copy;` shows its letters."""
_FIRST = 0xE000
"""The first character of Unicode that programs may use as they like: patterns of stray markup contain none of these."""
_SIGNS = {_FIRST + ord(sign): sign for sign in punctuation}


class EscapedSigns(EscapeInlineProcessor):
    """The inline pattern for a backslash and a sign of ASCII."""

    def __init__(self) -> None:
        super().__init__(ESCAPE_RE)

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[str | None, int, int]:  # type: ignore[override]  # noqa: N802
        """Return the sign as Python-Markdown holds it until the end."""
        sign = m[1]
        if sign == "&":
            return _SHOWN_AMPERSAND, m.start(0), m.end(0)
        return (f"{STX}{ord(sign)}{ETX}" if sign in punctuation else None), m.start(0), m.end(0)


def without_marks(text: str) -> str:
    """Return a text of the tree in which each escaped sign is one character that is no mark; see `with_signs`."""
    return ESCAPED.sub(
        lambda match: chr(_FIRST + int(match[1])), text.replace(_SHOWN_AMPERSAND, chr(_FIRST + ord("&")))
    )


def with_signs(text: str) -> str:
    """Return a text from `without_marks` with its signs."""
    return text.translate(_SIGNS)
