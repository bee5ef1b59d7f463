"""The words of a heading without the marks of Markdown; pages take their titles from it before Markdown is loaded."""

from __future__ import annotations

import re
from html import unescape

ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
ATTRIBUTES = re.compile(r"[ \t]*\{:?[^{}\n]*\}[ \t]*\Z")
CODE = re.compile(r"(`+)(?!`)(.+?)(?<!`)\1(?!`)")
TAG = re.compile(r"<(?:/?[A-Za-z][^<>]*|!--.*?--)>")
AUTOLINK = re.compile(r"<((?:[A-Za-z][A-Za-z\d+.-]*:|[^\s<>@]+@)[^\s<>]*)>")
LINK = re.compile(r"!?\[((?:[^\[\]]|\[[^\[\]]*\])*)\](?:\((?:[^()]|\([^()]*\))*\)|\[[^\[\]]*\])")
FOOTNOTE = re.compile(r"\[\^[^\]\s]+\]")
EMPHASIS = (
    re.compile(r"(?<!\*)(\*{1,3})(?![\s*])(.+?)(?<![\s*])\1(?!\*)"),
    re.compile(r"(?<!\w)(_{1,3})(?![\s_])(.+?)(?<![\s_])\1(?!\w)"),
)
MARKS = re.compile(r"[\\`*_\[<&{]")
LONGEST = 1_000
"""Characters; what is longer is no heading, and its marks would take long to find."""
FIRST_PRIVATE = 0xE000
"""Characters from here on are given to nothing: they stand for those that are no marks."""


def heading_text(written: str) -> str:
    """Return a heading's words: `The *big* [fund](claim:fund)` -> `The big fund`.

    Args:
        written: in Markdown, in one line.
    """
    if not MARKS.search(written) or len(written) > LONGEST:
        return written
    literal: list[str] = []

    def hidden(text: str) -> str:
        literal.append(text)
        return chr(FIRST_PRIVATE + len(literal) - 1)

    text = CODE.sub(lambda match: hidden(match[2].strip()), ATTRIBUTES.sub("", written))
    text = ESCAPE.sub(lambda match: hidden(match[1]), text)
    text = AUTOLINK.sub(lambda match: hidden(match[1].removeprefix("mailto:")), text)
    text = TAG.sub("", FOOTNOTE.sub("", text))
    while (shorter := LINK.sub(r"\1", text)) != text:
        text = shorter
    for emphasis in EMPHASIS:
        while (shorter := emphasis.sub(r"\2", text)) != text:
            text = shorter
    text = unescape(text)
    for at, shown in reversed([*enumerate(literal)]):
        text = text.replace(chr(FIRST_PRIVATE + at), shown)
    return " ".join(text.split())
