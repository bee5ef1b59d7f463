"""The preview: editions follow the files, open pages follow the editions."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterable, Set
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from sourcebook.core.cache.memo import FileChangedError, RoundCancelledError
from sourcebook.core.errors import SourcebookError
from sourcebook.core.executors.base import Executor
from sourcebook.pipeline.incremental.parse_cache import memo_of_previous_build
from sourcebook.pipeline.options import BuildOptions
from sourcebook.render.output import RenderedOutput
from sourcebook.serve.author_panel import AuthorPanel
from sourcebook.serve.diagnostics import Diagnostic, DiagnosticFormatter
from sourcebook.serve.finding_tracker import FindingTracker
from sourcebook.serve.moved_pages import moved_to
from sourcebook.serve.revision import SiteRevision, version
from sourcebook.serve.script_injection import with_preview
from sourcebook.serve.watcher import FileWatcher
from sourcebook.serve.worker_thread import WorkerThread

QUIET_SECONDS = 0.02
"""Edits that come closer together than this are one."""
BURST_SECONDS = 0.5
"""The longest that a burst of edits is waited for."""
FLUSH_SECONDS = 0.01
"""What the words of a page get to leave by, before its charts claim the machine."""
PAUSE_SECONDS = 0.2
"""Seconds after a request during which pages that are not open are not rendered."""
LOOK_SECONDS = 1.0
"""Least seconds between two scans of the files, for edits without an event."""
SPARING = 20
"""How many times longer than such a look takes it is until the next one."""
ALIVE_SECONDS = 15.0
"""Between two signs of life on a stream of events."""
PLAIN = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Sourcebook preview</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
</head><body><p>There is no page to show yet.</p></body></html>"""


Draw = Callable[[str], RenderedOutput]


class PreviewResponse(NamedTuple):
    """What stands at an address: bytes, or a file on the disk, or another address to go to."""

    path: str
    """Its site path, which tells its type."""
    data: bytes = b""
    file: Path | None = None
    moved: str | None = None
    status: int = 200
    build: str = ""


class RoundReport(NamedTuple):
    """What a round of the preview has to say on a terminal."""

    number: int
    seconds: float
    notes: tuple[Diagnostic, ...]
    is_shown: bool
    """Whether its pages are shown; otherwise those of an earlier one still are."""


class BrowserClient:
    """One open page: its address below the base path, the state it shows, and the events on their way to it."""

    def __init__(self, address: str, shows: str) -> None:
        self.address = address
        self.shows = shows
        self.events: asyncio.Queue[bytes] = asyncio.Queue()

    def send(self, event: str, **data: object) -> None:
        """Put an event on its way."""
        self.events.put_nowait(b"event: %s\ndata: %s\n\n" % (event.encode(), msgspec.json.encode(data)))


