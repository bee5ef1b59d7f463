"""Languages by their BCP 47 tags."""

from __future__ import annotations

RIGHT_TO_LEFT = frozenset("ar arc arz ckb dv fa he iw ks ps pnb sd sdh syr ug ur yi".split())
"""Languages that are written from right to left in their usual script."""
SCRIPTS = frozenset("adlm arab hebr mand nkoo rohg samr syrc thaa yezi".split())
"""Scripts that are written from right to left (ISO 15924)."""


def direction(language: str) -> str:
    """Return the direction in which a language is written: `rtl` or `ltr`.

    Args:
        language: a BCP 47 tag, whose script goes before the language: `uz-Arab`, `az-Latn`.
    """
    parts = language.lower().replace("_", "-").split("-")
    script = next((part for part in parts[1:] if len(part) == 4 and part.isalpha()), "")
    if script:
        return "rtl" if script in SCRIPTS else "ltr"
    return "rtl" if parts[0] in RIGHT_TO_LEFT else "ltr"
