"""Rendered files before they are written: in memory up to a limit, then in a temporary file."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping

from sourcebook.core.errors import SourcebookError

IN_MEMORY = 64_000_000
"""Limit in bytes."""


class OutputBuffer(Mapping[str, bytes]):
    """Bytes by site path; `put` replaces the bytes of a path."""

    def __init__(self) -> None:
        self._file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  # goes with this object
        self._slices: dict[str, tuple[int, int]] = {}
        self._end = 0

    def put(self, path: str, data: bytes) -> None:
        """Store the bytes of a file.

        Raises:
            SourcebookError: if the disk is full.
        """
        try:
            self._file.seek(self._end)
            self._file.write(data)
        except OSError as error:
            message = f"cannot keep the pages that were drawn: {error.strerror or error}"
            hint = "make room for temporary files, or name another folder for them in TMPDIR"
            raise SourcebookError(message, hint) from error
        self._slices[path] = self._end, len(data)
        self._end += len(data)

    def size(self, path: str) -> int:
        """Return the size of a file in bytes."""
        return self._slices[path][1]

    def __getitem__(self, path: str) -> bytes:
        at, size = self._slices[path]
        self._file.seek(at)
        return self._file.read(size)

    def __contains__(self, path: object) -> bool:
        return path in self._slices

    def __iter__(self) -> Iterator[str]:
        return iter(self._slices)

    def __len__(self) -> int:
        return len(self._slices)
