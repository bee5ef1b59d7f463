"""The standing of a claim: on how many independent sources it rests, in words."""

from __future__ import annotations

from typing import NamedTuple

from sourcebook.core.text.phrases import plural

SOURCE = "independent source"


class Standing(NamedTuple):
    """How many independent sources a claim rests on, as far as the record says."""

    least: int
    most: int
    names_source: bool
    """Whether the claim names any source."""

    @property
    def text(self) -> str:
        """It in words: `no source named`, `1 independent source`, `at least 1 independent source (which of 3 …)`."""
        if not self.most:
            return f"no {SOURCE}" if self.names_source else "no source named"
        if self.least == self.most:
            return plural(self.least, SOURCE)
        return f"at least {plural(self.least, SOURCE)} (which of {self.most:,} is not recorded)"


def group_text(standings: list[Standing]) -> str:
    """Return what is true of each of some claims with the same least number of independent sources."""
    first, *others = dict.fromkeys(one.text for one in standings)
    if not others:
        return first
    least = standings[0].least
    return f"at least {plural(least, SOURCE)}" if least else f"no {SOURCE}"
