"""Read and write the build state: it lies in the output folder, is written last, and is used only if it is complete."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, TypeVar

import msgspec

from sourcebook.core.filesystem import FileSignature, file_signature, write_atomically
from sourcebook.core.manifest import STATE_FOLDER
from sourcebook.pipeline.incremental.state import BuildHeader, DependencyState, ParseResults, PreviousBuild

STATE = f"{STATE_FOLDER}/state"
FORMAT = b"sourcebook state 1\n"
T = TypeVar("T")
HASH = 32
"""Bytes of a SHA-256."""


class StateFile:
    """The state that a build left in its output folder: the header by itself, or all of it.

    Args:
        output: the built folder.
    """

    def __init__(self, output: Path) -> None:
        self._output = output
        self._signature = state_signature(output)

    def was_replaced(self) -> bool:
        """Whether another build ended here meanwhile."""
        return state_signature(self._output) != self._signature

    def header(self) -> BuildHeader | None:
        """The header; None when there is none that can be believed."""
        return read_header(self._output)

    def read(self, running: Callable[[], bytes]) -> PreviousBuild:
        """What the previous build left; nothing, and why, when there is none that can be believed."""
        return read_state(self._output, running)


def read_header(output: Path) -> BuildHeader | None:
    """The first part of what a build left in a folder; None when there is none that can be believed."""
    try:
        with (output / STATE).open("rb") as file:
            return _part(file, BuildHeader) if file.read(len(FORMAT)) == FORMAT else None
    except OSError:
        return None


def read_state(output: Path, running: Callable[[], bytes]) -> PreviousBuild:
    """What a build left in a folder; nothing, and why, when there is none that can be believed.

    Args:
        output: the built folder.
        running: makes the digest of the program, which takes a while, where there is something to compare it with.
    """
    try:
        with (output / STATE).open("rb") as file:
            if file.read(len(FORMAT)) != FORMAT:
                return PreviousBuild(missing_because="the earlier build was one of another version")
            outline, state, reading = _part(file, BuildHeader), _part(file, DependencyState), _part(file, ParseResults)
    except OSError:
        return PreviousBuild(missing_because="no earlier build is known")
    if outline is None or state is None or reading is None:
        return PreviousBuild(missing_because="what is known of the earlier build is damaged")
    if outline.program != running():
        return PreviousBuild(missing_because="the program is another one now")
    return PreviousBuild(outline, state, reading)


def write_state(output: Path, previous: PreviousBuild) -> None:
    """Put what a build knows into its folder.

    Raises:
        OSError: when the disk is full.
    """
    parts = [msgspec.msgpack.encode(part) for part in (previous.header, previous.state, previous.parses)]
    framed = [len(part).to_bytes(8, "big") + hashlib.sha256(part).digest() + part for part in parts]
    write_atomically(output / STATE, FORMAT + b"".join(framed))


def state_signature(output: Path) -> FileSignature | None:
    """How the state lies in a folder: another one than before, when a build ended there meanwhile; None for none."""
    try:
        return file_signature((output / STATE).stat())
    except OSError:
        return None


def _part(file: BinaryIO, kind: type[T]) -> T | None:
    """The next part of a state; None when it was damaged."""
    size, mark = int.from_bytes(file.read(8), "big"), file.read(HASH)
    data = file.read(min(size, os.fstat(file.fileno()).st_size))
    if len(data) != size or hashlib.sha256(data).digest() != mark:
        return None
    try:
        return msgspec.msgpack.decode(data, type=kind)
    except msgspec.MsgspecError:
        return None
