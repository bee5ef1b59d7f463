"""Retry failed attempts with exponential backoff and jitter."""

from __future__ import annotations

from collections.abc import Callable
from time import sleep
from typing import TypeVar

from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_exponential, wait_random_exponential

from sourcebook.publish.errors import TransientError

T = TypeVar("T")
TRIES = 5
HALF_PAUSE = 0.25
"""Seconds: the first pause is between this and twice this; the range doubles with each pause."""


def retry(attempt: Callable[[], T], tries: int = TRIES) -> T:
    """Return the result of an attempt that is safe to repeat.

    Half of each pause is random, so that many programs that failed together do not come back together.

    Raises:
        TransientError: of the last try.
    """
    retrying = Retrying(
        retry=retry_if_exception_type(TransientError),
        stop=stop_after_attempt(tries),
        wait=wait_exponential(multiplier=HALF_PAUSE) + wait_random_exponential(multiplier=HALF_PAUSE),
        sleep=sleep,
        reraise=True,
    )
    return retrying(attempt)
