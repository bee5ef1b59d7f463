"""How far the bytes of a publish are: one line that counts on a terminal, nothing elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

from sourcebook.publish.deployment import ChangeSet
from sourcebook.publish.preflight import in_bytes

PAUSE = 0.1
"""Seconds between two counts."""


class UploadProgress:
    """Counts bytes and files.

    Args:
        show: shows a line in place of the one before; None shows nothing.
    """

    def __init__(self, show: Callable[[str], None] | None = None) -> None:
        self._show = show
        self._bytes = self._all_bytes = 0
        self._began = self._shown = 0.0

    @contextmanager
    def of(self, changes: ChangeSet) -> Iterator[None]:
        """Count the bytes of these changes."""
        self._all_bytes = sum(one.size for one in changes.sent.values())
        self._began = monotonic()
        try:
            yield
        finally:
            if self._show and self._shown:
                self._show("")

    def sent(self, count: int) -> None:
        """So many bytes more are at the target."""
        self._bytes += count
        now = monotonic()
        if self._show and now - self._shown >= PAUSE:
            self._shown = now
            rate = self._bytes / max(now - self._began, 0.001)
            self._show(f"{in_bytes(self._bytes)} of {in_bytes(self._all_bytes)}, {in_bytes(rate)}/s")
