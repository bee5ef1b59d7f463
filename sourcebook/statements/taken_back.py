"""How many claims of a group were withdrawn or retracted, which the other statements on it leave out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sourcebook.core.text.phrases import plural


class TakenBack(NamedTuple):
    """The claims of a group that its briefings took back: withdrawn by themselves, retracted by a correction."""

    withdrawn: int
    retracted: int

    @classmethod
    def of(cls, statuses: Iterable[str]) -> TakenBack:
        """Return it for the statuses of claims."""
        found = list(statuses)
        return cls(found.count("withdrawn"), found.count("retracted"))

    @property
    def text(self) -> str:
        """It in words, without a full stop: `1 claim was withdrawn`; empty if none was taken back."""
        number = self.withdrawn + self.retracted
        if not number:
            return ""
        return f"{plural(number, 'claim')} {'was' if number == 1 else 'were'} {self._how}"

    @property
    def left_out(self) -> str:
        """A sentence for what counts the other claims only: `1 withdrawn claim is left out.`; or empty."""
        number = self.withdrawn + self.retracted
        if not number:
            return ""
        return f"{number:,} {self._how} {'claim is' if number == 1 else 'claims are'} left out."

    @property
    def addition(self) -> str:
        """It after a statement on the other claims: `; 1 more was withdrawn`; or empty."""
        number = self.withdrawn + self.retracted
        return f"; {number:,} more {'was' if number == 1 else 'were'} {self._how}" if number else ""

    def after(self, statement: str, others: int) -> str:
        """Return a statement on the other claims with this addition; alone, if there are no others.

        Args:
            statement: without a full stop.
            others: the number of claims of which it speaks.
        """
        return f"{statement}{self.addition}" if others else self.text

    @property
    def _how(self) -> str:
        if self.withdrawn and self.retracted:
            return "withdrawn or retracted"
        return "withdrawn" if self.withdrawn else "retracted"
