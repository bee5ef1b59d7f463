"""The state of a preview: the revision that is shown, its pages, and the findings about the newest revision."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from sourcebook.core.cache.memo import FileChangedError
from sourcebook.core.crashes import crashes_as_errors
from sourcebook.core.errors import SourcebookError
from sourcebook.pipeline.options import BuildOptions
from sourcebook.render.output import RenderedOutput
from sourcebook.serve.clients import BrowserClients
from sourcebook.serve.diagnostics import Diagnostic, DiagnosticFormatter
from sourcebook.serve.finding_tracker import FindingTracker
from sourcebook.serve.revision import SiteRevision
from sourcebook.serve.worker_thread import WorkerThread

PLACEHOLDER = b"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Sourcebook preview</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
</head><body><p>There is no page to show yet.</p></body></html>"""
"""The page that is shown before the first one could be rendered."""
Render = Callable[[str], RenderedOutput]
"""Renders the page at a site path."""


class PreviewSession:
    """The preview of one site.

    Args:
        options: of the build that is previewed.
        formatter: formats findings as diagnostics.
    """

    def __init__(self, options: BuildOptions, formatter: DiagnosticFormatter) -> None:
        self.options = options
        self.formatter = formatter
        self.worker = WorkerThread()
        self.clients = BrowserClients()
        self.findings = FindingTracker(formatter)
        self.diagnostics: tuple[Diagnostic, ...] = ()
        """As they were last sent to the open pages."""
        self.latest: SiteRevision | None = None
        """The newest revision that could be read."""
        self.shown: SiteRevision | None = None
        """The revision whose pages are shown: the newest without errors, or the first one."""
        self.shows_older_revision = False
        """Whether an older revision is shown because the newest has errors."""
        self.is_behind = True
        """Whether files changed since the newest revision was read."""
        self.is_ready = asyncio.Event()
        """Set once there is a revision, or the reason that there is none."""
        self.is_changed = asyncio.Event()
        """Set when files changed since the last update round began."""
        self.last_request = 0.0
        """When a page was last requested, by the monotonic clock."""
        self.round = 0
        """The number of the last update round."""
        self._id = f"{time.time_ns():x}"
        self._good: dict[str, RenderedOutput] = {}

    @property
    def round_id(self) -> str:
        """The id of the last round; rounds of two previews never have the same id."""
        return f"{self._id}-{self.round}"

    @property
    def base(self) -> str:
        """The base path of the site, `/` or `/repo/`."""
        return "/" if self.shown is None else self.shown.plan.site.config.base_path

    async def page(self, revision: SiteRevision, path: str, render: Render | None = None) -> RenderedOutput:
        """Return a page of a revision, or its last state without errors.

        Args:
            revision: to render from.
            path: of the page on the site.
            render: renders it; by default the revision's `render`.
        """
        output = await self._rendered(revision, path, render or revision.render)
        if output is None:
            return self._good.get(path, RenderedOutput(path, PLACEHOLDER))
        if revision.has_errors_on(output):
            return self._good.get(path, output)
        if revision is self.shown:
            self._good[path] = output
        return output

    async def page_with_stale_charts(self, revision: SiteRevision, path: str) -> tuple[RenderedOutput, bool]:
        """Return a page with its new text, perhaps with charts of the last revision; and whether one is stale."""
        try:
            with crashes_as_errors(f"{path} cannot be shown"):
                output, is_stale = await self.worker.do(revision.render_with_stale_charts, path)
        except (SourcebookError, OSError, FileChangedError):
            return await self.page(revision, path), False
        if is_stale and not revision.has_errors_on(output):
            return output, True
        return await self.page(revision, path), False

    async def _rendered(self, revision: SiteRevision, path: str, render: Render) -> RenderedOutput | None:
        """Render a page and record its findings; None if it cannot be rendered."""
        try:
            with crashes_as_errors(f"{path} cannot be shown"):
                output = await self.worker.do(render, path)
        except FileChangedError:
            # Its text changed since the revision was read: the next round reads it again.
            self.is_behind = True
            self.is_changed.set()
            return None
        except (SourcebookError, OSError) as error:
            if revision is self.latest:
                self.findings.record_page_error(path, error)
            return None
        if revision is self.latest:
            self.findings.record_page(path, output.findings)
        return output
