"""The order of texts in a language, by the collation of ICU."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache, partial
from typing import Any

KNOWN = 65_536
"""Number of cached keys, as the same titles and names are sorted again and again."""


def sort_key(language: str) -> Callable[[str], bytes]:
    """Return the function from a text to what it is sorted by.

    Args:
        language: a tag of BCP 47; the order of an unknown one is that of most languages in Latin script.
    """
    return partial(_key, language)


@lru_cache(KNOWN)
def _key(language: str, text: str) -> bytes:
    key: bytes = _collator(language).getSortKey(text)
    return key


@cache
def _collator(language: str) -> Any:
    import icu  # slow to load

    try:
        return icu.Collator.createInstance(icu.Locale.forLanguageTag(language))
    except icu.ICUError:
        return icu.Collator.createInstance(icu.Locale.getRoot())
