"""Processes of our own that perform calls: several at once, within a time, and without harm when one dies."""

from __future__ import annotations

import atexit
import importlib
import multiprocessing
import os
import pickle
import signal
import threading
import time
from collections.abc import Callable, Sequence
from functools import cache, partial
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import Future

    from pebble import ProcessPool

T = TypeVar("T")
MOST = 8
"""Processes, on machines with more cores."""
AGAIN = 1_000
"""Calls after which a process is replaced by a new one, so that what leaks goes with it."""
LOADED = ("altair", "polars", "py_mini_racer", "thorvg_python")
"""Modules that every process has before its first call, for they load slowly."""


class TooLongError(Exception):
    """A call was given up when its time was over."""


class DiedError(Exception):
    """The process ended during a call; the message says how."""


def begin(function: Callable[[Any], T], argument: object, seconds: float) -> Callable[[], T]:
    """Begin a call in another process; what is returned waits for its result.

    Args:
        function: of a module, so that it can be found there.
        argument: of values that can be pickled.
        seconds: after which it is given up, counted from the moment when a process turns to it.

    Raises, when the result is waited for:
        TooLongError: when that was too little.
        DiedError: when the process ended before.
    """
    # Pickled here: the pool would do it in a thread of its own, where a frame of polars can wait for this one for ever.
    call = pickle.dumps((function, argument))
    return partial(_result, _pool().schedule(_called, args=[call], timeout=seconds))


def start() -> None:
    """Begin the processes themselves, which takes a while, so that they are there when something is to be done."""
    _pool().schedule(_nothing)


def _nothing() -> None:
    """What a process does only to be there."""


def _called(call: bytes) -> Any:
    function, argument = pickle.loads(call)  # from the process that began this one
    return function(argument)


def _result(future: Future[T]) -> T:
    from pebble import ProcessExpired

    try:
        return future.result()
    except TimeoutError as error:
        raise TooLongError from error
    except ProcessExpired as error:
        code = error.exitcode or 0
        raise DiedError(f"signal {-code}" if code < 0 else f"exit code {code}") from error


@cache
def _pool() -> ProcessPool:
    """The processes, begun when the first one is needed, ended with this one."""
    from pebble import ProcessPool

    # A process forked after vl-convert was used hangs.
    context = multiprocessing.get_context("spawn")
    pool = ProcessPool(cores(), max_tasks=AGAIN, initializer=_prepare, initargs=[LOADED], context=context)

    def end() -> None:
        pool.stop()  # type: ignore[no-untyped-call]  # its author left that out
        pool.join()

    atexit.register(end)
    return pool


def _prepare(modules: Sequence[str]) -> None:
    """Make a new process ready: deaf to Ctrl-C, which is its parent's to answer."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # What a library prints past Python must not end up in what the program says to others.
    os.dup2(2, 1)
    # Where a machine stands must not show in what is made on it.
    os.environ["TZ"] = "UTC"
    if hasattr(time, "tzset"):
        time.tzset()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    for name in modules:
        importlib.import_module(name)


def _end_with_parent() -> None:
    """End this process when the one that began it is gone, however it went."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)


def cores() -> int:
    """The number of processes that can run at once here, or that the environment's SOURCEBOOK_JOBS asks for."""
    asked = os.environ.get("SOURCEBOOK_JOBS", "")
    if asked.isdecimal() and int(asked):
        return int(asked)
    here = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(here, MOST)
