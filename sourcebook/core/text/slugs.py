"""Slugs: parts of URLs made from names and ids."""

from __future__ import annotations

import re
from functools import lru_cache

from sourcebook.core.text.addresses import canonical

KNOWN = 16_384
"""Number of cached slugs, as the same names recur."""
_OTHER = re.compile(r"[^a-z0-9._~-]+")


@lru_cache(KNOWN)
def slug(name: str) -> str:
    """Return the slug of a name: `Smith:2020/a` -> `smith-2020-a`, `Müller` -> `muller`."""
    if not name.isascii():
        from anyascii import anyascii

        name = anyascii(canonical(name))
    return _OTHER.sub("-", name.lower()).strip("-.") or "-"
