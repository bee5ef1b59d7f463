"""Write starter files: all or none, and never over an existing file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from sourcebook.core.errors import SourcebookError
from sourcebook.core.filesystem import write_atomically


def write_new(root: Path, files: Mapping[str, bytes]) -> None:
    """Write files that do not exist yet.

    Args:
        root: folder of the files, created if it is missing.
        files: their bytes by POSIX path below it.

    Raises:
        SourcebookError: if one of them exists; then none is written.
        OSError: if one cannot be written; those written before it are deleted again.
    """
    for name in files:
        if (root / name).exists():
            raise SourcebookError(f"{root / name} is there already", "move it away first, or choose another name")
    written: list[Path] = []
    try:
        for name, data in files.items():
            write_atomically(root / name, data)
            written.append(root / name)
    except BaseException:
        for path in written:
            path.unlink(missing_ok=True)
        raise
