"""Long lists on several pages: the first at the list’s own address, the others below it at page/2/ and so on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

PER_PAGE = 50


class Sheet(NamedTuple):
    """One page of a list."""

    items: Sequence[Any]
    number: int
    """Counted from 1."""
    of: int
    """Of all pages."""
    total: int
    """Of all items."""
    base: str
    """The site path of the first page."""

    @property
    def url(self) -> str:
        """Its own site path."""
        return self.at(self.number)

    @property
    def plain(self) -> object:
        """What it is besides its items."""
        return self.number, self.of, self.total, self.base

    @property
    def shown(self) -> list[int]:
        """The pages to link to: the first, the last, those around this one; 0 stands for a gap."""
        near = {1, self.of, *range(max(1, self.number - 2), min(self.of, self.number + 2) + 1)}
        found: list[int] = []
        for number in sorted(near):
            if found and number - found[-1] > 1:
                found.append(number - 1 if number - found[-1] == 2 else 0)
            found.append(number)
        return found

    def at(self, number: int) -> str:
        """The site path of one of its pages."""
        return self.base if number == 1 else f"{self.base}page/{number}/"


def sheets(items: Sequence[Any], base: str) -> Iterator[Sheet]:
    """The pages of a list, of which there is at least one.

    Args:
        items: the whole list.
        base: the site path of the first page, `claims/`.
    """
    count = max(1, -(-len(items) // PER_PAGE))
    for number in range(1, count + 1):
        yield Sheet(items[(number - 1) * PER_PAGE : number * PER_PAGE], number, count, len(items), base)
