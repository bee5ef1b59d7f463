"""Quantities as text."""

from __future__ import annotations

from sourcebook.model import Quantity

SCALES = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))
BOUNDS = {"exact": "", "approx": "about ", "up_to": "up to ", "at_least": "at least "}


def format_quantity(quantity: Quantity) -> str:
    """Format a quantity: `about 8.69 billion USD`, `630 to 660 billion USD`."""
    if quantity.value is not None:
        return f"{BOUNDS[quantity.bound]}{_number(quantity.value)} {quantity.unit}"
    if quantity.min is None or quantity.max is None:
        end = quantity.max if quantity.min is None else quantity.min
        return f"{'up to' if quantity.min is None else 'at least'} {_number(end or 0)} {quantity.unit}"
    return f"{_number(quantity.min)} to {_number(quantity.max)} {quantity.unit}"


def _number(value: float) -> str:
    for scale, name in SCALES:
        if abs(value) >= scale:
            return f"{value / scale:,.4g} {name}"
    return f"{value:,.10g}"
