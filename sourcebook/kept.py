"""What is kept from one round of a long-running program to the next: the last result of each slot, and its stamp."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

T = TypeVar("T")


class Anew:
    """Makes every result anew: for a build, which asks for each of them once."""

    def get(self, slot: Hashable, stamp: object, make: Callable[[], T]) -> T:
        """The result of `make`."""
        return make()


FRESH = Anew()


class Kept(Anew):
    """Makes a result only when its stamp is another one than last time. Not for use by two threads at once.

    A stamp is everything that the result follows from; the slot says which result it is. One result is kept a slot.
    """

    def __init__(self) -> None:
        self._results: dict[Hashable, tuple[object, Any]] = {}

    def get(self, slot: Hashable, stamp: object, make: Callable[[], T]) -> T:
        """The result for this stamp, kept or made; when making fails, what was kept before stays."""
        known = self._results.get(slot)
        if known is not None and known[0] == stamp:
            result: T = known[1]
            return result
        result = make()
        self._results[slot] = (stamp, result)
        return result
