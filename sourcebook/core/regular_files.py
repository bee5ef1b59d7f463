"""Open files without surprises: regular files only, below a folder, no symbolic link followed, size known first."""

from __future__ import annotations

import errno
import os
from stat import S_ISDIR, S_ISLNK, S_ISREG
from typing import BinaryIO

MAX_BYTES = 1_000_000_000
"""Largest size of a file that is read."""
FOLDER_FLAGS = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
FILE_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)
OPENS_BELOW = os.open in os.supports_dir_fd
"""Whether this system opens a file below an open folder, so that no folder on the way can be replaced meanwhile."""


class FileTooLargeError(OSError):
    """A file is larger than its limit.

    Args:
        path: of the file.
        size: in bytes.
        limit: in bytes.
    """

    def __init__(self, path: str, size: int, limit: int) -> None:
        super().__init__(errno.EFBIG, f"{size:,} bytes; at most {limit:,} are read", path)
        self.size = size


def open_regular(root: str | os.PathLike[str], path: str) -> BinaryIO:
    """Open a regular file below a folder for reading.

    What is no regular file is not opened: opening a pipe would wait, and opening a device may do something.

    Args:
        root: the folder; a link to a folder is followed.
        path: POSIX path of the file below it.

    Raises:
        OSError: if there is no such file, it is not a regular one, it or a folder on the way is a symbolic link, or
            the path leaves the folder.
    """
    *folders, name = parts = path.split("/")
    if not all(parts) or os.curdir in parts or os.pardir in parts or "\0" in path:
        raise OSError(errno.EINVAL, "the path leaves its folder", path)
    if not OPENS_BELOW:
        return _open_checked(os.path.join(root, *parts), root, folders)
    above = os.open(root, FOLDER_FLAGS & ~getattr(os, "O_NOFOLLOW", 0))
    try:
        for folder in folders:
            below = os.open(folder, FOLDER_FLAGS, dir_fd=above)
            os.close(above)
            above = below
        _ensure_regular(os.stat(name, dir_fd=above, follow_symlinks=False), path)
        handle = os.open(name, FILE_FLAGS, dir_fd=above)
    except ValueError as error:
        raise OSError(errno.EINVAL, str(error), path) from error
    finally:
        os.close(above)
    return _checked(handle, path)


def _open_checked(full: str, root: str | os.PathLike[str], folders: list[str]) -> BinaryIO:
    """Open a file by its full path, where a system knows no other way."""
    for number in range(len(folders)):
        folder = os.path.join(root, *folders[: number + 1])
        if S_ISLNK(os.lstat(folder).st_mode):
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), folder)
    _ensure_regular(os.lstat(full), full)
    return _checked(os.open(full, FILE_FLAGS), full)


def _checked(handle: int, path: str) -> BinaryIO:
    try:
        _ensure_regular(os.fstat(handle), path)
        return os.fdopen(handle, "rb")
    except BaseException:
        os.close(handle)
        raise


def _ensure_regular(stat: os.stat_result, path: str) -> None:
    if S_ISLNK(stat.st_mode):
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), path)
    if S_ISDIR(stat.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path)
    if not S_ISREG(stat.st_mode):
        raise OSError(errno.EINVAL, "not a regular file", path)


def read_regular(root: str | os.PathLike[str], path: str, limit: int = MAX_BYTES) -> bytes:
    """Read a regular file below a folder.

    Args:
        root: the folder.
        path: POSIX path of the file below it.
        limit: in bytes.

    Raises:
        FileTooLargeError: if the file is larger; nothing is read then.
        OSError: as `open_regular`.
    """
    with open_regular(root, path) as file:
        return read_open(file, path, limit)


def read_open(file: BinaryIO, path: str, limit: int) -> bytes:
    """Read an open file, if its size is not above a limit in bytes.

    Raises:
        FileTooLargeError: if it is; nothing is read then.
    """
    size = os.fstat(file.fileno()).st_size
    if size > limit:
        raise FileTooLargeError(path, size, limit)
    return file.read(size)
