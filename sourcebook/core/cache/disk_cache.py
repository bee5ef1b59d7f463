"""Disk cache: results that are costly to make, by a key that covers everything that they depend on.

An entry can be wrong only by damage, which is detected; so the folder may be deleted, copied and shared at any time.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable
from pathlib import Path

import msgspec

from sourcebook.core.cache import fingerprints
from sourcebook.core.filesystem import write_atomically

FOLDER = ".sourcebook-cache"
"""Beside the content folder, unless the environment's SOURCEBOOK_CACHE names another one."""
DAY = 24 * 60 * 60
MAX_AGE = 30 * DAY


class ResultCache:
    """A cache of results by key. This base class stores nothing: every result is made."""

    def key(self, parts: object) -> str:
        """Return the cache key of a result, 64 hexadecimal digits.

        Args:
            parts: everything that the result depends on, as plain values, lists and mappings of these.
        """
        return hashlib.sha256(msgspec.json.encode(parts)).hexdigest()

    def load(self, key: str) -> bytes | None:
        """Return the result for a key, or None."""
        return None

    def save(self, key: str, result: bytes) -> bool:
        """Store the result for a key; return whether that succeeded."""
        return False

    def get_or_make(self, key: str, make: Callable[[], bytes]) -> bytes:
        """Return the result for a key; make and store it if it is missing."""
        found = self.load(key)
        if found is None:
            found = make()
            self.save(key, found)
        return found


class DiskCache(ResultCache):
    """Stores results in a folder, and deletes those that were not read for 30 days.

    If the folder cannot be written, results are made every time.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def key(self, parts: object) -> str:
        """Return the cache key of a result; it also covers the program's fingerprint."""
        return hashlib.sha256(fingerprints.program_fingerprint() + msgspec.json.encode(parts)).hexdigest()

    def load(self, key: str) -> bytes | None:
        """Return the result for a key, or None if it is missing or damaged."""
        return _read(self._path(key))

    def save(self, key: str, result: bytes) -> bool:
        """Write the result for a key; return whether that succeeded."""
        path = self._path(key)
        try:
            if not self._folder.exists():
                write_atomically(self._folder / ".gitignore", b"*\n")
            write_atomically(path, _digest(result) + result)
            _drop_old(path.parent)
        except OSError:
            return False
        return True

    def _path(self, key: str) -> Path:
        return self._folder / key[:2] / key[2:]


def open_cache(content: Path) -> DiskCache:
    """Open the cache of a site, given its content folder."""
    return DiskCache(cache_folder(content))


def cache_folder(content: Path) -> Path:
    """Return the cache folder of a site, given its content folder."""
    named = os.environ.get("SOURCEBOOK_CACHE")
    return Path(named) if named else content.absolute().parent / FOLDER


def clear_cache(folder: Path) -> int:
    """Delete all results, and the folder if nothing else is in it; return the number of results.

    Raises:
        OSError: if a file cannot be deleted.
    """
    results = list(folder.glob(f"{'[0-9a-f]' * 2}/{'[0-9a-f]' * 62}"))
    for path in [*results, folder / ".gitignore"]:
        path.unlink(missing_ok=True)
    for emptied in [*{path.parent for path in results}, folder]:
        if emptied.is_dir() and not any(emptied.iterdir()):
            emptied.rmdir()
    return len(results)


def _digest(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def _read(path: Path) -> bytes | None:
    """Return the result in a file, or None if the file is missing or damaged."""
    try:
        data = path.read_bytes()
        if data[:32] != _digest(data[32:]):
            return None
        if time.time() - path.stat().st_mtime > DAY:
            os.utime(path)
    except OSError:
        return None
    return data[32:]


def _drop_old(folder: Path) -> None:
    """Delete results that were not read for long from one of the 256 folders."""
    for path in folder.iterdir():
        if time.time() - path.stat().st_mtime > MAX_AGE:
            path.unlink(missing_ok=True)
