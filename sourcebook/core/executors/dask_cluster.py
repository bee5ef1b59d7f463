"""A Dask cluster that performs calls: `dask://host:port` is the address of its scheduler."""

from __future__ import annotations

import atexit
import ctypes
import logging
import os
import threading
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache, partial
from typing import TYPE_CHECKING, Any, TypeVar

from sourcebook.core.cache import fingerprints
from sourcebook.core.errors import SourcebookError
from sourcebook.core.executors.base import CallTimeoutError, Executor, Shared, WorkerDiedError
from sourcebook.core.executors.resources import use_utc
from sourcebook.core.executors.worker import RESOURCES

if TYPE_CHECKING:
    from distributed import Client, Future

T = TypeVar("T")
SCHEME = "dask://"
CONNECT_SECONDS = 10
"""That a scheduler may take to answer."""
WORKERS_SECONDS = 30
"""That the first worker may take to be there."""
LOOK_AGAIN = 5.0
"""Seconds after which the workers are counted again."""
GRACE = 5.0
"""Seconds that a call which takes too long has for ending by itself."""


@cache
def dask_executor(address: str) -> DaskExecutor:
    """The cluster at an address, the same for all builds of this process.

    Args:
        address: `dask://host:port`.

    Raises:
        SourcebookError: when that is no address of a cluster.
    """
    if not address.startswith(SCHEME) or ":" not in address.removeprefix(SCHEME):
        raise SourcebookError(f"no executor is called “{address}”", "write dask://HOST:PORT, the scheduler's address")
    return DaskExecutor(address)


class DaskExecutor:
    """Workers of a Dask scheduler, connected to when they are first used.

    Args:
        address: of the scheduler, `dask://host:port`.
    """

    is_requested = True

    def __init__(self, address: str) -> None:
        self._address = address
        self._client: Client | None = None
        self._counted = 0.0
        self._places = 1

    def connect(self) -> Client:
        """Connect to the scheduler, if that was not done.

        Raises:
            SourcebookError: when no scheduler answers, it has no workers, or the extra is not installed.
        """
        if self._client is not None:
            return self._client
        try:
            from distributed import Client
        except ModuleNotFoundError as error:
            raise SourcebookError("a cluster needs Dask", "install it: pip install sourcebook[cluster]") from error
        # What it says of workers that come and go is nothing for whoever builds a site.
        logging.getLogger("distributed").setLevel(logging.CRITICAL)
        host = self._address.removeprefix(SCHEME)
        try:
            client = Client(f"tcp://{host}", timeout=CONNECT_SECONDS, set_as_default=False, name="sourcebook")  # type: ignore[no-untyped-call]
        except (OSError, TimeoutError, ValueError) as error:
            message = f"no Dask scheduler answers at {self._address}"
            raise SourcebookError(message, "start one: dask scheduler") from error
        atexit.register(client.close)
        try:
            client.wait_for_workers(1, timeout=WORKERS_SECONDS)
        except TimeoutError as error:
            raise SourcebookError(f"{self._address} has no workers", "start some: dask worker HOST:PORT") from error
        self._client = client
        return client

    @property
    def parallelism(self) -> int:
        """How many calls are performed at once, as far as was seen lately."""
        if time.monotonic() - self._counted > LOOK_AGAIN:
            self._counted = time.monotonic()
            self._places = max(1, len(self.connect().nthreads()))  # type: ignore[no-untyped-call]
        return self._places

    def for_small_jobs(self) -> Executor:
        """All of it."""
        return self

    def warm_up(self, modules: Sequence[str]) -> None:
        """Connect; each worker loads what it needs with its first call."""
        self.connect()

    def scatter(self, data: bytes) -> Shared:
        """Hand over bytes such that they come back when a worker that held them is gone."""
        return self._submitted(_same, data)

    def submit(self, function: Callable[..., T], *arguments: object, seconds: float) -> Callable[[], T]:
        """Begin a call on some worker; when that is gone, it is begun on another one."""
        return partial(
            self._waited, self._submitted(_performed, fingerprints.program_fingerprint(), seconds, function, *arguments)
        )

    def _submitted(self, function: Callable[..., Any], *arguments: object) -> Future[Any]:
        with warnings.catch_warnings(), self._unless_gone():
            warnings.simplefilter("ignore")  # that what is shared is large
            return self.connect().submit(function, *arguments, pure=False)

    def _waited(self, future: Future[Any]) -> Any:
        from distributed import KilledWorker

        with self._unless_gone():
            try:
                return future.result()
            except KilledWorker as error:
                raise WorkerDiedError("the end of the worker, several times") from error

    @contextmanager
    def _unless_gone(self) -> Iterator[None]:
        from distributed.client import ClosedClientError, FutureCancelledError
        from distributed.comm.core import CommClosedError

        try:
            yield
        except (ClosedClientError, CommClosedError, FutureCancelledError) as error:
            raise SourcebookError(f"the cluster {self._address} is gone", "see what its scheduler says") from error


def _same(data: bytes) -> bytes:
    return data


_ONE = threading.Lock()
"""A worker may have several threads; a process that draws is for one."""


def _performed(known: bytes, seconds: float, function: Callable[..., T], *arguments: object) -> T:
    """Perform a call on a worker.

    Raises:
        SourcebookError: when the worker has another version of the program.
        TooLongError: when it takes longer than it may.
    """
    if fingerprints.program_fingerprint() != known:
        hint = "install the same versions on the machines of the cluster"
        raise SourcebookError("a worker of the cluster has another version of Sourcebook, or of what it uses", hint)
    with _ONE:
        use_utc()
        thread = threading.get_ident()
        watch = threading.Timer(seconds, _interrupt, [thread])
        end = threading.Timer(seconds + GRACE, os._exit, [1])
        watch.start()
        end.start()
        try:
            return function(RESOURCES, *arguments)
        finally:
            watch.cancel()
            end.cancel()


def _interrupt(thread: int) -> None:
    """Raise TooLongError in a thread, as soon as it comes to its next step of Python."""
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(CallTimeoutError))
