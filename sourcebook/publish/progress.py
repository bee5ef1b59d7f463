"""Count the bytes that a publish has sent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sourcebook.publish.deployment import ChangeSet


class UploadProgress:
    """Counts bytes.

    Args:
        show: called with the bytes that were sent and those that are to be sent; None shows nothing.
    """

    def __init__(self, show: Callable[[int, int], None] | None = None) -> None:
        self._show = show
        self._bytes = self._all_bytes = 0

    @contextmanager
    def of(self, changes: ChangeSet) -> Iterator[None]:
        """Count the bytes of these changes."""
        self._all_bytes = sum(one.size for one in changes.sent.values())
        self.sent(0)
        yield

    def sent(self, count: int) -> None:
        """Add bytes that the target has received."""
        self._bytes += count
        if self._show:
            self._show(self._bytes, self._all_bytes)
