"""Memos: the last result for each key and its digest, from one preview round to the next."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any, TypeVar

import msgspec

from sourcebook.core.errors import DECODING_ERRORS

T = TypeVar("T")


class Memo:
    """A memo. This base class keeps nothing: for a build, which needs each result once."""

    def wants(self, key: Hashable, digest: object) -> bool:
        """Return whether the result for this digest has to be made, so that a caller can begin to make it early."""
        return True

    def get_or_make(self, key: Hashable, digest: object, make: Callable[[], T]) -> T:
        """Return the result of `make`."""
        return make()

    def last(self, key: Hashable) -> object:
        """Return the last result for a key, whatever its digest; None if there is none."""
        return None

    def put(self, key: Hashable, digest: object, result: object) -> None:
        """Do nothing."""

    def add_written(self, paths: Iterable[str]) -> None:
        """Do nothing."""

    def cached_parse(self, path: str, kind: type[T], context: str) -> T | None:
        """Return the parse of a content file whose signature is unchanged; None if the file has to be opened.

        Args:
            path: of the file.
            kind: type of the result, one that msgspec can decode.
            context: what the result depends on besides the file.
        """
        return None

    def remember_parse(self, path: str, result: object, context: str) -> None:
        """Do nothing."""


NO_MEMO = Memo()
NOTHING: Mapping[str, tuple[object, str, object]] = {}


class FileChangedError(Exception):
    """A content file changed since it was parsed: the build has to start again."""


def decode_parse(data: bytes, kind: type[T]) -> T | None:
    """Decode a parse from MessagePack; None if it is not of that type."""
    try:
        found: T = _decoder(kind).decode(data)  # type: ignore[arg-type]  # mypy takes a type for unhashable
    except DECODING_ERRORS:
        return None
    return found


@cache
def _decoder(kind: Any) -> msgspec.msgpack.Decoder[Any]:
    return msgspec.msgpack.Decoder(kind)


class RoundCancelledError(Exception):
    """A newer edit cancelled the round."""


class RoundMemo(Memo):
    """Memo with one entry per key: recomputes a result only when its digest changed. Not thread-safe.

    Args:
        files: parses by content path: the file's signature, the context, and the result, which may be MessagePack.
    """

    def __init__(self, files: Mapping[str, tuple[object, str, object]] = NOTHING) -> None:
        self._files = dict(files)
        self._signatures: Mapping[str, object] = {}
        self._results: dict[Hashable, tuple[object, Any]] = {}
        self._stale: list[Hashable] | None = None
        self._is_cancellable = False
        self.written: frozenset[str] = frozenset()
        """Content paths of files that code of charts wrote, in all rounds."""
        self.cancel = threading.Event()
        """Set by any thread when a newer round is due."""

    def begin_round(self, signatures: Mapping[str, object]) -> None:
        """Begin a round.

        Args:
            signatures: of each file now, by its path below `content/`; None if the file changed too recently to tell.
        """
        self._signatures = signatures

    def cached_parse(self, path: str, kind: type[T], context: str) -> T | None:
        """Return the parse of a content file whose signature is unchanged; None if the file has to be opened."""
        known, signature = self._files.get(path), self._signatures.get(f"content/{path}")
        if known is None or signature is None or known[:2] != (signature, context):
            return None
        found = decode_parse(known[2], kind) if isinstance(known[2], bytes) else known[2]
        if found is not None:
            self.remember_parse(path, found, context)
        return found  # type: ignore[return-value]  # each path is read with one type

    def remember_parse(self, path: str, result: object, context: str) -> None:
        """Remember the parse of a content file, with the signature that the file has in this round."""
        self._files[path] = self._signatures.get(f"content/{path}"), context, result

    def add_written(self, paths: Iterable[str]) -> None:
        """Add content paths of files that the code of a chart wrote."""
        self.written = self.written.union(paths)

    def last_parse(self, path: str) -> object:
        """Return the last parse of a file, whatever its signature is now; None if there is none."""
        return self._files.get(path, (None, "", None))[2]

    @contextmanager
    def cancellable(self) -> Iterator[None]:
        """Within this context, raise RoundCancelledError instead of making another result once `cancel` is set."""
        self._is_cancellable = True
        try:
            yield
        finally:
            self._is_cancellable = False

    @contextmanager
    def allow_stale(self) -> Iterator[list[Hashable]]:
        """Within this context, return stale results; yields the list of their keys, which grows as that happens."""
        self._stale = []
        try:
            yield self._stale
        finally:
            self._stale = None

    def holds(self, key: Hashable, digest: object) -> bool:
        """Return whether the result for this digest has been made."""
        return key in self._results and self._results[key][0] == digest

    def last(self, key: Hashable) -> object:
        """Return the last result for a key, whatever its digest; None if there is none."""
        return self._results.get(key, (None, None))[1]

    def put(self, key: Hashable, digest: object, result: object) -> None:
        """Store a result that was made elsewhere."""
        self._results[key] = (digest, result)

    def wants(self, key: Hashable, digest: object) -> bool:
        """Return whether `get_or_make` would make a result now."""
        return not self.holds(key, digest) and (self._stale is None or key not in self._results)

    def get_or_make(self, key: Hashable, digest: object, make: Callable[[], T]) -> T:
        """Return the result for this digest, stored or made; if making it fails, the stored one stays."""
        known = self._results.get(key)
        if known is not None and (known[0] == digest or self._stale is not None):
            if known[0] != digest and self._stale is not None:
                self._stale.append(key)
            result: T = known[1]
            return result
        if self._is_cancellable and self.cancel.is_set():
            raise RoundCancelledError
        # A result is made from fresh parts only, or a later round would take a stale one for fresh.
        lagging, self._stale = self._stale, None
        try:
            result = make()
        finally:
            self._stale = lagging
        self._results[key] = (digest, result)
        return result
