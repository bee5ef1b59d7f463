"""Phrases: plurals, shares, lists of names."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

PLURALS = {
    "person": "people",
    "entry": "entries",
    "source of a claim": "sources of claims",
    "dated source of a claim": "dated sources of claims",
}


def plural(count: int, word: str) -> str:
    """Return a number with a noun: `1 claim`, `3 claims`, `2 people`."""
    return f"{count:,} {noun(count, word)}"


def noun(count: int, word: str) -> str:
    """Return a noun in the singular or plural."""
    return word if count == 1 else PLURALS.get(word, f"{word}s")


def join_names(names: Sequence[str], most: int = 3) -> str:
    """Join names: `Green, Moussalem and Hassabis`; those beyond `most` are counted."""
    if len(names) > most + 1:
        names = [*names[:most], f"{len(names) - most:,} others"]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else ""


def shortened(text: str, most: int) -> str:
    """Return a text of at most so many characters, the last of which is an ellipsis if some are left out."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def sentence(text: str) -> str:
    """Return a text with a capital letter at its start and a full stop."""
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith(('.', '?', '!')) else '.'}"


def cell_text(value: object) -> str:
    """Return a value as the text of a cell: lists joined by semicolons, `true` and `false`, nothing for None."""
    if isinstance(value, tuple):
        return "; ".join(map(str, value))
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value, "f")
    return "" if value is None else str(value)
