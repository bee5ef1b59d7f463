"""Ratings of reviews as text."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from sourcebook.core.text.numbers import format_number
from sourcebook.model import Rating


def rating_text(value: Decimal, scale: Iterable[Rating]) -> str:
    """Return a rating with its scale: `rated 3, Half true, on a scale from 1 (False) to 6 (True)`."""
    steps = {one.value: one.label for one in scale}
    text = f"rated {format_number(value)}"
    if value not in steps:
        return text
    least, most = (f"{format_number(end)} ({steps[end]})" for end in (min(steps), max(steps)))
    return f"{text}, {steps[value]}, on a scale from {least} to {most}"
