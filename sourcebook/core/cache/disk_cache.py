"""A cache on the disk of what is costly to make, by a digest of all that it follows from.

What lies in it can be wrong only by damage, which is noticed; so it may be deleted, copied and shared at any time.
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


class NullCache:
    """Remembers nothing: everything is made when it is asked for."""

    def key(self, parts: object) -> str:
        """What stands for everything that a result follows from.

        Args:
            parts: plain values, lists and mappings of these.
        """
        return hashlib.sha256(msgspec.json.encode(parts)).hexdigest()

    def load(self, key: str) -> bytes | None:
        """The result for a key, if it was kept."""
        return None

    def save(self, key: str, result: bytes) -> bool:
        """Keep the result for a key, and say whether that could be done."""
        return False

    def get_or_make(self, key: str, make: Callable[[], bytes]) -> bytes:
        """The result for a key, found or made and kept."""
        found = self.load(key)
        if found is None:
            found = make()
            self.save(key, found)
        return found


class DiskCache(NullCache):
    """Remembers in a folder, where a result is written once it is made; what nobody asked for in 30 days is dropped.

    A folder that cannot be written does no harm: results are then made every time.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def key(self, parts: object) -> str:
        """What stands for everything that a result follows from, this program among it."""
        return hashlib.sha256(fingerprints.program_fingerprint() + msgspec.json.encode(parts)).hexdigest()

    def load(self, key: str) -> bytes | None:
        """The result for a key, if it lies in the folder undamaged."""
        return _read(self._path(key))

    def save(self, key: str, result: bytes) -> bool:
        """Write the result for a key, and say whether that could be done."""
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
    """The store of a site, by its content folder."""
    return DiskCache(cache_folder(content))


def cache_folder(content: Path) -> Path:
    """Where the store of a site lies."""
    named = os.environ.get("SOURCEBOOK_CACHE")
    return Path(named) if named else content.absolute().parent / FOLDER


def clear_cache(folder: Path) -> int:
    """Delete what a store remembers, and its folder when nothing else is in it; return how many results there were.

    Raises:
        OSError: when a file cannot be deleted.
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
    """What a file holds; None when there is none, or it was damaged."""
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
    """Drop from one of the 256 folders what was not read for long."""
    for path in folder.iterdir():
        if time.time() - path.stat().st_mtime > MAX_AGE:
            path.unlink(missing_ok=True)
