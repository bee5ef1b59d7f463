"""Render a planned site: outputs that are as the previous build left them stay, the stale ones are rendered."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from functools import cached_property
from typing import NamedTuple

import msgspec

from sourcebook.core.cache.digests import digest
from sourcebook.core.executors.base import Executor
from sourcebook.core.filesystem import ContentFolder
from sourcebook.core.manifest import ManifestEntry
from sourcebook.model import Finding
from sourcebook.pipeline.incremental.explanation import BuildExplanation
from sourcebook.pipeline.incremental.previous_outputs import PreviousOutputs
from sourcebook.pipeline.incremental.staleness import StalenessChecker
from sourcebook.pipeline.incremental.state import DependencyState, OutputRecord, PreviousBuild
from sourcebook.pipeline.link_check import broken_anchors
from sourcebook.pipeline.options import BuildOptions
from sourcebook.pipeline.output.buffer import OutputBuffer
from sourcebook.pipeline.parallel.batches import BatchRenderer
from sourcebook.pipeline.path_conflicts import path_conflicts
from sourcebook.pipeline.plan import SitePlan
from sourcebook.pipeline.workload import is_worth_parallelizing
from sourcebook.render.output import PlannedOutput, RenderedOutput

MAX_PENDING = 200
"""Pages that may wait for their charts while others are written."""
Progress = Callable[[int], None]
"""Told how many files have been rendered so far."""


class RenderedSite(NamedTuple):
    """Every file of a site, and what is wrong with the content."""

    files: OutputBuffer
    """What was drawn or copied, by site path."""
    unchanged: dict[str, ManifestEntry]
    """Files that an earlier build left and that are what they would be, by site path."""
    previous_outputs: PreviousOutputs
    """Knows how these lie on the disk."""
    dependency_digests: Mapping[str, bytes]
    """Digests of the pieces of the site that outputs were made from, by name."""
    explanation: BuildExplanation
    findings: list[Finding]
    """What is wrong with the pages."""


def render_site(
    plan: SitePlan, options: BuildOptions, previous: PreviousBuild, executor: Executor, progress: Progress
) -> RenderedSite:
    """Render the outputs that are not as the previous build left them, and check their links.

    Args:
        plan: of the site.
        options: what is to be built.
        previous: what the previous build left.
        executor: renders pages where there are many.
        progress: told of every page that is done.
    """
    site = _Rendering(options, plan, previous, executor)
    site.draw([one for one in plan.pages.values() if not one.only_if_used], progress)
    used = {name for one in site.made.values() for name in (*one.dependencies, *one.discovered_dependencies)}
    site.draw([one for one in plan.pages.values() if one.only_if_used in used], progress)
    findings = site.check()
    content = ContentFolder(options.source)
    for path, data in plan.assets.items():
        site.files.put(path, data)
    for path, there in plan.site.files.items():
        site.files.put(there, content.read(path))
    return RenderedSite(site.files, site.held, site.left, site.pieces(), site.account(), findings)


class _Rendering:
    """The files of one site, as they are drawn.

    Args:
        options: what is to be built.
        plan: how.
        previous: what the previous build left.
        executor: renders pages where there are many.
    """

    def __init__(self, options: BuildOptions, plan: SitePlan, previous: PreviousBuild, executor: Executor) -> None:
        self._executor = executor
        self._plan = plan
        self._lack = previous.missing_because
        self._state = previous.state
        self._before = StalenessChecker(previous.state, plan.digests)
        self.left = PreviousOutputs(options.output, previous.header.files)
        self.files = OutputBuffer()
        self.held: dict[str, ManifestEntry] = {}
        self.made: dict[str, OutputRecord] = {}
        self._reasons: dict[str, tuple[str, ...]] = {}

    def draw(self, pages: Sequence[PlannedOutput], progress: Progress) -> None:
        """Draw these pages, as far as they are not as an earlier build left them."""
        due = []
        for one in pages:
            reasons = self._why(one)
            if reasons:
                due.append(one)
                self._reasons[one.path] = reasons
                continue
            done = self.made[one.path] = self._state.outputs[one.path]
            self.held |= {path: self.left.manifest_entry(path) for path in (one.path, *done.files)}
        for output in stream_with_charts(self._outputs(due), self._plan):
            for path, data in ((output.path, output.data), *output.files.items()):
                self.files.put(path, data)
            self.made[output.path] = _made(self._plan.pages[output.path], output)
            progress(len(self.made))

    def check(self) -> list[Finding]:
        """What is wrong with the pages, also with their links, and with the places of their charts."""
        drawn = frozenset(self.files)
        self.made |= _checked(self.made, self._state, drawn, self._read)
        found = [one for page in self.made.values() for one in (*page.findings, *page.broken)]
        return found + path_conflicts(self._plan.site, {path for page in self.made.values() for path in page.files})

    def pieces(self) -> dict[str, bytes]:
        """Digests of the pieces of the site that pages were made from, by name."""
        facts = self._plan.digests
        names = {
            *facts.settings,
            *(name for page in self.made.values() for name in (*page.dependencies, *page.discovered_dependencies)),
        }
        return {name: facts.of(name) for name in sorted(names)}

    def account(self) -> BuildExplanation:
        """Why pages were drawn."""
        return BuildExplanation(self._plan, self._before, self._reasons, self.made)

    def _outputs(self, pages: Sequence[PlannedOutput]) -> Iterator[RenderedOutput]:
        """The pages, drawn here, or by others when there are many of them or when that is asked for."""
        if is_worth_parallelizing(sum(one.weight for one in pages), self._executor):
            return self._studio.outputs(pages)
        return (one.render() for one in pages)

    @cached_property
    def _studio(self) -> BatchRenderer:
        return BatchRenderer(self._plan.render_inputs, self._executor)

    def _why(self, planned: PlannedOutput) -> tuple[str, ...]:
        if self._lack:
            return (self._lack,)
        path = planned.path
        return self._before.stale_because(planned) or self.left.missing_or_modified(
            (path, *self._state.outputs[path].files)
        )

    def _read(self, path: str) -> bytes:
        return self.files[path] if path in self.files else self.left.read(path)


def _made(planned: PlannedOutput, output: RenderedOutput) -> OutputRecord:
    notes = tuple(sorted(output.discovered_dependencies - set(planned.dependencies)))
    return OutputRecord(
        digest(planned.values), tuple(planned.dependencies), notes, tuple(output.files), output.links, output.findings
    )


def _checked(
    made: Mapping[str, OutputRecord], state: DependencyState, drawn: Set[str], read: Callable[[str], bytes]
) -> Mapping[str, OutputRecord]:
    """Outputs with findings about their links, where these lead from or to pages that are not as they were."""
    changed = drawn | (state.outputs.keys() ^ made.keys())
    links = {
        path: one.links
        for path, one in made.items()
        if path in drawn or any(f"{link.url}index.html" in changed for link in one.links)
    }
    broken = broken_anchors(links, made.keys(), read)
    return {path: msgspec.structs.replace(made[path], broken=found) for path, found in broken.items()}


def stream_with_charts(outputs: Iterable[RenderedOutput], plan: SitePlan) -> Iterator[RenderedOutput]:
    """The pages in their order; some are written while the charts of those before them are still being drawn."""
    waiting: deque[RenderedOutput] = deque()
    charts = 0
    for one in outputs:
        later = tuple(chart._replace(result=plan.charts.redeem(chart.result)) for chart in one.pending_charts)
        waiting.append(one._replace(pending_charts=later))
        charts += len(waiting[-1].pending_charts)
        while len(waiting) > MAX_PENDING or charts > MAX_PENDING:
            charts -= len(waiting[0].pending_charts)
            yield plan.insert_charts(waiting.popleft())
    while waiting:
        yield plan.insert_charts(waiting.popleft())
