"""Find the locations of references in Markdown; the tree of Python-Markdown does not contain them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cached_property
from html import unescape

from sourcebook.markdown.attribute_values import BACKSLASH
from sourcebook.markdown.citation_syntax import KEYS
from sourcebook.markdown.nested_fences import odd_fences
from sourcebook.markdown.nested_lists import (
    INDENTED,
    NUMBERED,
    SHIFTED,
    fallen_paragraphs,
    flattened_items,
    renumbered_items,
)
from sourcebook.model import SourceLocation, location_in

CODE = re.compile(
    r"^(?P<fence>```+|~~~+).*?^(?P=fence)[ \t]*$|(?P<ticks>`+)(?!`).*?(?<!`)(?P=ticks)(?!`)", re.MULTILINE | re.DOTALL
)
DESTINATION = re.compile(
    r"\]\(\s*(?:<(?P<angled>[^<>\n]*)>|(?P<inline>(?:[^\s()\\]|\\.|\((?:[^\s()\\]|\\.)*\))*))"
    r"|^[ ]{0,3}\[[^\]\n]+\]:\s*<?(?P<defined>[^\s>]+)"
    r"|<(?:mailto:)?(?P<mail>[^\s<>@]+@[^\s<>]+)>|<(?P<auto>[A-Za-z][A-Za-z\d+.-]*:[^\s<>]*)>"
    r"|(?<![\w:-])[\w:-]+\s*=\s*(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<bare>[^\s>\"']+))",
    re.MULTILINE,
)
"""An address as it is written: in a link, a definition, between angle brackets, as an attribute of HTML."""


DEFINITION = re.compile(r"^[ ]{0,3}\[([^\]\n]+)\]:[ \t]*(\S[^\n]*)", re.MULTILINE)
"""The definition of a footnote, or of the address of links."""
NOTE = re.compile(r"\[(\^[^\[\]\n]+)\](:?)")
"""The mark of a footnote, or the beginning of its text."""
CODE_IN_HTML = re.compile(r"<(pre|script|style|textarea)\b.*?(?:</\1|\Z)|<!--.*?(?:-->|\Z)", re.DOTALL | re.IGNORECASE)
TAB = 4
"""Columns of a tab."""
BOX = re.compile(r"^!!! ?[\w-]+((?: +[\w-]+)+)[ \t]*$", re.MULTILINE)
"""The head of a box with words in the place of its title."""
_NO_ROW = r"(?![ ]{4}|\t|[ ]{0,3}(?:[-*+•‣▪·o:>]|\(?\w{1,3}[.)]|\[[^\]\n]*\]:)[ ]*\t)"
_ROW = rf"{_NO_ROW}[^\t\n|]*[^\t\n |]\t+[ ]*[^\s|]"
TABBED = re.compile(rf"^(?P<line>{_ROW}[^\n|]*)\n{_ROW}", re.MULTILINE)
"""Two lines with words on both sides of a tab; items of lists and definitions have it behind their marks."""
DASHES = re.compile(r"^[ ]{0,3}-{2,}(?:[ ]+-{2,})+[ ]*$", re.MULTILINE)
"""The columns of a table in Pandoc's Markdown; Python-Markdown draws a line."""
ONE_ADDRESS = re.compile(r"\S+[ \t]*(?:\"[^\n]*\"|'[^\n]*'|\([^\n]*\))?[ \t]*\Z")
"""What Markdown takes for an address: one word, and perhaps a title."""
ADDRESS = re.compile(r"<|#|[A-Za-z][\w+.-]*:\S|\S*/|\S+\.\w")
"""What people mean as one."""


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match[0])


