"""Who makes most claims, and whose claims go back to one source."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sourcebook.core.text.phrases import join_names, plural


class MostClaims(NamedTuple):
    """The claimants who make most claims: none makes more, and no other makes as many."""

    names: Sequence[str]
    each: int
    """Number of claims of each of them."""
    total: int
    """Number of all claims."""
    claimants: int
    """Number of all claimants."""

    @property
    def text(self) -> str:
        """It in words, without a full stop: `Rory Green makes 8 of 24 claims`."""
        if len(self.names) == self.claimants > 1:
            every = "Both" if self.claimants == 2 else f"All {self.claimants:,}"
            return f"{every} claimants make equally many claims, {self.each:,} each"
        share = f"{self.each:,} of {plural(self.total, 'claim')}"
        if self.each == self.total:
            share = f"all {plural(self.total, 'claim')}" if self.total > 2 else "both claims"
            share = "the only claim" if self.total == 1 else share
        return f"{join_names(self.names)} {'makes' if len(self.names) == 1 else 'each make'} {share}"


class SharedOrigin(NamedTuple):
    """Claims of named claimants that are known to go back to one source."""

    claims: int
    """Number of these claims."""
    names: Sequence[str]
    """All who make one of them."""
    title: str
    """Of the source."""

    @property
    def text(self) -> str:
        """It in words, without a full stop: `5 claims by A and B have an independent source in common, “T”`."""
        start = f"{plural(self.claims, 'claim')} by {join_names(self.names)}"
        if self.claims == 1:
            return f"{start} goes back to “{self.title}”"
        return f"{start} have an independent source in common, “{self.title}”"
