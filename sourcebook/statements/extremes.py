"""The extremes of a column of numbers, for readers who cannot see the chart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sourcebook.core.text.phrases import join_names, plural, sentence

MOST_NAMES = 3
"""Most rows that are named; more are counted."""


class Extreme(NamedTuple):
    """The greatest or the least number of a column."""

    number: str
    """It as text."""
    rows: int
    """How many rows have it."""
    names: Sequence[str] = ()
    """The names of these rows, if they have any."""

    @property
    def text(self) -> str:
        """It in words: `for the article, 700`, `for 5 rows, 700`, `at 700`."""
        if self.names and self.rows <= MOST_NAMES:
            return f"for {join_names(self.names)}, {self.number}"
        return f"at {self.number}" if self.rows == 1 else f"in {plural(self.rows, 'row')}, {self.number}"


class Extremes(NamedTuple):
    """The extremes of a column of a table."""

    rows: int
    """Rows of the table."""
    measure: str = ""
    """The name of the column; empty for a table without numbers."""
    valued: int = 0
    """Rows with a number in it."""
    high: Extreme | None = None
    low: Extreme | None = None
    """None if all numbers are the same."""

    @property
    def text(self) -> str:
        """It in words: `3 rows; n is highest for b, 700, and lowest for a, 630`, as a sentence."""
        count = plural(self.rows, "row")
        if self.high is None:
            return sentence(count)
        if self.low is not None:
            return sentence(f"{count}; {self.measure} is highest {self.high.text}, and lowest {self.low.text}")
        where = "throughout" if self.valued == self.rows else f"in {self.valued:,} of them"
        return sentence(f"{count}; {self.measure} is {self.high.number} {where}")
