"""Corroboration: the least number of independent origins on which a claim can rest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sourcebook.model.claims import Claim
from sourcebook.model.computation import input_claims, with_inputs
from sourcebook.model.provenance import root_sources
from sourcebook.model.site import Site
from sourcebook.model.sources import Source

Origins = frozenset[str]
"""Ids of origins: sources that derive from nothing."""
MAX_STEPS = 200
"""Most branches that are searched for one claim. Beyond them a lower bound is returned, which is certain too."""


class Leg(NamedTuple):
    """One way from a claim to its origins."""

    via: int
    """The index of the `via` in its claim."""
    source: str
    """The id of the source that this `via` names."""
    name: str
    """The id of the source on which the claim rests there: an entry of `from`, or the named source itself."""
    origins: Origins
    """The origins that can be reached from it, of which one at least carried the claim. Empty for a cycle."""


class Corroboration(NamedTuple):
    """How many independent origins a claim rests on, as far as the record says."""

    least: int
    """The least number of origins that has at least one for every leg: what is certain. What was computed from other
    claims is as certain as the least certain of them."""
    legs: Sequence[Leg]
    computed_from: int = 0
    """The number of claims that it was computed from."""

    @property
    def origins(self) -> Origins:
        """All origins that the legs can reach; none if one of the claims that it was computed from has none."""
        return Origins().union(*(leg.origins for leg in self.legs)) if self.least else Origins()

    @property
    def most(self) -> int:
        """The number of all origins that the legs can reach."""
        return len(self.origins)


def corroboration(claim: Claim, sources: Mapping[str, Source], claims: Mapping[str, Claim]) -> Corroboration:
    """Return the corroboration of a claim, with a leg for each entry of `from`, or one for a `via` without it.

    Legs without origins give none. A claim that was computed from others has the legs of these too, step by step.

    Args:
        claim: the claim.
        sources: of the site, by id.
        claims: of the site, by id.
    """
    if not claim.computed_from:
        legs = _legs(claim, sources)
        return Corroboration(_least(legs), legs)
    # What was itself computed, and names no source besides, is as certain as what it was computed from.
    parts = [_legs(one, sources) for one in with_inputs(claim, claims) if one.via or not one.computed_from]
    inputs = [one for one in input_claims(claim, claims) if one.id != claim.id]
    return Corroboration(min(map(_least, parts), default=0), [leg for legs in parts for leg in legs], len(inputs))


def _legs(claim: Claim, sources: Mapping[str, Source]) -> list[Leg]:
    return [
        Leg(index, via.source, name, root_sources(name, sources))
        for index, via in enumerate(claim.via)
        for name in via.carried_by or (via.source,)
    ]


def _least(legs: Sequence[Leg]) -> int:
    return least_hitting_set_size(leg.origins for leg in legs if leg.origins)


def corroborations(site: Site) -> dict[str, Corroboration]:
    """Return the corroboration of every claim of a site, by its id."""
    claims = site.claim_by_id
    return {name: corroboration(claim, site.sources, claims) for name, claim in claims.items()}


def least_hitting_set_size(sets: Iterable[Origins]) -> int:
    """Return the size of the smallest set that has an element in common with each of these non-empty sets.

    It is computed by branch and bound (minimum hitting set). If a part needs more than `MAX_STEPS` branches, its
    number of disjoint sets is counted instead, which is never more than the true size.
    """
    remaining, forced = _reduce(list(sets))
    return forced + sum(_search(part) for part in _components(remaining))


def _search(sets: list[Origins]) -> int:
    best = len(sets)
    waiting = [(sets, 0)]
    for _ in range(MAX_STEPS):
        if not waiting:
            return best
        remaining, count = waiting.pop()
        remaining, forced = _reduce(remaining)
        count += forced
        if not remaining:
            best = min(best, count)
        elif count + _disjoint(remaining) < best:
            # One element of the smallest set is needed; the most frequent one is tried first, so it is pushed last.
            smallest = min(remaining, key=len)
            frequency = {one: sum(one in other for other in remaining) for one in sorted(smallest)}
            for element in sorted(frequency, key=frequency.__getitem__):
                waiting.append(([one for one in remaining if element not in one], count + 1))
    return _disjoint(sets) if waiting else best


def _reduce(sets: list[Origins]) -> tuple[list[Origins], int]:
    """Return an equivalent, smaller problem, and the number of elements that are needed in any case."""
    forced = 0
    while True:
        sets = _minimal(sets)
        single = Origins().union(*(one for one in sets if len(one) == 1))
        if single:
            forced += len(single)
            sets = [one for one in sets if not one & single]
            continue
        dominated = _dominated(sets)
        if not dominated:
            return sets, forced
        sets = [one - dominated for one in sets]


def _minimal(sets: Iterable[Origins]) -> list[Origins]:
    """Return the sets that contain no other: what hits these hits all."""
    found: list[Origins] = []
    by_first: dict[str, list[Origins]] = defaultdict(list)
    for one in sorted(set(sets), key=lambda one: (len(one), sorted(one))):
        if not any(other <= one for element in one for other in by_first[element]):
            found.append(one)
            by_first[min(one)].append(one)
    return found


def _dominated(sets: Sequence[Origins]) -> Origins:
    """Return the elements in whose place another element, which is in all their sets, can be taken."""
    within: dict[str, set[int]] = defaultdict(set)
    for index, one in enumerate(sets):
        for element in one:
            within[element].add(index)
    found = set()
    for element, indexes in within.items():
        shared = Origins.intersection(*(sets[index] for index in indexes)) - {element}
        if any(len(within[other]) > len(indexes) or other < element for other in shared):
            found.add(element)
    return Origins(found)


def _components(sets: Iterable[Origins]) -> list[list[Origins]]:
    """Return groups of sets that share no element with those of other groups."""
    groups: list[tuple[Origins, list[Origins]]] = []
    for one in sets:
        touching = [group for group in groups if group[0] & one]
        groups = [group for group in groups if not group[0] & one]
        elements = one.union(*(group[0] for group in touching))
        groups.append((elements, [*(other for group in touching for other in group[1]), one]))
    return [group[1] for group in groups]


def _disjoint(sets: Sequence[Origins]) -> int:
    """Return the size of a group of sets that share no element: at least as many elements are needed."""
    taken = Origins()
    count = 0
    for one in sorted(sets, key=len):
        if not one & taken:
            taken |= one
            count += 1
    return count
