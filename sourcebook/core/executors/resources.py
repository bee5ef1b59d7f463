"""What a process that performs calls keeps from one call to the next, and what it must not differ in from others."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

T = TypeVar("T")


class WorkerResources:
    """Values that are slow to make, one for each name: an engine, a site, the data of a briefing.

    An executor hands them to each function that it calls, as the first argument. Not for use by two threads at once.
    """

    def __init__(self) -> None:
        self._values: dict[str, tuple[Hashable, Any]] = {}

    def get_or_make(self, name: str, digest: Hashable, make: Callable[[], T]) -> T:
        """Return the value of a name, made anew when its digest is not the one that it was made for.

        Args:
            name: of the value.
            digest: of what it follows from; None where nothing can change it.
            make: makes it; where that fails, nothing is kept.
        """
        if name not in self._values or self._values[name][0] != digest:
            self._values.pop(name, None)
            self._values[name] = digest, make()
        value: T = self._values[name][1]
        return value


def use_utc() -> None:
    """Where a machine stands must not show in what is made on it."""
    os.environ["TZ"] = "UTC"
    if hasattr(time, "tzset"):
        time.tzset()
