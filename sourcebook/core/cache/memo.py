"""What is kept from one round of a long-running program to the next: the last result of each slot, and its stamp."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any, TypeVar

import msgspec

T = TypeVar("T")


class NullMemo:
    """Makes every result anew: for a build, which asks for each of them once."""

    def wants(self, slot: Hashable, stamp: object) -> bool:
        """Whether the result for this stamp has to be made, so that making it can begin before it is asked for."""
        return True

    def get_or_make(self, slot: Hashable, stamp: object, make: Callable[[], T]) -> T:
        """The result of `make`."""
        return make()

    def cached_parse(self, path: str, kind: type[T], wanted: str) -> T | None:
        """What a file of the content was parsed into, if it lies as it did then; None: it has to be opened.

        Args:
            path: of the file.
            kind: of what is returned, such that msgspec can decode it.
            wanted: what else the result follows from, besides the file.
        """
        return None

    def remember_parse(self, path: str, result: object, wanted: str) -> None:
        """Be told what a file was parsed into."""


NO_MEMO = NullMemo()
NOTHING: Mapping[str, tuple[object, str, object]] = {}


class FileChangedError(Exception):
    """A file of the content is another one than when it was parsed: what was begun has to be begun again."""


def decode_parse(data: bytes, kind: type[T]) -> T | None:
    """What was kept as MessagePack; None when it is not of that kind."""
    try:
        found: T = _decoder(kind).decode(data)  # type: ignore[arg-type]  # mypy takes a type for unhashable
    except msgspec.MsgspecError:
        return None
    return found


@cache
def _decoder(kind: Any) -> msgspec.msgpack.Decoder[Any]:
    return msgspec.msgpack.Decoder(kind)


class RoundCancelledError(Exception):
    """A round was given up: what it would have made is no longer wanted."""


class RoundMemo(NullMemo):
    """Makes a result only when its stamp is another one than last time. Not for use by two threads at once.

    A stamp is everything that the result follows from; the slot says which result it is. One result is kept a slot.

    Args:
        files: what files were parsed into, by content path: how the file lay, what else the result follows from, and
            the result, which may be MessagePack.
    """

    def __init__(self, files: Mapping[str, tuple[object, str, object]] = NOTHING) -> None:
        self._files = dict(files)
        self._lie: Mapping[str, object] = {}
        self._results: dict[Hashable, tuple[object, Any]] = {}
        self._lagging: list[Hashable] | None = None
        self._may_stop = False
        self.stop = threading.Event()
        """Set, by any thread, when a newer round is due."""

    def begin_round(self, lie: Mapping[str, object]) -> None:
        """Begin a round.

        Args:
            lie: how each file lies now, by its path below `content/`; None when it could change and lie as before.
        """
        self._lie = lie

    def cached_parse(self, path: str, kind: type[T], wanted: str) -> T | None:
        """What a file of the content was parsed into, if it lies as it did then; None: it has to be opened."""
        known, lies = self._files.get(path), self._lie.get(f"content/{path}")
        if known is None or lies is None or known[:2] != (lies, wanted):
            return None
        found = decode_parse(known[2], kind) if isinstance(known[2], bytes) else known[2]
        if found is not None:
            self.remember_parse(path, found, wanted)
        return found  # type: ignore[return-value]  # a path is asked for with one kind

    def remember_parse(self, path: str, result: object, wanted: str) -> None:
        """Keep what a file was parsed into."""
        self._files[path] = self._lie.get(f"content/{path}"), wanted, result

    def last_parse(self, path: str) -> object:
        """What a file was parsed into last, whatever became of it since; None when it never was."""
        return self._files.get(path, (None, "", None))[2]

    @contextmanager
    def cancellable(self) -> Iterator[None]:
        """Raise StoppedError, once `stop` is set, instead of beginning to make another result."""
        self._may_stop = True
        try:
            yield
        finally:
            self._may_stop = False

    @contextmanager
    def allow_stale(self) -> Iterator[list[Hashable]]:
        """Be content with results of older stamps; yields the list of the slots that were, filled as they come."""
        self._lagging = []
        try:
            yield self._lagging
        finally:
            self._lagging = None

    def holds(self, slot: Hashable, stamp: object) -> bool:
        """Whether the result for this stamp has been made."""
        return slot in self._results and self._results[slot][0] == stamp

    def last(self, slot: Hashable) -> object:
        """The result that was made last, whatever its stamp; None when there is none."""
        return self._results.get(slot, (None, None))[1]

    def put(self, slot: Hashable, stamp: object, result: object) -> None:
        """Keep a result that was made elsewhere."""
        self._results[slot] = (stamp, result)

    def wants(self, slot: Hashable, stamp: object) -> bool:
        """Whether no result for this stamp was made, and none of an older one will do."""
        return not self.holds(slot, stamp) and (self._lagging is None or slot not in self._results)

    def get_or_make(self, slot: Hashable, stamp: object, make: Callable[[], T]) -> T:
        """The result for this stamp, kept or made; when making fails, what was kept before stays."""
        known = self._results.get(slot)
        if known is not None and (known[0] == stamp or self._lagging is not None):
            if known[0] != stamp and self._lagging is not None:
                self._lagging.append(slot)
            result: T = known[1]
            return result
        if self._may_stop and self.stop.is_set():
            raise RoundCancelledError
        # What is made is made of fresh parts only, or a later round would take it for what it is not.
        lagging, self._lagging = self._lagging, None
        try:
            result = make()
        finally:
            self._lagging = lagging
        self._results[slot] = (stamp, result)
        return result
