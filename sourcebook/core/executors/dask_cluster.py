"""Runs calls on a Dask cluster: `dask://host:port` is the address of its scheduler."""

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
from sourcebook.core.extras import how_to_install

if TYPE_CHECKING:
    from distributed import Client, Future

T = TypeVar("T")
SCHEME = "dask://"
CONNECT_SECONDS = 10
"""Timeout for the scheduler to answer."""
WORKERS_SECONDS = 30
"""Timeout for the first worker to connect."""
LOOK_AGAIN = 5.0
"""Seconds between two counts of the workers."""
GRACE = 5.0
"""Seconds that a timed-out call has to end by itself before its worker is killed."""


@cache
def dask_executor(address: str) -> DaskExecutor:
    """Return the cluster at an address; all builds in this process share it.

    Args:
        address: `dask://host:port`.

    Raises:
        SourcebookError: if that is not the address of a cluster.
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
        self._parallelism = 1

    def connect(self) -> Client:
        """Connect to the scheduler, once.

        Raises:
            SourcebookError: if no scheduler answers, it has no workers, or the extra is not installed.
        """
        if self._client is not None:
            return self._client
        try:
            from distributed import Client
        except ModuleNotFoundError as error:
            raise SourcebookError("a cluster needs Dask", how_to_install("cluster")) from error
        # Its log of workers that come and go does not help the author of a site.
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
        """The number of calls that run at once, counted at most 5 seconds ago; 1 before the first connection."""
        if self._client is not None and time.monotonic() - self._counted > LOOK_AGAIN:
            self._counted = time.monotonic()
            self._parallelism = max(1, len(self._client.nthreads()))  # type: ignore[no-untyped-call]
        return self._parallelism

    def for_small_jobs(self) -> Executor:
        """Return this executor."""
        return self

    def warm_up(self, modules: Sequence[str]) -> None:
        """Connect; each worker loads what it needs with its first call."""
        self.connect()

    def scatter(self, data: bytes) -> Shared:
        """Send bytes to the cluster; Dask sends them again if a worker that held them disappears."""
        return self._submitted(_same, data)

    def submit(self, function: Callable[..., T], *arguments: object, seconds: float) -> Callable[[], T]:
        """Start a call on a worker; if that is gone, Dask starts it on another one."""
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
"""A Dask worker may have several threads; calls run in one at a time."""


def _performed(known: bytes, seconds: float, function: Callable[..., T], *arguments: object) -> T:
    """Run a call on a worker.

    Raises:
        SourcebookError: if the worker has another version of the program.
        CallTimeoutError: if it exceeds its timeout.
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
    """Raise CallTimeoutError in a thread, at its next step of Python code."""
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(CallTimeoutError))
