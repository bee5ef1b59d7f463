"""Render the stale outputs of a planned site; the others stay as the previous build wrote them."""

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
from sourcebook.core.secret_files import secret_content, secret_name
from sourcebook.model import Finding, SourceLocation
from sourcebook.pipeline.incremental.explanation import BuildExplanation
from sourcebook.pipeline.incremental.previous_outputs import PreviousOutputs
from sourcebook.pipeline.incremental.staleness import StalenessChecker
from sourcebook.pipeline.incremental.state import BuildState, DependencyState, OutputRecord
from sourcebook.pipeline.link_check import broken_anchors
from sourcebook.pipeline.options import BuildOptions, Progress
from sourcebook.pipeline.output.buffer import OutputBuffer
from sourcebook.pipeline.parallel.batches import BatchRenderer
from sourcebook.pipeline.path_conflicts import path_conflicts
from sourcebook.pipeline.plan import SitePlan
from sourcebook.pipeline.workload import is_worth_parallelizing
from sourcebook.readers.context import unreadable
from sourcebook.render.output import PlannedOutput, RenderedOutput

MAX_PENDING = 200
"""Pages, and charts, that may be pending while later pages are rendered."""


class RenderedSite(NamedTuple):
    """The files of a site, rendered or unchanged, and findings about its pages."""

    files: OutputBuffer
    """Rendered and copied files, by site path."""
    unchanged: dict[str, ManifestEntry]
    """Files that stay as the previous build wrote them, by site path."""
    previous_outputs: PreviousOutputs
    """Their signatures."""
    dependency_digests: Mapping[str, bytes]
    """Digests of all dependencies of outputs, by name."""
    explanation: BuildExplanation
    findings: list[Finding]
    """Findings about the pages."""


def render_site(
    plan: SitePlan, options: BuildOptions, previous: BuildState, executor: Executor, progress: Progress
) -> RenderedSite:
    """Render the stale outputs, add assets and copied content files, and check links to places within pages.

    Args:
        plan: of the site.
        options: of the build.
        previous: the previous build.
        executor: renders pages where that is worth it.
        progress: called after every page.
    """
    site = _Rendering(options, plan, previous, executor)
    site.render([one for one in plan.pages.values() if not one.only_if_used], progress)
    used = {name for one in site.records.values() for name in (*one.dependencies, *one.discovered_dependencies)}
    site.render([one for one in plan.pages.values() if one.only_if_used in used], progress)
    findings = site.check()
    content = ContentFolder(options.source)
    for path, data in plan.assets.items():
        site.files.put(path, data)
    for path, there in plan.site.files.items():
        try:
            data = content.read(path)
        except FileNotFoundError:
            raise
        except OSError as error:
            findings.append(unreadable(path, error))
        else:
            if reason := secret_name(there) or secret_content(data):
                hint = "take it out of the content folder, and give the key up if it was published"
                message = f"this file would be published, and {reason}"
                findings.append(Finding("secret-file", "error", message, SourceLocation(path), hint))
            site.files.put(there, data)
    return RenderedSite(
        site.files, site.unchanged, site.previous_outputs, site.dependency_digests(), site.explanation(), findings
    )


