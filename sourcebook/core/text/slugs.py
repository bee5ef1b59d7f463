"""What an id becomes in an address."""

from __future__ import annotations

import re
from functools import lru_cache

KNOWN = 16_384
"""Slugs that are cached: the same names occur again and again."""
_OTHER = re.compile(r"[^a-z0-9._~-]+")


@lru_cache(KNOWN)
def slug(name: str) -> str:
    """The part of an address that a name becomes: `Smith:2020/a` -> `smith-2020-a`, `Müller` -> `muller`."""
    if not name.isascii():
        from anyascii import anyascii

        name = anyascii(name)
    return _OTHER.sub("-", name.lower()).strip("-.") or "-"