class SourcePositions:
    """Finds the first, second, third … occurrence of a reference outside of code.

    Args:
        path: of the content file.
        text: the Markdown, without front matter.
        first_line: the line of the file that the text starts on.
    """

    def __init__(self, path: str, text: str, first_line: int) -> None:
        self.path = path
        self.first_line = first_line
        self._raw = text
        self._times: dict[tuple[str, str], int] = {}

    def address(self, address: str) -> SourceLocation:
        """Return the location of the next address with this value, without escapes and character references."""
        return self._next("address", address, self._addresses)

    def citation(self, key: str) -> SourceLocation:
        """Return the location of the next citation of a source, where its `@` stands."""
        return self._next("citation", key, self._citations)

    def tag(self, name: str) -> SourceLocation:
        """Return the location of the first `<element>`, or of the first tag of HTML with an `attribute=`."""
        bare = re.escape(name.strip("<>="))
        pattern = rf"<{bare}\b" if name.startswith("<") else rf"<[^<>]*?\s{bare}\s*="
        found = re.search(pattern, self._text, re.IGNORECASE)
        return self._location(found.start() if found else 0)

    def doubles(self) -> Iterator[tuple[str, SourceLocation]]:
        """Yield the footnotes and the names of addresses that are defined in two ways, with the later location."""
        known: dict[str, str] = {}
        for match in self._definitions:
            is_footnote = match[1].startswith("^")
            name = match[1] if is_footnote else " ".join(match[1].casefold().split())
            if name in known and (is_footnote or known[name] != match[2].strip()):
                yield match[1], self._location(match.start(1) - 1)
            known[name] = match[2].strip()

    def flattened_items(self) -> Iterator[tuple[str, SourceLocation]]:
        """Yield the items of lists that are beside the item above them, and not below it, with their locations."""
        if INDENTED.search(self._raw):
            yield from ((line, self._location(offset)) for offset, line in flattened_items(self._prose))

    def fallen_paragraphs(self) -> Iterator[tuple[str, SourceLocation]]:
        """Yield the first lines of indented paragraphs that are behind a list, not in it, with their locations."""
        if SHIFTED.search(self._raw):
            yield from ((line, self._location(offset)) for offset, line in fallen_paragraphs(self._prose))

    def dashed_tables(self) -> Iterator[tuple[str, SourceLocation]]:
        """Yield lines of dashes that are the columns of a table elsewhere, with their locations."""
        for match in DASHES.finditer(self._prose) if "-- " in self._raw else ():
            above = self._prose.rfind("\n", 0, max(match.start() - 1, 0)) + 1
            below = self._prose.find("\n", match.end() + 1)
            after = self._prose[match.end() : below if below >= 0 else None]
            if self._prose[above : match.start()].strip() or after.strip():
                yield match[0].strip(), self._location(match.start())

    def tabbed_rows(self) -> Iterator[tuple[str, SourceLocation]]:
        """Yield the first of lines with tabs between words, as spreadsheets copy them, with their locations."""
        at = 0 if "\t" in self._raw else len(self._prose)
        while found := TABBED.search(self._prose, at):
            yield " ".join(found["line"].split()), self._location(found.start())
            at = max(self._prose.find("\n\n", found.end()), found.end())

    def renumbered_items(self) -> Iterator[tuple[str, int, SourceLocation]]:
        """Yield the items of lists that get another number, with it and with their locations."""
        if NUMBERED.search(self._raw):
            yield from ((line, shown, self._location(offset)) for offset, line, shown in renumbered_items(self._prose))

    def lost_definitions(self) -> Iterator[tuple[str, SourceLocation]]:
        """Yield lines that Markdown takes for the address of links, and people do not, with their locations."""
        for match in self._definitions:
            if not match[1].startswith("^") and ONE_ADDRESS.match(match[2]) and not ADDRESS.match(match[2]):
                yield match[0].strip(), self._location(match.start(1) - 1)

    def unused_notes(self) -> Iterator[tuple[str, SourceLocation]]:
        """Yield the names of footnotes to which nothing refers, as `[^name]`, with their locations."""
        marked = {name for name, colon in NOTE.findall(self._prose) if not colon} if self._definitions else ()
        for match in self._definitions:
            if match[1].startswith("^") and match[1] not in marked:
                yield f"[{match[1]}]", self._location(match.start(1) - 1)

    def matches(self, pattern: re.Pattern[str]) -> bool:
        """Return whether a pattern occurs in the text, in code or not."""
        return pattern.search(self._raw) is not None

    def contains(self, text: str) -> bool:
        """Return whether the text has this part, in code or not."""
        return text in self._raw

    def odd_fences(self) -> Iterator[tuple[str, SourceLocation]]:
        """Yield the lines that open a fence and are not taken as such, with their locations."""
        if "```" in self._raw or "~~~" in self._raw:
            yield from (
                (line, location_in(self.path, self._raw, offset, self.first_line))
                for offset, line in odd_fences(self._raw)
            )

    def box_titles(self) -> Iterator[tuple[str, SourceLocation]]:
        """Yield the titles of boxes that are written without quotation marks."""
        for match in BOX.finditer(self._prose) if "!!!" in self._raw else ():
            yield match[1].strip(), self._location(match.start())

    def text(self, before: str, text: str) -> SourceLocation:
        """Return the location of the next part of the text that is written like this, or begins like this.

        Args:
            before: what stands before it, which may be written in another way.
            text: the part.
        """
        shown = self._expanded
        while before and before + text not in shown:
            before = before[1:]
        while text and before + text not in shown:
            text = text[: len(text) * 2 // 3]
        offsets = [match.start() + len(before) for match in re.finditer(re.escape(before + text), shown)]
        if shown is not self._text:
            # Tabs take one character in the file: the line counts.
            starts = [0, *(match.end() for match in re.finditer("\n", self._text))]
            offsets = [starts[shown.count("\n", 0, offset)] for offset in offsets]
        return self._next("text", before + text, {before + text: offsets})

    def _next(self, kind: str, value: str, offsets_by_value: dict[str, list[int]]) -> SourceLocation:
        """Return the location of the next occurrence; of the last one again if there are no more."""
        at = self._times[kind, value] = self._times.get((kind, value), -1) + 1
        offsets = offsets_by_value.get(value) or [max(self._text.find(value), 0)]
        return self._location(offsets[min(at, len(offsets) - 1)])

    def _location(self, offset: int) -> SourceLocation:
        return location_in(self.path, self._text, offset, self.first_line)

    # All of these are made on first use: many pages refer to nothing.
    @cached_property
    def _text(self) -> str:
        return CODE.sub(_blank, self._raw)

    @cached_property
    def _prose(self) -> str:
        """The text, with blanks in the place of code of any kind and of comments."""
        return CODE_IN_HTML.sub(_blank, self._text) if "<" in self._text else self._text

    @cached_property
    def _definitions(self) -> list[re.Match[str]]:
        return list(DEFINITION.finditer(self._prose)) if "]:" in self._raw else []

    @cached_property
    def _expanded(self) -> str:
        """The text as the parser sees it, without tabs."""
        return self._text.expandtabs(TAB) if "\t" in self._text else self._text

    @cached_property
    def _addresses(self) -> dict[str, list[int]]:
        return self._found(DESTINATION, lambda text: unescape(BACKSLASH.sub(r"\1", text)).strip())

    @cached_property
    def _citations(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = defaultdict(list)
        for match in KEYS.finditer(self._text):
            found[match["braced"] or match["key"]].append(match.start())
        return found

    def _found(self, pattern: re.Pattern[str], value: Callable[[str], str]) -> dict[str, list[int]]:
        found: dict[str, list[int]] = defaultdict(list)
        for match in pattern.finditer(self._text):
            name = match.lastgroup
            if name:
                text = value(match[name])
                found[text].append(match.start(name))
                if name == "mail":
                    found[f"mailto:{text}"].append(match.start(name))
                elif name in ("double", "single") and "," in text:  # srcset
                    for part in text.split(","):
                        found[part.split()[0] if part.split() else ""].append(match.start(name))
        return found
