"""Scan folders, take file signatures, read files, and write them atomically."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from sourcebook.core.cache.digests import MISSING, digest, digest_bytes

CAPTURES = "captures"
"""The folder with the full texts of sources, which is never published."""
MAX_SHOWN = 10_000_000
"""Largest size in bytes of a file whose lines are shown beside a finding."""
WELL_KNOWN = ".well-known"
"""The folder of files that other programs look for on a site (RFC 8615); it is published."""
IGNORED_SUFFIXES = ("~", ".swp", ".swx", ".tmp", ".bak", ".orig", ".pyc", "___jb_tmp___", "___jb_old___")
"""Suffixes of files that editors and interpreters leave behind."""


FileSignature = tuple[int, int, int, int]
"""What tells that a file changed, without opening it: size in bytes, mtime and ctime in nanoseconds, inode."""


def is_ignored_name(name: str) -> bool:
    """Return whether a file or folder of that name is hidden, or left behind by an editor or interpreter."""
    if name == WELL_KNOWN:
        return False
    return name.startswith((".", "#", "__pycache__")) or name.endswith(IGNORED_SUFFIXES)


class ContentFolder:
    """A folder of content: POSIX paths below it, in sorted order."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.escaping_links: list[str] = []
        """Symbolic links that lead out of the folder, or in a circle: never followed."""

    def scan(self) -> list[str]:
        """Return the path of every content file; hidden files, captures and files of editors are left out."""
        return sorted(path for path, _ in self._files())

    def signatures(self) -> dict[str, FileSignature]:
        """Return the signature of each of these files, without opening any."""
        return {path: file_signature(entry.stat()) for path, entry in self._files()}

    def read(self, path: str) -> bytes:
        """Return the bytes of one file."""
        return (self.root / path).read_bytes()

    def digest(self, path: str) -> bytes:
        """Return the digest of one file's bytes, or of the names in a folder; `MISSING` for anything else."""
        target = self.root / path
        try:
            if target.is_dir():
                names = sorted(name for name in os.listdir(target) if not is_ignored_name(name))
                return digest(names)
            if target.is_file():  # Reading a pipe would not end.
                return digest_bytes(target.read_bytes())
        except OSError:
            pass
        return MISSING

    def code_beside(self) -> dict[str, bytes]:
        """Return the Python files beside the folder, which code in it may import, by name."""
        return {path.name: path.read_bytes() for path in self._beside()}

    def signatures_beside(self) -> dict[str, FileSignature]:
        """Return the signatures of these files."""
        return {path.name: file_signature(path.stat()) for path in self._beside()}

    def _beside(self) -> list[Path]:
        return sorted(self.root.absolute().parent.glob("*.py"))

    def size(self, path: str) -> int:
        """Return the size of one file in bytes."""
        return (self.root / path).stat().st_size

    def _files(self) -> Iterator[tuple[str, os.DirEntry[str]]]:
        self.escaping_links = []
        self._real = os.path.realpath(self.root)
        return self._walk(str(self.root), "", frozenset({self._real}))

    def _walk(self, folder: str, prefix: str, above: frozenset[str]) -> Iterator[tuple[str, os.DirEntry[str]]]:
        with os.scandir(folder) as entries:
            for entry in entries:
                path = prefix + entry.name
                if is_ignored_name(entry.name) or path == CAPTURES:
                    continue
                if entry.is_symlink() and not self._stays(entry.path, above):
                    self.escaping_links.append(path)
                elif entry.is_dir():
                    yield from self._walk(entry.path, f"{path}/", above | {os.path.realpath(entry.path)})
                elif entry.is_file():
                    yield path, entry

    def _stays(self, link: str, above: frozenset[str]) -> bool:
        real = os.path.realpath(link)
        return real.startswith(self._real + os.sep) and real not in above


def file_signature(stat: os.stat_result) -> FileSignature:
    """Return the signature of a file."""
    return stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino


def read_lines(path: Path) -> list[str]:
    """Return the lines of a file, decoding errors replaced; none if it cannot be read or is larger than `MAX_SHOWN`."""
    try:
        if path.stat().st_size > MAX_SHOWN:
            return []
        return path.read_text(encoding="utf-8", errors="replace").removeprefix("\ufeff").split("\n")
    except OSError:
        return []


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
