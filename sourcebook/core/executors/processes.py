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
"""Processes, on machines with more cores."""
CALLS_PER_WORKER = 1_000
"""Calls after which a process is replaced by a new one, so that what leaks goes with it."""


class ProcessExecutor:
    """Processes of our own, begun when the first one is needed, ended with this one.

    Args:
        places: how many.
        is_requested: whether the user asked for so many.
    """

    def __init__(self, places: int, is_requested: bool = False) -> None:
        self.parallelism = places
        self.is_requested = is_requested
        self._pool: ProcessPool | None = None
        self._modules: Sequence[str] = ()

    def for_small_jobs(self) -> Executor:
        """All, if they were begun; else one."""
        return self if self._pool is not None else process_executor(1)

    def warm_up(self, modules: Sequence[str]) -> None:
        """Begin the processes, if they were not begun; those that were do not load more."""
        if self._pool is None:
            self._modules = modules
            self._open_pool().schedule(do_nothing)

    def scatter(self, data: bytes) -> Shared:
        """Put it into a file, or let it go along with every call where there is no room for one."""
        try:
            return _File(data)
        except OSError:
            return data

    def submit(self, function: Callable[..., T], *arguments: object, seconds: float) -> Callable[[], T]:
        """Begin a call in another process."""
        # Pickled here: the pool would do it in a thread of its own, where a frame of polars can wait for this one for
        # ever.
        call = pickle.dumps((function, arguments))
        shared = [one for one in arguments if isinstance(one, _File)]
        return partial(self._result, call, seconds, *self._scheduled(call, seconds), shared)

    def _scheduled(self, call: bytes, seconds: float) -> tuple[ProcessPool, Future[Any]]:
        """A call that is handed out, and to whom; to new ones, where those before came to harm together."""
        pool = self._open_pool()
        try:
            return pool, pool.schedule(perform_call, args=[call], timeout=seconds)
        except RuntimeError:
            self._end(pool)
            pool = self._open_pool()
            return pool, pool.schedule(perform_call, args=[call], timeout=seconds)

    def _result(self, call: bytes, seconds: float, pool: ProcessPool, future: Future[Any], shared: object) -> Any:
        """The result of a call, which needs what is shared as long as it runs; once more if somebody died of it."""
        try:
            return _waited(future)
        except WorkerDiedError:
            if not pool.active:
                self._end(pool)
            return _waited(self._scheduled(call, seconds)[1])

    def _open_pool(self) -> ProcessPool:
        """The processes, begun now if they were not."""
        if self._pool is not None:
            return self._pool
        import multiprocessing  # these load slowly, and a build without changes begins no process

        from pebble import ProcessPool

        # A process forked after vl-convert was used hangs.
        context = multiprocessing.get_context("spawn")
        prepared = [self._modules]
        pool = ProcessPool(
            self.parallelism, max_tasks=CALLS_PER_WORKER, initializer=prepare_worker, initargs=prepared, context=context
        )
        # No more is begun, and who is at work ends with this process; to wait for it would take a tenth of a second.
        atexit.register(pool.stop)
        self._pool = pool
        return pool

    def end(self) -> None:
        """End them, whatever they are at; a later call would begin others."""
        if self._pool is not None:
            self._end(self._pool)

    def _end(self, pool: ProcessPool) -> None:
        if self._pool is pool:
            self._pool = None
            pool.stop()  # type: ignore[no-untyped-call]  # pebble has no types
            pool.join()


class _File:
    """Bytes in a file, which other processes read; it goes when nobody knows of it any more."""

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
def process_executor(places: int, is_requested: bool = False) -> ProcessExecutor:
    """The same processes for all builds of this one."""
    return ProcessExecutor(places, is_requested)


def default_worker_count() -> int:
    """The number of processes that can run at once here, or that the environment's SOURCEBOOK_JOBS asks for."""
    asked = os.environ.get("SOURCEBOOK_JOBS", "")
    if asked.isdecimal() and int(asked):
        return int(asked)
    here = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(here, MAX_WORKERS)
