"""Items of lists that authors put below another item, and Python-Markdown beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator

STEP = 4
"""Columns by which Python-Markdown wants an item below another one to be indented."""
LEAST = 2
"""Columns by which an item is indented that is meant to be below another one."""
MARKER = re.compile(r"(?P<indent> *)(?P<marker>[-*+]|\d{1,3}\.)[ \t]+\S")
INDENTED = re.compile(r"^(?: {4})*  {1,2}(?:[-*+]|\d{1,3}\.)[ \t]", re.MULTILINE)
"""A line that such an item may be."""


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
