"""Root sources and corroboration, computed from the derivations of sources."""

from __future__ import annotations

from collections.abc import Mapping

from sourcebook.model.claims import Claim
from sourcebook.model.sources import Source


def corroboration_label(count: int) -> str:
    """Return the label of a number of root sources: `unsourced`, `1 root`, `2 roots`."""
    return "unsourced" if not count else "1 root" if count == 1 else f"{count} roots"


def root_sources(name: str, sources: Mapping[str, Source]) -> frozenset[str]:
    """Return the ids of the root sources of a source: the ends of all chains of `derives_from`.

    A source without derivations is its own root. If all chains of a source are cycles, it has none.
    Derivations from undefined sources are ignored.
    """
    found: set[str] = set()
    seen: set[str] = set()
    waiting = [name]
    while waiting:
        here = waiting.pop()
        if here in seen or here not in sources:
            continue
        seen.add(here)
        steps = [step.source for step in sources[here].derives_from]
        waiting += steps
        if not steps:
            found.add(here)
    return frozenset(found)


def claim_root_sources(claim: Claim, sources: Mapping[str, Source]) -> frozenset[str]:
    """Return the ids of the distinct root sources that a claim rests on; their number is its corroboration."""
    return frozenset[str]().union(*(root_sources(via.source, sources) for via in claim.via))


def corroboration(claim: Claim, sources: Mapping[str, Source]) -> int:
    """Return the number of independent root sources of a claim; 0 is shown as *unsourced*."""
    return len(claim_root_sources(claim, sources))


def derivation_cycle(sources: Mapping[str, Source]) -> tuple[str, ...]:
    """Return the first cycle of derivations, in order of ids, as `("a", "b", "a")`; empty if there is none."""
    done: set[str] = set()
    for start in sorted(sources):
        way: list[str] = []
        waiting = [(start, False)]
        while waiting:
            here, leaving = waiting.pop()
            if leaving:
                done.add(way.pop())
            elif here in way:
                return (*way[way.index(here) :], here)
            elif here in sources and here not in done:
                way.append(here)
                waiting.append((here, True))
                waiting += [(step.source, False) for step in reversed(sources[here].derives_from)]
    return ()
