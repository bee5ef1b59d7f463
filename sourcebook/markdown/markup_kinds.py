"""The kinds of markup that is not taken as such: slips, markup of other programs, a missing empty line."""

from __future__ import annotations

import re
from typing import NamedTuple

from markdown.util import ETX, STX

SCHEMES = "claim|chart|table|claims|sources|https?|mailto"
SUFFIXES = "md|html?|png|jpe?g|gif|svg|webp|avif|pdf|csv|json|xlsx?|txt"
"""Of files to which authors link."""
_LINE = rf"[^\n{STX}{ETX}]*"
_BLANK = r"[ \t\u00a0]"
"""Word writes a no-break space where it thinks that none may be lost."""
_CELL = r"[ \t]*:?-{3,}:?[ \t]*"
"""A cell of the line below the head of a table."""


class MarkupKind(NamedTuple):
    """A kind of markup that is not taken as such."""

    pattern: re.Pattern[str]
    message: str
    hint: str


KINDS = (
    MarkupKind(
        re.compile(
            rf"\]{_BLANK}*\n?{_BLANK}*\((?:{SCHEMES}):[^\s()]*|\]\([^\s()]*"
            rf"|\][ \t\n]+\([^\s()]*\.(?:{SUFFIXES})\b[^\s()]*"
        ),
        "a link or figure that was not taken as one",
        "write [words](address) in one piece: no space before the bracket, each bracket closed, < > around spaces",
    ),
    MarkupKind(
        re.compile(rf"\((?:{SCHEMES}):[^\s()]*\)\[|\)\[(?:{SCHEMES}):[^\s\[\]]*\]|\]\{{(?:{SCHEMES}):[^\s{{}}]*\}}"),
        "a link the wrong way round",
        "write [words](address)",
    ),
    MarkupKind(
        re.compile(r"\[\^[ \t]*[^\[\]\s]+[ \t]*\]:?|\[\^\w+(?![^\[\]\n]*\])"),
        "a footnote that is defined nowhere",
        "write [^name]: and its text, in a paragraph of its own",
    ),
    MarkupKind(
        re.compile(r"\]\[(?!…|\.\.\.|sic\b|\d+\]|[a-z]\])[^\[\]\n]*\]"),
        "a link whose address is defined nowhere",
        "write [name]: address, in a line of its own, or \\[ for a bracket that is shown",
    ),
    MarkupKind(
        re.compile(r"^\[[^\[\]\n]+\]:(?=[ \t]+<?(?:https?:|\S*/|\S+\.\w))", re.MULTILINE),
        "the definition of an address that was not taken as one",
        "write it in a paragraph of its own, without spaces before it",
    ),
    MarkupKind(
        re.compile(r"^[ \t]*(?:`{3,}|~{3,})[^\n]*", re.MULTILINE),
        "a fence of code that was not taken as one",
        "close it by the same marks, which stand as far to the right as the first ones",
    ),
    MarkupKind(
        re.compile(r"\{:?[ \t]*(?:(?:#[^\s{}]|\.[^\W\d])[^{}\n]*|[A-Za-z-]+=[^{}\n]+)\}"),
        "attributes in braces that belong to nothing",
        "write them right behind a heading, a link or an image, or in a line of their own below a paragraph",
    ),
    MarkupKind(
        re.compile(
            r"(?<=\n)[ \t]*(?:(?:[-*+•‣▪·]|1[.)]|[12]\.\)|2\)|\(2\)|[ab]\)|\d+\.(?=\u00a0))[ \t\u00a0]+|o[ \t]{2,})"
            rf"{_LINE}|^(?:1\.[^\W\d]{_LINE}(?=\n2\.[^\W\d])|-[^\W\d]{_LINE}(?=\n-[^\W\d])"
            rf"|–[ \t\u00a0]{_LINE}(?=\n–[ \t\u00a0])|#+\u00a0{_LINE})",
            re.MULTILINE,
        ),
        "an item of a list that was not taken as one",
        "put an empty line before the list, begin items by - or 1. and a space; write \\- for a dash",
    ),
    MarkupKind(
        re.compile(
            rf"(?:\A|(?<=:\n))[ \t]*\(?(?:A[.)][ \t]{_LINE}(?=\n[ \t]*\(?B[.)][ \t])"
            rf"|a\.[ \t]{_LINE}(?=\n[ \t]*b\.[ \t])|i[.)][ \t]{_LINE}(?=\n[ \t]*\(?ii[.)][ \t])"
            rf"|I[.)][ \t]{_LINE}(?=\n[ \t]*\(?II[.)][ \t]))"
        ),
        "an item of a list with letters",
        "number it by 1. and put an empty line before the list, or put an empty line between the lines",
    ),
    MarkupKind(
        re.compile(
            rf"(?<=\n)\|{_CELL}(?:\|{_CELL})*\|?[ \t]*$|(?<=\n){_CELL}(?:\|{_CELL})+\|?[ \t]*$"
            rf"|(?<!\|\n)^\|{_LINE}\|[ \t]*(?=\n\|{_LINE}\|)",
            re.MULTILINE,
        ),
        "a row of a table that was not taken as one",
        "put an empty line before the table, and |---|---| below its head, one --- for each column",
    ),
    MarkupKind(
        re.compile(rf"^(?:!!!|\?\?\?)\+?[ \t]*[\w\"](?!{_LINE}!!!){_LINE}", re.MULTILINE),
        "a box that was not taken as one",
        'write !!! note "Title" in a line of its own, and its text below it, indented by four spaces',
    ),
    MarkupKind(
        re.compile(r"^\+(?:[-=:]{3,}\+)+[ \t]*$", re.MULTILINE),
        "a table of another program's Markdown",
        "write | a | b | with an empty line before the table, and |---|---| below its head",
    ),
    MarkupKind(
        re.compile(r"(?<![\w%])(?<!\d )%%(?!%)[^%\n]+%%(?![\w%])"),
        "a comment of another program",
        "take it out: what is published can be read, comments in <!-- --> too",
    ),
    MarkupKind(
        re.compile(
            r"(?<![\w*])(?<!\b\w )\*\*(?!\*|[ \t]+\d)(?:[ \t][^*\n]+|[^*\n]+[ \t])\*\*(?!\*)"
            r"|(?<!\w)__(?=[^_\n]*[^\W\d_])(?:[ \t][^_\n]+|[^_\n]+[ \t])__(?!\w)"
        ),
        "bold type with spaces within its marks",
        "put the spaces outside: **words** and more; write \\* for a sign that is shown",
    ),
    MarkupKind(
        re.compile(rf"^:{{3,}}{_LINE}", re.MULTILINE),
        "a block of another program's Markdown",
        'write !!! note for a box, or <div markdown="1">',
    ),
    MarkupKind(
        re.compile(r"\{\{[^{}\n]*\}\}|\{%[^{}\n]*%\}"),
        "a command of another site generator",
        "write an image or a link in its place, or take it out",
    ),
    MarkupKind(
        re.compile(
            rf"!?\[\[[^\[\]\n{STX}{ETX}]+\]\]|\[https?://[^\s\[\]]+ [^\[\]\n]+\]"
            r"|'''[^'\n]+'''|^==+ [^=\n]+ ==+[ \t]*$",
            re.MULTILINE,
        ),
        "markup of a wiki",
        "write [words](path/to/file.md), ![words](picture.png), **bold**, or ## for a heading",
    ),
    MarkupKind(
        re.compile(rf"^\[(?:![A-Za-z]+\]|[ xX]\][ \t]){_LINE}", re.MULTILINE),
        "a box or a task of another program",
        'write !!! note "Title" and the text below it, indented by four spaces; for tasks ☐ and ☑',
    ),
    MarkupKind(
        re.compile(
            r"\[(?:caption|gallery|embed|video|audio|img|url|quote|youtube)(?:=|[ ][a-z_-]+=)[^\[\]\n]*\](?!\()"
            r"|\[/(?:caption|embed|video|audio|img|url|quote|youtube)\]|\[([biu])\][^\[\]\n]+\[/\1\]"
        ),
        "a command of another site generator",
        "write an image, a link, **bold** or *italic* in its place, or take it out",
    ),
    MarkupKind(
        re.compile(r"\\(?:[a-z]+cite|cite[a-z]*|ref|emph|textbf|textit|footnote|label|section)\*?(?:\[[^\[\]\n]*\])*\{[^{}\n]*\}|\$(?=\S)[^$\n]*\\[a-z]+[^$\n]*(?<=\S)\$"),
        "a command of LaTeX",
        "write [@key] for a citation, *words* for emphasis, and characters for formulas",
    ),
    MarkupKind(
        re.compile(r"\\(?=\n)"),
        "a line break of another program",
        "write <br>, or two spaces at the end of the line",
    ),
    MarkupKind(
        re.compile(r"\^\[[^\[\]\n]+\]"),
        "a footnote within the text",
        "write [^name] here, and [^name]: with its text in a paragraph of its own",
    ),
    MarkupKind(
        re.compile(rf"\](?:{SCHEMES}):[^\s()]*\)"),
        "a link without its opening parenthesis",
        "write [words](address)",
    ),
    MarkupKind(
        re.compile(r"［[^［］\n]*］[ \t]*[(（][^()（）\n]*[)）]|\][ \t]*（[^()（）\n]*[)）]"),
        "a link in wide brackets",
        "write it with [ ] and ( ) of ASCII",
    ),
    MarkupKind(
        re.compile(r"\[(?:see[ \t]+)?@[ \t]+[^\[\]\n]*\]"),
        "a citation with a space behind its @",
        "write [@key], or \\@ for an @ that is shown",
    ),
    MarkupKind(
        re.compile(rf"^#{{1,6}}[^\s#]{_LINE}", re.MULTILINE),
        "a heading without its space, or a # that is meant",
        "write ## Heading, or \\# for a sign that is shown",
    ),
    MarkupKind(re.compile(r"~~[^\s~](?:[^~\n]*[^\s~])?~~"), "text that is struck out", "write <del>words</del>"),
    MarkupKind(
        re.compile(r"(?<![=!<>])==[^\s=](?:[^=\n]*[^\s=])?==(?!=)"), "marked text", "write <mark>words</mark>"
    ),
    MarkupKind(re.compile(r"(?<=\w)~\w{1,4}~(?!~)"), "a subscript", "write H<sub>2</sub>O, or H₂O"),
    MarkupKind(re.compile(r"(?<=\w)\^[\w+-]{1,4}\^"), "a superscript", "write m<sup>2</sup>, or m²"),
    MarkupKind(
        re.compile(r"\$\$[^$]+\$\$"),
        "a formula in LaTeX",
        "write it in characters or in MathML, or show it as an image",
    ),
)  # fmt: skip
CHARACTERS = re.compile(
    r"\[|\]|\{|\\|`|\*\*|__|\+[-=:]|%%|~|\||=|\^|［|#|:::|!!!|\?\?\?|\$\$|'''"
    r"|\n[ \t]*(?:[-*+•‣▪·–o]|\(?(?:[12abAB]|ii|II)[.)]{1,2})[ \t\u00a0]|\n(?:\d+\.\u00a0|2\.[^\W\d]|-[^\W\d])"
)
"""What each of these has at least once; alternatives that begin with a letter each are searched in half the time."""
