"""How many numbers, corrections or resolved forecasts there are, and what is notable among them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from typing import NamedTuple

from sourcebook.core.text.numbers import exact, format_number
from sourcebook.core.text.phrases import plural
from sourcebook.statements.inactive_claims import InactiveClaims


class StatedNumbers(NamedTuple):
    """The numbers that claims state, and the largest one of a unit."""

    total: int
    units: int
    """Number of different units; 0 if some numbers have none."""
    unit: str
    """The unit that has most of them."""
    amount: str
    """The largest number that is stated in it, in words; of one that is said to be open the end that is named."""

    @property
    def text(self) -> str:
        """It in words, without a full stop: `3 numbers in 2 units are stated; the largest named in USD is 700 USD`."""
        if not self.total:
            return "No claim states a number"
        if self.total == 1:
            return f"One number is stated, {self.amount}"
        among = "" if self.units < 2 else f" in {plural(self.units, 'unit')}"
        unit = f"in {self.unit}" if self.unit else "without a unit"
        return f"{plural(self.total, 'number')}{among} are stated; the largest named {unit} is {self.amount}"


CHANGES = {
    "typo": "misprint",
    "clarify": "clarification",
    "correct": "correction",
    "retract": "retraction",
    "withdraw": "withdrawal",
}
"""Names of the kinds of corrections, and of the withdrawal of a claim."""


class Corrected(NamedTuple):
    """The corrections since publication, and the claims that were withdrawn."""

    total: int
    """Number of corrections."""
    retractions: int
    """Number of those that are retractions."""
    withdrawals: int = 0

    @property
    def text(self) -> str:
        """It in words, without a full stop: `3 corrections have been made, 1 of them a retraction`."""
        withdrawn = InactiveClaims(self.withdrawals, 0).text
        if not self.total:
            return withdrawn or "Nothing has been corrected since it was published"
        return f"{self._corrections}{f'; {withdrawn}' if withdrawn else ''}"

    @property
    def _corrections(self) -> str:
        if self.total == 1:
            return f"One {'retraction' if self.retractions else 'correction'} has been made"
        retracted = "1 of them a retraction" if self.retractions == 1 else f"{self.retractions:,} of them retractions"
        rest = f", {retracted}" if self.retractions else ""
        return f"{plural(self.total, 'correction')} have been made{rest}"


class BrierScore(NamedTuple):
    """The mean of (probability - outcome) squared over resolved forecasts (Brier 1950)."""

    forecasts: int
    score: Fraction
    """Between 0 and 1."""

    @classmethod
    def of(cls, forecasts: Sequence[tuple[float, bool]]) -> BrierScore:
        """Return it for probabilities, each with whether it came true; their decimal digits count, not their bits."""
        squares = [(Fraction(exact(probability)) - came_true) ** 2 for probability, came_true in forecasts]
        return cls(len(squares), sum(squares, Fraction()) / (len(squares) or 1))

    @property
    def text(self) -> str:
        """It in words, without a full stop, with at most three decimal places."""
        if not self.forecasts:
            return "No forecast with a probability has been resolved yet"
        written = Decimal(self.score.numerator) / Decimal(self.score.denominator)
        rounded = written.quantize(Decimal("0.001"), ROUND_HALF_EVEN).normalize()
        about = "" if Fraction(rounded) == self.score else "about "
        count = plural(self.forecasts, "resolved forecast")
        return f"{count} with a probability: a Brier score of {about}{format_number(rounded)}"
