"""Pages drawn by others, in units of work of about a second; what comes back is as if they were drawn here."""

from __future__ import annotations

import gc
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from sourcebook.charts.jobs.queue import DeferredCharts
from sourcebook.core.errors import SourcebookError
from sourcebook.core.executors.base import CallTimeoutError, Executor, WorkerDiedError
from sourcebook.core.executors.resources import WorkerResources
from sourcebook.core.filesystem import ContentFolder
from sourcebook.model import Briefing, Page
from sourcebook.pipeline.parallel.render_inputs import RenderInputs, Texts, by_path, deserialize, planned_outputs
from sourcebook.render.output import PlannedOutput, RenderedOutput
from sourcebook.render.theme.bytecode_cache import Codes

BATCH_SECONDS = 1.0
"""Of work in a unit."""
FIRST_BATCH = 8
"""Pages of the first units, which show how long a page takes."""
BATCHES_PER_WORKER = 3
"""Units in flight for each place, so that nobody waits."""
TIMEOUT = 60.0
"""Seconds that a unit may take, before its pages are handed out one by one."""
PAGE_TIMEOUT = 600.0
"""Seconds that a page may take by itself."""


class RenderBatch(NamedTuple):
    """Some pages of a site."""

    paths: Sequence[str]
    """Of the files that are drawn, below the site's root."""
    texts: Texts
    """Of those that are pages of prose."""
    files: Mapping[str, bytes]
    """Images that they are made from, by content path."""


class _RenderedBatch(NamedTuple):
    """What became of a unit."""

    outputs: Sequence[RenderedOutput]
    seconds: float


class BatchRenderer:
    """Hands the pages of one site to others.

    Args:
        inputs: of the site.
        executor: draws them.
    """

    def __init__(self, inputs: RenderInputs, executor: Executor) -> None:
        self._executor = executor
        self._site = executor.scatter(inputs.serialize())
        prose: list[Briefing | Page] = [*inputs.site.briefings, *inputs.site.pages]
        self._bodies = {f"text {one.path}": one.body for one in prose}
        self._images = {f"picture {inputs.site.files[path]}": path for path in inputs.site.images}
        self._read = ContentFolder(inputs.content).read
        self._seconds = 0.0
        """That a page takes, as far as is known."""

    def outputs(self, pages: Sequence[PlannedOutput]) -> Iterator[RenderedOutput]:
        """The pages in their order, as they come; their charts are asked for.

        Raises:
            SourcebookError: when a template is broken, or a page cannot be drawn.
        """
        waiting: deque[tuple[Sequence[PlannedOutput], Callable[[], _RenderedBatch]]] = deque()
        ahead = deque(pages)
        while ahead or waiting:
            while ahead and len(waiting) < BATCHES_PER_WORKER * self._executor.parallelism:
                more = [ahead.popleft() for _ in range(self._size(len(ahead)))]
                waiting.append((more, self._begun(more, TIMEOUT)))
            unit, waited = waiting.popleft()
            try:
                done = waited()
            except (WorkerDiedError, CallTimeoutError):
                yield from self._one_by_one(unit)
                continue
            self._seconds = done.seconds / len(unit)
            yield from done.outputs

    def _size(self, left: int) -> int:
        """Pages of the next unit: not so many that one place is still at work when the others have nothing to do."""
        share = -(-left // (2 * self._executor.parallelism))
        return max(1, min(share, int(BATCH_SECONDS / self._seconds) if self._seconds else FIRST_BATCH))

    def _begun(self, unit: Sequence[PlannedOutput], seconds: float) -> Callable[[], _RenderedBatch]:
        bodies = [self._bodies[name] for one in unit for name in one.dependencies if name in self._bodies]
        images = {self._images[one.only_if_used] for one in unit if one.only_if_used in self._images}
        files = {path: self._read(path) for path in images}
        work = RenderBatch([one.path for one in unit], {body.digest: body.read() for body in bodies}, files)
        return self._executor.submit(render_batch, work, self._site, seconds=seconds)

    def _one_by_one(self, unit: Sequence[PlannedOutput]) -> Iterator[RenderedOutput]:
        """Pages of a unit of which one does harm to whoever draws it."""
        for one in unit:
            try:
                yield from self._begun([one], PAGE_TIMEOUT)().outputs
            except WorkerDiedError as error:
                raise SourcebookError(
                    f"{one.path} cannot be drawn: the process that drew it ended, by {error}", _made_from(one)
                ) from error
            except CallTimeoutError as error:
                raise SourcebookError(
                    f"{one.path} was not drawn within {PAGE_TIMEOUT:g} seconds", _made_from(one)
                ) from error


def _made_from(page: PlannedOutput) -> str:
    texts = [
        name for kind, _, name in (piece.partition(" ") for piece in page.dependencies) if kind in ("text", "template")
    ]
    return f"it is made from {', '.join(texts)}"


class _BatchReader:
    """Reads a file of the content: one that came with the batch from there, for another machine has no others.

    A chart that a page asks for takes it to the process that draws, without these files.
    """

    def __init__(self, content: Path) -> None:
        self._content = content
        self.files: Mapping[str, bytes] = {}

    def __call__(self, path: str) -> bytes:
        return self.files[path] if path in self.files else ContentFolder(self._content).read(path)

    def __reduce__(self) -> tuple[type[_BatchReader], tuple[Path]]:
        return _BatchReader, (self._content,)


class _WorkerSite:
    """The site whose pages a worker renders.

    Args:
        inputs: serialized.
        codes: of templates that this process compiled or read before.
    """

    def __init__(self, inputs: bytes, codes: Codes) -> None:
        self._texts: dict[bytes, str] = {}
        site = deserialize(inputs, self._texts)
        self._read = _BatchReader(site.content)
        context = site.pages(DeferredCharts(site.cache), codes)._replace(read=self._read)
        self._pages = by_path(planned_outputs(context))
        gc.freeze()  # All of this lives to the end: looking for circles among it again and again finds nothing.

    def render(self, batch: RenderBatch) -> Sequence[RenderedOutput]:
        """The pages of a batch."""
        self._texts.clear()
        self._texts.update(batch.texts)
        self._read.files = batch.files
        return [self._pages[path].render() for path in batch.paths]


def render_batch(resources: WorkerResources, batch: RenderBatch, inputs: bytes) -> _RenderedBatch:
    """Render the pages of a batch.

    Args:
        resources: of the worker.
        batch: of pages.
        inputs: of their site, serialized.
    """
    codes: Codes = resources.get_or_make("template codes", None, dict)
    site = resources.get_or_make("site", inputs, lambda: _WorkerSite(inputs, codes))
    started = time.perf_counter()
    return _RenderedBatch(site.render(batch), time.perf_counter() - started)
