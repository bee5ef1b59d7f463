"""Numbers as text: the one place that writes them, with all digits that were given."""

from __future__ import annotations

import math
from decimal import Decimal

GROUPED_FROM = 10_000
"""The least whole number whose thousands are separated, for shorter ones may be years; others are from 1,000 on."""
SCALES = ((12, "trillion"), (9, "billion"), (6, "million"))
"""Powers of ten with a word, the largest first."""
MOST_DECIMALS = 3
"""Most decimal places of a number with a scale word."""
MOST_DIGITS = 20
"""Most digits of a number with a scale word."""


def exact(value: float | Decimal) -> Decimal:
    """Return a value as a decimal: a float by its shortest digits, a decimal with its own decimal places."""
    return value if isinstance(value, Decimal) else Decimal(repr(value) if isinstance(value, float) else value)


def format_number(value: float | Decimal, grouped_from: int = GROUPED_FROM) -> str:
    """Return a number with all its digits and decimal places, without an exponent: `1,234,567`, `8.70`, `0.0000001`.

    Args:
        value: the number; infinities and NaN are written as they are called.
        grouped_from: the least whole number whose thousands are separated by commas.
    """
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    number = exact(value)
    if isinstance(value, float) and number == number.to_integral_value():
        number = number.to_integral_value()
    least = grouped_from if number == number.to_integral_value() else 1000
    return format(number, ",f" if abs(number) >= least else "f")


def format_percent(probability: float) -> str:
    """Return a probability from 0 to 1 in per cent, with all its digits: `12.5 %`."""
    return f"{format_number((exact(probability) * 100).normalize())} %"


def format_amount(value: float | Decimal) -> tuple[str, str]:
    """Return a number and its scale word, if one loses no digit: `1.1`, `billion`; else all digits and nothing.

    Decimal places that were written are kept: 1.10 billion.
    """
    number = exact(value)
    _, digits, exponent = number.as_tuple()
    for power, word in SCALES:
        if abs(number) < 10**power or len(digits) > MOST_DIGITS:
            continue
        scaled = number.scaleb(-power)
        decimals = max(-int(scaled.normalize().as_tuple().exponent), 0)
        # Zeros of a whole number are no decimal places: 1100000000 is 1.1 billion, 1.10e9 is 1.10 billion.
        written = max(power - int(exponent), 0) if int(exponent) > 0 else 0
        if decimals <= MOST_DECIMALS:
            return format(scaled, f",.{max(decimals, written)}f"), word
        break
    return format_number(number, 1000), ""
