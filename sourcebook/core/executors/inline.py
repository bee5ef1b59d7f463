"""Runs calls in this process."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from sourcebook.core.executors.base import Crew, Shared, T
from sourcebook.core.executors.worker import stand_nowhere


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
