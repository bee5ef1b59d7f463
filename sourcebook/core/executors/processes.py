"""Runs calls in a process pool, with a time limit for each call and recovery from crashed workers."""

from __future__ import annotations

import atexit
import os
import pickle
import tempfile
from collections.abc import Callable, Sequence
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sourcebook.core.executors.base import CallTimeoutError, Executor, Shared, T, WorkerDiedError
from sourcebook.core.executors.worker import do_nothing, perform_call, prepare_worker

if TYPE_CHECKING:
    from concurrent.futures import Future

    from pebble import ProcessPool

MAX_WORKERS = 8
"""Of the default number of processes, on machines with more cores."""
CALLS_PER_WORKER = 1_000
"""Calls after which a process is replaced, so that leaked memory is freed."""


class ProcessExecutor:
    """A process pool, started when it is first needed and ended with this process.

    Args:
        workers: number of processes.
        is_requested: whether the user requested that number.
    """

    def __init__(self, workers: int, is_requested: bool = False) -> None:
        self.parallelism = workers
        self.is_requested = is_requested
        self._pool: ProcessPool | None = None
        self._modules: Sequence[str] = ()

    def for_small_jobs(self) -> Executor:
        """Return this pool if it was started, else a pool of one process."""
        return self if self._pool is not None else process_executor(1)

    def warm_up(self, modules: Sequence[str]) -> None:
        """Start the processes; if they were started before, `modules` is ignored."""
        if self._pool is None:
            self._modules = modules
            self._open_pool().schedule(do_nothing)

    def scatter(self, data: bytes) -> Shared:
        """Write the bytes to a file; if there is no room for one, send them with every call."""
        try:
            return _File(data)
        except OSError:
            return data

    def submit(self, function: Callable[..., T], *arguments: object, seconds: float) -> Callable[[], T]:
        """Start a call in a worker process."""
        # Pickled here: the pool would do it in a thread of its own, where pickling a polars frame can deadlock.
        call = pickle.dumps((function, arguments))
        shared = [one for one in arguments if isinstance(one, _File)]
        return partial(self._result, call, seconds, *self._scheduled(call, seconds), shared)

    def _scheduled(self, call: bytes, seconds: float) -> tuple[ProcessPool, Future[Any]]:
        """Schedule a call; in a new pool, if all processes of the previous one died."""
        pool = self._open_pool()
        try:
            return pool, pool.schedule(perform_call, args=[call], timeout=seconds)
        except RuntimeError:
            self._end(pool)
            pool = self._open_pool()
            return pool, pool.schedule(perform_call, args=[call], timeout=seconds)

    def _result(self, call: bytes, seconds: float, pool: ProcessPool, future: Future[Any], shared: object) -> Any:
        """Wait for the result of a call; retry it once if its worker died. `shared` stays referenced until then."""
        try:
            return _waited(future)
        except WorkerDiedError:
            if not pool.active:
                self._end(pool)
            return _waited(self._scheduled(call, seconds)[1])

    def _open_pool(self) -> ProcessPool:
        """Return the pool, started now if it was not."""
        if self._pool is not None:
            return self._pool
        import multiprocessing  # slow to load, and a no-op build starts no process

        from pebble import ProcessPool

        # A process forked after vl-convert was used hangs.
        context = multiprocessing.get_context("spawn")
        prepared = [self._modules]
        pool = ProcessPool(
            self.parallelism, max_tasks=CALLS_PER_WORKER, initializer=prepare_worker, initargs=prepared, context=context
        )
        # Workers end with this process: waiting for them would take a tenth of a second.
        atexit.register(pool.stop)
        self._pool = pool
        return pool

    def end(self) -> None:
        """End the processes, also during calls; a later call starts new ones."""
        if self._pool is not None:
            self._end(self._pool)

    def _end(self, pool: ProcessPool) -> None:
        if self._pool is pool:
            self._pool = None
            pool.stop()  # type: ignore[no-untyped-call]  # pebble has no types
            pool.join()


class _File:
    """Bytes in a temporary file that workers read; deleted with the last reference to this object."""

    def __init__(self, data: bytes) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="sourcebook-")  # goes with this object
        self._path = Path(self._folder.name, "shared")
        self._path.write_bytes(data)

    def __reduce__(self) -> tuple[Callable[[str], bytes], tuple[str]]:
        return _contents, (str(self._path),)


def _contents(path: str) -> bytes:
    return Path(path).read_bytes()


def _waited(future: Future[T]) -> T:
    from concurrent.futures import BrokenExecutor

    from pebble import ProcessExpired

    try:
        return future.result()
    except TimeoutError as error:
        raise CallTimeoutError from error
    except ProcessExpired as error:
        code = error.exitcode or 0
        raise WorkerDiedError(f"signal {-code}" if code < 0 else f"exit code {code}") from error
    except BrokenExecutor as error:
        raise WorkerDiedError("the end of all of them") from error


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
