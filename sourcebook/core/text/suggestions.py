"""“Did you mean …?”: the nearest known word."""

from __future__ import annotations

from collections.abc import Iterable

CUTOFF = 60
"""Least ratio of rapidfuzz, 0 to 100, for a suggestion."""


def most_similar(word: str, known: Iterable[str], cutoff: float = CUTOFF) -> str:
    """Return the most similar known word; empty if none is similar.

    Args:
        word: that is looked for.
        known: the words.
        cutoff: least similarity, 0 to 100.
    """
    # Imported here: a site in which nothing is wrong need not load it.
    from rapidfuzz import fuzz, process

    match = process.extractOne(word, sorted(known), scorer=fuzz.ratio, score_cutoff=cutoff)
    return match[0] if match else ""


def did_you_mean(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """Return a question with the most similar known word, or `otherwise` if none is similar."""
    match = most_similar(word, known)
    return f"did you mean “{match}”?" if match else otherwise
