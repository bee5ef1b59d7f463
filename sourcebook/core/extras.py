"""Optional packages, which the extras of Sourcebook install."""

from __future__ import annotations


def how_to_install(extra: str) -> str:
    """Return how to install an extra, from a checkout or from a wheel."""
    return f"install the extra “{extra}”: pip install '.[{extra}]' in a checkout of Sourcebook, or 'WHEEL[{extra}]'"
