"""Disk cache: results that are costly to make, by a key that covers everything that they depend on.

An entry is data with the seal of the user who runs builds: what is damaged, or was put there by others, counts as
missing. So the folder may be deleted and copied at any time.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable
from contextlib import suppress
from hmac import compare_digest
from pathlib import Path

import msgspec

from sourcebook.core.cache import fingerprints
from sourcebook.core.cache.secret_key import SIZE, seal_by, secret_key, user_folder
from sourcebook.core.filesystem import write_atomically
from sourcebook.core.regular_files import read_regular

FOLDER = ".sourcebook-cache"
"""Beside the content folder, unless the environment's SOURCEBOOK_CACHE names another one."""
IGNORED = b"*\n"
"""The folder's .gitignore."""
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

    If the folder cannot be written, or is a symbolic link, results are made every time.

    Args:
        folder: need not exist.
        secret: the key of the seals.
    """

    def __init__(self, folder: Path, secret: bytes) -> None:
        self._folder = folder
        self._secret = secret

    def key(self, parts: object) -> str:
        """Return the cache key of a result; it also covers the program's fingerprint."""
        return hashlib.sha256(fingerprints.program_fingerprint() + msgspec.json.encode(parts)).hexdigest()

    def load(self, key: str) -> bytes | None:
        """Return the result for a key, or None if it is missing or damaged."""
        path = self._path(key)
        try:
            data = read_regular(self._folder, f"{key[:2]}/{key[2:]}")
            if time.time() - path.stat().st_mtime > DAY:
                os.utime(path)
        except OSError:
            return None
        result = data[SIZE:]
        return result if compare_digest(data[:SIZE], self._seal(key, result)) else None

    def save(self, key: str, result: bytes) -> bool:
        """Write the result for a key; return whether that succeeded."""
        path = self._path(key)
        try:
            if self._folder.is_symlink() or path.parent.is_symlink():
                return False
            if not self._folder.exists():
                write_atomically(self._folder / ".gitignore", IGNORED)
            write_atomically(path, self._seal(key, result) + result)
            _drop_old(path.parent)
        except OSError:
            return False
        return True

    def _seal(self, key: str, result: bytes) -> bytes:
        """Return the seal of an entry; it covers the key, so that no entry can stand for another one."""
        return seal_by(self._secret, key.encode() + result)

    def _path(self, key: str) -> Path:
        return self._folder / key[:2] / key[2:]


def open_cache(content: Path) -> DiskCache:
    """Open the cache of a site, given its content folder."""
    return DiskCache(cache_folder(content), secret_key())


def open_code_cache() -> ResultCache:
    """Open the cache of compiled code, which is in the user's own folder; it stores nothing if there is none."""
    folder = user_folder()
    return ResultCache() if folder is None else DiskCache(folder / "code", secret_key())


def cache_folder(content: Path) -> Path:
    """Return the cache folder of a site, given its content folder."""
    named = os.environ.get("SOURCEBOOK_CACHE")
    return Path(named) if named else content.absolute().parent / FOLDER


def clear_cache(folder: Path) -> int:
    """Delete all results, and the folder if nothing else is in it; return the number of results.

    Raises:
        OSError: if a file cannot be deleted.
    """
    below = [] if folder.is_symlink() else [one for one in folder.glob("[0-9a-f]" * 2) if not one.is_symlink()]
    results = [path for one in below for path in _results(one)]
    with suppress(OSError):
        if read_regular(folder, ".gitignore") == IGNORED:
            (folder / ".gitignore").unlink()
    for path in results:
        path.unlink(missing_ok=True)
    for emptied in [*{path.parent for path in results}, folder]:
        if emptied.is_dir() and not any(emptied.iterdir()):
            emptied.rmdir()
    return len(results)


def _results(folder: Path) -> list[Path]:
    """Return the files with results in one of the 256 folders."""
    return [path for path in folder.glob("[0-9a-f]" * 62) if path.is_file()]


def _drop_old(folder: Path) -> None:
    """Delete results that were not read for long from one of the 256 folders."""
    for path in _results(folder):
        if time.time() - path.stat().st_mtime > MAX_AGE:
            path.unlink(missing_ok=True)
