"""Runs calls in this process."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from sourcebook.core.executors.base import Executor, Shared, T
from sourcebook.core.executors.resources import WorkerResources, use_utc


class InlineExecutor:
    """Runs every call in this process, without a timeout."""

    parallelism = 0
    is_requested = True

    def __init__(self) -> None:
        self._resources = WorkerResources()

    def for_small_jobs(self) -> Executor:
        """Return this executor."""
        return self

    def warm_up(self, modules: Sequence[str]) -> None:
        """Give this process the time zone that workers have."""
        use_utc()

    def scatter(self, data: bytes) -> Shared:
        """Return the bytes."""
        return data

    def submit(self, function: Callable[..., T], *arguments: object, seconds: float) -> Callable[[], T]:
        """Return a function that runs the call."""
        return partial(function, self._resources, *arguments)