class PreviewSession:
    """Everything that a preview of one site knows.

    Args:
        options: what is previewed.
        executor: draws its charts.
        notes: makes notes of findings.
        say: told of every round.
        polling: whether to look at the files again and again instead of waiting for native events.
    """

    def __init__(
        self,
        options: BuildOptions,
        executor: Executor,
        notes: DiagnosticFormatter,
        say: Callable[[RoundReport], None],
        *,
        polling: bool,
    ) -> None:
        self.options = options
        self._executor = executor
        self.say = say
        self.clients: list[BrowserClient] = []
        """Those who were heard of last come first."""
        self.notes: tuple[Diagnostic, ...] = ()
        self.shown: SiteRevision | None = None
        """The revision whose pages are shown: the newest without errors, or the first one."""
        self._notes = notes
        self._latest: SiteRevision | None = None
        self._known = FindingTracker(notes)
        self._asked = 0.0
        self._is_held = False
        """Whether an older revision is shown because the newest has errors."""
        self._good: dict[str, RenderedOutput] = {}
        self._number = 0
        self._touched: set[Path] = set()
        """What was said to have changed since the last round began."""
        self._has_drawers = False
        """Whether a worker for charts was started."""
        self._is_behind = True
        """Whether files changed since the newest revision."""
        self._read_at = 0
        """When all files were last read, in nanoseconds since 1970."""
        self._reread: dict[str, int] = {}
        """When each of those was read that were read since, in the same unit."""
        self._session = f"{time.time_ns():x}"
        self._memo = memo_of_previous_build(options)
        self._worker = WorkerThread()
        self._ready = asyncio.Event()
        self._changed = asyncio.Event()
        loop = asyncio.get_running_loop()

        def changed(paths: Iterable[Path]) -> None:
            self._memo.cancel.set()
            loop.call_soon_threadsafe(self._hear, paths)

        self.watch = FileWatcher(options.source, options.output, changed, polling=polling)

    @property
    def build(self) -> str:
        """The id of the last round: no two rounds of any two previews share one."""
        return f"{self._session}-{self._number}"

    @property
    def base(self) -> str:
        """The path below which the site stands, `/` or `/repo/`."""
        if self.shown is None:
            return "/"
        return self.shown.plan.site.config.base_path

    async def run(self) -> None:
        """Follow the files until cancelled."""
        self.watch.start()
        looking = asyncio.create_task(self._look())
        try:
            while True:
                self._changed.clear()
                self._memo.cancel.clear()
                with suppress(RoundCancelledError):
                    await self._round()
                await self._changed.wait()
                await self._quiet()
        finally:
            looking.cancel()
            self.watch.stop()

    async def below_base(self, path: str) -> str | None:
        """What a path names below the site's root, once that is known; None when it leads elsewhere."""
        await self._ready.wait()
        return path.removeprefix(self.base) if path.startswith(self.base) else None

    async def answer(self, address: str) -> PreviewResponse:
        """Return the response for an address below the base path, in its newest state; wait for the first revision."""
        await self._ready.wait()
        while True:
            self._asked = time.monotonic()
            revision = self.shown
            if revision is None:
                return PreviewResponse("index.html", PLAIN.encode(), status=503, build=self.build)
            answer = await self._answer_from(revision, address)
            if revision is self.shown:
                return answer

    async def _answer_from(self, revision: SiteRevision, address: str) -> PreviewResponse:
        path = revision.find(address)
        if path is None and revision.find(f"{address}/") is not None:
            return PreviewResponse("", moved=f"{address}/", build=self.build)
        page = revision.page_with(address) if path is None else None
        if page is not None:
            drawn = (await self._page(revision, page)).files.get(address)
            if drawn is not None:
                return PreviewResponse(address, drawn, build=self.build)
        if path is not None and path in revision.copies:
            return PreviewResponse(path, file=revision.file(path), build=self.build)
        if path is not None and path in revision.plan.assets:
            return PreviewResponse(path, revision.plan.assets[path], build=self.build)
        output = await self._page(revision, path or "404.html")
        return PreviewResponse(path or "404.html", output.data, status=200 if path else 404, build=self.build)

    async def sheet(self, address: str) -> dict[str, Any]:
        """What the author's panel shows beside the page at an address."""
        await self._ready.wait()
        if self.shown is None:
            return {"file": "", "open": "", "claims": [], "sources": [], "notes": self.notes}
        plan = self.shown.plan
        url = address.removesuffix("index.html")
        told = await self._worker.do(AuthorPanel(plan.site_index, plan.as_of, self.options.source, self._notes).of, url)
        own = str(self.options.source / told["file"]) if told["file"] else ""
        bundle = own.removesuffix("index.md") if own.endswith("/index.md") else own
        return {**told, "notes": [note for note in self.notes if own and note.file.startswith(bundle)]}

    async def visit(self, address: str, shows: str) -> AsyncIterator[bytes]:
        """The events for one open page, which shows the state `shows`, until it goes away."""
        client = BrowserClient(address, shows)
        self.clients.insert(0, client)
        try:
            answer = await self.answer(address)
            client.send("hello", build=answer.build, notes=self.notes, held=self._is_held)
            if answer.moved is not None:
                client.send("moved", url=self.base + answer.moved)
            elif version(answer.data) != client.shows:
                self._show(client, answer.data)
            while True:
                try:
                    yield await asyncio.wait_for(client.events.get(), ALIVE_SECONDS)
                except TimeoutError:
                    yield b": still here\n\n"
        finally:
            self.clients.remove(client)

    def _hear(self, paths: Iterable[Path]) -> None:
        self._touched.update(paths)
        self._changed.set()

    async def _round(self) -> None:
        """Run one round, from the files to the open pages; cancelled as soon as the files change again."""
        started = time.perf_counter()
        self._number += 1
        self._known.begin()
        touched, self._touched = self._touched, set()
        revision = await self._adapted(touched) or await self._read()
        if revision is not None and (revision.is_sound or self.shown is None or not self.shown.is_sound):
            before, self.shown = self.shown, revision
            self._ready.set()
            await self._refresh(before, revision)
        self._is_held = revision is None or revision is not self.shown
        self._ready.set()
        seconds = time.perf_counter() - started
        await self._announce()
        if revision is not None and revision.plan.site_index.claims and not self._has_drawers:
            self._has_drawers = True
            await self._worker.do(revision.plan.charts.warm_up)
        if revision is not None and await self._draw_rest(revision):
            self._known.anchors(await self._worker.do(revision.broken_anchors))
            await self._announce()
        if not self._changed.is_set():
            self.say(RoundReport(self._number, seconds, self.notes, not self._is_held))

    async def _draw_rest(self, revision: SiteRevision) -> bool:
        """Render the pages that are not open, for their findings; return whether all were rendered."""
        for path in sorted(revision.undrawn(), key=lambda path: not self._known.has_said(path)):
            while not self._changed.is_set() and time.monotonic() - self._asked < PAUSE_SECONDS:
                await asyncio.sleep(PAUSE_SECONDS / 4)
            if self._changed.is_set():
                return False
            await self._page(revision, path, revision.draw_unless_stopped)
        return True

    async def _adapted(self, touched: Set[Path]) -> SiteRevision | None:
        """Return the newest revision with edited texts or assets, if nothing else can have changed; else None."""
        latest, now = self._latest, time.time_ns()
        files = [self.watch.named_as(path) for path in sorted(touched)]
        if self._is_behind or latest is None or not files:
            return None
        try:
            revision = await self._worker.do(latest.with_edits, files)
        except (SourcebookError, OSError):
            return None
        if revision is not None:
            self._latest = revision
            self._reread |= {str(path): now for path in touched}
        return revision

    async def _read(self) -> SiteRevision | None:
        self._read_at, self._is_behind = time.time_ns(), True
        self._reread.clear()
        try:
            self._latest = await self._worker.do(SiteRevision, self.options, self._executor, self._memo)
        except FileNotFoundError:
            # A file went away between the look at its folder and its turn: look again.
            await asyncio.sleep(QUIET_SECONDS)
            self._changed.set()
            return None
        except (SourcebookError, OSError) as error:
            self._known.fails(error)
            return None
        self._is_behind = False
        return self._latest

    async def _refresh(self, before: SiteRevision | None, revision: SiteRevision) -> None:
        """Bring every open page up to this revision, the most recently used first."""
        if before is not None:
            self._send_changed_files(before, revision)
            self._send_moves(before, revision)
        for client in list(self.clients):
            if self._changed.is_set():
                return
            path = revision.find(client.address) or "404.html"
            if path not in revision.plan.pages:
                continue
            output, is_lagging = await self._in_haste(revision, path)
            self._show(client, output.data)
            if is_lagging:
                await asyncio.sleep(FLUSH_SECONDS)
                self._show(client, (await self._page(revision, path, revision.draw_unless_stopped)).data)

    def _send_moves(self, before: SiteRevision, revision: SiteRevision) -> None:
        """Send those after their page whose address is no longer there."""
        for client in self.clients:
            if revision.find(client.address) is not None:
                continue
            there = moved_to(before.plan.site, revision.plan.site, client.address)
            if there is not None:
                client.address = there
                client.send("moved", url=revision.plan.site.config.base_path + there)

    async def _in_haste(self, revision: SiteRevision, path: str) -> tuple[RenderedOutput, bool]:
        """Return a page with new text; its charts may still be those of the last revision."""
        try:
            output, is_lagging = await self._worker.do(revision.draw_in_haste, path)
        except (SourcebookError, OSError, FileChangedError):
            return await self._page(revision, path), False
        if is_lagging and not revision.has_errors_on(output):
            return output, True
        return await self._page(revision, path), False

    async def _page(self, revision: SiteRevision, path: str, draw: Draw | None = None) -> RenderedOutput:
        """Return a page of a revision, or its last state without errors."""
        output = await self._try(revision, path, draw or revision.draw)
        if output is None:
            return self._good.get(path, RenderedOutput(path, PLAIN.encode()))
        if revision.has_errors_on(output):
            return self._good.get(path, output)
        if revision is self.shown:
            self._good[path] = output
        return output

    async def _try(self, revision: SiteRevision, path: str, draw: Draw) -> RenderedOutput | None:
        try:
            output = await self._worker.do(draw, path)
        except FileChangedError:
            # What it says is another text by now: the next round knows.
            self._is_behind = True
            self._changed.set()
            return None
        except (SourcebookError, OSError) as error:
            self._known.breaks(path, error)
            return None
        if revision is self._latest:
            self._known.says(path, output.findings)
        return output

    def _show(self, client: BrowserClient, data: bytes) -> None:
        now = version(data)
        if now != client.shows:
            client.shows = now
            page = with_preview(data, self.build, now).decode()
            client.send("page", build=self.build, version=now, html=page)

    def _send_changed_files(self, before: SiteRevision, revision: SiteRevision) -> None:
        """Name the style sheets, fonts and pictures that are other ones now."""
        old, new = before.plan.assets, revision.plan.assets
        changed = [path for path, data in new.items() if old.get(path) != data]
        changed += [path for path in revision.copies if before.stamps.get(path) != revision.stamps.get(path)]
        if changed:
            base = revision.plan.site.config.base_path
            for client in self.clients:
                client.send("files", build=self.build, urls=[base + path for path in changed])

    async def _announce(self) -> None:
        """Tell open pages what is wrong now, when that is something else than before."""
        notes = await self._worker.do(self._known.notes, self._latest)
        if notes != self.notes:
            self.notes = notes
            for client in self.clients:
                client.send("notes", build=self.build, notes=notes, held=self._is_held)

    async def _quiet(self) -> None:
        """Wait until edits pause, so that a burst of them is one round."""
        end = time.monotonic() + BURST_SECONDS
        while (wait := min((self.watch.heard or 0) + QUIET_SECONDS, end) - time.monotonic()) > 0:
            await asyncio.sleep(wait)

    async def _look(self) -> None:
        """Look at the files now and then, for edits that were not announced."""
        known, seconds = self.watch.state(self._reread), 0.0
        while True:
            await asyncio.sleep(max(LOOK_SECONDS, seconds * SPARING))
            started = time.perf_counter()
            state = await asyncio.to_thread(self.watch.state, dict(self._reread))
            seconds = time.perf_counter() - started
            if state == known or not self.watch.was_silent():
                continue
            if state.is_news(known, self._read_at):
                self.watch.recover()
                self._changed.set()
            known = state
