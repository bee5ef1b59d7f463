"""The site at one moment: read, checked and planned; its pages are rendered on demand."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from copy import copy
from pathlib import Path

from sourcebook.checks.runner import apply_levels
from sourcebook.core.cache.digests import digest
from sourcebook.core.cache.memo import RoundMemo
from sourcebook.core.executors.base import Executor
from sourcebook.model import Finding
from sourcebook.pipeline import stages
from sourcebook.pipeline.build import blocks_build
from sourcebook.pipeline.incremental.snapshot import take_snapshot
from sourcebook.pipeline.link_check import broken_anchors
from sourcebook.pipeline.options import BuildOptions
from sourcebook.pipeline.parallel.limited_page import render_page
from sourcebook.render.output import RenderedOutput


class SiteRevision:
    """The site as its files were at one moment.

    Args:
        options: of the build that is previewed.
        executor: draws charts.
        memo: results of earlier revisions.
        clock: returns nanoseconds since 1970; tells which files changed just now.

    Raises:
        SourcebookError: if the content cannot be read at all.
    """

    def __init__(
        self, options: BuildOptions, executor: Executor, memo: RoundMemo, clock: Callable[[], int] = time.time_ns
    ) -> None:
        self.source = options.source
        self.memo = memo
        self._executor = executor
        memo.begin_round(take_snapshot(options, clock()))
        site, findings = stages.read_site(options.source, options.drafts, memo)
        findings += stages.run_checks(site)
        self.plan = stages.plan_site(site, options._replace(fingerprints=False), executor, memo)
        self.findings = [*findings, *self.plan.findings]
        """Findings of reading, checks and the plan."""
        self.copies = {there: path for path, there in self.plan.site.files.items()}
        self.signatures = {there: _mtime_and_size(self.file(there)) for there in self.copies}
        """Signature of each copied file, to compare with an earlier revision."""
        self._outputs: dict[str, RenderedOutput] = {}

    def with_edits(self, files: Collection[str]) -> SiteRevision | None:
        """Return the revision after these files changed, if only texts of prose and assets did; else None.

        Args:
            files: below the folder that holds the content and the templates.

        Raises:
            OSError: if one of them cannot be read.
            SourcebookError: if a template is not text.
        """
        plan = self.plan
        for file in files:
            root, _, path = file.partition("/")
            changed = None
            if root == "content":
                changed = plan.with_changed_body(path, self.memo)
            elif root == "templates":
                changed = plan.with_changed_assets()
            if changed is None:
                return None
            plan = changed
        read = {f"file {file.partition('/')[2]}" for file in files}
        other = copy(self)
        other.plan = plan
        other._outputs = {
            path: one
            for path, one in self._outputs.items()
            if plan.pages[path] is self.plan.pages[path] and read.isdisjoint(one.discovered_dependencies)
        }
        return other

    @property
    def is_sound(self) -> bool:
        """Whether reading and checks found no error; findings of pages are known when they are rendered."""
        return not self._refuses(self.findings)

    def find(self, path: str) -> str | None:
        """Return the site path of the file for an address below the base path; None if there is none.

        For an address with a slash at its end that is the index.html there.
        """
        name = f"{path}index.html" if path.endswith("/") or not path else path
        return name if name in self.plan.pages or name in self.plan.assets or name in self.copies else None

    def page_with(self, path: str) -> str | None:
        """Return the site path of the page to which a file of a chart belongs; None if there is none."""
        page = f"{path.rpartition('charts/')[0]}index.html"
        return page if "charts/" in path and page in self.plan.pages else None

    def render(self, path: str) -> RenderedOutput:
        """Render a page, at most once.

        Raises:
            SourcebookError: if its template fails.
        """
        if path not in self._outputs:
            self._keep(path, lambda: self.plan.insert_charts(self._rendered(path)))
        return self._outputs[path]

    def render_unless_cancelled(self, path: str) -> RenderedOutput:
        """Render a page, unless an edit cancels the round.

        Raises:
            RoundCancelledError: if an edit cancelled the round.
            SourcebookError: if its template fails.
        """
        with self.memo.cancellable():
            return self.render(path)

    def render_with_stale_charts(self, path: str) -> tuple[RenderedOutput, bool]:
        """Return a page with its last charts, and whether one of them is stale."""
        if path in self._outputs or self.memo.holds(("page", path), self._dependency_digests(path)):
            return self.render(path), False
        with self.memo.allow_stale() as lagging:
            output = self.plan.insert_charts(self._rendered(path))
        if not lagging:
            self._keep(path, lambda: output)
        return output, bool(lagging)

    def _rendered(self, path: str) -> RenderedOutput:
        """Render a page without its charts."""
        return render_page(self.plan.pages[path], self.plan.render_inputs, self._executor)

    def not_rendered(self) -> Iterator[str]:
        """Return the outputs that were not requested yet, without those that are rendered only if used."""
        return (path for path, page in self.plan.pages.items() if path not in self._outputs and not page.only_if_used)

    def file(self, path: str) -> Path:
        """Return the path on disk of a copied file."""
        return self.source / self.copies[path]

    def broken_anchors(self) -> list[Finding]:
        """Return findings about links to missing anchors; all pages have to be rendered before."""
        outputs = self._outputs
        links = {path: one.links for path, one in outputs.items()}
        broken = broken_anchors(links, outputs.keys(), lambda path: outputs[path].data)
        return [finding for found in broken.values() for finding in found]

    def has_errors_on(self, output: RenderedOutput) -> bool:
        """Return whether a rendered page has errors."""
        return self._refuses(output.findings)

    def _keep(self, path: str, make: Callable[[], RenderedOutput]) -> None:
        """Reuse a page that an earlier revision rendered from the same dependencies, or render it."""
        memo_key = "page", path
        output = self.memo.get_or_make(memo_key, self._dependency_digests(path), make)
        # What it refers to is known only now.
        self._outputs[path] = output
        self.plan.digests.add_reads(output.chart_reads)
        self.memo.put(memo_key, self._dependency_digests(path), output)

    def _dependency_digests(self, path: str) -> object:
        """Return the digests of a page's dependencies, as far as they are known."""
        planned = self.plan.pages[path]
        known = self._outputs.get(path) or self.memo.last(("page", path))
        names = [
            *planned.dependencies,
            *sorted(known.discovered_dependencies if isinstance(known, RenderedOutput) else ()),
        ]
        return digest(planned.plain_values), [(name, self.plan.digests.of(name)) for name in names]

    def _refuses(self, findings: Iterable[Finding]) -> bool:
        return blocks_build(apply_levels(findings, self.plan.site.config), strict=False)


def _mtime_and_size(path: Path) -> tuple[int, int]:
    stat = path.stat()
    return stat.st_mtime_ns, stat.st_size


def version(data: bytes) -> str:
    """Return the version of a page: a digest of its bytes."""
    return hashlib.sha256(data).hexdigest()[:16]
