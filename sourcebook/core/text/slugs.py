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
    return _OTHER.sub("-", transliterated(name).lower()).strip("-.") or "-"


def transliterated(text: str) -> str:
    """Return a text in ASCII: `日本` -> `RiBen`."""
    if text.isascii():
        return text
    from anyascii import anyascii  # slow to load

    return anyascii(canonical(text))
