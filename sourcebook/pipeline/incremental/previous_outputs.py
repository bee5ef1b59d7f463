"""The files of the previous build, and whether they are still as it wrote them."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from stat import S_ISREG

from sourcebook.core.manifest import ManifestEntry, manifest_entry
from sourcebook.core.regular_files import read_regular
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
        return all(
            _size_and_mtime(f"{self._output}/{path}") == (signature.size, signature.changed)
            for path, signature in self._files.items()
        )

    def read(self, path: str) -> bytes:
        """Return the bytes of a file."""
        return read_regular(self._output, path)

    def holds(self, path: str, data: bytes) -> bool:
        """Return whether the previous build wrote a file with these bytes."""
        signature = self._files.get(path)
        return (
            signature is not None and signature.size == len(data) and signature.sha256 == hashlib.sha256(data).digest()
        )

    def manifest_entry(self, path: str) -> ManifestEntry:
        """Return the manifest entry of an intact file."""
        signature = self.found[path]
        return manifest_entry(path, signature.size, signature.sha256.hex())

    def _is_there(self, path: str) -> bool:
        signature, now = self._files.get(path), _size_and_mtime(f"{self._output}/{path}")
        if signature is None or now is None:
            return False
        if now != (signature.size, signature.changed):
            # Copied, restored or touched: the bytes tell.
            if now[0] != signature.size or hashlib.sha256(self.read(path)).digest() != signature.sha256:
                return False
            signature = OutputSignature(*now, signature.sha256)
        self.found[path] = signature
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
        now = _size_and_mtime(f"{output}/{path}") if path not in known else None
        if now is not None:
            found[path] = OutputSignature(*now, bytes.fromhex(entry.sha256))
        elif path in known:
            found[path] = known[path]
    return found


def _size_and_mtime(path: str) -> tuple[int, int] | None:
    """Return size and mtime (nanoseconds since 1970) of a file; None if there is none, or a link."""
    try:
        stat = os.lstat(path)
    except OSError:
        return None
    if not S_ISREG(stat.st_mode):
        return None
    return stat.st_size, stat.st_mtime_ns
