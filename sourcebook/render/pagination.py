"""Long lists on several pages: the first at the list’s own address, the others below it at page/3/ and so on.

The pages of a list in the order of time are counted from its oldest entry, and are full: what is added comes to the
first page, and every other one stays as it is, at its address.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

PER_PAGE = 50
NEAR = 2
"""Pages on each side of one that it links to."""


class PageLink(NamedTuple):
    """A page of a list, as the others name it."""

    title: str
    url: str
    """Its site path; none for a gap."""


class ListPage(NamedTuple):
    """One page of a list."""

    items: Sequence[Any]
    url: str
    """Its own site path."""
    base: str
    """The site path of the first page."""
    total: int
    """Of all items, on the first page; 0 on the others, which stay as they are while the list grows."""
    title: str
    """Which one it is; none on the first page."""
    links: Sequence[PageLink]
    """The pages to link to, the first one first: that, the last, and those around this one."""
    before: str
    """The site path of the page before it, if any."""
    after: str

    @property
    def is_first(self) -> bool:
        """Whether it stands at the list’s own address."""
        return self.url == self.base

    @property
    def plain(self) -> object:
        """What it is besides its items."""
        return self[1:]


def paginate(items: Sequence[Any], base: str) -> Iterator[ListPage]:
    """The pages of a list that has an order of its own, as the alphabet's; there is at least one.

    Args:
        items: the whole list.
        base: the site path of the first page, `sources/`.
    """
    starts = range(0, max(1, len(items)), PER_PAGE)
    numbers = dict(enumerate(range(1, len(starts) + 1)))
    for index, start in enumerate(starts):
        yield _sheet(items, slice(start, start + PER_PAGE), index, base, numbers, "Page {}")


def paginate_newest_first(items: Sequence[Any], base: str) -> Iterator[ListPage]:
    """The pages of a list that grows at its start; there is at least one, and the first has up to 99 items.

    Args:
        items: the whole list.
        base: the site path of the first page, `claims/`.
    """
    found = list(parts(len(items), PER_PAGE))
    numbers = {index: number for index, (number, _) in enumerate(found)}
    for index, (_, shown) in enumerate(found):
        yield _sheet(items, shown, index, base, numbers, "Page {}, counted from the oldest", first="Newest")


def parts(count: int, size: int) -> Iterator[tuple[int, slice]]:
    """Parts of a list that grows at its start, the first one first: its number from the oldest, and what is in it.

    All have the same size but the first, which has less than twice that: what is added changes no other one.

    Args:
        count: of the items.
        size: items in a part.
    """
    full = max(0, count // size - 1)
    first = count - full * size
    yield full + 1, slice(0, first)
    for index in range(full):
        yield full - index, slice(first + index * size, first + (index + 1) * size)


def _sheet(
    items: Sequence[Any], shown: slice, index: int, base: str, numbers: Mapping[int, int], title: str, first: str = ""
) -> ListPage:
    def at(place: int) -> str:
        return (f"{base}page/{numbers[place]}/" if place else base) if place in numbers else ""

    def link(place: int) -> PageLink:
        return PageLink(str(numbers[place]) if place or not first else first, at(place))

    last = len(numbers) - 1
    places = sorted({0, last, *range(max(0, index - NEAR), min(last, index + NEAR) + 1)})
    links: list[PageLink] = []
    for before, place in zip([0, *places], places, strict=False):
        between = range(before + 1, place)
        links += [link(between[0])] if len(between) == 1 else [PageLink("…", "")] if between else []
        links.append(link(place))
    named = title.format(numbers[index]) if index else ""
    return ListPage(
        items[shown], at(index), base, 0 if index else len(items), named, links, at(index - 1), at(index + 1)
    )
