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
    certain: int = 0
    """The number of those that it rests on for certain."""
    computed_from: int = 0
    """The number of claims that it was computed from."""

    @property
    def text(self) -> str:
        """It in words: `no source named`, `1 independent source`, `at least 1 independent source (which of 3 …)`."""
        if self.computed_from:
            start = f"computed from {plural(self.computed_from, 'claim')}"
            if not self.least:
                return f"{start}, without an {SOURCE} for all of it"
            least = "" if self.computed_from == 1 and self.least == self.most else "at least "
            return f"{start}, {'each ' if self.computed_from > 1 else ''}on {least}{plural(self.least, SOURCE)}"
        if not self.most:
            return f"no {SOURCE}" if self.names_source else "no source named"
        return number_of_sources(self.least, self.most, self.certain)


def number_of_sources(least: int, most: int, certain: int) -> str:
    """Return a number of independent sources in words: `at least 1 independent source (1 of 3 is certain)`.

    Args:
        least: on which something rests.
        most: on which it can rest.
        certain: of these, those on which it is known to rest.
    """
    if least == most:
        return plural(least, SOURCE)
    how = f"{certain:,} of {most:,} {'is' if certain == 1 else 'are'} certain" if certain else ""
    return f"at least {plural(least, SOURCE)} ({how or f'which of {most:,} is not recorded'})"


def group_text(standings: list[Standing]) -> str:
    """Return what is true of each of some claims with the same least number of independent sources."""
    first, *others = dict.fromkeys(one.text for one in standings)
    if not others:
        return first
    least = standings[0].least
    if least:
        return f"{plural(least, SOURCE)} for certain"
    return f"no {SOURCE}{' for all of it' if any(one.computed_from for one in standings) else ''}"
