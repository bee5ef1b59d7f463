"""Runs calls in this process."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from sourcebook.core.executors.base import Executor, Shared, T
from sourcebook.core.executors.resources import WorkerResources, use_utc


class InlineExecutor:
    """Performs every call where it stands, in this process, and gives none of them up."""

    parallelism = 0
    is_requested = True

    def __init__(self) -> None:
        self._resources = WorkerResources()

    def for_small_jobs(self) -> Executor:
        """It itself."""
        return self

    def warm_up(self, modules: Sequence[str]) -> None:
        """Make this process what others would be."""
        use_utc()

    def scatter(self, data: bytes) -> Shared:
        """Hand over what is here already."""
        return data

    def submit(self, function: Callable[..., T], *arguments: object, seconds: float) -> Callable[[], T]:
        """Put a call off until somebody waits for it."""
        return partial(function, self._resources, *arguments)
