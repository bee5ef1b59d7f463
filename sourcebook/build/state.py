"""What a build remembers of itself for the next one: of each output what it was made from, and how its file was left.

It lies inside the built folder, is written at the very end, and is believed only whole: a state that is missing, of
another version of the program or damaged is none, and the next build draws everything.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import BinaryIO, NamedTuple, TypeVar

import msgspec

from sourcebook.disk import Sign, sign_of, write_atomically
from sourcebook.manifest import OWN, Filed, described
from sourcebook.model import Anchor, Finding

STATE = f"{OWN}/state"
FORMAT = b"sourcebook state 1\n"
T = TypeVar("T")
HASH = 32
"""Bytes of a SHA-256."""


class Left(msgspec.Struct, frozen=True, array_like=True):
    """One file as a build left it."""

    size: int
    """In bytes."""
    changed: int
    """Nanoseconds since 1970 of its last change."""
    sha256: bytes


class Outline(msgspec.Struct, frozen=True, array_like=True):
    """What tells whether anything changed since a build ended, without looking into a single file."""

    program: bytes = b""
    """Digest of the program that built."""
    order: str = ""
    """What was asked for."""
    inputs: dict[str, Sign | None] = {}
    """How each file lay that the build may have read."""
    files: dict[str, Left] = {}
    """Every file of the site, by site path."""
    findings: tuple[Finding, ...] = ()
    """All that there was to say."""


class Made(msgspec.Struct, frozen=True, array_like=True):
    """One output as it was drawn."""

    plain: bytes
    """Digest of the plain values that it was made from."""
    reads: tuple[str, ...]
    """Names of the pieces of the site that it was planned with."""
    notes: tuple[str, ...]
    """Those that it turned out to refer to."""
    files: tuple[str, ...]
    """Files that came with it, by site path."""
    links: tuple[Anchor, ...]
    findings: tuple[Finding, ...]
    broken: tuple[Finding, ...] = ()
    """Findings about its links."""


class State(msgspec.Struct, frozen=True, array_like=True):
    """What a build knew of its outputs when it ended."""

    pieces: dict[str, bytes] = {}
    """Digests of the pieces of the site that outputs were made from, by name."""
    outputs: dict[str, Made] = {}
    """By site path."""


class Reading(msgspec.Struct, frozen=True, array_like=True):
    """What a build parsed."""

    files: dict[str, tuple[str, bytes]] = {}
    """By content path."""


class Leftovers:
    """The files that an earlier build left in a folder.

    Args:
        output: the built folder.
        files: as that build left them, by site path.
    """

    def __init__(self, output: Path, files: Mapping[str, Left]) -> None:
        self._output = output
        self._files = files
        self.found: dict[str, Left] = {}
        """Those that were asked for and are as they were left, by site path."""

    def lacks(self, paths: Iterable[str]) -> tuple[str, ...]:
        """Why an output has to be drawn although it would be what it was; nothing when its files are as they were."""
        return tuple(f"{path} is not as the last build left it" for path in paths if not self._is_there(path))

    def are_all_there(self) -> bool:
        """Whether every file lies there as it was left, by its size and date."""
        return all(_lies(f"{self._output}/{path}") == (left.size, left.changed) for path, left in self._files.items())

    def read(self, path: str) -> bytes:
        """The bytes of a file."""
        return (self._output / path).read_bytes()

    def holds(self, path: str, data: bytes) -> bool:
        """Whether the earlier build left a file with these bytes."""
        left = self._files.get(path)
        return left is not None and left.size == len(data) and left.sha256 == hashlib.sha256(data).digest()

    def filed(self, path: str) -> Filed:
        """The entry of a file in the manifest."""
        left = self.found[path]
        return described(path, left.size, left.sha256.hex())

    def _is_there(self, path: str) -> bool:
        left, now = self._files.get(path), _lies(f"{self._output}/{path}")
        if left is None or now is None:
            return False
        if now != (left.size, left.changed):
            # Copied, restored or touched: the bytes tell.
            if now[0] != left.size or hashlib.sha256(self.read(path)).digest() != left.sha256:
                return False
            left = Left(*now, left.sha256)
        self.found[path] = left
        return True


def read_outline(output: Path) -> Outline | None:
    """The first part of what a build left in a folder; None when there is none that can be believed."""
    try:
        with (output / STATE).open("rb") as file:
            return _part(file, Outline) if file.read(len(FORMAT)) == FORMAT else None
    except OSError:
        return None


class Known(NamedTuple):
    """What is known of an earlier build."""

    outline: Outline = Outline()
    state: State = State()
    reading: Reading = Reading()
    lack: str = ""
    """Why that is nothing; or empty."""


def read_state(output: Path, running: Callable[[], bytes]) -> Known:
    """What a build left in a folder; nothing, and why, when there is none that can be believed.

    Args:
        output: the built folder.
        running: makes the digest of the program, which takes a while, where there is something to compare it with.
    """
    try:
        with (output / STATE).open("rb") as file:
            if file.read(len(FORMAT)) != FORMAT:
                return Known(lack="the earlier build was one of another version")
            outline, state, reading = _part(file, Outline), _part(file, State), _part(file, Reading)
    except OSError:
        return Known(lack="no earlier build is known")
    if outline is None or state is None or reading is None:
        return Known(lack="what is known of the earlier build is damaged")
    if outline.program != running():
        return Known(lack="the program is another one now")
    return Known(outline, state, reading)


def write_state(output: Path, known: Known) -> None:
    """Put what a build knows into its folder.

    Raises:
        OSError: when the disk is full.
    """
    parts = [msgspec.msgpack.encode(part) for part in (known.outline, known.state, known.reading)]
    framed = [len(part).to_bytes(8, "big") + hashlib.sha256(part).digest() + part for part in parts]
    write_atomically(output / STATE, FORMAT + b"".join(framed))


def state_sign(output: Path) -> Sign | None:
    """How the state lies in a folder: another one than before, when a build ended there meanwhile; None for none."""
    try:
        return sign_of((output / STATE).stat())
    except OSError:
        return None


def left(output: Path, files: Mapping[str, Filed], known: Mapping[str, Left]) -> dict[str, Left]:
    """How the files of a site lie in its folder.

    Args:
        output: the built folder.
        files: of the site, as in its manifest.
        known: those of which that is known already.
    """
    found = {}
    for path, entry in files.items():
        lies = _lies(f"{output}/{path}") if path not in known else None
        if lies is not None:
            found[path] = Left(*lies, bytes.fromhex(entry.sha256))
        elif path in known:
            found[path] = known[path]
    return found


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


def _lies(path: str) -> tuple[int, int] | None:
    """The size of a file, and when it changed last, in nanoseconds since 1970; None when there is none."""
    try:
        stat = os.stat(path)
    except OSError:
        return None
    return stat.st_size, stat.st_mtime_ns
