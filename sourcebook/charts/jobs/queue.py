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
    """

    def __init__(self, cache: NullCache) -> None:
        self._cache = cache

    def submit(self, slot: Hashable, key: str, job: Callable[[], ChartJob]) -> ChartFuture:
        """Find a chart, or ask for it."""
        found = _found(self._cache, key)
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
    """

    def __init__(self, memo: NullMemo, cache: NullCache, executor: Executor, seconds: float) -> None:
        self._memo = memo
        self._cache = cache
        self._executor = executor
        self._seconds = seconds
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
        begun = begin() if self._memo.wants(slot, key) else None

        def make() -> ChartResult:
            drawn = (begun or begin())()
            if drawn.artifacts is None:
                raise _ChartFailedError(drawn)
            return drawn

        def waited() -> ChartResult:
            try:
                return self._memo.get_or_make(slot, key, make)
            except _ChartFailedError as error:
                return error.result

        return waited

    def _begun(self, key: str, job: Callable[[], bytes]) -> ChartFuture:
        found = _found(self._cache, key)
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


def _found(cache: NullCache, key: str) -> ChartFuture | None:
    found = cache.load(key)
    return None if found is None else partial(msgspec.msgpack.decode, found, type=ChartResult)
