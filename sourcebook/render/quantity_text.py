"""Quantities as text."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from sourcebook.core.text.numbers import format_amount, format_number
from sourcebook.model import Quantity

BOUNDS = {"exact": "", "approx": "about ", "up_to": "up to ", "at_least": "at least "}


def format_quantity(quantity: Quantity, units: Mapping[str, str]) -> str:
    """Format a quantity, with all digits that were given: `about 8.69 billion USD`, `630 to 660 billion USD`.

    Args:
        quantity: the record.
        units: how the units that the site declares are written.
    """
    low, high = quantity.min, quantity.max
    bound = BOUNDS[quantity.bound]
    if quantity.value is not None:
        number = bound + _joined(quantity.value)
    elif low is not None and high is not None:
        number = bound + _range(low, high)
    else:
        about = BOUNDS["approx"] if quantity.bound == "approx" else ""
        end = high if low is None else low
        number = f"{'up to' if low is None else 'at least'} {about}{'' if end is None else _joined(end)}"
    return f"{number} {unit_text(quantity.unit, units)}".rstrip()


def unit_text(unit: str, units: Mapping[str, str]) -> str:
    """Return a unit as it is written after a number: as the site declares it, of a UCUM annotation the words.

    In UCUM `1` is the unit of plain numbers, and `{people}` an annotation of it.
    """
    shown = units.get(unit, unit)
    if shown == "1":
        return ""
    return shown[1:-1] if shown.startswith("{") and shown.endswith("}") and "}" not in shown[:-1] else shown


def _range(low: Decimal, high: Decimal) -> str:
    """Return both ends; a scale word that both have stands once, and one end has a scale word only if the other has."""
    (first, word), (last, other) = format_amount(low), format_amount(high)
    if word == other:
        return f"{first} to {last}{f' {word}' if word else ''}"
    if word and other:
        return f"{first} {word} to {last} {other}"
    return f"{format_number(low, 1000)} to {format_number(high, 1000)}"


def _joined(value: Decimal) -> str:
    return " ".join(format_amount(value)).strip()
