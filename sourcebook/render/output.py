"""Planned and rendered outputs, pending charts, and information on pages, as plain values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from typing import NamedTuple

from sourcebook.charts.jobs.queue import ChartFuture
from sourcebook.charts.jobs.result import ChartResult
from sourcebook.charts.vega.artifacts import ChartArtifacts, ChartRequest
from sourcebook.core.crashes import crashes_as_errors
from sourcebook.core.text.phrases import join_names
from sourcebook.model import AnchorLink, Finding, SourceLocation

CORRECT = "correct it at this line; the manual says what a chart is given, under Charts of your own"
"""The hint for a chart that fails in its own code."""


class PageInfo(NamedTuple):
    """The page that a template is rendering. `url` is its site path, `briefings/x/`; empty for the home page."""

    title: str
    url: str
    description: str = ""
    language: str = ""
    image: str = ""
    """The site path of its image for previews in other sites."""
    image_alt: str = ""


class ChartPlacement(NamedTuple):
    """A chart on a page. Plain values, because a page may be rendered in one process and completed in another."""

    name: str
    request: ChartRequest
    page: PageInfo
    location: SourceLocation
    """Location in the Markdown."""
    path: str = ""
    """The content file of the chart; empty for a built-in one."""
    line: int | None = None
    """Line of its function in that file."""
    contradiction: str = ""
    """What its headline says against its data."""

    def error_findings(self, result: ChartResult) -> list[Finding]:
        """Return findings for a chart that could not be drawn: in its file, and where it is missing."""
        message = f"chart “{self.name}”: {result.error}"
        hint = result.hint or CORRECT
        there = self.location_in_file(result.line)
        if there is None:
            return [Finding("chart", "error", message, self.location, hint)]
        here = Finding("chart", "note", f"chart “{self.name}” is missing here", self.location, f"see {there}")
        return [Finding("chart", "error", message, there, hint), here]

    def printed(self, result: ChartResult) -> list[Finding]:
        """Return a finding if the chart's function printed something."""
        if not result.printed:
            return []
        message = f"chart “{self.name}” prints “{result.printed}”"
        at = self.location_in_file(result.printed_at) or self.location
        return [Finding("chart", "warning", message, at, "nobody sees it when the site is built: take it out")]

    def writes(self, result: ChartResult) -> list[Finding]:
        """Return a finding if the chart's function wrote into the content folder."""
        if not result.writes:
            return []
        message = f"chart “{self.name}” writes {join_names(result.writes)} into the content folder"
        hint = (
            "write elsewhere, or not at all: each build draws it again, and the preview ignores changes of such files"
        )
        return [Finding("chart", "warning", message, self.location_in_file(None) or self.location, hint)]

    def warnings(self, artifacts: ChartArtifacts) -> list[Finding]:
        """Return findings for what readers of its drawings cannot see."""
        at = self.location_in_file(None) or self.location
        found = artifacts.warnings
        return [
            Finding("faulty-drawing", "warning", f"chart “{self.name}”: {one.message}", at, one.hint) for one in found
        ]

    def untrue_headline(self) -> list[Finding]:
        """Return a finding if its headline contradicts its data."""
        hint = "correct it, or leave the caption out: the chart then says itself what is true"
        return (
            [Finding("untrue-headline", "warning", self.contradiction, self.location, hint)]
            if self.contradiction
            else []
        )

    def files(self, artifacts: ChartArtifacts) -> dict[str, str]:
        """Return the site paths of its files, by extension."""
        return {kind: f"{self.page.url}charts/{self.request.anchor}.{kind}" for kind in artifacts.files}

    def location_in_file(self, line: int | None) -> SourceLocation | None:
        """Return a location in its file: the line, or the first line of its function."""
        at = line or self.line
        return SourceLocation(self.path, at) if self.path and at else None


class PendingChart(NamedTuple):
    """A submitted chart of an output."""

    placeholder: str
    """HTML that is replaced by the chart."""
    placement: ChartPlacement
    """The chart on its page."""
    result: ChartFuture
    """Waits for the result."""


class RenderedOutput(NamedTuple):
    """A rendered file of the site."""

    path: str
    """Site path, as `claims/index.html`."""
    data: bytes
    findings: tuple[Finding, ...] = ()
    links: tuple[AnchorLink, ...] = ()
    """Links to anchors in pages."""
    files: Mapping[str, bytes] = {}
    """Files of its charts, by site path."""
    pending_charts: tuple[PendingChart, ...] = ()
    """Charts that still have to be inserted."""
    discovered_dependencies: Set[str] = frozenset()
    """Names of dependencies that were discovered while it was rendered."""
    chart_reads: Mapping[str, bytes] = {}
    """Digests of the content files that the code of its charts read, by content path."""


class PlannedOutput(NamedTuple):
    """A file of the site that can be rendered."""

    path: str
    """Site path, as `claims/index.html`."""
    make: Callable[[], RenderedOutput]
    """Renders it; call `render`."""
    dependencies: Sequence[str]
    """Names of its declared dependencies."""
    plain_values: object = None
    """Plain values that it depends on too, such as its title and its position in a list."""
    only_if_used: str = ""
    """Name of a dependency: the output is rendered only if another output has it."""
    weight: int = 1
    """Rendering time, in pages."""

    def render(self) -> RenderedOutput:
        """Render the output.

        Raises:
            SourcebookError: if its template fails, or the program does.
        """
        with crashes_as_errors(f"{self.path} cannot be made"):
            return self.make()


def planned_output(
    path: str, data: Callable[[], bytes], dependencies: Sequence[str], plain_values: object = None
) -> PlannedOutput:
    """Plan an output without findings and links."""
    return PlannedOutput(path, lambda: RenderedOutput(path, data()), dependencies, plain_values)


def outputs_by_path(outputs: Iterable[PlannedOutput]) -> dict[str, PlannedOutput]:
    """Return outputs by site path; of two with the same path, the first."""
    found: dict[str, PlannedOutput] = {}
    for one in outputs:
        found.setdefault(one.path, one)
    return found
