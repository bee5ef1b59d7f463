"""The resources and the environment of a process that runs calls."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

T = TypeVar("T")


class WorkerResources:
    """Values that a worker keeps from one call to the next because they are slow to make, one for each name.

    An executor passes them to each function that it calls, as the first argument. Not thread-safe.
    """

    def __init__(self) -> None:
        self._values: dict[str, tuple[Hashable, Any]] = {}

    def get_or_make(self, name: str, digest: Hashable, make: Callable[[], T]) -> T:
        """Return the value of a name; make it if it is missing or was made for another digest.

        Args:
            name: of the value.
            digest: of what it depends on; None if nothing can change it.
            make: makes it; if that fails, nothing is kept.
        """
        if name not in self._values or self._values[name][0] != digest:
            self._values.pop(name, None)
            self._values[name] = digest, make()
        value: T = self._values[name][1]
        return value


def use_utc() -> None:
    """Set the time zone of this process to UTC, so that results do not depend on the machine."""
    os.environ["TZ"] = "UTC"
    if hasattr(time, "tzset"):
        time.tzset()
