"""A group of claims, as those of a briefing: how many name no source, where the others go back to, who makes them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sourcebook.core.text.phrases import plural
from sourcebook.model.corroboration import Origins, least_hitting_set_size
from sourcebook.statements.shares import sourcing
from sourcebook.statements.standing import SOURCE, number_of_sources


class Evidence(NamedTuple):
    """What is known of one claim of a group."""

    claimants: Sequence[tuple[str, str]]
    """Ids and names of those who make it."""
    legs: Sequence[Origins]
    """For each way back the ids of the origins that it can reach; none if it names no source."""


class Foundation(NamedTuple):
    """How many independent sources the claims of a group rest on together."""

    total: int
    """Number of all claims."""
    unnamed: int
    """Number of claims that name no source."""
    lost: int
    """Number of those that name a source, but not for all of them an independent one."""
    least: int
    """The least number of independent sources on which the others can rest."""
    most: int
    """The number of all independent sources to which these can go back."""
    certain: int
    """The number of those to which these go back for certain."""
    title: str
    """Of the independent source, if there is only one."""

    @classmethod
    def of(cls, claims: Sequence[Evidence], titles: Mapping[str, str]) -> Foundation:
        """Return it for some claims.

        Args:
            claims: of the group.
            titles: of their origins, by id.
        """
        legs = [leg for claim in claims for leg in claim.legs if leg]
        origins = Origins().union(*legs)
        return cls(
            total=len(claims),
            unnamed=sum(not claim.legs for claim in claims),
            lost=sum(bool(claim.legs) and not any(claim.legs) for claim in claims),
            least=least_hitting_set_size(legs),
            most=len(origins),
            certain=len(Origins().union(*(leg for leg in legs if len(leg) == 1))),
            title=titles[next(iter(origins))] if len(origins) == 1 else "",
        )

    @property
    def text(self) -> str:
        """It in words, without a full stop: `12 of 24 claims name no source; the other 12 go back to “Squawk Box”`."""
        rest = self.total - self.unnamed - self.lost
        parts = [sourcing(self.unnamed, self.total).text]
        if rest:
            parts.append(f"{self._subject(rest)} {'goes' if rest == 1 else 'go'} back to {self._origin}")
        if self.lost:
            parts.append(f"{self._subject(self.lost)} {'is' if self.lost == 1 else 'are'} not fully sourced")
        return "; ".join(parts)

    def _subject(self, number: int) -> str:
        if number == self.total:
            return "it" if number == 1 else "they"
        if number + self.unnamed == self.total:
            return f"the other{'' if number == 1 else f' {number:,}'}"
        return f"{number:,}"

    @property
    def _origin(self) -> str:
        if self.most == 1:
            return f"one {SOURCE}, “{self.title}”"
        return number_of_sources(self.least, self.most, self.certain)


class Makers(NamedTuple):
    """Who makes how many claims of a group, those with most first."""

    counts: Sequence[tuple[str, int]]
    """Names with numbers of claims, as many as are shown."""
    others: int
    """Number of further claimants."""
    rest: int
    """Number of the claims that these make."""
    is_joint: bool = False
    """Whether several make one of them together."""

    @classmethod
    def of(cls, claims: Sequence[Evidence], most: int = 4) -> Makers:
        """Return it for some claims; beyond `most` claimants the last ones are counted together."""
        counts = Counter(one for claim in claims for one in claim.claimants).most_common()
        shown = counts if len(counts) <= most else counts[: most - 1]
        named = {one for one, _ in shown}
        rest = sum(any(one not in named for one in claim.claimants) for claim in claims)
        is_joint = any(len(claim.claimants) > 1 for claim in claims)
        return cls([(name, number) for (_, name), number in shown], len(counts) - len(shown), rest, is_joint)

    @property
    def text(self) -> str:
        """It in words, without a full stop: `The article makes 12 claims, Rory Green 8 and Demis Hassabis 1`."""
        if not self.counts:
            return "There are no claims"
        (first, number), *following = self.counts
        parts = [f"{first} makes {plural(number, 'claim')}", *(f"{name} {count:,}" for name, count in following)]
        if self.others:
            parts.append(f"{self.others:,} others together {self.rest:,}")
        joint = "; a claim that several make together counts for each" if self.is_joint else ""
        made = parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
        return f"{made}{joint}"
