"""Scan folders, take file signatures, read files, and write them atomically."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterator
from contextlib import suppress
from enum import Enum
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from typing import BinaryIO

from sourcebook.core.cache.digests import MISSING, digest, digest_bytes
from sourcebook.core.regular_files import MAX_BYTES, open_regular, read_open, read_regular

CAPTURES = "captures"
"""The folder with the full texts of sources, which is never published."""
MAX_SHOWN = 10_000_000
"""Largest size in bytes of a file whose lines are shown beside a finding."""
WELL_KNOWN = ".well-known"
"""The folder of files that other programs look for on a site (RFC 8615); it is published."""
BY_A_LINK = frozenset({errno.ELOOP, errno.ENOTDIR, errno.EMLINK})
"""Error numbers of systems for a link where none is followed."""
UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
"""Characters that no name of a file has: controls, and what Python makes of bytes that are not UTF-8."""
IGNORED_SUFFIXES = ("~", ".swp", ".swx", ".tmp", ".bak", ".orig", ".pyc", "___jb_tmp___", "___jb_old___")
"""Suffixes of files that editors and interpreters leave behind."""


FileSignature = tuple[int, int, int, int]
"""What tells that a file changed, without opening it: size in bytes, mtime and ctime in nanoseconds, inode."""


def is_ignored_name(name: str) -> bool:
    """Return whether a file or folder of that name is hidden, or left behind by an editor or interpreter."""
    if name == WELL_KNOWN:
        return False
    return name.startswith((".", "#", "__pycache__")) or name.endswith(IGNORED_SUFFIXES)


class Refusal(Enum):
    """Why something in a content folder is passed over: it is never opened."""

    LINK = "a symbolic link that leaves the content folder, leads into captures/ or a hidden folder, or is a circle"
    SPECIAL = "a named pipe, socket or device, which holds no content"
    NAME = "a name with characters that are not UTF-8, or that control a terminal"


class ContentFolder:
    """A folder of content: POSIX paths below it, in sorted order.

    Nothing outside the folder is opened, only regular files are, and no symbolic link is followed; one that stays in
    the folder is replaced by the path that it leads to.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.refused: dict[str, Refusal] = {}
        """Paths that the last scan passed over, with the reason."""

    def scan(self) -> list[str]:
        """Return the path of every content file; hidden files, captures and files of editors are left out."""
        return sorted(path for path, _ in self._files())

    def signatures(self) -> dict[str, FileSignature]:
        """Return the signature of each of these files, without opening any."""
        return {path: file_signature(entry.stat()) for path, entry in self._files()}

    def read(self, path: str, limit: int = MAX_BYTES) -> bytes:
        """Return the bytes of one file.

        Raises:
            FileTooLargeError: if it has more bytes than the limit.
            OSError: if it cannot be read, or is no regular file of the folder.
        """
        with self.open(path) as file:
            return read_open(file, path, limit)

    def open(self, path: str) -> BinaryIO:
        """Open one file for reading.

        Raises:
            OSError: if it cannot be read, or is no regular file of the folder.
        """
        try:
            return open_regular(self.root, path)
        except OSError as error:
            if error.errno not in BY_A_LINK:
                raise
            real_root, real = os.path.realpath(self.root), os.path.realpath(self.root / path)
            if not _is_inside(real, real_root):
                raise
            return open_regular(real_root, os.path.relpath(real, real_root).replace(os.sep, "/"))

    def lines(self, path: str) -> list[str]:
        """Return the lines of a file, to show some of them; none if it is no content or larger than `MAX_SHOWN`."""
        if path.startswith(f"{CAPTURES}/") or any(is_ignored_name(part) for part in path.split("/")):
            return []
        try:
            text = self.read(path, MAX_SHOWN).decode("utf-8", "replace")
        except OSError:
            return []
        return text.removeprefix("\ufeff").split("\n")

    def captured(self) -> Iterator[tuple[str, os.stat_result]]:
        """Yield path and status of every file with the text of a source, empty ones left out."""
        captures = os.path.realpath(self.root / CAPTURES)  # It may be a link to another disk.
        for folder, _, names in os.walk(captures):
            for name in names:
                path = os.path.join(folder, name)
                stat = os.lstat(path)
                if S_ISREG(stat.st_mode) and stat.st_size:
                    yield f"{CAPTURES}/{os.path.relpath(path, captures).replace(os.sep, '/')}", stat

    def read_captured(self, path: str) -> bytes:
        """Return the bytes of a file with the text of a source.

        Raises:
            OSError: if it cannot be read.
        """
        return read_regular(os.path.realpath(self.root / CAPTURES), path.removeprefix(f"{CAPTURES}/"))

    def digest(self, path: str) -> bytes:
        """Return the digest of one file's bytes, or of the names in a folder; `MISSING` for anything else."""
        target = self.root / path
        try:
            if target.is_dir():
                names = sorted(name for name in os.listdir(target) if not is_ignored_name(name))
                return digest(names)
            return digest_bytes(self.read(path))
        except OSError:
            pass
        return MISSING

    def code_beside(self) -> dict[str, bytes]:
        """Return the Python files beside the folder, which code in it may import, by name."""
        return {path.name: read_regular(path.parent, path.name) for path in self._beside()}

    def signatures_beside(self) -> dict[str, FileSignature]:
        """Return the signatures of these files."""
        return {path.name: file_signature(path.stat()) for path in self._beside()}

    def _beside(self) -> list[Path]:
        return sorted(path for path in self.root.absolute().parent.glob("*.py") if path.is_file())

    def size(self, path: str) -> int:
        """Return the size of one file in bytes."""
        return (self.root / path).stat().st_size

    def _files(self) -> Iterator[tuple[str, os.DirEntry[str]]]:
        self.refused = {}
        self._real = os.path.realpath(self.root)
        return self._walk(str(self.root), "", frozenset({self._real}))

    def _walk(self, folder: str, prefix: str, above: frozenset[str]) -> Iterator[tuple[str, os.DirEntry[str]]]:
        with os.scandir(folder) as entries:
            for entry in entries:
                path = prefix + entry.name
                if is_ignored_name(entry.name) or path == CAPTURES:
                    continue
                if UNPRINTABLE.search(entry.name):
                    self.refused[path] = Refusal.NAME
                elif entry.is_symlink() and not self._stays(entry.path, above):
                    self.refused[path] = Refusal.LINK
                elif entry.is_dir():
                    yield from self._walk(entry.path, f"{path}/", above | {os.path.realpath(entry.path)})
                elif entry.is_file():
                    yield path, entry
                else:
                    self.refused[path] = Refusal.SPECIAL

    def _stays(self, link: str, above: frozenset[str]) -> bool:
        real = os.path.realpath(link)
        return real not in above and _is_inside(real, self._real)


def _is_inside(real: str, real_root: str) -> bool:
    """Return whether a path without links is content of a folder: below it, not captured and not hidden."""
    if not real.startswith(real_root.rstrip(os.sep) + os.sep):
        return False
    parts = os.path.relpath(real, real_root).split(os.sep)
    return parts[0] != CAPTURES and not any(is_ignored_name(part) for part in parts)


def file_signature(stat: os.stat_result) -> FileSignature:
    """Return the signature of a file."""
    return stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino


def remove_own(path: Path) -> None:
    """Delete a folder of the program with all that is in it, or what others put in its place; errors are ignored.

    Nothing is deleted through a link, and nothing is opened but folders.
    """
    import shutil  # slow to load, and a no-op build deletes nothing

    with suppress(OSError):
        if S_ISDIR(path.lstat().st_mode):
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink()


def write_atomically(path: Path, data: bytes) -> None:
    """Write a file atomically: a reader sees the old bytes or the new ones, never a part.

    Raises:
        OSError: when the disk is full or the folder cannot be written; the old file is then untouched.
    """
    import tempfile  # slow to load, and a no-op build writes nothing

    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise
