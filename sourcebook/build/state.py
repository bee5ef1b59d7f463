"""What a build remembers of itself for the next one: of each output what it was made from, and how its file was left.

It lies inside the built folder, is written at the very end, and is believed only whole: a state that is missing, of
another version of the program or damaged is none, and the next build draws everything.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from re import match

import msgspec

from sourcebook.disk import write_atomically
from sourcebook.manifest import OWN, Filed, described
from sourcebook.model import Finding
from sourcebook.pages import Anchor, Planned

STATE = f"{OWN}/state"
FORMAT = b"sourcebook state 1\n"
PACKAGE = Path(__file__).resolve().parent.parent
Sign = tuple[int, int]
"""How a file lies on the disk: bytes, and nanoseconds since 1970 of its last change."""


class Left(msgspec.Struct, frozen=True, array_like=True):
    """One file as a build left it."""

    sign: Sign
    sha256: bytes


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
    """What a build knew when it ended."""

    program: bytes = b""
    """Digest of the program that built."""
    pieces: dict[str, bytes] = {}
    """Digests of the pieces of the site that outputs were made from, by name."""
    outputs: dict[str, Made] = {}
    """By site path."""
    files: dict[str, Left] = {}
    """Every file of the site, by site path."""


class Leftovers:
    """The files that an earlier build left in a folder.

    Args:
        output: the built folder.
        state: what that build knew.
    """

    def __init__(self, output: Path, state: State) -> None:
        self._output = output
        self._state = state
        self.found: dict[str, Left] = {}
        """Those that were asked for and are as they were left, by site path."""

    def lacks(self, planned: Planned) -> tuple[str, ...]:
        """Why an output has to be drawn although it would be what it was; nothing when its files are as they were."""
        paths = (planned.path, *self._state.outputs[planned.path].files)
        return tuple(f"{path} is not as the last build left it" for path in paths if not self._is_there(path))

    def read(self, path: str) -> bytes:
        """The bytes of a file."""
        return (self._output / path).read_bytes()

    def filed(self, path: str) -> Filed:
        """The entry of a file in the manifest."""
        left = self.found[path]
        return described(path, left.sign[0], left.sha256.hex())

    def _is_there(self, path: str) -> bool:
        left, now = self._state.files.get(path), sign(self._output / path)
        if left is None or now is None:
            return False
        if now != left.sign:
            # Copied, restored or touched: the bytes tell.
            if now[0] != left.sign[0] or hashlib.sha256(self.read(path)).digest() != left.sha256:
                return False
            left = Left(now, left.sha256)
        self.found[path] = left
        return True


def read_state(output: Path, program: bytes) -> tuple[State, str]:
    """The state that lies in a built folder; an empty one, and why, when there is none that can be believed.

    Args:
        output: the built folder.
        program: digest of the program that is running.
    """
    try:
        data = (output / STATE).read_bytes()
    except OSError:
        return State(), "no earlier build is known"
    start, mark = len(FORMAT), len(FORMAT) + 32
    if not data.startswith(FORMAT):
        return State(), "the earlier build was one of another version"
    if hashlib.sha256(data[mark:]).digest() != data[start:mark]:
        return State(), "what is known of the earlier build is damaged"
    try:
        state = msgspec.msgpack.decode(data[mark:], type=State)
    except msgspec.MsgspecError:
        return State(), "the earlier build was one of another version"
    return (state, "") if state.program == program else (State(), "the program is another one now")


def write_state(output: Path, state: State, files: Mapping[str, Filed], known: Mapping[str, Left]) -> None:
    """Put a state into a built folder, with how its files lie there.

    Args:
        output: the built folder.
        state: what is to be known, but for the files.
        files: of the site, as in its manifest.
        known: those whose lie is known already.

    Raises:
        OSError: when the disk is full.
    """
    left = {}
    for path, entry in files.items():
        found = known.get(path)
        if found is None:
            now = sign(output / path)
            found = Left(now, bytes.fromhex(entry.sha256)) if now else None
        if found is not None:
            left[path] = found
    data = msgspec.msgpack.encode(msgspec.structs.replace(state, files=left))
    write_atomically(output / STATE, FORMAT + hashlib.sha256(data).digest() + data)


def sign(path: Path) -> Sign | None:
    """How a file lies on the disk; None when there is none."""
    try:
        stat = os.stat(path)
    except OSError:
        return None
    return stat.st_size, stat.st_mtime_ns


@cache
def program_digest() -> bytes:
    """What stands for the program that is running: its own code, and the versions of what it is made with."""
    digest = hashlib.blake2b(digest_size=16)
    for name in sorted(set(_parts())):
        try:
            digest.update(f"{name} {version(name)}\n".encode())
        except PackageNotFoundError:
            digest.update(f"{name} is missing\n".encode())
    for path in sorted(PACKAGE.rglob("*.py")):
        data = path.read_bytes()
        digest.update(f"{path.relative_to(PACKAGE)} {len(data)}\n".encode())
        digest.update(data)
    return digest.digest()


def _parts() -> Iterator[str]:
    for requirement in requires("sourcebook") or ():
        found = match(r"[\w.-]+", requirement)
        if found:
            yield found[0]
