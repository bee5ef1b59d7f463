"""What a page kind hands over: files of the site, each with the function that draws it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from typing import NamedTuple

from sourcebook.charts.jobs.queue import ChartFuture
from sourcebook.charts.jobs.result import ChartResult
from sourcebook.charts.vega.artifacts import ChartArtifacts, ChartRequest
from sourcebook.model import AnchorLink, Finding, SourceLocation


class PageInfo(NamedTuple):
    """The page that a template is rendering. `url` is its site path, `briefings/x/`; empty for the home page."""

    title: str
    url: str
    description: str = ""
    language: str = ""
    image: str = ""
    """The site path of a picture that stands for it where it is shared."""
    image_alt: str = ""


class ChartPlacement(NamedTuple):
    """A chart of a page; plain values, for a page may be written in one process and its charts be put in by another."""

    name: str
    request: ChartRequest
    page: PageInfo
    location: SourceLocation
    """Where the prose embeds it."""
    path: str = ""
    """The content file that draws it; empty for one of our own."""
    line: int | None = None
    """Of its function there."""

    def faults(self, result: ChartResult) -> list[Finding]:
        """Why it was not drawn, where that is in a file of its own, and where it is missing."""
        message = f"chart “{self.name}”: {result.fault}"
        there = self.location_in_file(result.line)
        if there is None:
            return [Finding("chart", "error", message, self.location, result.hint)]
        here = Finding("chart", "note", f"chart “{self.name}” is missing here", self.location, f"see {there}")
        return [Finding("chart", "error", message, there, result.hint), here]

    def printed(self, result: ChartResult) -> list[Finding]:
        """That its function prints something, if it does."""
        if not result.printed:
            return []
        message = f"chart “{self.name}” prints “{result.printed}”"
        at = self.location_in_file(result.printed_at) or self.location
        return [Finding("chart", "warning", message, at, "nobody sees it when the site is built: take it out")]

    def files(self, artifacts: ChartArtifacts) -> dict[str, str]:
        """The site paths of the files that come with it, by their kind."""
        return {kind: f"{self.page.url}charts/{self.request.anchor}.{kind}" for kind in artifacts.files}

    def location_in_file(self, line: int | None) -> SourceLocation | None:
        """A place in the file that draws it: a line of it, or the first one of its function."""
        at = line or self.line
        return SourceLocation(self.path, at) if self.path and at else None


class PendingChart(NamedTuple):
    """A chart of an output that a worker is drawing."""

    placeholder: str
    """What stands in its place."""
    placement: ChartPlacement
    """How it is shown."""
    result: ChartFuture
    """Waits for it."""


class RenderedOutput(NamedTuple):
    """One file of the site, drawn."""

    path: str
    """Below the site's root, as `claims/index.html`."""
    data: bytes
    findings: tuple[Finding, ...] = ()
    links: tuple[AnchorLink, ...] = ()
    """Places in pages that it leads to."""
    files: Mapping[str, bytes] = {}
    """Files that come with it, by site path: those of its charts."""
    pending_charts: tuple[PendingChart, ...] = ()
    """Charts that are still being drawn."""
    discovered_dependencies: Set[str] = frozenset()
    """Pieces of the site that it turned out to refer to, besides those that it was planned with."""
    chart_reads: Mapping[str, bytes] = {}
    """Digests of the content files that the code of its charts read, by content path."""


class PlannedOutput(NamedTuple):
    """One file of the site that can be drawn: a build draws what changed, the preview what is looked at."""

    path: str
    """Below the site's root, as `claims/index.html`."""
    render: Callable[[], RenderedOutput]
    dependencies: Sequence[str]
    """Names of the pieces of the site that it is made from."""
    values: object = None
    """What else it is made from: plain values, as its title and its place in a list."""
    only_if_used: str = ""
    """The name of a piece: it is drawn only where another file of the site is made from that."""
    weight: int = 1
    """How many pages take about as long to draw."""


def planned_output(path: str, data: Callable[[], bytes], reads: Sequence[str], plain: object = None) -> PlannedOutput:
    """A file that is its bytes and nothing more: no findings, no links to places in pages."""
    return PlannedOutput(path, lambda: RenderedOutput(path, data()), reads, plain)
