"""What each rule of Python-Markdown requires of a text: characters without which it matches nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from markdown.util import ETX, STX, Registry

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


def with_needs(registry: Registry[Any], needed: Needed) -> list[tuple[Any, tuple[str, ...]]]:
    """Rules with the characters that each of their matches contains; unknown rules have none, and are always tried."""
    marks = {registry.get_index_for_name(name): marks for name, marks in needed.items() if name in registry}
    return [(rule, marks.get(index, ())) for index, rule in enumerate(registry)]
