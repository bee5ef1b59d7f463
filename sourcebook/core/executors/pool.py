"""A process pool, with a timeout for each call and recovery from crashed workers.

It loads pebble and multiprocessing, which a build that starts no process does not need.
"""

from __future__ import annotations

import atexit
import multiprocessing
import pickle
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import BrokenExecutor, Future
from functools import partial
from pathlib import Path
from typing import Any

from pebble import ProcessExpired, ProcessPool

from sourcebook.core.executors.base import CallTimeoutError, Shared, T, WorkerDiedError
from sourcebook.core.executors.worker import do_nothing, perform_call, prepare_worker

CALLS_PER_WORKER = 1_000
"""Calls after which a process is replaced, so that leaked memory is freed."""


class WorkerPool:
    """Worker processes, started at once and ended with this process.

    Args:
        workers: number of processes.
        modules: names of modules that they import before their first call.
    """

    def __init__(self, workers: int, modules: Sequence[str]) -> None:
        self._workers = workers
        self._modules = modules
        self._pool: ProcessPool | None = None
        self._open().schedule(do_nothing)

    def scatter(self, data: bytes) -> Shared:
        """Write bytes to a file; if there is no room for one, send them with every call."""
        try:
            return _File(data)
        except OSError:
            return data

    def submit(self, function: Callable[..., T], arguments: Sequence[object], seconds: float) -> Callable[[], T]:
        """Start a call and return a function that waits for its result."""
        # Pickled here: the pool would do it in a thread of its own, where pickling a polars frame can deadlock.
        call = pickle.dumps((function, tuple(arguments)))
        shared = [one for one in arguments if isinstance(one, _File)]
        return partial(self._result, call, seconds, *self._scheduled(call, seconds), shared)

    def end(self) -> None:
        """End the processes, also during calls; a later call starts new ones."""
        if self._pool is not None:
            self._end(self._pool)

    def _scheduled(self, call: bytes, seconds: float) -> tuple[ProcessPool, Future[Any]]:
        """Schedule a call; in a new pool, if all processes of the previous one died."""
        pool = self._open()
        try:
            return pool, pool.schedule(perform_call, args=[call], timeout=seconds)
        except RuntimeError:
            self._end(pool)
            pool = self._open()
            return pool, pool.schedule(perform_call, args=[call], timeout=seconds)

    def _result(self, call: bytes, seconds: float, pool: ProcessPool, future: Future[Any], shared: object) -> Any:
        """Wait for the result of a call; retry it once if its worker died. `shared` stays referenced until then."""
        try:
            return _waited(future)
        except WorkerDiedError:
            if not pool.active:
                self._end(pool)
            return _waited(self._scheduled(call, seconds)[1])

    def _open(self) -> ProcessPool:
        if self._pool is None:
            # A process forked after vl-convert was used hangs.
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPool(
                self._workers,
                max_tasks=CALLS_PER_WORKER,
                initializer=prepare_worker,
                initargs=[self._modules],
                context=context,
            )
            # Workers end with this process: waiting for them would take a tenth of a second.
            atexit.register(self._pool.stop)
        return self._pool

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
    try:
        return future.result()
    except TimeoutError as error:
        raise CallTimeoutError from error
    except ProcessExpired as error:
        code = error.exitcode or 0
        raise WorkerDiedError(f"signal {-code}" if code < 0 else f"exit code {code}") from error
    except BrokenExecutor as error:
        raise WorkerDiedError("the end of all of them") from error
