"""What the charts of the gallery are drawn of."""

from __future__ import annotations

import math
from typing import Any

import altair as alt

WORDS = ["ash", "birch", "cedar", "elm", "fir", "hazel"]
GROUPS = ["north", "south", "west"]
ROWS: list[dict[str, Any]] = [
    {
        "tree": tree,
        "group": group,
        "n": 3 + (7 * at + 5 * by) % 17,
        "m": 2 + (11 * at + 3 * by) % 13,
        "delta": (5 * at + 3 * by) % 11 - 5,
        "small": 10 ** ((at + by) % 5 - 2),
        "share": ((3 * at + by) % 10) / 10,
    }
    for at, tree in enumerate(WORDS)
    for by, group in enumerate(GROUPS)
]
"""Six trees in three groups, with numbers: positive, signed, over magnitudes, and shares."""
SERIES: list[dict[str, Any]] = [
    {
        "day": f"2026-{month:02}-{day:02}",
        "group": group,
        "v": round(20 + 8 * math.sin(month / 2 + by) + 0.3 * day, 2),
        "low": round(16 + 8 * math.sin(month / 2 + by), 2),
        "high": round(26 + 8 * math.sin(month / 2 + by), 2),
    }
    for by, group in enumerate(GROUPS)
    for month in range(1, 13)
    for day in (3, 18)
]
"""Two values a month of one year, for three groups, with a range around each."""
POINTS: list[dict[str, Any]] = [
    {
        "x": round(10 * math.cos(at) + 0.9 * at, 2),
        "y": round(10 * math.sin(1.7 * at) + 0.4 * at, 2),
        "size": 1 + at % 9,
        "turn": (40 * at) % 360,
        "group": GROUPS[at % 3],
        "name": f"p{at}",
    }
    for at in range(48)
]
"""Points in a plane, with sizes and directions."""


def rows() -> alt.Chart:
    """A chart of the trees."""
    return alt.Chart(alt.InlineData(values=ROWS))


def series() -> alt.Chart:
    """A chart of the year."""
    return alt.Chart(alt.InlineData(values=SERIES))


def points() -> alt.Chart:
    """A chart of the plane."""
    return alt.Chart(alt.InlineData(values=POINTS))
