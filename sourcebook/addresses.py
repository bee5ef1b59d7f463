"""Addresses of the site: what an id becomes, and which are the site's own."""

from __future__ import annotations

import re
from functools import lru_cache

SECTIONS = ("briefings", "claims", "sources", "people", "topics", "forecasts", "corrections", "archive")
RESERVED = (*SECTIONS, "assets", "charts", "data", "search", "404")
"""First parts of addresses that a page cannot take."""

KNOWN = 16_384
"""Names whose slugs are kept, for the same ones are asked for again and again."""
_OTHER = re.compile(r"[^a-z0-9._~-]+")


@lru_cache(KNOWN)
def slug(name: str) -> str:
    """The part of an address that a name becomes: `Smith:2020/a` -> `smith-2020-a`, `Müller` -> `muller`."""
    if not name.isascii():
        from anyascii import anyascii

        name = anyascii(name)
    return _OTHER.sub("-", name.lower()).strip("-.") or "-"


def alias_path(alias: str) -> str:
    """The file that answers at an old address: `news/ai/` is `news/ai/index.html`, `ai.html` is itself."""
    path = alias.strip("/")
    return path if path.endswith((".html", ".htm")) else f"{path}/index.html"
