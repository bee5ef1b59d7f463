"""A mapping that records which of its keys were read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeVar

T = TypeVar("T")


class TrackedMapping(Mapping[str, T]):
    """A mapping that records dependencies on the entries that are read.

    Args:
        kind: of the dependencies.
        entries: by key.
        discovered: names of dependencies are added to it.
        every: the name of the dependency on all entries.
        own: entries that replace others and are not recorded.
    """

    def __init__(
        self, kind: str, entries: Mapping[str, T], discovered: set[str], every: str, own: Mapping[str, T] | None = None
    ) -> None:
        self._kind = kind
        self._entries = entries
        self._discovered = discovered
        self._every = every
        self._own = own or {}

    def __getitem__(self, key: str) -> T:
        if key in self._own:
            return self._own[key]
        self._discovered.add(f"{self._kind} {key}")
        return self._entries[key]

    def __iter__(self) -> Iterator[str]:
        self._discovered.add(self._every)
        return iter(self._entries)

    def __len__(self) -> int:
        self._discovered.add(self._every)
        return len(self._entries)
