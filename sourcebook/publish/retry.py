"""Trying again what may pass by itself, after pauses that grow and differ."""

from __future__ import annotations

import random
from collections.abc import Callable
from time import sleep
from typing import TypeVar

from sourcebook.publish.errors import TransientError

T = TypeVar("T")
TRIES = 5
FIRST_PAUSE = 0.5
"""Seconds; each pause is twice the one before."""


def retry(attempt: Callable[[], T], tries: int = TRIES) -> T:
    """The result of an attempt that is safe to make again.

    The pause before try n is between half and all of 0.5 s · 2ⁿ, by chance: many that failed together do not come
    back together (full jitter would at times not wait at all).

    Raises:
        TransientError: that of the last try.
    """
    for number in range(tries - 1):
        try:
            return attempt()
        except TransientError:
            sleep(FIRST_PAUSE * 2**number * random.uniform(0.5, 1))
    return attempt()
