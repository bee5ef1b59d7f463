"""“Did you mean …?”: the nearest known word."""

from __future__ import annotations

from collections.abc import Iterable

CUTOFF = 60
"""Of rapidfuzz's ratio, 0 to 100: below it a suggestion confuses more than it helps."""


def did_you_mean(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """The nearest known word as a question, or `otherwise` when none is near."""
    # Imported here: a site in which nothing is wrong need not load it.
    from rapidfuzz import fuzz, process

    match = process.extractOne(word, sorted(known), scorer=fuzz.ratio, score_cutoff=CUTOFF)
    return f"did you mean “{match[0]}”?" if match else otherwise
