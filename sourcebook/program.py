"""What stands for the program itself: results of another one are not taken for its own."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from re import MULTILINE, match, search

PACKAGE = Path(__file__).resolve().parent


def digest(parts: Iterable[str], patterns: Iterable[str]) -> bytes:
    """32 bytes that are other ones with another version of these programs, or other bytes in these files.

    Args:
        parts: names of installed programs; one may be missing.
        patterns: of files below the package's folder; what an interpreter leaves there is passed over.
    """
    found = hashlib.sha256(" ".join(map(_version, parts)).encode())
    paths = {path for pattern in patterns for path in PACKAGE.glob(pattern) if path.is_file() and path.suffix != ".pyc"}
    for path in sorted(paths):
        data = path.read_bytes()
        found.update(f"{path.relative_to(PACKAGE)} {len(data)}\n".encode() + data)
    return found.digest()


@cache
def whole() -> bytes:
    """What stands for the program that is running: all of its own files, and the versions of what it is made with."""
    from importlib.metadata import requires

    needed = [one for one in requires("sourcebook") or () if 'extra == "test"' not in one]
    names = (match(r"[\w.-]+", requirement) for requirement in needed)
    return digest(sorted({found[0] for found in names if found}), ["**/*"])


def _version(name: str) -> str:
    from importlib.metadata import PackageNotFoundError, distribution

    try:
        found = distribution(name)
    except PackageNotFoundError:
        return f"{name} is missing"
    # Parsing all that is said of a program would take four times as long.
    told = search(r"^Version: *(\S+)", found.read_text("METADATA") or "", MULTILINE)
    return f"{name} {told[1] if told else found.version}"
