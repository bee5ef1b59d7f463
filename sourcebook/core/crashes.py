"""Crashes: exceptions that the program does not expect, as errors that say what failed and where."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sourcebook.core.cache.memo import FileChangedError, RoundCancelledError
from sourcebook.core.errors import SourcebookError
from sourcebook.core.executors.base import CallTimeoutError, WorkerDiedError

EXPECTED = (SourcebookError, OSError, FileChangedError, RoundCancelledError, CallTimeoutError, WorkerDiedError)
"""Exceptions that callers handle themselves."""
PACKAGE = Path(__file__).resolve().parent.parent
MAX_MESSAGE = 300
"""Most characters of an exception's own message that are shown."""


class CrashError(SourcebookError):
    """A fault of the program, or of a library that it calls."""


def crash_error(task: str, error: Exception) -> CrashError:
    """Return the error for an unexpected exception.

    Args:
        task: what failed, as `claims/index.html cannot be made`.
        error: the exception; its traceback names the line of the program.
    """
    hint = "this is a fault of the program: please report it with this message, and with the file if you can"
    return CrashError(f"{task}: {described(error)}{_line(error)}", hint)


@contextmanager
def crashes_as_errors(task: str) -> Iterator[None]:
    """Raise unexpected exceptions of a block as a `CrashError`."""
    try:
        yield
    except EXPECTED:
        raise
    except Exception as error:
        raise crash_error(task, error) from error


def described(error: Exception) -> str:
    """Return the class and the message of an exception, on one line."""
    message = " ".join(str(error).split())[:MAX_MESSAGE]
    return f"{type(error).__name__}: {message}" if message else type(error).__name__


def _line(error: Exception) -> str:
    """Return the innermost line of the program in a traceback, in parentheses; empty if there is none."""
    found, trace = "", error.__traceback__
    while trace is not None:
        path = Path(trace.tb_frame.f_code.co_filename)
        if path.is_relative_to(PACKAGE):
            found = f" (sourcebook/{path.relative_to(PACKAGE).as_posix()}, line {trace.tb_lineno})"
        trace = trace.tb_next
    return found
