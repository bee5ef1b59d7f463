"""How many of some things something is true of."""

from __future__ import annotations

from typing import NamedTuple

from sourcebook.core.text.phrases import noun, plural


class Predicate(NamedTuple):
    """What is said of things: of one, of several, and its opposite of one."""

    singular: str
    plural: str
    opposite: str


NAMES_NO_SOURCE = Predicate("names no source", "name no source", "names a source")
NAMES_A_SOURCE = Predicate("names a source", "name a source", "names no source")
HAS_NO_DATE = Predicate("has no date", "have no date", "has a date")
HAS_A_DATE = Predicate("has a date", "have a date", "has no date")
NAMES_NO_DATE = Predicate("names no date", "name no date", "names a date")
NAMES_A_DATE = Predicate("names a date", "name a date", "names no date")
SAYS_HOW_LIKELY = Predicate("says how likely it is", "say how likely they are", "does not say how likely it is")
NAMES_A_GRADED_SOURCE = Predicate("names a graded source", "name a graded source", "names no graded source")
NAMES_A_RELIABLE_SOURCE = Predicate(
    "names a source that is graded as reliable or usually so",
    "name a source that is graded as reliable or usually so",
    "names no source that is graded as reliable or usually so",
)
RESTS_ON_TWO = Predicate(
    "is known to rest on two or more independent sources",
    "are known to rest on two or more independent sources",
    "is not known to rest on two or more independent sources",
)


def rests_on(title: str) -> Predicate:
    """Return the predicate of claims that rest on one source."""
    return Predicate(f"rests on “{title}”", f"rest on “{title}”", f"does not rest on “{title}”")


def rests_on_only(title: str) -> Predicate:
    """Return the predicate of claims that rest on one independent source."""
    start = f"on one independent source, “{title}”"
    return Predicate(f"rests {start}", f"rest {start}", f"does not rest {start}")


class Share(NamedTuple):
    """Of how many of all things of a kind something is true."""

    number: int
    total: int
    noun: str
    predicate: Predicate

    @property
    def text(self) -> str:
        """It in words, without a full stop: `12 of 24 claims name no source`, `The only claim names a source`."""
        if not self.total:
            return f"There are no {plural(0, self.noun).removeprefix('0 ')}"
        if self.total == 1:
            return f"The only {self.noun} {self.predicate.singular if self.number else self.predicate.opposite}"
        things = plural(self.total, self.noun)
        if self.total == 2 and self.number != 1:
            both = f"Both {noun(2, self.noun)} {self.predicate.plural}"
            return both if self.number else f"Neither {self.noun} {self.predicate.singular}"
        if self.number == self.total:
            return f"All {things} {self.predicate.plural}"
        if not self.number:
            return f"None of {things} {self.predicate.singular}"
        verb = self.predicate.singular if self.number == 1 else self.predicate.plural
        return f"{self.number:,} of {things} {verb}"


def sourcing(unsourced: int, total: int) -> Share:
    """Return how many claims name no source; if none does, that all name one."""
    return (
        Share(unsourced, total, "claim", NAMES_NO_SOURCE) if unsourced else Share(total, total, "claim", NAMES_A_SOURCE)
    )


class Part(NamedTuple):
    """A number of things, after a statement on all of them: `2 have no date`."""

    number: int
    predicate: Predicate

    @property
    def text(self) -> str:
        """It in words, after a semicolon; empty if it is true of none."""
        verb = self.predicate.singular if self.number == 1 else self.predicate.plural
        return f"; {self.number:,} {verb}" if self.number else ""
