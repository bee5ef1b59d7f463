"""Why an output is stale: its dependencies now, compared with those in the previous build."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sourcebook.core.cache.digests import MISSING, digest
from sourcebook.pipeline.incremental.state import DependencyState, OutputRecord
from sourcebook.render.dependencies import DependencyDigests
from sourcebook.render.output import PlannedOutput

PHRASES = {
    "settings": "the settings", "frame": "the frame of every page", "date": "the date of the build",
    "script": "the script of charts", "invalid-records": "invalid records", "facets": "the facets of the ledger",
    "every claim": "the claims of the site", "every source": "the sources of the site",
    "every person": "the people of the site", "every briefing": "the briefings of the site",
    "every address": "the addresses of the site", "summary": "summary of", "text": "text of",
    "files": "files of", "file": "file", "picture": "image", "choices": "the field",
}  # fmt: skip
"""Phrases for dependencies, by their name or its first word."""


class StalenessChecker:
    """Compares dependencies with the previous build.

    Args:
        state: of the previous build.
        digests: of the dependencies now.
    """

    def __init__(self, state: DependencyState, digests: DependencyDigests) -> None:
        self.state = state
        self._digests = digests
        self._changed = {name for name, known in state.digests.items() if digests.of(name) != known}
        """Names of the dependencies whose digest changed."""

    def stale_because(self, planned: PlannedOutput) -> tuple[str, ...]:
        """Return the reasons why an output is stale; empty if it is not."""
        previous = self.state.outputs.get(planned.path)
        return tuple(self._reasons(planned, previous)) if previous is not None else ("it is new",)

    def dependency_lines(self, previous: OutputRecord) -> Iterator[str]:
        """Return a line for each dependency of an output; below those that changed, the parts that did."""
        for name in (*previous.dependencies, *previous.discovered_dependencies):
            yield from self._dependency_lines(name, 1, set())

    def _reasons(self, planned: PlannedOutput, previous: OutputRecord) -> Iterator[str]:
        if previous.values != digest(planned.plain_values):
            yield "its title, address or place in a list changed"
        if previous.dependencies != tuple(planned.dependencies):
            yield from _moved(previous.dependencies, planned.dependencies)
        names = (*previous.dependencies, *previous.discovered_dependencies)
        if not self._changed.isdisjoint(names):
            yield from (f"{describe_dependency(name)} {self._how(name)}" for name in names if name in self._changed)

    def _how(self, name: str) -> str:
        """Return what happened to a dependency that changed: `is new`, `is gone`, `changed`."""
        if self._digests.of(name) == MISSING:
            return "is gone"
        return "is new" if self.state.digests.get(name, MISSING) == MISSING else "changed"

    def _dependency_lines(self, name: str, depth: int, seen: set[str]) -> Iterator[str]:
        is_changed, location = name in self._changed, self._digests.location(name)
        how = self._how(name).removeprefix("is ") if is_changed else "as before"
        told = f"{describe_dependency(name)}: {how}" if self.state.digests else describe_dependency(name)
        yield "  " * depth + (f"{told} ({location})" if location else told)
        seen.add(name)
        for part in self._digests.parts(name) if is_changed else ():
            if part not in seen and part in self._changed:
                yield from self._dependency_lines(part, depth + 1, seen)


def describe_dependency(name: str) -> str:
    """Put the name of a dependency into words: `text briefings/x.md` is “text of briefings/x.md”."""
    kind, _, called = name.partition(" ")
    return PHRASES.get(name) or f"{PHRASES.get(kind, kind)} {called}"


def _moved(previous: Sequence[str], now: Sequence[str]) -> Iterator[str]:
    """Return which dependencies an output gained, and which it lost."""
    was, is_now = set(previous), set(now)
    yield from (f"{describe_dependency(name)} is shown now" for name in now if name not in was)
    yield from (f"{describe_dependency(name)} is no longer shown" for name in previous if name not in is_now)
    if was == is_now:
        yield "what it shows has another order"
