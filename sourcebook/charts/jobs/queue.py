"""The queue of charts: look each up in the caches, and submit those that are missing to workers."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Hashable
from functools import partial
from typing import Protocol

import msgspec

from sourcebook.charts.jobs.job import BuiltInChart, ChartJob, draw_chart
from sourcebook.charts.jobs.renderer import WORKER_MODULES, vega_script, warm_up
from sourcebook.charts.jobs.result import ChartResult
from sourcebook.core.cache.disk_cache import ResultCache
from sourcebook.core.cache.memo import Memo
from sourcebook.core.executors.base import CallTimeoutError, Executor, WorkerDiedError
from sourcebook.core.executors.resources import WorkerResources

FEW_CHARTS = 20
"""Number of built-in charts for which one worker is used, as starting more would take longer."""
AUTHORED_WEIGHT = 5
"""Number of built-in charts that an authored chart counts for."""
ChartFuture = Callable[[], ChartResult]
"""Waits for a chart, and returns its result."""
ContentDigest = Callable[[str], bytes]
"""Returns the digest of a file or folder of the content now, given its content path."""


class DeferredChart(msgspec.Struct, frozen=True):
    """A request for a chart by a page that is rendered in a worker, which cannot submit it."""

    memo_key: Hashable
    key: str
    job: bytes
    """Pickled."""
    weight: int = 1
    """Number of built-in charts that it counts for."""

    def __call__(self) -> ChartResult:
        """Draw the chart in this process."""
        return msgspec.msgpack.decode(draw_chart(WorkerResources(), self.job), type=ChartResult)


class ChartScheduler(Protocol):
    """Accepts requests for charts."""

    def submit(self, memo_key: Hashable, key: str, job: Callable[[], ChartJob]) -> ChartFuture:
        """Look a chart up, or submit it.

        Args:
            memo_key: page and anchor.
            key: cache key; covers everything that the chart shows.
            job: returns the job, if the chart has to be drawn.
        """
        ...


class DeferredCharts:
    """Looks charts up, and defers those that are missing.

    Args:
        cache: holds charts of earlier builds.
        digest_of: digest of a content file now.
    """

    def __init__(self, cache: ResultCache, digest_of: ContentDigest) -> None:
        self._cache = cache
        self._digest_of = digest_of

    def submit(self, memo_key: Hashable, key: str, job: Callable[[], ChartJob]) -> ChartFuture:
        """Look a chart up, or return it as deferred."""
        found = _found(self._cache, key, self._digest_of)
        if found is not None:
            return found
        made = job()
        return DeferredChart(memo_key, key, pickle.dumps(made), _weight(made))


class _ChartFailedError(Exception):
    """A chart that could not be drawn, which is not stored."""

    def __init__(self, result: ChartResult) -> None:
        super().__init__(result.error)
        self.result = result


class ChartQueue:
    """Looks charts up, and submits those that are missing.

    Args:
        memo: charts of earlier preview rounds.
        cache: charts of earlier builds.
        executor: draws charts.
        seconds: timeout of a chart.
        digest_of: digest of a content file now.
    """

    def __init__(
        self, memo: Memo, cache: ResultCache, executor: Executor, seconds: float, digest_of: ContentDigest
    ) -> None:
        self._memo = memo
        self._cache = cache
        self._executor = executor
        self._seconds = seconds
        self._digest_of = digest_of
        self._charts = 0
        """Number of submitted charts, in built-in ones."""

    def warm_up(self) -> None:
        """Start the worker for a few charts, so that the first chart need not wait for it."""
        warm_up(self._executor.for_small_jobs(), self._cache)

    def submit(self, memo_key: Hashable, key: str, job: Callable[[], ChartJob]) -> ChartFuture:
        """Look a chart up, or submit it."""
        return self._future(memo_key, key, lambda: self._packed(job()))

    def _packed(self, job: ChartJob) -> bytes:
        """Pickle a job, and count an authored chart for several."""
        return self._counted(pickle.dumps(job), _weight(job))

    def _counted(self, job: bytes, weight: int) -> bytes:
        self._charts += weight - 1
        return job

    def submit_deferred(self, future: ChartFuture) -> ChartFuture:
        """Submit a deferred chart."""
        if isinstance(future, DeferredChart):
            return self._future(future.memo_key, future.key, lambda: self._counted(future.job, future.weight))
        return future

    def _future(self, memo_key: Hashable, key: str, job: Callable[[], bytes]) -> ChartFuture:
        submit = partial(self._submitted, key, job)
        last = self._memo.last(memo_key)
        reads = last.reads if isinstance(last, ChartResult) else ()
        inputs = key, {path: self._digest_of(path) for path in reads}
        submitted = submit() if self._memo.wants(memo_key, inputs) else None
        results: list[ChartResult] = []

        def make() -> ChartResult:
            results.append((submitted or submit())())
            if results[0].artifacts is None:
                raise _ChartFailedError(results[0])
            return results[0]

        def waited() -> ChartResult:
            try:
                result = self._memo.get_or_make(memo_key, inputs, make)
            except _ChartFailedError as error:
                return error.result
            if results:
                self._memo.put(memo_key, (key, result.reads), result)  # What it reads is known only now.
            return result

        return waited

    def _submitted(self, key: str, job: Callable[[], bytes]) -> ChartFuture:
        found = _found(self._cache, key, self._digest_of)
        if found is not None:
            return found
        is_first, packed = not self._charts, job()
        executor = self._executor.for_small_jobs() if self._charts < FEW_CHARTS else self._executor
        self._charts += 1
        executor.warm_up(WORKER_MODULES)
        if is_first:
            # The workers start meanwhile; the script that each of them needs is made once, before any time limit runs.
            vega_script(self._cache)
        return partial(self._finished, key, executor.submit(draw_chart, packed, seconds=self._seconds))

    def _finished(self, key: str, waited: Callable[[], bytes]) -> ChartResult:
        try:
            result = waited()
        except CallTimeoutError:
            hint = "make it quicker, or give it longer in site.yaml: charts: {time_limit: 60}"
            return ChartResult(error=f"it was not drawn within {self._seconds:g} seconds", hint=hint)
        except WorkerDiedError as error:
            hint = "code of your own, or a package that it uses, may end Python: run it alone; if not, build again"
            return ChartResult(error=f"the process that drew it ended, by {error}", hint=hint)
        drawn = msgspec.msgpack.decode(result, type=ChartResult)
        self._memo.add_written(drawn.writes)
        if drawn.artifacts is not None:
            self._cache.save(key, result)
        return drawn


def _weight(job: ChartJob) -> int:
    return 1 if isinstance(job.chart, BuiltInChart) else AUTHORED_WEIGHT


class _ChartReads(msgspec.Struct, frozen=True):
    """The part of a stored `ChartResult` that tells whether it is current."""

    reads: dict[str, bytes]


def _found(cache: ResultCache, key: str, digest_of: ContentDigest) -> ChartFuture | None:
    """Return a stored chart, unless a file that its code read has changed since."""
    found = cache.load(key)
    if found is None:
        return None
    reads = msgspec.msgpack.decode(found, type=_ChartReads).reads
    is_current = all(digest_of(path) == known for path, known in reads.items())
    return partial(msgspec.msgpack.decode, found, type=ChartResult) if is_current else None
