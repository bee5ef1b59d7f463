"""Convert dates of CSL-JSON to EDTF."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sourcebook.core.text.dates import date_in_words

SEASONS = frozenset("1234")
"""Seasons of CSL; in EDTF they are the months 21 to 24."""


def csl_date(values: Mapping[str, Any]) -> str | None:
    """Return the EDTF date of a date in CSL-JSON, or None if it is not one.

    Args:
        values: YAML nodes by key: `date-parts: [[2026, 2, 16]]`, two lists for an interval; `season`, `circa`; or
            `literal` in words. A year before Christ is negative: -44 is 44 BCE, and -0043 in EDTF.
    """
    parts = values.get("date-parts")
    if parts is None and (literal := getattr(values.get("literal"), "value", "")):
        return date_in_words(str(literal)) or None
    try:
        days = [[int(part.value) for part in day.value] for day in parts.value] if parts is not None else []
    except (AttributeError, TypeError, ValueError):
        days = []
    if not days or len(days) > 2 or not all(1 <= len(day) <= 3 for day in days):
        return None
    if len(days) == 1 and len(days[0]) == 1 and (season := getattr(values.get("season"), "value", "")) in SEASONS:
        days[0].append(20 + int(season))
    text = "/".join("-".join([_year(day[0]), *(f"{part:02d}" for part in day[1:])]) for day in days)
    is_about = len(days) == 1 and getattr(values.get("circa"), "value", "") in ("true", "1")
    return text + "~" * is_about


def _year(year: int) -> str:
    """Return a year in EDTF, which has a year 0."""
    return f"{year:04d}" if year >= 0 else f"-{-year - 1:04d}" if year < -1 else "0000"
