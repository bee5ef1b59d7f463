"""What a page kind hands over: files of the site, each with the function that draws it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from typing import TYPE_CHECKING, NamedTuple

from sourcebook.model import Anchor, Finding

if TYPE_CHECKING:
    from sourcebook.charts.jobs.queue import Waited
    from sourcebook.pages.shown import Figure


class Later(NamedTuple):
    """A chart of a file that somebody else is drawing."""

    mark: str
    """What stands in its place."""
    figure: Figure
    """How it is shown."""
    drawn: Waited
    """Waits for it."""


class Output(NamedTuple):
    """One file of the site, drawn."""

    path: str
    """Below the site's root, as `claims/index.html`."""
    data: bytes
    findings: tuple[Finding, ...] = ()
    links: tuple[Anchor, ...] = ()
    """Places in pages that it leads to."""
    files: Mapping[str, bytes] = {}
    """Files that come with it, by site path: those of its charts."""
    later: tuple[Later, ...] = ()
    """Charts that are still being drawn."""
    notes: Set[str] = frozenset()
    """Pieces of the site that it turned out to refer to, besides those that it was planned with."""


class Planned(NamedTuple):
    """One file of the site that can be drawn: a build draws what changed, the preview what is looked at."""

    path: str
    """Below the site's root, as `claims/index.html`."""
    draw: Callable[[], Output]
    reads: Sequence[str]
    """Names of the pieces of the site that it is made from."""
    plain: object = None
    """What else it is made from: plain values, as its title and its place in a list."""
    serves: str = ""
    """The name of a piece: it is drawn only where another file of the site is made from that."""
    weight: int = 1
    """How many pages take about as long to draw."""


def planned(path: str, data: Callable[[], bytes], reads: Sequence[str], plain: object = None) -> Planned:
    """A file that is its bytes and nothing more: no findings, no links to places in pages."""
    return Planned(path, lambda: Output(path, data()), reads, plain)
