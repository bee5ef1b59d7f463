"""Stop work in this process that takes more processor time than it should."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

AGAIN_SECONDS = 1.0
"""Seconds of processor time after which work that goes on is stopped once more."""


class CpuLimitError(BaseException):
    """The work took more processor time than its limit; no `except Exception` of a library catches it."""


def can_limit() -> bool:
    """Return whether `cpu_limit` has an effect here: in the main thread of a system that has such timers."""
    return hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()


@contextmanager
def cpu_limit(seconds: float) -> Iterator[None]:
    """Within this context, stop work that takes more seconds of processor time, also within a regular expression.

    Args:
        seconds: of this process, all its threads together.

    Raises:
        CpuLimitError: where the work was when the time was up.
    """
    if not can_limit():
        yield
        return
    is_limited = True

    def stop(number: int, frame: object) -> None:
        if is_limited:
            raise CpuLimitError

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds, AGAIN_SECONDS)
    try:
        yield
    finally:
        is_limited = False
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
