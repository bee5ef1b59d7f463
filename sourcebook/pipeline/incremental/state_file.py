"""Read and write the build state: written last, in the user's own cache folder, and used only if it is complete.

It is not in the output folder, which people upload: it holds parsed content, drafts included.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, TypeVar

import msgspec

from sourcebook.core.cache.secret_key import SIZE, is_sealed, seal, user_folder
from sourcebook.core.errors import DECODING_ERRORS
from sourcebook.core.filesystem import FileSignature, file_signature, write_atomically
from sourcebook.core.manifest import ManifestEntry, manifest_entry
from sourcebook.core.regular_files import open_regular
from sourcebook.pipeline.incremental.state import BuildHeader, BuildState, DependencyState, ParseResults

FOLDER = "states"
"""Among the caches of the user."""
MAX_AGE = 90 * 24 * 60 * 60
"""Seconds after which the state of a folder that is no longer built into is deleted."""
FORMAT = b"sourcebook state 2\n"
NAME = 40
"""Length of the name of a file: hexadecimal digits of a digest of the output folder's path."""
T = TypeVar("T")


def state_path(output: Path) -> Path | None:
    """Return the path of the state file of an output folder; None if the user has no folder for it."""
    folder = user_folder()
    name = hashlib.sha256(os.fsencode(os.path.realpath(output))).hexdigest()[:NAME]
    return None if folder is None else folder / FOLDER / name


class StateFile:
    """The state file of an output folder. If the user has no folder for it, nothing is known and nothing written.

    Args:
        output: the built folder.
    """

    def __init__(self, output: Path) -> None:
        self._path = state_path(output)
        self._signature = self._current_signature()

    def was_replaced(self) -> bool:
        """Return whether another build replaced the file since this object was made."""
        return self._current_signature() != self._signature

    def header(self) -> BuildHeader | None:
        """Read the header alone; None if it is missing or damaged."""
        if self._path is None:
            return None
        try:
            with open_regular(self._path.parent, self._path.name) as file:
                return _part(file, BuildHeader) if file.read(len(FORMAT)) == FORMAT else None
        except OSError:
            return None

    def outputs(self) -> dict[str, ManifestEntry]:
        """Return the manifest entries of the files that the last build wrote; none if that is not known."""
        header = self.header()
        found = header.files.items() if header is not None else ()
        return {path: manifest_entry(path, one.size, one.sha256.hex()) for path, one in found}

    def read(self, running: Callable[[], bytes]) -> BuildState:
        """Read the state; empty, with the reason, if it is missing, damaged or of another program.

        Args:
            running: returns the fingerprint of this program; called only if there is a state to compare it with.
        """
        if self._path is None:
            return BuildState(missing_because="the user has no folder of their own for what a build leaves")
        try:
            with open_regular(self._path.parent, self._path.name) as file:
                if file.read(len(FORMAT)) != FORMAT:
                    return BuildState(missing_because="the earlier build was one of another version")
                header, state, parses = (
                    _part(file, BuildHeader),
                    _part(file, DependencyState),
                    _part(file, ParseResults),
                )
        except OSError:
            return BuildState(missing_because="no earlier build is known")
        if header is None or state is None or parses is None:
            return BuildState(missing_because="what is known of the earlier build is damaged")
        if header.program_fingerprint != running():
            return BuildState(missing_because="the program is another one now")
        return BuildState(header, state, parses)

    def write(self, state: BuildState) -> None:
        """Write the state of a build that has ended.

        Raises:
            OSError: if the disk is full.
        """
        if self._path is None:
            return
        parts = [msgspec.msgpack.encode(part) for part in (state.header, state.dependencies, state.parses)]
        framed = [len(part).to_bytes(8, "big") + seal(part) + part for part in parts]
        write_atomically(self._path, FORMAT + b"".join(framed))
        for path in self._path.parent.iterdir():
            if len(path.name) == NAME and time.time() - path.stat().st_mtime > MAX_AGE:
                path.unlink(missing_ok=True)

    def delete(self) -> None:
        """Delete the state, if there is one.

        Raises:
            OSError: if it cannot be deleted.
        """
        if self._path is not None:
            self._path.unlink(missing_ok=True)

    def _current_signature(self) -> FileSignature | None:
        """Return the signature of the file, which changes with every build; None if there is none."""
        if self._path is None:
            return None
        try:
            return file_signature(self._path.stat())
        except OSError:
            return None


def _part(file: BinaryIO, kind: type[T]) -> T | None:
    """Read the next part of a state; None if it is damaged, or no build of this user wrote it."""
    size, sealed_by = int.from_bytes(file.read(8), "big"), file.read(SIZE)
    data = file.read(min(size, os.fstat(file.fileno()).st_size))
    if len(data) != size or not is_sealed(data, sealed_by):
        return None
    try:
        return msgspec.msgpack.decode(data, type=kind)
    except DECODING_ERRORS:
        return None
