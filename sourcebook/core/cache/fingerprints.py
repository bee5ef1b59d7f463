"""Fingerprint of the program's code and dependency versions; part of every cache key."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from re import MULTILINE, match, search

PACKAGE = Path(__file__).resolve().parents[2]


def fingerprint(packages: Iterable[str], folder: Path) -> bytes:
    """Return 32 bytes that differ when a package has another version or a file of the folder has other bytes.

    Args:
        packages: names of installed packages; one may be missing.
        folder: with the program's code; compiled bytecode in it is ignored.
    """
    found = hashlib.sha256(" ".join(map(package_version, packages)).encode())
    for name in sorted(_files(str(folder))):
        with open(f"{folder}/{name}", "rb") as file:
            data = file.read()
        found.update(f"{name} {len(data)}\n".encode() + data)
    return found.digest()


def _files(folder: str, prefix: str = "") -> Iterator[str]:
    """Yield the paths of the files below a folder, without bytecode, as strings: every build needs them all at once."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name != "__pycache__" and entry.is_dir():
                yield from _files(entry.path, f"{prefix}{entry.name}/")
            elif entry.is_file() and not entry.name.endswith(".pyc"):
                yield prefix + entry.name


@cache
def program_fingerprint() -> bytes:
    """Return the fingerprint of the running program: all files of the package, and the versions of its dependencies."""
    from importlib.metadata import requires

    needed = [one for one in requires("sourcebook") or () if 'extra == "test"' not in one]
    names = (match(r"[\w.-]+", requirement) for requirement in needed)
    return fingerprint(sorted({found[0] for found in names if found}), PACKAGE)


def package_version(name: str) -> str:
    """The name of an installed package and its version, or that it is missing."""
    from importlib.metadata import PackageNotFoundError, distribution

    try:
        found = distribution(name)
    except PackageNotFoundError:
        return f"{name} is missing"
    # Parsing all metadata would take four times as long.
    told = search(r"^Version: *(\S+)", found.read_text("METADATA") or "", MULTILINE)
    return f"{name} {told[1] if told else found.version}"
