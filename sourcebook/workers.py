"""Who performs calls: processes of our own, several at once, within a time, and without harm when one dies; or nobody.

Whoever it is, a call is a function of a module and plain values, and its result is the same.
"""

from __future__ import annotations

import atexit
import importlib
import multiprocessing
import os
import pickle
import signal
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from functools import cache, cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import Future

    from pebble import ProcessPool

T = TypeVar("T")
MOST = 8
"""Processes, on machines with more cores."""
AGAIN = 1_000
"""Calls after which a process is replaced by a new one, so that what leaks goes with it."""


class TooLongError(Exception):
    """A call was given up when its time was over."""


class DiedError(Exception):
    """The process ended during a call; the message says how."""


class Shared(Protocol):
    """Values that many calls have in common, as an argument of each; the function gets the bytes."""


class Crew(Protocol):
    """Performs calls."""

    @property
    def places(self) -> int:
        """How many are performed at once; 0: none, each is performed where its result is waited for."""
        ...

    def few(self) -> Crew:
        """Who performs a few calls: one alone, where to begin the others would take longer than the calls do."""
        ...

    def start(self, modules: Sequence[str]) -> None:
        """Make ready, which takes a while, so that all is there when there is something to be done.

        Args:
            modules: what calls are going to need and is slow to load.
        """

    def share(self, data: bytes) -> Shared:
        """Hand over once what many calls have in common."""

    def begin(self, function: Callable[..., T], *arguments: object, seconds: float) -> Callable[[], T]:
        """Begin a call; what is returned waits for its result.

        Args:
            function: of a module, so that it can be found elsewhere.
            arguments: of values that can be pickled, or shared.
            seconds: after which it is given up, counted from the moment when somebody turns to it.

        Raises, when the result is waited for:
            TooLongError: when that was too little.
            DiedError: when the process that performed it ended before, twice.
        """
        ...


class Alone:
    """Performs every call where it stands, in this process, and gives none of them up."""

    places = 0

    def few(self) -> Crew:
        """It itself."""
        return self

    def start(self, modules: Sequence[str]) -> None:
        """Make this process what others would be."""
        stand_nowhere()

    def share(self, data: bytes) -> Shared:
        """Hand over what is here already."""
        return data

    def begin(self, function: Callable[..., T], *arguments: object, seconds: float) -> Callable[[], T]:
        """Put a call off until somebody waits for it."""
        return partial(function, *arguments)


class Processes:
    """Processes of our own, begun when the first one is needed, ended with this one.

    Args:
        places: how many.
    """

    def __init__(self, places: int) -> None:
        self.places = places
        self._modules: Sequence[str] = ()

    def few(self) -> Crew:
        """All, if they were begun; else one."""
        return self if "_pool" in self.__dict__ else processes(1)

    def start(self, modules: Sequence[str]) -> None:
        """Begin the processes, if they were not begun; those that were do not load more."""
        if "_pool" not in self.__dict__:
            self._modules = modules
            self._pool.schedule(_nothing)

    def share(self, data: bytes) -> Shared:
        """Put it into a file, or let it go along with every call where there is no room for one."""
        try:
            return _File(data)
        except OSError:
            return data

    def begin(self, function: Callable[..., T], *arguments: object, seconds: float) -> Callable[[], T]:
        """Begin a call in another process."""
        # Pickled here: the pool would do it in a thread of its own, where a frame of polars can wait for this one for
        # ever.
        call = pickle.dumps((function, arguments))
        shared = [one for one in arguments if isinstance(one, _File)]
        return partial(self._result, call, seconds, *self._scheduled(call, seconds), shared)

    def _scheduled(self, call: bytes, seconds: float) -> tuple[ProcessPool, Future[Any]]:
        """A call that is handed out, and to whom; to new ones, where those before came to harm together."""
        pool = self._pool
        try:
            return pool, pool.schedule(_called, args=[call], timeout=seconds)
        except RuntimeError:
            self._end(pool)
            return self._pool, self._pool.schedule(_called, args=[call], timeout=seconds)

    def _result(self, call: bytes, seconds: float, pool: ProcessPool, future: Future[Any], shared: object) -> Any:
        """The result of a call, which needs what is shared as long as it runs; once more if somebody died of it."""
        try:
            return _waited(future)
        except DiedError:
            if not pool.active:
                self._end(pool)
            return _waited(self._scheduled(call, seconds)[1])

    @cached_property
    def _pool(self) -> ProcessPool:
        from pebble import ProcessPool

        # A process forked after vl-convert was used hangs.
        context = multiprocessing.get_context("spawn")
        prepared = [self._modules]
        pool = ProcessPool(self.places, max_tasks=AGAIN, initializer=_prepare, initargs=prepared, context=context)
        # No more is begun, and who is at work ends with this process; to wait for it would take a tenth of a second.
        atexit.register(pool.stop)
        return pool

    def end(self) -> None:
        """End them, whatever they are at; a later call would begin others."""
        if "_pool" in self.__dict__:
            self._end(self._pool)

    def _end(self, pool: ProcessPool) -> None:
        if self.__dict__.get("_pool") is pool:
            del self._pool
            pool.stop()
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


def _nothing() -> None:
    """What a process does only to be there."""


def _called(call: bytes) -> Any:
    function, arguments = pickle.loads(call)  # from the process that began this one
    return function(*arguments)


def _waited(future: Future[T]) -> T:
    from concurrent.futures import BrokenExecutor

    from pebble import ProcessExpired

    try:
        return future.result()
    except TimeoutError as error:
        raise TooLongError from error
    except ProcessExpired as error:
        code = error.exitcode or 0
        raise DiedError(f"signal {-code}" if code < 0 else f"exit code {code}") from error
    except BrokenExecutor as error:
        raise DiedError("the end of all of them") from error


def _prepare(modules: Sequence[str]) -> None:
    """Make a new process ready: deaf to Ctrl-C, which is its parent's to answer."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # What a library prints past Python must not end up in what the program says to others.
    os.dup2(2, 1)
    stand_nowhere()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    for name in modules:
        importlib.import_module(name)


def stand_nowhere() -> None:
    """Where a machine stands must not show in what is made on it."""
    os.environ["TZ"] = "UTC"
    if hasattr(time, "tzset"):
        time.tzset()


def _end_with_parent() -> None:
    """End this process when the one that began it is gone, however it went."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)


@cache
def processes(places: int) -> Crew:
    """The same ones for everybody in this process; with no places, nobody."""
    return Processes(places) if places else Alone()


def cores() -> int:
    """The number of processes that can run at once here, or that the environment's SOURCEBOOK_JOBS asks for."""
    asked = os.environ.get("SOURCEBOOK_JOBS", "")
    if asked.isdecimal() and int(asked):
        return int(asked)
    here = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(here, MOST)
