"""Runs calls in a process pool, which is started when it is first needed."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from functools import cache
from typing import TYPE_CHECKING

from sourcebook.core.executors.base import Executor, Shared, T

if TYPE_CHECKING:
    from sourcebook.core.executors.pool import WorkerPool

MAX_WORKERS = 8
"""Of the default number of processes, on machines with more cores."""


class ProcessExecutor:
    """A process pool, started when it is first needed and ended with this process.

    Args:
        workers: number of processes.
        is_requested: whether the user requested that number.
    """

    def __init__(self, workers: int, is_requested: bool = False) -> None:
        self.parallelism = workers
        self.is_requested = is_requested
        self._pool: WorkerPool | None = None

    def for_small_jobs(self) -> Executor:
        """Return this pool if it was started, else a pool of one process."""
        return self if self._pool is not None else process_executor(1)

    def warm_up(self, modules: Sequence[str]) -> None:
        """Start the processes; if they were started before, `modules` is ignored."""
        self._started(modules)

    def scatter(self, data: bytes) -> Shared:
        """Write the bytes to a file that workers read."""
        return self._started().scatter(data)

    def submit(self, function: Callable[..., T], *arguments: object, seconds: float) -> Callable[[], T]:
        """Start a call in a worker process."""
        return self._started().submit(function, arguments, seconds)

    def end(self) -> None:
        """End the processes, also during calls; a later call starts new ones."""
        if self._pool is not None:
            self._pool.end()

    def _started(self, modules: Sequence[str] = ()) -> WorkerPool:
        if self._pool is None:
            from sourcebook.core.executors.pool import WorkerPool  # slow to load, and a no-op build starts no process

            self._pool = WorkerPool(self.parallelism, modules)
        return self._pool


@cache
def process_executor(workers: int, is_requested: bool = False) -> ProcessExecutor:
    """Return the process pool that all builds in this process share."""
    return ProcessExecutor(workers, is_requested)


def default_worker_count() -> int:
    """Return the number of cores, at most 8, or the number in the environment variable SOURCEBOOK_JOBS."""
    requested = os.environ.get("SOURCEBOOK_JOBS", "")
    if requested.isdecimal() and int(requested):
        return int(requested)
    here = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(here, MAX_WORKERS)
