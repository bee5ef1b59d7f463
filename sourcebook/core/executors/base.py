"""The executor protocol: run function calls, each with a timeout."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

T = TypeVar("T")


class CallTimeoutError(Exception):
    """A call exceeded its timeout."""


class WorkerDiedError(Exception):
    """The worker process ended during a call; the message says how."""


class Shared(Protocol):
    """Bytes that many calls share, passed as an argument of each; the function receives the bytes."""


class Executor(Protocol):
    """Runs calls. Cheap to construct: it starts processes, or connects, on `warm_up` or the first `submit`."""

    @property
    def is_requested(self) -> bool:
        """Whether the user requested it explicitly, so that it is used for less work."""
        ...

    @property
    def parallelism(self) -> int:
        """The number of calls that run at once; 0: each call runs when its result is requested."""
        ...

    def for_small_jobs(self) -> Executor:
        """Return an executor for a few calls: one worker, if starting the others would take longer than the calls."""
        ...

    def warm_up(self, modules: Sequence[str]) -> None:
        """Start the workers, so that they are ready when the first call is submitted.

        Args:
            modules: names of modules that calls will need and that load slowly.
        """

    def scatter(self, data: bytes) -> Shared:
        """Send bytes to the workers once, for many calls."""

    def submit(self, function: Callable[..., T], *arguments: object, seconds: float) -> Callable[[], T]:
        """Start a call and return a function that waits for its result.

        Args:
            function: defined at the top of a module; its first argument is the worker's `WorkerResources`.
            arguments: picklable values, or scattered bytes.
            seconds: timeout, counted from the moment when a worker begins the call.

        The returned function raises:
            CallTimeoutError: if the call exceeded its timeout.
            WorkerDiedError: if the worker ended during the call, twice.
        """
        ...
