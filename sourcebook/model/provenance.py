"""Root sources and cycles, computed from the derivations of sources."""

from __future__ import annotations

from collections.abc import Mapping

from sourcebook.model.sources import Source


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


def sources_behind(name: str, sources: Mapping[str, Source]) -> frozenset[str]:
    """Return the ids of all defined sources that a source derives from, directly or through others."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        source = sources.get(waiting.pop())
        steps = {step.source for step in source.derives_from} if source else set()
        waiting += [step for step in steps - found if step in sources]
        found |= steps & sources.keys()
    return frozenset(found)


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
