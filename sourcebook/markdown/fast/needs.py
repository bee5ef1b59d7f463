"""Characters that each rule of Python-Markdown requires: without them it matches nothing in a text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from markdown.util import ETX, STX, Registry

Needed = Mapping[str, tuple[str, ...]]
"""Characters by name of a rule: each match contains at least one of them."""
INLINE: Needed = {
    "backtick": ("`",), "escape": ("\\",), "footnote": ("^",), "reference": ("[",), "link": ("[",),
    "short_reference": ("[",), "image_link": ("!",), "image_reference": ("!",), "short_image_ref": ("!",),
    "autolink": ("<",), "automail": ("<",), "html": ("<",), "linebreak": ("\n",), "entity": ("&",),
    "em_strong": ("*", "_"),
}  # fmt: skip
"""For inline patterns. Each is one character: searching for two in a row takes fifty times as long."""
BLOCKS: Needed = {
    "markdown_block": (STX,), "admonition": ("!", " "), "indent": (" ",), "defindent": (" ",), "code": (" ",),
    "table": ("|",), "hashheader": ("#",), "setextheader": ("=", "-"), "hr": ("-", "_", "*"),
    "ulist": ("-", "+", "*"), "deflist": (":",), "quote": (">",), "footnote": ("^",), "abbr": ("[",),
    "reference": ("]",),
}  # fmt: skip
"""For block processors."""
STARTING = ("admonition", "indent", "defindent", "code", "hashheader", "setextheader", "hr", "ulist", "quote")
"""Rules whose matches begin with such a character, or with a space."""
EMPHASIS = re.compile(r"(\*\*?)(?![\s*])([^*_]*[^\s*_])\1(?!\*)")
"""Emphasis without other emphasis in it."""
PASSES: Needed = {
    "html_block": ("<", "&"), "fenced_code_block": ("```", "~~~"), "attr_list": ("{",), "unescape": ("\\",),
}  # fmt: skip
"""For passes over a whole page."""
UNEVEN = (STX, ETX, "\r", "\t", "\n ")
"""Characters of a page whose white space has to be normalized."""


def with_needs(registry: Registry[Any], needed: Needed) -> list[tuple[Any, tuple[str, ...]]]:
    """Return rules with their required characters; unknown rules have none, and are always tried."""
    marks = {registry.get_index_for_name(name): marks for name, marks in needed.items() if name in registry}
    return [(rule, marks.get(index, ())) for index, rule in enumerate(registry)]
