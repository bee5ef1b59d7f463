"""How many claims of a group were withdrawn or retracted, which the other statements on it leave out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sourcebook.core.text.phrases import plural


class InactiveClaims(NamedTuple):
    """The claims of a group that are counted nowhere: withdrawn by their record, or retracted by a correction."""

    withdrawn: int
    retracted: int

    @classmethod
    def of(cls, statuses: Iterable[str]) -> InactiveClaims:
        """Return it for the statuses of claims."""
        found = list(statuses)
        return cls(found.count("withdrawn"), found.count("retracted"))

    @property
    def total(self) -> int:
        """Number of these claims."""
        return self.withdrawn + self.retracted

    @property
    def text(self) -> str:
        """It in words, without a full stop: `1 claim was withdrawn`; empty if there is none."""
        return f"{plural(self.total, 'claim')} {self._became}" if self.total else ""

    @property
    def left_out(self) -> str:
        """A sentence for what counts the other claims only: `1 withdrawn claim is left out.`; or empty."""
        claims = "claim is" if self.total == 1 else "claims are"
        return f"{self.total:,} {self._how} {claims} left out." if self.total else ""

    def after(self, statement: str, others: int) -> str:
        """Return a statement on the other claims with this addition; alone, if there are no others.

        Args:
            statement: without a full stop.
            others: the number of claims of which it speaks.
        """
        if not others:
            return self.text or statement
        return f"{statement}; {self.total:,} more {self._became}" if self.total else statement

    @property
    def _became(self) -> str:
        return f"{'was' if self.total == 1 else 'were'} {self._how}"

    @property
    def _how(self) -> str:
        if self.withdrawn and self.retracted:
            return "withdrawn or retracted"
        return "withdrawn" if self.withdrawn else "retracted"
