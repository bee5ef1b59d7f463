"""Fenced code inside of lists, quotations and footnotes, which Python-Markdown takes at the margin alone."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown import Markdown
from markdown.extensions.fenced_code import FencedBlockPreprocessor, FencedCodeExtension

FENCE = re.compile(r"(?P<prefix>[ >]*[ >])(?P<fence>`{3,}|~{3,})(?P<rest>[^`\n]*)\Z")
ITEM = re.compile(r"[ ]*(?:[-+*]|\d+\.|\[\^[^\]]+\]:|:|!!!)[ ]+")
"""The beginning of a list item, a footnote, a definition or an admonition."""

MOST_LINES = 1_000
"""Lines within which a fence in an item is closed, and its item begins: a page of fences takes no long time."""
TAB = 4
"""Spaces by which Python-Markdown indents what belongs to an item."""
OPENING = re.compile(r"(?:`{3,}|~{3,})(?P<info>[^`\n]*)\Z")
_ATTRIBUTE = r"[ ]*(?:[.#][\w:.-]+|[\w-]+=(?:\"[^\"]*\"|'[^']*'|[^\s\"'{}]+))"
INFO = re.compile(
    rf"[ ]*(?:\{{(?:{_ATTRIBUTE})*[ ]*\}}|[.]?[\w#.+-]*(?:[ ]+hl_lines[ ]*=[ ]*(?:\"[^\"]*\"|'[^']*'))?)[ \t]*"
)
"""What a fence may have behind its marks: a language, lines to mark, or attributes in braces."""


class NestedFences(FencedBlockPreprocessor):
    """The pass that takes fenced code at the margin, and before that, code that is indented or quoted."""

    def run(self, lines: list[str]) -> list[str]:
        """Return the lines of a page with placeholders for fenced code."""
        return super().run(self._with_nested(lines))

    def _with_nested(self, lines: list[str]) -> list[str]:
        found: list[str] = []
        at, margin_fence = 0, ""
        while at < len(lines):
            line = lines[at]
            margin_fence = _after(line, margin_fence)
            opening = None if margin_fence else FENCE.match(line)
            end = _end(lines, at, opening) if opening and _is_inside(lines, at, opening["prefix"]) else None
            if opening is None or end is None:
                found.append(line)
                at += 1
                continue
            prefix = opening["prefix"]
            code = [_without(one, prefix) for one in lines[at + 1 : end]]
            block = super().run([f"{opening['fence']}{opening['rest']}", *code, opening["fence"]])
            indent = prefix if prefix.strip() else " " * (len(prefix) + -len(prefix) % TAB)
            if found and _without(found[-1], prefix).strip():
                found.append(prefix.rstrip())
            found.append(indent + "".join(block))
            if _without(lines[end + 1], prefix).strip() if end + 1 < len(lines) else False:
                found.append(prefix.rstrip())
            at = end + 1
        return found


class NestedFencesExtension(FencedCodeExtension):
    """The extension for fenced code."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  # its name there
        """Register the pass."""
        super().extendMarkdown(md)
        md.preprocessors.register(NestedFences(md, self.getConfigs()), "fenced_code_block", 25)


def odd_fences(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines that open a fence with more than a language, or attributes in braces, and their offsets.

    The parser takes such fences for code within a sentence, or their words for attributes.
    """
    offset, fence = 0, ""
    for line in text.split("\n"):
        if not fence and (found := OPENING.match(line)) and not INFO.fullmatch(found["info"]):
            yield offset, line.strip()
        fence = _after(line, fence)
        offset += len(line) + 1


def _after(line: str, fence: str) -> str:
    """Return the fence at the margin that is open after a line; empty if none is."""
    match = re.match(r"(`{3,}|~{3,})", line)
    if match is None:
        return fence
    if fence:
        return "" if line.rstrip() == fence else fence
    return match[1]


def _end(lines: list[str], start: int, opening: re.Match[str]) -> int | None:
    """Return the line of the closing fence; None if there is none before the text leaves the item or quotation."""
    for at in range(start + 1, min(start + MOST_LINES, len(lines))):
        line = lines[at]
        if _without(line, opening["prefix"]).rstrip() == opening["fence"] and line.startswith(
            opening["prefix"].rstrip()
        ):
            return at
        if line.strip() and not line.startswith(opening["prefix"].rstrip()):
            return None
    return None


def _is_inside(lines: list[str], at: int, prefix: str) -> bool:
    """Return whether a line belongs to a quotation or to an item, and is no code that is indented."""
    if ">" in prefix:
        return True
    for line in reversed(lines[max(at - MOST_LINES, 0) : at]):
        indent = len(line) - len(line.lstrip(" "))
        if line.strip() and indent < len(prefix):
            return ITEM.match(line) is not None
    return False


def _without(line: str, prefix: str) -> str:
    return line[len(prefix) :] if line.startswith(prefix) else line.removeprefix(prefix.rstrip())
