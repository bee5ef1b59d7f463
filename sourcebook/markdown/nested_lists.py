"""Items of lists that Python-Markdown moves or gives another number, and paragraphs that are not in their item."""

from __future__ import annotations

import re
from collections.abc import Iterator

RULE = re.compile(r" {0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*\Z")
"""A line across the page."""
OTHER = re.compile(r" *(?:<|#|\[[^\]\n]*\]:)")
"""The beginning of HTML, a heading or a definition, which may be indented."""
STEP = 4
"""Columns by which Python-Markdown wants an item below another one to be indented."""
LEAST = 2
"""Columns by which an item is indented that is meant to be below another one."""
MARKER = re.compile(r"(?P<indent> *)(?P<marker>[-*+]|\d{1,3}\.)[ \t]+\S")
INDENTED = re.compile(r"\n(?: {4})*  {1,2}(?:[-*+]|\d{1,3}\.)[ \t]")
"""A line that such an item may be: another one is above it, and a pattern that begins with a sign is searched fast."""
SHIFTED = re.compile(r"\n[ \t]*\n {1,3}(?![*+-][ \t])[^\s<#]")
"""The beginning of a paragraph that may be meant to be in a list."""

NUMBERED = re.compile(r"\n {0,3}\d{1,9}\. ")
"""The second item of a numbered list, or a later one."""
NUMBER = re.compile(r" {0,3}(?P<number>\d{1,9})\.[ \t]+\S")


def renumbered_items(text: str) -> Iterator[tuple[int, str, int]]:
    """Yield the items of numbered lists that get another number, with their offsets and these numbers.

    A list whose items all have the same number is numbered from it on, as authors know.

    Args:
        text: Markdown in which code in fences is blank.
    """
    items: list[tuple[int, str, int]] = []
    """Offset, line and number of the items of the present list."""
    offset, is_after_blank = 0, True
    for line in [*text.split("\n"), "", "end"]:
        found = NUMBER.match(line)
        if found and (items or is_after_blank):
            items.append((offset, line.strip(), int(found["number"])))
        elif line.strip() and not line.startswith((" ", "\t")) and is_after_blank and not found:
            if len({number for _, _, number in items}) > 1:
                given = enumerate(items, items[0][2])
                yield from ((at, written, shown) for shown, (at, written, number) in given if shown != number)
            items = []
        is_after_blank = not line.strip()
        offset += len(line) + 1


def fallen_paragraphs(text: str) -> Iterator[tuple[int, str]]:
    """Yield the first lines of paragraphs that end a list, with their offsets, though they are indented.

    Args:
        text: Markdown in which code in fences is blank.
    """
    offset, is_in_list, is_after_blank = 0, False, True
    for line in text.split("\n"):
        indent = len(line.expandtabs(STEP)) - len(line.expandtabs(STEP).lstrip(" "))
        if line.strip() and is_after_blank and indent < STEP:
            is_item = MARKER.match(line) is not None and not RULE.match(line)
            if is_in_list and indent and not is_item and not OTHER.match(line):
                yield offset, line.strip()
            is_in_list = is_item
        is_after_blank = not line.strip()
        offset += len(line) + 1


def flattened_items(text: str) -> Iterator[tuple[int, str]]:
    """Yield the items that are beside the item above them, with their offsets, though they are indented.

    Args:
        text: Markdown in which code in fences is blank.
    """
    levels: dict[tuple[int, bool], int] = {}
    """The indentation of the first item, by level and by whether its list is numbered."""
    offset, is_after_blank = 0, True
    for line in text.split("\n"):
        found = MARKER.match(line.expandtabs(STEP))
        if found:
            indent = len(found["indent"])
            level, is_numbered = indent // STEP, found["marker"][0].isdecimal()
            first = levels.get((level, is_numbered))
            if first is not None and indent - first >= LEAST:
                yield offset, line.strip()
            if first is None and (level == 0 or any(above == level - 1 for above, _ in levels)):
                levels[level, is_numbered] = indent
            levels = {key: value for key, value in levels.items() if key[0] <= level}
        elif line.strip() and not line.startswith(" ") and is_after_blank:
            levels = {}
        is_after_blank = not line.strip()
        offset += len(line) + 1
