"""The loop of a preview: files change, a new revision is read, and the open pages are sent its pages."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Callable, Coroutine, Iterable, Set
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from sourcebook.core.cache.memo import FileChangedError, RoundCancelledError
from sourcebook.core.crashes import crashes_as_errors
from sourcebook.core.errors import SourcebookError
from sourcebook.core.executors.base import Executor
from sourcebook.pipeline.incremental.parse_cache import memo_of_previous_build
from sourcebook.serve.diagnostics import Diagnostic
from sourcebook.serve.revision import SiteRevision
from sourcebook.serve.session import PreviewSession
from sourcebook.serve.watcher import FileWatcher

QUIET_SECONDS = 0.02
"""Edits that are closer together than this belong to one round."""
BURST_SECONDS = 0.5
"""The longest time that a round waits for further edits."""
FLUSH_SECONDS = 0.01
"""Time for a page to be sent with its new text, before its charts occupy the machine."""
PAUSE_SECONDS = 0.2
"""Seconds after a request during which pages that are not open are not rendered."""
LOOK_SECONDS = 1.0
"""Least seconds between two scans of the files, for edits without an event."""
SPARING = 20
"""The time until the next scan, in durations of the last one."""


class RoundReport(NamedTuple):
    """The result of one update round, for a terminal."""

    number: int
    seconds: float
    diagnostics: tuple[Diagnostic, ...]
    is_shown: bool
    """Whether its pages are shown; if not, those of an earlier round still are."""


class UpdateLoop:
    """Brings a session up to date whenever files change.

    Args:
        session: to update.
        executor: draws charts.
        report: called after every round.
        polling: whether to scan the files repeatedly instead of waiting for native events.
        clock: returns nanoseconds since 1970; tells which files changed after they were read.
    """

    def __init__(
        self,
        session: PreviewSession,
        executor: Executor,
        report: Callable[[RoundReport], None],
        *,
        polling: bool,
        clock: Callable[[], int] = time.time_ns,
    ) -> None:
        self._session = session
        self._executor = executor
        self._report = report
        self._clock = clock
        self._memo = memo_of_previous_build(session.options)
        self._touched: set[Path] = set()
        """Files that were reported as changed since the last round began."""
        self._has_chart_worker = False
        """Whether a worker for charts was started."""
        self._read_at = 0
        """When all files were last read, in nanoseconds since 1970."""
        self._reread: dict[str, int] = {}
        """When each of the files was read that were read since, in the same unit."""
        loop = asyncio.get_running_loop()

        def changed(paths: Iterable[Path]) -> None:
            edited = [path for path in paths if path not in self._written]
            if edited:
                self._memo.cancel.set()
                loop.call_soon_threadsafe(self._add_touched, edited)

        self.watcher = FileWatcher(session.options.source, session.options.output, changed, polling=polling)

    @property
    def _written(self) -> Set[Path]:
        """Files that code of charts wrote: their changes are no edits, or the rounds would never end."""
        return {self.watcher.folders[0] / path for path in self._memo.written}

    async def run(self) -> None:
        """Run rounds until cancelled."""
        self.watcher.start()
        scanning = asyncio.create_task(self._scan())
        try:
            while True:
                self._session.is_changed.clear()
                self._memo.cancel.clear()
                await self._finish(self._round())
                await self._session.is_changed.wait()
                await self._until_quiet()
        finally:
            scanning.cancel()
            self.watcher.stop()

    def _add_touched(self, paths: Iterable[Path]) -> None:
        self._touched.update(paths)
        self._session.is_changed.set()

    async def _finish(self, work: Coroutine[None, None, None]) -> None:
        """Run a round to its end; an error in it is a finding, and the next edit starts another one."""
        session = self._session
        try:
            with crashes_as_errors("the preview cannot show what changed"):
                await work
        except RoundCancelledError:
            return
        except FileChangedError:
            session.is_behind = True
            session.is_changed.set()
        except (SourcebookError, OSError) as error:
            session.findings.record_error(error)
            session.is_behind, session.shows_older_revision = True, session.shown is not None
            session.is_ready.set()
            await self._send_diagnostics()
            self._report(RoundReport(session.round, 0.0, session.diagnostics, is_shown=False))

    async def _round(self) -> None:
        """Run one round, from the files to the open pages; a change of files cancels it."""
        session, started = self._session, time.perf_counter()
        session.round += 1
        session.findings.clear_errors()
        touched, self._touched = self._touched, set()
        revision = await self._with_edits(touched) or await self._read()
        if revision is not None and (revision.is_sound or session.shown is None or not session.shown.is_sound):
            before, session.shown = session.shown, revision
            session.is_ready.set()
            await self._refresh(before, revision)
        session.shows_older_revision = revision is None or revision is not session.shown
        session.is_ready.set()
        seconds = time.perf_counter() - started
        await self._send_diagnostics()
        if revision is not None and revision.plan.site_index.claims and not self._has_chart_worker:
            self._has_chart_worker = True
            await session.worker.do(revision.plan.charts.warm_up)
        if revision is not None and await self._render_rest(revision):
            session.findings.record_anchors(await session.worker.do(revision.broken_anchors))
            await self._send_diagnostics()
        if not session.is_changed.is_set():
            self._report(RoundReport(session.round, seconds, session.diagnostics, not session.shows_older_revision))

    async def _with_edits(self, touched: Set[Path]) -> SiteRevision | None:
        """Return the newest revision with edited texts or assets, if nothing else can have changed; else None."""
        session, now = self._session, self._clock()
        files = [self.watcher.site_relative_path(path) for path in sorted(touched)]
        if session.is_behind or session.latest is None or not files:
            return None
        try:
            revision = await session.worker.do(session.latest.with_edits, files)
        except (SourcebookError, OSError):
            return None
        if revision is not None:
            session.latest = revision
            self._reread |= {str(path): now for path in touched}
        return revision

    async def _read(self) -> SiteRevision | None:
        """Read a new revision; None, with a finding, if that fails."""
        session = self._session
        self._read_at, session.is_behind = self._clock(), True
        self._reread.clear()
        try:
            session.latest = await session.worker.do(
                SiteRevision, session.options, self._executor, self._memo, self._clock
            )
        except FileNotFoundError:
            # A file was deleted between the scan of its folder and its turn: read again.
            await asyncio.sleep(QUIET_SECONDS)
            session.is_changed.set()
            return None
        except (SourcebookError, OSError) as error:
            session.findings.record_error(error)
            return None
        session.is_behind = False
        return session.latest

    async def _refresh(self, before: SiteRevision | None, revision: SiteRevision) -> None:
        """Send every open page its state in this revision, the most recently opened first."""
        session = self._session
        if before is not None:
            session.clients.send_changed_files(before, revision, session.round_id)
            session.clients.send_moves(before, revision)
        for client in list(session.clients.all):
            if session.is_changed.is_set():
                return
            path = revision.find(client.address) or "404.html"
            if path not in revision.plan.pages:
                continue
            output, is_stale = await session.page_with_stale_charts(revision, path)
            client.show(output.data, session.round_id)
            if is_stale:
                await asyncio.sleep(FLUSH_SECONDS)
                output = await session.page(revision, path, revision.render_unless_cancelled)
                client.show(output.data, session.round_id)

    async def _render_rest(self, revision: SiteRevision) -> bool:
        """Render the pages that are not open, for their findings; return whether all were rendered."""
        session = self._session
        for path in sorted(revision.not_rendered(), key=lambda path: not session.findings.had_findings(path)):
            while not session.is_changed.is_set() and time.monotonic() - session.last_request < PAUSE_SECONDS:
                await asyncio.sleep(PAUSE_SECONDS / 4)
            if session.is_changed.is_set():
                return False
            await session.page(revision, path, revision.render_unless_cancelled)
        return True

    async def _send_diagnostics(self) -> None:
        """Send the findings to the open pages, if they changed."""
        session = self._session
        diagnostics = await session.worker.do(session.findings.diagnostics, session.latest)
        if diagnostics != session.diagnostics:
            session.diagnostics = diagnostics
            session.clients.send_diagnostics(
                diagnostics, session.round_id, shows_older_revision=session.shows_older_revision
            )

    async def _until_quiet(self) -> None:
        """Wait until edits pause, so that a burst of them is one round."""
        end = time.monotonic() + BURST_SECONDS
        while (wait := min((self.watcher.last_event or 0) + QUIET_SECONDS, end) - time.monotonic()) > 0:
            await asyncio.sleep(wait)

    def _ignored(self) -> dict[str, int]:
        """Return until when changes of files are no news, in nanoseconds since 1970."""
        return self._reread | {str(path): sys.maxsize for path in self._written}

    async def _scan(self) -> None:
        """Scan the files now and then, for edits without an event."""
        known, seconds = self.watcher.state(self._ignored()), 0.0
        while True:
            await asyncio.sleep(max(LOOK_SECONDS, seconds * SPARING))
            with suppress(OSError):  # A folder is gone for a moment, or the system's watches are used up.
                started = time.perf_counter()
                state = await asyncio.to_thread(self.watcher.state, self._ignored())
                seconds = time.perf_counter() - started
                if state == known or not self.watcher.was_silent():
                    continue
                if state.is_news(known, self._read_at):
                    self._session.is_changed.set()
                    self.watcher.recover()
                known = state
