"""Errors that stop the program: broken set-up and wrong usage. Invalid content is a `Finding`, never an exception."""

from __future__ import annotations

import msgspec

DECODING_ERRORS = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
"""What msgspec raises for bytes that are no record: the last two for text that is not UTF-8, and for deep nesting."""


class SourcebookError(Exception):
    """Broken set-up: the message is shown to the user as it is, with the exit code 2 or a subclass's.

    Args:
        message: what is wrong, in plain words.
        hint: what to do about it.
    """

    code = 2
    """The exit code of the program."""

    def __init__(self, message: str, hint: str = "") -> None:
        # Both as arguments: an error from a worker process is constructed again from them.
        super().__init__(message, hint)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return self.message


class WriteInterruptedError(SourcebookError):
    """Ctrl-C while the files of a site were replaced."""

    code = 130

    def __init__(self) -> None:
        message = "interrupted while files were replaced: the site is in part the new one"
        super().__init__(message, "build again to complete it")
