"""The secret key of a user, by which a build knows again what earlier builds of the same user wrote.

State, manifest and cache lie where others may write: in the output folder and beside the content. Each has a seal that
cannot be made without this key, which lies in the user's own cache folder.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from functools import cache
from hmac import compare_digest
from pathlib import Path
from stat import S_ISDIR

SIZE = 32
"""Bytes of the key and of a seal."""
OTHERS_WRITE = 0o022
"""Rights of other users to write."""
PRIVATE = 0o700
"""Rights of the folder: for the user alone."""


def user_folder() -> Path | None:
    """Return the folder of the program among the caches of the user, which others can neither read nor write.

    Returns:
        The folder, made if it was missing; None if it cannot be made, or is not the user's alone.
    """
    import platformdirs

    folder = platformdirs.user_cache_path("sourcebook")
    try:
        folder.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
        stat = folder.lstat()
        if os.name == "posix" and stat.st_mode & 0o077 and not stat.st_mode & OTHERS_WRITE:
            folder.chmod(PRIVATE)
    except OSError:
        return None
    return folder if S_ISDIR(stat.st_mode) and _is_of_user(stat) else None


@cache
def secret_key() -> bytes:
    """Return the secret key of the user, made on first use; a new one for each process if it cannot be stored."""
    folder = user_folder()
    if folder is not None:
        with suppress(OSError):
            return _stored(folder / "key")
    return os.urandom(SIZE)


def seal(data: bytes) -> bytes:
    """Return the seal of bytes: BLAKE2b with the user's key (RFC 7693)."""
    return seal_by(secret_key(), data)


def seal_by(key: bytes, data: bytes) -> bytes:
    """Return the seal of bytes by a key."""
    return hashlib.blake2b(data, key=key, digest_size=SIZE).digest()


def is_sealed(data: bytes, by: bytes) -> bool:
    """Return whether a seal is that of these bytes."""
    return compare_digest(seal(data), by)


def _stored(path: Path) -> bytes:
    """Return the stored key; store one if there is none.

    Raises:
        OSError: if it can neither be read nor stored.
    """
    flags = getattr(os, "O_NOFOLLOW", 0)
    for _ in range(2):
        try:
            with open(os.open(path, os.O_RDONLY | flags), "rb") as file:
                found, is_private = file.read(SIZE + 1), _is_of_user(os.fstat(file.fileno()))
            if len(found) == SIZE and is_private:
                return found
            path.unlink()  # What was sealed by it is made again.
        except FileNotFoundError:
            pass
        _store(path, os.urandom(SIZE))
    raise OSError("the key cannot be stored")


def _store(path: Path, key: bytes) -> None:
    """Store a key whole, unless another process was faster."""
    own = path.with_name(f".{path.name}-{os.urandom(8).hex()}")
    with open(os.open(own, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(key)
    try:
        os.link(own, path)
    except FileExistsError:
        own.unlink()
    except OSError:  # A file system without links.
        os.replace(own, path)
    else:
        own.unlink()


def _is_of_user(stat: os.stat_result) -> bool:
    """Return whether a file or folder is the user's, and no other user may write it."""
    return os.name != "posix" or (stat.st_uid == os.geteuid() and not stat.st_mode & OTHERS_WRITE)