class _Rendering:
    """The outputs of one site while they are rendered.

    Args:
        options: of the build.
        plan: of the site.
        previous: the previous build.
        executor: renders pages where that is worth it.
    """

    def __init__(self, options: BuildOptions, plan: SitePlan, previous: BuildState, executor: Executor) -> None:
        self._executor = executor
        self._plan = plan
        self._missing_because = previous.missing_because
        self._state = previous.dependencies
        self._staleness = StalenessChecker(previous.dependencies, plan.digests)
        self.previous_outputs = PreviousOutputs(options.output, previous.header.files)
        self.files = OutputBuffer()
        self.unchanged: dict[str, ManifestEntry] = {}
        self.records: dict[str, OutputRecord] = {}
        self._stale_because: dict[str, tuple[str, ...]] = {}

    def render(self, pages: Sequence[PlannedOutput], progress: Progress) -> None:
        """Render those of these outputs that are stale."""
        stale = []
        for one in pages:
            reasons = self._reasons(one)
            if reasons:
                stale.append(one)
                self._stale_because[one.path] = reasons
                continue
            done = self.records[one.path] = self._state.outputs[one.path]
            self.unchanged |= {path: self.previous_outputs.manifest_entry(path) for path in (one.path, *done.files)}
        for number, output in enumerate(stream_with_charts(self._outputs(stale), self._plan), 1):
            for path, data in ((output.path, output.data), *output.files.items()):
                self.files.put(path, data)
            self._plan.digests.add_reads(output.chart_reads)
            self.records[output.path] = _output_record(self._plan.pages[output.path], output)
            progress(number, len(stale))

    def check(self) -> list[Finding]:
        """Return findings about the pages, their links, and path conflicts of files that came with them."""
        rendered = frozenset(self.files)
        self.records |= _checked(self.records, self._state, rendered, self._read)
        found = [one for page in self.records.values() for one in (*page.findings, *page.broken)]
        charts = [path for page in self.records.values() for path in page.files]
        known = {one.location for one in self._plan.findings}
        return found + [one for one in path_conflicts(self._plan.site, charts) if one.location not in known]

    def dependency_digests(self) -> dict[str, bytes]:
        """Return the digests of all dependencies of outputs, by name."""
        digests = self._plan.digests
        names = {
            *digests.settings,
            *(name for page in self.records.values() for name in (*page.dependencies, *page.discovered_dependencies)),
        }
        return {name: digests.of(name) for name in sorted(names)}

    def explanation(self) -> BuildExplanation:
        """Return the explanation of the build."""
        return BuildExplanation(self._plan, self._staleness, self._stale_because, self.records)

    def _outputs(self, pages: Sequence[PlannedOutput]) -> Iterator[RenderedOutput]:
        """Render outputs, in workers if that is worth it."""
        if is_worth_parallelizing(sum(one.weight for one in pages), self._executor):
            return self._batch_renderer.outputs(pages)
        return (one.render() for one in pages)

    @cached_property
    def _batch_renderer(self) -> BatchRenderer:
        return BatchRenderer(self._plan.render_inputs, self._executor)

    def _reasons(self, planned: PlannedOutput) -> tuple[str, ...]:
        if self._missing_because:
            return (self._missing_because,)
        path = planned.path
        return self._staleness.stale_because(planned) or self.previous_outputs.missing_or_modified(
            (path, *self._state.outputs[path].files)
        )

    def _read(self, path: str) -> bytes:
        return self.files[path] if path in self.files else self.previous_outputs.read(path)


def _output_record(planned: PlannedOutput, output: RenderedOutput) -> OutputRecord:
    discovered = tuple(sorted(output.discovered_dependencies - set(planned.dependencies)))
    return OutputRecord(
        digest(planned.plain_values),
        tuple(planned.dependencies),
        discovered,
        tuple(output.files),
        output.links,
        output.findings,
    )


def _checked(
    records: Mapping[str, OutputRecord], state: DependencyState, rendered: Set[str], read: Callable[[str], bytes]
) -> Mapping[str, OutputRecord]:
    """Return the records of outputs with changed links or targets, with findings about their links."""
    changed = rendered | (state.outputs.keys() ^ records.keys())
    links = {
        path: one.links
        for path, one in records.items()
        if path in rendered or any(f"{link.url}index.html" in changed for link in one.links)
    }
    broken = broken_anchors(links, records.keys(), read)
    return {path: msgspec.structs.replace(records[path], broken=found) for path, found in broken.items()}


def stream_with_charts(outputs: Iterable[RenderedOutput], plan: SitePlan) -> Iterator[RenderedOutput]:
    """Yield outputs in order, with their charts; later pages are rendered while charts are pending."""
    waiting: deque[RenderedOutput] = deque()
    charts = 0
    for one in outputs:
        later = tuple(chart._replace(result=plan.charts.submit_deferred(chart.result)) for chart in one.pending_charts)
        waiting.append(one._replace(pending_charts=later))
        charts += len(waiting[-1].pending_charts)
        while len(waiting) > MAX_PENDING or charts > MAX_PENDING:
            charts -= len(waiting[0].pending_charts)
            yield plan.insert_charts(waiting.popleft())
    while waiting:
        yield plan.insert_charts(waiting.popleft())
