"""The files of the previous build, and whether they are still as it wrote them."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from sourcebook.core.manifest import ManifestEntry, manifest_entry
from sourcebook.pipeline.incremental.state import OutputSignature


class PreviousOutputs:
    """The output files of the previous build.

    Args:
        output: the built folder.
        files: their signatures, by site path.
    """

    def __init__(self, output: Path, files: Mapping[str, OutputSignature]) -> None:
        self._output = output
        self._files = files
        self.found: dict[str, OutputSignature] = {}
        """Signatures of the files that were checked and found intact, by site path."""

    def missing_or_modified(self, paths: Iterable[str]) -> tuple[str, ...]:
        """Return a reason for each file that is missing or modified since the previous build; none if all are there."""
        return tuple(f"{path} is not as the last build left it" for path in paths if not self._is_there(path))

    def are_all_intact(self) -> bool:
        """Return whether every file has the size and date that the previous build left."""
        return all(_lies(f"{self._output}/{path}") == (left.size, left.changed) for path, left in self._files.items())

    def read(self, path: str) -> bytes:
        """Return the bytes of a file."""
        return (self._output / path).read_bytes()

    def holds(self, path: str, data: bytes) -> bool:
        """Return whether the previous build wrote a file with these bytes."""
        left = self._files.get(path)
        return left is not None and left.size == len(data) and left.sha256 == hashlib.sha256(data).digest()

    def manifest_entry(self, path: str) -> ManifestEntry:
        """Return the manifest entry of an intact file."""
        left = self.found[path]
        return manifest_entry(path, left.size, left.sha256.hex())

    def _is_there(self, path: str) -> bool:
        left, now = self._files.get(path), _lies(f"{self._output}/{path}")
        if left is None or now is None:
            return False
        if now != (left.size, left.changed):
            # Copied, restored or touched: the bytes tell.
            if now[0] != left.size or hashlib.sha256(self.read(path)).digest() != left.sha256:
                return False
            left = OutputSignature(*now, left.sha256)
        self.found[path] = left
        return True


def output_signatures(
    output: Path, files: Mapping[str, ManifestEntry], known: Mapping[str, OutputSignature]
) -> dict[str, OutputSignature]:
    """Return the signatures of the files of a site.

    Args:
        output: the built folder.
        files: manifest entries, by site path.
        known: signatures that are known already.
    """
    found = {}
    for path, entry in files.items():
        lies = _lies(f"{output}/{path}") if path not in known else None
        if lies is not None:
            found[path] = OutputSignature(*lies, bytes.fromhex(entry.sha256))
        elif path in known:
            found[path] = known[path]
    return found


def _lies(path: str) -> tuple[int, int] | None:
    """Return size and mtime (nanoseconds since 1970) of a file; None if there is none."""
    try:
        stat = os.stat(path)
    except OSError:
        return None
    return stat.st_size, stat.st_mtime_ns
