"""“Did you mean …?”: the nearest known word."""

from __future__ import annotations

from collections.abc import Iterable

CUTOFF = 60
"""Least ratio of rapidfuzz, 0 to 100, for a suggestion."""


def did_you_mean(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """Return a question with the most similar known word, or `otherwise` if none is similar."""
    # Imported here: a site in which nothing is wrong need not load it.
    from rapidfuzz import fuzz, process

    match = process.extractOne(word, sorted(known), scorer=fuzz.ratio, score_cutoff=CUTOFF)
    return f"did you mean “{match[0]}”?" if match else otherwise
