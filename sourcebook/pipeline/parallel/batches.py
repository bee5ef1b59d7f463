"""Render pages in workers, in batches of about a second; the result is the same as in this process."""

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
from sourcebook.pipeline.parallel.render_inputs import RenderInputs, Texts, deserialize
from sourcebook.render.output import PlannedOutput, RenderedOutput, outputs_by_path
from sourcebook.render.pages import plan_outputs
from sourcebook.render.theme.bytecode_cache import Codes

BATCH_SECONDS = 1.0
"""Rendering time that a batch should take."""
FIRST_BATCH = 8
"""Pages of the first batches, which show how long a page takes."""
BATCHES_PER_WORKER = 3
"""Batches submitted ahead for each worker, so that none is idle."""
TIMEOUT = 60.0
"""Seconds for a batch; after that its pages are rendered one by one."""
PAGE_TIMEOUT = 600.0
"""Seconds for a single page."""


class RenderBatch(NamedTuple):
    """Pages to be rendered by one call."""

    paths: Sequence[str]
    """Site paths of the outputs."""
    texts: Texts
    """Texts of those that are pages of prose."""
    files: Mapping[str, bytes]
    """Images that they need, by content path."""


class _RenderedBatch(NamedTuple):
    """The outputs of a batch, and the seconds that they took."""

    outputs: Sequence[RenderedOutput]
    seconds: float


class BatchRenderer:
    """Renders pages of one site in workers.

    Args:
        inputs: of the site.
        executor: runs the batches.
    """

    def __init__(self, inputs: RenderInputs, executor: Executor) -> None:
        self._executor = executor
        self._site = executor.scatter(inputs.serialize())
        self._bodies = {f"text {one.path}": one.body for one in inputs.site.prose}
        self._images = {f"picture {inputs.site.files[path]}": path for path in inputs.site.images}
        self._read = ContentFolder(inputs.content).read
        self._seconds = 0.0
        """Seconds that a page takes, measured on the last batch; 0 before the first."""

    def outputs(self, pages: Sequence[PlannedOutput]) -> Iterator[RenderedOutput]:
        """Yield the outputs in order; charts that are missing from the cache still have to be submitted.

        Raises:
            SourcebookError: if a template is broken, or a page cannot be rendered.
        """
        waiting: deque[tuple[Sequence[PlannedOutput], Callable[[], _RenderedBatch]]] = deque()
        remaining = deque(pages)
        while remaining or waiting:
            while remaining and len(waiting) < BATCHES_PER_WORKER * self._executor.parallelism:
                more = [remaining.popleft() for _ in range(self._size(len(remaining)))]
                waiting.append((more, self._submit(more, TIMEOUT)))
            batch, result = waiting.popleft()
            try:
                done = result()
            except (WorkerDiedError, CallTimeoutError):
                yield from self._one_by_one(batch)
                continue
            self._seconds = done.seconds / len(batch)
            yield from done.outputs

    def _size(self, remaining: int) -> int:
        """Return the size of the next batch: small enough that all workers finish at about the same time."""
        fair_size = -(-remaining // (2 * self._executor.parallelism))
        return max(1, min(fair_size, int(BATCH_SECONDS / self._seconds) if self._seconds else FIRST_BATCH))

    def _submit(self, batch: Sequence[PlannedOutput], seconds: float) -> Callable[[], _RenderedBatch]:
        bodies = [self._bodies[name] for one in batch for name in one.dependencies if name in self._bodies]
        images = {self._images[one.only_if_used] for one in batch if one.only_if_used in self._images}
        files = {path: self._read(path) for path in images}
        work = RenderBatch([one.path for one in batch], {body.digest: body.read() for body in bodies}, files)
        return self._executor.submit(render_batch, work, self._site, seconds=seconds)

    def _one_by_one(self, batch: Sequence[PlannedOutput]) -> Iterator[RenderedOutput]:
        """Render the pages of a batch by themselves, to find the one that kills its worker."""
        for one in batch:
            try:
                yield from self._submit([one], PAGE_TIMEOUT)().outputs
            except WorkerDiedError as error:
                raise SourcebookError(
                    f"{one.path} cannot be drawn: the process that drew it ended, by {error}", _inputs_hint(one)
                ) from error
            except CallTimeoutError as error:
                raise SourcebookError(
                    f"{one.path} was not drawn within {PAGE_TIMEOUT:g} seconds", _inputs_hint(one)
                ) from error


def _inputs_hint(page: PlannedOutput) -> str:
    texts = [
        name
        for kind, _, name in (dependency.partition(" ") for dependency in page.dependencies)
        if kind in ("text", "template")
    ]
    return f"it is made from {', '.join(texts)}"


class _BatchReader:
    """Reads content files: from the batch if it brought them, which a worker on another machine needs, else from disk.

    Pickled with a chart job, it leaves the files of the batch behind.
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
        codes: compiled templates of this process.
    """

    def __init__(self, inputs: bytes, codes: Codes) -> None:
        self._texts: dict[bytes, str] = {}
        site = deserialize(inputs, self._texts)
        self._read = _BatchReader(site.content)
        charts = DeferredCharts(site.cache, ContentFolder(site.content).digest)
        context = site.render_context(charts, codes)._replace(read=self._read)
        self._pages = outputs_by_path(plan_outputs(context))
        gc.freeze()  # The site stays until the process ends: garbage collection need not traverse it.

    def render(self, batch: RenderBatch) -> Sequence[RenderedOutput]:
        """Render the pages of a batch."""
        self._texts.clear()
        self._texts.update(batch.texts)
        self._read.files = batch.files
        return [self._pages[path].render() for path in batch.paths]


def render_batch(resources: WorkerResources, batch: RenderBatch, inputs: bytes) -> _RenderedBatch:
    """Render the pages of a batch.

    Args:
        resources: of the worker.
        batch: the pages.
        inputs: of their site, serialized.
    """
    codes: Codes = resources.get_or_make("template codes", None, dict)
    site = resources.get_or_make("site", inputs, lambda: _WorkerSite(inputs, codes))
    started = time.perf_counter()
    return _RenderedBatch(site.render(batch), time.perf_counter() - started)
