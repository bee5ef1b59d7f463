"""A lease: a lock for object stores, an object that its holder renews.

A publish that finds a lease waits for a renewal. If it is renewed, another publish is under way; if not, its holder was
killed, and the lease is taken over. Clocks are never compared. A holder that could not renew its lease stops before the
lease can be taken over. Each change is conditional on the previous state of the object.
"""

from __future__ import annotations

import os
import socket
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

import msgspec

from sourcebook.core.errors import DECODING_ERRORS
from sourcebook.publish.errors import PublishError, publish_in_progress_error

RENEW_SECONDS = 5.0
"""Seconds between two renewals."""
EXPIRY_SECONDS = 60.0
"""Seconds without a renewal after which the holder stops; no request takes longer."""
TAKEOVER_SECONDS = 150.0
"""Seconds without a renewal after which the lease can be taken over; requests of the holder have ended by then."""


class LockObject(Protocol):
    """Access to the object that stores a lease."""

    def read(self) -> tuple[bytes, str]:
        """Return its bytes and its tag; both empty if there is none."""

    def write(self, data: bytes, tag: str) -> str:
        """Write it if it has that tag (empty: if there is none), and return the new tag.

        An empty result means that it had another tag.
        """

    def delete(self) -> None:
        """Delete it."""


class LeaseHolder(msgspec.Struct, frozen=True):
    """The holder of a lease."""

    key: str
    """Random key of the publish."""
    machine: str
    process: int
    beat: int = 0
    """Number of renewals."""


class Lease:
    """The lease of one publish.

    Args:
        lock_object: the object.
        where: the target, as it may be shown.
        say: called with a message before a long wait.
    """

    def __init__(self, lock_object: LockObject, where: str, say: Callable[[str], None]) -> None:
        self._lock_object, self._where, self._say = lock_object, where, say
        self._me = LeaseHolder(uuid.uuid4().hex, machine(), os.getpid())
        self._tag = ""
        self._renewed = 0.0
        self._ended = threading.Event()

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Hold the lease within this context.

        Raises:
            PublishError: if another publish holds it.
        """
        self._take()
        thread = threading.Thread(target=self._renew, daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._ended.set()
            thread.join()
            if self._tag:
                self._lock_object.delete()

    def check(self) -> None:
        """Check that the lease is still held.

        Raises:
            PublishError: if it was lost.
        """
        if not self._tag or time.monotonic() - self._renewed > EXPIRY_SECONDS:
            hint = "publish again when the connection holds: what was sent already is not sent again"
            raise PublishError(f"{self._where}: the lock could not be kept, so nothing more is sent", hint)

    def _take(self) -> None:
        data, tag = self._lock_object.read()
        if tag and not self._has_ended(data):
            tag = self._wait(data, tag)
        self._write(tag)
        if not self._tag:
            raise publish_in_progress_error(self._where)

    def _wait(self, data: bytes, tag: str) -> str:
        """Wait for the holder to renew the lock; return the tag of a lock that is not renewed any more."""
        self._say(
            f"{self._where}: there is a lock; waiting up to {TAKEOVER_SECONDS:.0f} s whether its holder still works"
        )
        end = time.monotonic() + TAKEOVER_SECONDS
        while time.monotonic() < end:
            time.sleep(RENEW_SECONDS / 2)
            found, now = self._lock_object.read()
            if found != data:
                if now:
                    raise publish_in_progress_error(self._where)
                return ""
        return tag

    def _has_ended(self, data: bytes) -> bool:
        """Return whether the holder is a process of this machine that has ended."""
        try:
            holder = msgspec.json.decode(data, type=LeaseHolder)
        except DECODING_ERRORS:
            return False
        if holder.machine != self._me.machine or holder.process == self._me.process:
            return False
        try:
            os.kill(holder.process, 0)
        except ProcessLookupError:
            return True
        except (OSError, OverflowError):
            return False
        return False

    def _write(self, tag: str) -> None:
        began = time.monotonic()
        self._me = msgspec.structs.replace(self._me, beat=self._me.beat + 1)
        self._tag = self._lock_object.write(msgspec.json.encode(self._me), tag)
        if not self._tag:
            # An answer may have been lost on the way: the lock is in a state of our own making.
            data, now = self._lock_object.read()
            self._tag = now if self._me.key.encode() in data else ""
        self._renewed = began

    def _renew(self) -> None:
        while not self._ended.wait(RENEW_SECONDS):
            try:
                self._write(self._tag)
            except PublishError:
                continue  # The connection may come back before the lock is lost.
            if not self._tag:
                return


def machine() -> str:
    """Return a name for the machine or container to which process ids belong."""
    try:
        space = os.readlink("/proc/self/ns/pid")
    except OSError:
        space = ""
    return f"{socket.gethostname()} {uuid.getnode():x} {space}"
