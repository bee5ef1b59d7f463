"""Pagination of lists: the first page is at the path of the list, the others below it at page/3/ and so on.

Pages of a list in order of time are counted from the oldest entry, and are full: new entries are added to the first
page, and all others keep their content and their URLs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

PER_PAGE = 50
NEAR = 2
"""Pages on each side to which a page links."""


class PageLink(NamedTuple):
    """A link to a page of a list."""

    title: str
    url: str
    """Its site path; empty for a gap."""


class ListPage(NamedTuple):
    """One page of a list."""

    items: Sequence[Any]
    url: str
    """Its site path."""
    base: str
    """The site path of the first page."""
    total: int
    """The number of all items on the first page; 0 on others, which do not change while the list grows."""
    title: str
    """Its number as text; empty on the first page."""
    links: Sequence[PageLink]
    """Links to the first page, the last one, and those near this one, in order."""
    before: str
    """The site path of the previous page, if any."""
    after: str

    @property
    def is_first(self) -> bool:
        """Whether it is at the path of the list."""
        return self.url == self.base

    @property
    def plain_values(self) -> object:
        """Its values without the items."""
        return self[1:]


def paginate(items: Sequence[Any], base: str) -> Iterator[ListPage]:
    """Return the pages of a list in a fixed order, such as the alphabet; at least one.

    Args:
        items: the whole list.
        base: the site path of the first page, `sources/`.
    """
    starts = range(0, max(1, len(items)), PER_PAGE)
    numbers = dict(enumerate(range(1, len(starts) + 1)))
    for index, start in enumerate(starts):
        yield _list_page(items, slice(start, start + PER_PAGE), index, base, numbers, "Page {}")


def paginate_newest_first(items: Sequence[Any], base: str) -> Iterator[ListPage]:
    """Return the pages of a list that grows at its start; at least one, and the first has up to 99 items.

    Args:
        items: the whole list.
        base: the site path of the first page, `claims/`.
    """
    found = list(parts(len(items), PER_PAGE))
    numbers = {index: number for index, (number, _) in enumerate(found)}
    for index, (_, shown) in enumerate(found):
        yield _list_page(items, shown, index, base, numbers, "Page {}, counted from the oldest", first="Newest")


def parts(count: int, size: int) -> Iterator[tuple[int, slice]]:
    """Yield the parts of a list that grows at its start: number from the oldest, and slice.

    All have the same size except the first, which has less than twice that size; so growth changes only the first.

    Args:
        count: of the items.
        size: items in a part.
    """
    full = max(0, count // size - 1)
    first = count - full * size
    yield full + 1, slice(0, first)
    for index in range(full):
        yield full - index, slice(first + index * size, first + (index + 1) * size)


def _list_page(
    items: Sequence[Any], shown: slice, index: int, base: str, numbers: Mapping[int, int], title: str, first: str = ""
) -> ListPage:
    def at(position: int) -> str:
        return (f"{base}page/{numbers[position]}/" if position else base) if position in numbers else ""

    def link(position: int) -> PageLink:
        return PageLink(str(numbers[position]) if position or not first else first, at(position))

    last = len(numbers) - 1
    positions = sorted({0, last, *range(max(0, index - NEAR), min(last, index + NEAR) + 1)})
    links: list[PageLink] = []
    for previous, position in zip([0, *positions], positions, strict=False):
        between = range(previous + 1, position)
        links += [link(between[0])] if len(between) == 1 else [PageLink("…", "")] if between else []
        links.append(link(position))
    named = title.format(numbers[index]) if index else ""
    return ListPage(
        items[shown], at(index), base, 0 if index else len(items), named, links, at(index - 1), at(index + 1)
    )
