"""What an executor is: it runs function calls, each within a time limit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

T = TypeVar("T")


class CallTimeoutError(Exception):
    """A call was given up when its time was over."""


class WorkerDiedError(Exception):
    """The process ended during a call; the message says how."""


class Shared(Protocol):
    """Values that many calls have in common, as an argument of each; the function gets the bytes."""


class Executor(Protocol):
    """Performs calls. Cheap to make: it begins processes, or connects, when it is warmed up or gets its first call."""

    @property
    def is_requested(self) -> bool:
        """Whether the user asked for it, so that it is worth using for less work."""
        ...

    @property
    def parallelism(self) -> int:
        """How many are performed at once; 0: none, each is performed where its result is waited for."""
        ...

    def for_small_jobs(self) -> Executor:
        """Who performs a few calls: one alone, where to begin the others would take longer than the calls do."""
        ...

    def warm_up(self, modules: Sequence[str]) -> None:
        """Make ready, which takes a while, so that all is there when there is something to be done.

        Args:
            modules: what calls are going to need and is slow to load.
        """

    def scatter(self, data: bytes) -> Shared:
        """Hand over once what many calls have in common."""

    def submit(self, function: Callable[..., T], *arguments: object, seconds: float) -> Callable[[], T]:
        """Begin a call; what is returned waits for its result.

        Args:
            function: of a module, so that it can be found elsewhere; its first argument is the worker's resources.
            arguments: of values that can be pickled, or shared.
            seconds: after which it is given up, counted from the moment when somebody turns to it.

        Raises, when the result is waited for:
            TooLongError: when that was too little.
            DiedError: when the process that performed it ended before, twice.
        """
        ...
