"""The quicker Markdown against an untouched Python-Markdown: the same HTML for documents of every kind."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

import pytest
from markdown import Markdown
from markdown.extensions.fenced_code import FencedBlockPreprocessor
from markdown.extensions.tables import TableProcessor
from markdown.extensions.toc import TocExtension
from markdown.util import ETX

from sourcebook.markdown.fast import create_markdown
from sourcebook.markdown.fast.inline import FastEmphasis, FastInline
from sourcebook.markdown.fast.needs import BLOCKS, INLINE, STARTING
from sourcebook.markdown.fast.processor import FastMarkdown
from sourcebook.markdown.fast.toc import FastToc
from sourcebook.markdown.nested_fences import NestedFences
from sourcebook.markdown.renderer import CITED, EXTENSIONS, TOC, MarkdownRenderer
from sourcebook.markdown.whole_tables import WholeTableProcessor

SHARDS, EACH = 4, 600
WORDS = (
    "report", "芯片", "市场", "отчёт", "κέρδος", "تقرير", "गणना", "naïve", "e\u0301", "🙂", "2026", "3.5%", "US$",
    "A&B", "x_y_z", "a*b", "HTML", "\\*", "\\_not\\_", "\\@me", "@", "C:\\dir", "1 < 2", "a > b", "!", "[x]",
    "![", "](", "``", "~", "__init__",
)  # fmt: skip
MARKS: Sequence[str] = (
    "*{}*", "**{}**", "***{}***", "_{}_", "__{}__", "**a *{}* b**", "*{}**", "**{}*", "`{}`", "`` {} ` ``",
    "[{}](a.md)", '[{}](<a b.md> "t")', "[{}][ref]", "[{}]", "[ref]", "![{}](p.png)", "![{}][ref]", "![{}]",
    "<https://example.org/{}>", "<me@example.org>{}", "<b>{}</b>", "<i class='x'>*{}*</i>", "&amp;{}&#169;&copy;&nope",
    "{}  \nnext", "{}[^n]",
    "\\[{}\\]", "[a [{}] b](c)", "*[{}](a*b)*", "{}\\  \nx", "[*{}*](a_b_c)", "<!-- {} -->", "x<sub>{}</sub>",
    "*{}* *b*c*", "_a_{}_b_",
)  # fmt: skip
"""What stands within a line."""


def inline(dice: random.Random) -> str:
    """One line of words and marks."""
    words = [dice.choice(WORDS) for _ in range(dice.randint(1, 8))]
    for at in range(len(words)):
        if dice.random() < 0.4:
            words[at] = dice.choice(MARKS).format(words[at])
    return dice.choice((" ", " ", " ", "")).join(words)


def block(dice: random.Random, depth: int = 0) -> str:
    """One block, or several within each other."""
    kinds: list[Callable[[], str]] = [
        lambda: inline(dice),
        lambda: inline(dice),
        lambda: "\n".join(inline(dice) for _ in range(3)),
        lambda: f"{'#' * dice.randint(1, 6)} {inline(dice)} {{: #id-{dice.randint(1, 9)} .big }}",
        lambda: f"{inline(dice)}\n{dice.choice('=-') * 5}",
        lambda: f"```python\n{inline(dice)}\n*not*\n```",
        lambda: f"    {inline(dice)}\n    *not*",
        lambda: f"| a | *b* |\n|---|:-:|\n| {inline(dice)} | {inline(dice)} |",
        lambda: f"<div markdown='1'>\n\n{inline(dice)}\n\n</div>",
        lambda: f"<div>\n{inline(dice)}\n</div>",
        lambda: "---",
        lambda: f"Term\n:   {inline(dice)}\n\n:   {inline(dice)}",
        lambda: f"[ref]: https://example.org/{dice.randint(1, 9)} 'Title'\n[^n]: {inline(dice)}\n*[HTML]: Long *words*",
        lambda: "[TOC]",
    ]
    if depth < 3:
        kinds += [
            lambda: "\n".join(f"{dice.choice('*-+')} {item}" for item in nested(dice, depth, "  ")),
            lambda: "\n".join(f"{at}. {item}" for at, item in enumerate(nested(dice, depth, "    "), 3)),
            lambda: "\n".join(f"> {line}" for line in block(dice, depth + 1).split("\n")),
            lambda: f'!!! note "{inline(dice)}"\n' + "\n".join(f"    {x}" for x in block(dice, depth + 1).split("\n")),
        ]
    return dice.choice(kinds)()


def nested(dice: random.Random, depth: int, indent: str) -> list[str]:
    """Items of a list, some of them with blocks of their own."""
    items = []
    for _ in range(dice.randint(1, 4)):
        item = inline(dice)
        if dice.random() < 0.4:
            inner = block(dice, depth + 1).replace("\n", f"\n{indent * 2}")
            item += dice.choice(("\n", "\n\n")) + indent * 2 + inner
        items.append(item)
    return items


def document(seed: int) -> str:
    """One document, the same for the same seed; one in five is cut and spliced, so that marks do not pair."""
    dice = random.Random(seed)
    text = "\n\n".join(block(dice) for _ in range(dice.randint(1, 8)))
    if seed % 5 == 0:
        at, to = sorted(dice.randrange(len(text) + 1) for _ in range(2))
        text = text[at:] + text[:to]
    return text


def processors() -> tuple[Markdown, Markdown]:
    """An untouched one, and the quicker one."""
    extensions = [extension() for extension in EXTENSIONS]
    plain = Markdown(extensions=[*extensions, TocExtension(**TOC)], output_format="html")
    quick = create_markdown([extension() for extension in EXTENSIONS], TOC, {})
    assert isinstance(quick, FastMarkdown)
    return plain, quick


def compare(seeds: range) -> None:
    """Both make the same of every document."""
    plain, quick = processors()
    lost = 0
    for seed in seeds:
        text = document(seed)
        expected, got = plain.reset().convert(text), quick.reset().convert(text)
        if ETX in expected:
            # Python-Markdown lost its way and left a mark of its own; the number in it, which counts what was put
            # aside, can be another one.
            got, expected = (re.sub(r"\d", "", html) for html in (got, expected))
            lost += 1
        assert got == expected, f"document {seed}:\n{text}"
    assert lost <= len(seeds) / 100


def test_a_few_documents() -> None:
    """The first hundred."""
    compare(range(100))


@pytest.mark.slow
@pytest.mark.parametrize("shard", range(SHARDS))
def test_documents_of_every_kind(shard: int) -> None:
    """Lists in lists, code, tables, quotes, footnotes, HTML, many scripts, and marks that do not pair."""
    compare(range(100 + shard * EACH, 100 + (shard + 1) * EACH))


def test_documents_are_varied() -> None:
    """Every pattern of Python-Markdown finds something in them."""
    plain, _ = processors()
    html = "".join(plain.reset().convert(document(seed)) for seed in range(300))
    for mark in (
        "<em>", "<strong>", "<code>", "<a href", "<img", "<br>", "<table>", "<blockquote>", "<pre>", "footnote-ref",
        "<abbr", "<dl>", "admonition", "&copy;", "&#109;&#97;", "<ol", "<ul>\n<li>", "芯片",
    ):  # fmt: skip
        assert mark in html, mark


def test_extensions_are_those_of_their_names() -> None:
    """What Markdown knows is “extra” and two more, in its order; fences in lists, and tables, are ours."""
    named = Markdown(extensions=["extra", "admonition", "sane_lists"])
    ours = Markdown(extensions=[extension() for extension in EXTENSIONS])
    for kind in ("preprocessors", "treeprocessors", "postprocessors", "inlinePatterns"):
        passes = [[type(one) for one in getattr(md, kind)] for md in (named, ours)]
        replaced = [FencedBlockPreprocessor if one is NestedFences else one for one in passes[1]]
        assert passes[0] == replaced
    blocks = [[type(one) for one in md.parser.blockprocessors] for md in (named, ours)]
    assert blocks[0] == [TableProcessor if one is WholeTableProcessor else one for one in blocks[1]]


def test_patterns_are_known_by_name() -> None:
    """Those of which it is known what they need are there; inline ones hold that in their expression."""
    plain, _ = processors()
    for name, marks in INLINE.items():
        expression = plain.inlinePatterns[name].pattern.replace("\\n", "\n").replace("\\", "")
        assert all(mark.strip("\\") in expression for mark in marks), (name, expression)
    assert all(name in plain.parser.blockprocessors for name in (*BLOCKS, *STARTING))
    assert all(len(mark) == 1 for needed in (*INLINE.values(), *BLOCKS.values()) for mark in needed)


def test_the_writer_uses_it() -> None:
    """Citations and all."""
    md = MarkdownRenderer()._md
    assert isinstance(md.treeprocessors["inline"], FastInline)
    assert isinstance(md.treeprocessors["toc"], FastToc)
    assert isinstance(md.inlinePatterns["em_strong"], FastEmphasis)


@pytest.mark.parametrize("version", [(3, 10, 9), (3, 12, 0), (4, 0, 0)])
def test_other_versions_of_python_markdown_are_used_as_they_are(
    version: tuple[int, int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """No private method is replaced where the output was not compared."""
    monkeypatch.setattr("markdown.__version_info__", (*version, "final", 0))
    processor = create_markdown([extension() for extension in EXTENSIONS], TOC, CITED)
    assert type(processor) is Markdown
    assert "<em>a</em>" in processor.convert("*a* [TOC]")
