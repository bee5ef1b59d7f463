"""Charts drawn by others, unless they were drawn before."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Hashable
from functools import partial
from typing import Protocol

import msgspec

from sourcebook.charts.jobs.job import BuiltInChart, ChartJob, draw_chart
from sourcebook.charts.jobs.renderer import WORKER_MODULES, vega_script, warm_up
from sourcebook.charts.jobs.result import ChartResult
from sourcebook.core.cache.disk_cache import NullCache
from sourcebook.core.cache.memo import NullMemo
from sourcebook.core.executors.base import CallTimeoutError, Executor, WorkerDiedError
from sourcebook.core.executors.resources import WorkerResources

FEW_CHARTS = 20
"""Built-in charts that one process draws before two have begun."""
AUTHORED_WEIGHT = 5
"""Of these take as long as one of an author's own may."""
ChartFuture = Callable[[], ChartResult]
"""Waits for a chart."""
ContentDigest = Callable[[str], bytes]
"""Gives the digest that a file or folder of the content has now, by content path."""


class ChartTicket(msgspec.Struct, frozen=True):
    """A chart that a page asks for which is written elsewhere than charts are begun."""

    slot: Hashable
    key: str
    job: bytes
    """Pickled."""

    def __call__(self) -> ChartResult:
        """Draw it here and now."""
        return msgspec.msgpack.decode(draw_chart(WorkerResources(), self.job), type=ChartResult)


class ChartScheduler(Protocol):
    """Where pages ask for charts."""

    def submit(self, slot: Hashable, key: str, job: Callable[[], ChartJob]) -> ChartFuture:
        """Begin to draw a chart, or find it.

        Args:
            slot: its place in the site.
            key: cache key; covers everything that the chart shows.
            job: makes the chart, where it must be drawn.
        """
        ...


class DeferredCharts:
    """Draws nothing: what is not found is asked for.

    Args:
        cache: holds charts of earlier builds.
        digest_of: digest of a content file now.
    """

    def __init__(self, cache: NullCache, digest_of: ContentDigest) -> None:
        self._cache = cache
        self._digest_of = digest_of

    def submit(self, slot: Hashable, key: str, job: Callable[[], ChartJob]) -> ChartFuture:
        """Find a chart, or ask for it."""
        found = _found(self._cache, key, self._digest_of)
        if found is not None:
            return found
        return ChartTicket(slot, key, pickle.dumps(job()))


class _ChartFailedError(Exception):
    """A chart that could not be drawn."""

    def __init__(self, result: ChartResult) -> None:
        super().__init__(result.fault)
        self.result = result


class ChartQueue:
    """Draws charts that were not drawn before.

    Args:
        memo: holds those of an earlier round.
        cache: holds those of earlier builds.
        executor: performs what is to be done.
        seconds: after which a chart is given up.
        digest_of: digest of a content file now.
    """

    def __init__(
        self, memo: NullMemo, cache: NullCache, executor: Executor, seconds: float, digest_of: ContentDigest
    ) -> None:
        self._memo = memo
        self._cache = cache
        self._executor = executor
        self._seconds = seconds
        self._digest_of = digest_of
        self._charts = 0
        """That were begun, in built-in ones."""

    def warm_up(self) -> None:
        """Start the worker for a few charts, so that the first chart need not wait for it."""
        warm_up(self._executor.for_small_jobs(), self._cache)

    def submit(self, slot: Hashable, key: str, job: Callable[[], ChartJob]) -> ChartFuture:
        """Begin to draw a chart, or find it."""
        return self._when_due(slot, key, lambda: self._packed(job()))

    def _packed(self, job: ChartJob) -> bytes:
        """A chart that is about to be begun, counted for more than one where it may take long."""
        self._charts += 0 if isinstance(job.chart, BuiltInChart) else AUTHORED_WEIGHT - 1
        return pickle.dumps(job)

    def redeem(self, asked: ChartFuture) -> ChartFuture:
        """Begin to draw what a page asked for that was written elsewhere."""
        if isinstance(asked, ChartTicket):
            return self._when_due(asked.slot, asked.key, lambda: asked.job)
        return asked

    def _when_due(self, slot: Hashable, key: str, job: Callable[[], bytes]) -> ChartFuture:
        begin = partial(self._begun, key, job)
        last = self._memo.last(slot)
        reads = last.reads if isinstance(last, ChartResult) else ()
        inputs = key, {path: self._digest_of(path) for path in reads}
        begun = begin() if self._memo.wants(slot, inputs) else None
        made: list[ChartResult] = []

        def make() -> ChartResult:
            made.append((begun or begin())())
            if made[0].artifacts is None:
                raise _ChartFailedError(made[0])
            return made[0]

        def waited() -> ChartResult:
            try:
                result = self._memo.get_or_make(slot, inputs, make)
            except _ChartFailedError as error:
                return error.result
            if made:
                self._memo.put(slot, (key, result.reads), result)  # What it reads is known only now.
            return result

        return waited

    def _begun(self, key: str, job: Callable[[], bytes]) -> ChartFuture:
        found = _found(self._cache, key, self._digest_of)
        if found is not None:
            return found
        is_first, packed = not self._charts, job()
        executor = self._executor.for_small_jobs() if self._charts < FEW_CHARTS else self._executor
        self._charts += 1
        executor.warm_up(WORKER_MODULES)
        if is_first:
            # While the processes begin, what each of them draws with is made, once for all; no chart's time runs yet.
            vega_script(self._cache)
        return partial(self._finished, key, executor.submit(draw_chart, packed, seconds=self._seconds))

    def _finished(self, key: str, waited: Callable[[], bytes]) -> ChartResult:
        try:
            result = waited()
        except CallTimeoutError:
            hint = "make it quicker, or give it longer in site.yaml: charts: {time_limit: 60}"
            return ChartResult(fault=f"it was not drawn within {self._seconds:g} seconds", hint=hint)
        except WorkerDiedError as error:
            return ChartResult(fault=f"the process that drew it ended, by {error}")
        drawn = msgspec.msgpack.decode(result, type=ChartResult)
        if drawn.artifacts is not None:
            self._cache.save(key, result)
        return drawn


class _ChartReads(msgspec.Struct, frozen=True):
    """The part of a stored `ChartResult` that tells whether it is still right."""

    reads: dict[str, bytes]


def _found(cache: NullCache, key: str, digest_of: ContentDigest) -> ChartFuture | None:
    """Return a stored chart, unless a file that its code read has changed since."""
    found = cache.load(key)
    if found is None:
        return None
    reads = msgspec.msgpack.decode(found, type=_ChartReads).reads
    is_current = all(digest_of(path) == known for path, known in reads.items())
    return partial(msgspec.msgpack.decode, found, type=ChartResult) if is_current else None
