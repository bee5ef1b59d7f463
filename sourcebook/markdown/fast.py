"""A faster Python-Markdown with identical output: it skips rules whose required characters do not occur in a text.

The result is the same, for a rule is passed over only where it would have found nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Self
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.blockparser import BlockParser
from markdown.extensions.toc import TocExtension, TocTreeprocessor
from markdown.inlinepatterns import DelimiterProcessor
from markdown.preprocessors import NormalizeWhitespace
from markdown.serializers import (  # type: ignore[attr-defined]  # the stubs leave out all but functions
    BOOLEAN_ATTRIBUTES,
    HTML_EMPTY,
    _escape_attrib_html,
    _escape_cdata,
    to_html_string,
)
from markdown.treeprocessors import InlineProcessor
from markdown.util import ETX, STX, AtomicString, Registry

Needed = Mapping[str, tuple[str, ...]]
"""By the names of rules: what each match holds, at least one of these."""
INLINE: Needed = {
    "backtick": ("`",), "escape": ("\\",), "footnote": ("^",), "reference": ("[",), "link": ("[",),
    "short_reference": ("[",), "image_link": ("!",), "image_reference": ("!",), "short_image_ref": ("!",),
    "autolink": ("<",), "automail": ("<",), "html": ("<",), "linebreak": ("\n",), "entity": ("&",),
    "em_strong": ("*", "_"),
}  # fmt: skip
"""Of patterns within lines; marks of one character, for two in a row take fifty times as long to look for."""
BLOCKS: Needed = {
    "markdown_block": (STX,), "admonition": ("!", " "), "indent": (" ",), "defindent": (" ",), "code": (" ",),
    "table": ("|",), "hashheader": ("#",), "setextheader": ("=", "-"), "hr": ("-", "_", "*"),
    "ulist": ("-", "+", "*"), "deflist": (":",), "quote": (">",), "footnote": ("^",), "abbr": ("[",),
    "reference": ("]",),
}  # fmt: skip
"""Of blocks, likewise."""
STARTING = ("admonition", "indent", "defindent", "code", "hashheader", "setextheader", "hr", "ulist", "quote")
"""Rules whose matches begin a line with such a mark, or with a space."""
EMPHASIS = re.compile(r"(\*\*?)(?![\s*])([^*_]*[^\s*_])\1(?!\*)")
"""Emphasis that holds no mark of any other."""
PASSES: Needed = {
    "html_block": ("<", "&"), "fenced_code_block": ("```", "~~~"), "attr_list": ("{",), "unescape": ("\\",),
}  # fmt: skip
"""By the names of passes over a page: what a page holds that they change, at least one of these."""
UNEVEN = (STX, ETX, "\r", "\t", "\n ")
"""What a page holds whose white space is not as it should be."""
MANY = "\n"
"""The beginning of a block of several lines."""
RAW = ("script", "style")
"""Elements whose text is no HTML."""
HEADINGS = frozenset(f"h{level}" for level in range(1, 7))
LEAVES = frozenset({"em", "strong", "code", "li", "p", "td", "th", "dt", "dd", *HEADINGS})
"""Elements that are written without ado where there is nothing but text in them."""


class FastMarkdown(Markdown):
    """A Markdown processor.

    Args:
        needed: what each match of inline patterns holds that are no part of Python-Markdown.
        options: its own.
    """

    def __init__(self, needed: Needed, **options: Any) -> None:
        super().__init__(**options)
        self.source = ""
        """What is being converted."""
        self._is_block: dict[Any, bool] = {}
        self.treeprocessors.register(FastInline(self, {**INLINE, **needed}), "inline", 20)
        self.delimiters: Any = FastEmphasis(self.delimiters)
        self.inlinePatterns.register(self.delimiters, "em_strong", 60)
        self.preprocessors.register(FastWhitespace(self), "normalize_whitespace", 30)
        for passes in (self.preprocessors, self.treeprocessors):
            for name in PASSES:
                if name in passes:
                    self._make_seldom(passes[name], PASSES[name])
        self.serializer = written

    def build_parser(self) -> Self:
        """Build what extensions find."""
        super().build_parser()
        self.parser = FastBlocks(self.parser)
        return self

    def convert(self, source: str) -> str:
        """Convert a text to HTML."""
        self.source = source
        return super().convert(source)

    def is_block_level(self, tag: Any) -> bool:
        """Whether an element is a block of HTML."""
        found = self._is_block.get(tag)
        if found is None:
            found = self._is_block[tag] = super().is_block_level(tag)
        return found

    def _make_seldom(self, one: Any, needed: Sequence[str]) -> None:
        """Let a pass run only over pages that hold one of these."""
        always = one.run

        def run(page: Any) -> Any:
            return always(page) if any(mark in self.source for mark in needed) else page

        one.run = run


class FastWhitespace(NormalizeWhitespace):
    """The pass that makes white space even."""

    def run(self, lines: list[str]) -> list[str]:
        """Change the lines of a page."""
        source = self.md.source  # type: ignore[attr-defined]  # a QuickMarkdown
        return super().run(lines) if any(mark in source for mark in UNEVEN) else [*lines, "", ""]


class FastBlocks(BlockParser):
    """The block pass, in the place of another one.

    Args:
        parser: the other one.
    """

    def __init__(self, parser: BlockParser) -> None:
        super().__init__(parser.md)
        self.blockprocessors = parser.blockprocessors
        self._chosen: dict[tuple[str, ...], list[tuple[int, Any]]] = {}
        """Rules with their places among all, by the marks that a block holds; in front, how it begins."""
        for processor in self.blockprocessors:
            processor.parser = self

    def parseBlocks(self, parent: Element, blocks: list[str]) -> None:  # noqa: N802  # its name there
        """Take blocks one after the other, and put what they are to an element."""
        while blocks:
            block = blocks[0]
            marks = [mark for mark in self._marks if mark in block]
            first = MANY if "\n" in block else block[:1] if block[:1] in self._marks else ""
            held = (first, *marks)
            for index, rule in self._chosen.get(held) or self._that_need(held):
                if rule.test(parent, block):
                    if rule.run(parent, blocks) is False:
                        # It may have taken the block apart: the rules behind it look for themselves.
                        later = self._rules[index + 1 :]
                        any(one.test(parent, blocks[0]) and one.run(parent, blocks) is not False for one in later)
                    break

    def _that_need(self, held: tuple[str, ...]) -> list[tuple[int, Any]]:
        """The rules that can match a block which begins so and holds these marks."""
        first, *marks = held
        starting = {self.blockprocessors.get_index_for_name(name) for name in STARTING if name in self.blockprocessors}
        found: list[tuple[int, Any]] = []
        for index, (rule, needed) in enumerate(_with_needs(self.blockprocessors, BLOCKS)):
            begins = first in (MANY, " ", *needed) if index in starting else True
            if not needed or (begins and not {*needed}.isdisjoint(marks)):
                found.append((index, rule))
        self._chosen[held] = found
        return found

    @cached_property
    def _rules(self) -> list[Any]:
        return list(self.blockprocessors)

    @cached_property
    def _marks(self) -> list[str]:
        needs = _with_needs(self.blockprocessors, BLOCKS)
        return sorted({mark for _, needed in needs for mark in needed})


class FastInline(InlineProcessor):
    """The inline pass of one Markdown processor.

    Args:
        md: the processor.
        needed: what each match of its patterns holds.
    """

    def __init__(self, md: Markdown, needed: Needed) -> None:
        super().__init__(md)
        self._needed = needed

    @cached_property
    def _rules(self) -> list[tuple[Any, tuple[str, ...]]]:
        return _with_needs(self.inlinePatterns, self._needed)

    @cached_property
    def _others(self) -> Sequence[str]:
        """Marks of all that there is in a text but of emphasis by stars."""
        marks = {STX, *(mark for _, needed in self._rules for mark in needed or ("",))}
        return sorted(marks - {"*"})

    def _is_plain(self, text: str) -> bool:
        """Whether there is nothing in a text but, perhaps, emphasis by stars."""
        for mark in self._others:  # noqa: SIM110  # half the time of a generator
            if mark in text and (mark != "\n" or "  \n" in text):
                return False
        return True

    def run(self, tree: Element, ancestors: list[str] | None = None) -> Element:
        """Put elements into the place of what the patterns match: at once where all of it is emphasis."""
        settled: list[tuple[Element, list[str]]] = []
        for element in tree.iter():
            text = element.text
            if text and element is not tree and not isinstance(text, AtomicString) and self._is_plain(text):
                parts: list[str] = EMPHASIS.split(text) if "*" in text else [text]
                if not any("*" in between for between in parts[::3]):
                    settled.append((element, parts))
                    element.text = None
        super().run(tree, ancestors)
        for element, parts in settled:
            element.text = parts[0] or None
            for at, (mark, words, tail) in enumerate(zip(parts[1::3], parts[2::3], parts[3::3], strict=True)):
                element.insert(at, emphasis(self.md, mark, words, tail or None))
        return tree

    _apply: Any = InlineProcessor._InlineProcessor__applyPattern  # type: ignore[attr-defined]  # private to the parent

    # The name that Python gives to a private method of the parent.
    def _InlineProcessor__handleInline(self, data: str, patternIndex: int = 0) -> str:  # noqa: N802, N803
        """A text with placeholders in the place of what the patterns match."""
        if isinstance(data, AtomicString):
            return data
        start, rules = 0, self._rules
        for index in range(patternIndex, len(rules)):
            pattern, needed = rules[index]
            for mark in needed:
                if mark in data:
                    break
            else:
                if needed:
                    continue
            is_matched = True
            while is_matched:
                data, is_matched, start = self._apply(pattern, data, index, start)
        return data


class FastEmphasis(DelimiterProcessor):
    """Emphasis, in the place of another pattern of it.

    Args:
        pattern: the other one.
    """

    def __init__(self, pattern: DelimiterProcessor) -> None:
        self.__dict__.update(pattern.__dict__)

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Element | None, int | None, int | None]:  # type: ignore[override]  # noqa: N802
        """The next emphasis, which most often holds no other."""
        at = m.start()
        if not self.regions and data[at - 1 : at] != "*":
            found = EMPHASIS.match(data, at)
            if found is not None:
                return emphasis(self.md, found[1], found[2]), at, found.end()
        return super().handleMatch(m, data)


class FastToc(TocTreeprocessor):
    """The pass that gives headings their ids, and writes a table of contents only where there is a place for it."""

    def run(self, doc: Element) -> None:
        """Give each heading an id; where no table is wanted, no other element is looked at but those with ids."""
        shown: Any = doc if self._is_wanted else _Some(one for one in doc.iter() if one.attrib or one.tag in HEADINGS)
        super().run(shown)

    def build_toc_div(self, toc_list: list[Any]) -> Element:
        """The table."""
        return super().build_toc_div(toc_list if self._is_wanted else [])

    def replace_marker(self, root: Element, elem: Element) -> None:
        """Put it into its place."""
        if self._is_wanted:
            super().replace_marker(root, elem)

    @property
    def _is_wanted(self) -> bool:
        source = self.md.source  # type: ignore[attr-defined]  # a QuickMarkdown
        return any(mark in source for mark in (self.marker, STX, ETX))  # the last two are taken out of the source


class _Some(list[Element]):
    """Some elements of a tree."""

    def iter(self) -> Iterator[Element]:
        """One after the other."""
        return iter(self)


class FastTocExtension(TocExtension):
    """Ids of headings, and a table of contents."""

    TreeProcessorClass = FastToc


def emphasis(md: Any, mark: str, words: str, tail: str | None = None) -> Element:
    """An element of emphasis.

    Args:
        md: the processor.
        mark: one star, or two.
        words: in it.
        tail: the text behind it.
    """
    element = Element(md.delimiters.delimiters["*"].tags[0 if mark == "**" else 1])
    element.text, element.tail = words, tail
    return element


def written(root: Element) -> str:
    """A tree as HTML."""
    parts: list[str] = []
    try:
        _write(root, parts.append)
    except (TypeError, AttributeError, RecursionError):  # no tree of plain elements, or one that is very deep
        return to_html_string(root)
    return "".join(parts)


def _write(element: Element, write: Callable[[str], None]) -> None:
    tag, text, tail = element.tag, element.text, element.tail
    write(f"<{tag}{_attributes(element)}>" if element.attrib else f"<{tag}>")
    name = tag.lower()
    if text:
        write(text if name in RAW else _escaped(text))
    for child in element:
        if child.tag in LEAVES and not child.attrib and not len(child):
            write(f"<{child.tag}>{_escaped(child.text or '')}</{child.tag}>{_escaped(child.tail or '')}")
        else:
            _write(child, write)
    if name not in HTML_EMPTY:
        write(f"</{tag}>")
    if tail:
        write(_escaped(tail))


def _escaped(text: str) -> str:
    return _escape_cdata(text) if "&" in text or "<" in text or ">" in text else text


def _attributes(element: Element) -> str:
    return "".join(
        f" {name}"
        if value is None or (name == value and name in BOOLEAN_ATTRIBUTES["html"])
        else f' {name}="{_escape_attrib_html(value)}"'
        for name, value in sorted(element.items())
    )


def _with_needs(registry: Registry[Any], needed: Needed) -> list[tuple[Any, tuple[str, ...]]]:
    """Rules with the characters that each of their matches contains; unknown rules have none, and are always tried."""
    marks = {registry.get_index_for_name(name): marks for name, marks in needed.items() if name in registry}
    return [(rule, marks.get(index, ())) for index, rule in enumerate(registry)]
