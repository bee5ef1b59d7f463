"""Build state for incremental builds: for each output its dependencies and the signature of the written file."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from sourcebook.core.filesystem import FileSignature
from sourcebook.model import AnchorLink, Finding


class OutputSignature(msgspec.Struct, frozen=True, array_like=True):
    """The signature of a file that a build wrote."""

    size: int
    """In bytes."""
    changed: int
    """Its mtime in nanoseconds since 1970."""
    sha256: bytes


class BuildHeader(msgspec.Struct, frozen=True, array_like=True):
    """The part of the state that tells whether anything changed since the build, without opening a file."""

    program_fingerprint: bytes = b""
    """Fingerprint of the program."""
    options_key: str = ""
    """The options that outputs depend on, `BuildOptions.output_key`."""
    inputs: dict[str, FileSignature | None] = {}
    """The snapshot of the input files."""
    files: dict[str, OutputSignature] = {}
    """The signature of every output file, by site path."""
    findings: tuple[Finding, ...] = ()
    """All findings of the build."""


class OutputRecord(msgspec.Struct, frozen=True, array_like=True):
    """One output as it was rendered."""

    values: bytes
    """Digest of the plain values that it was rendered from."""
    dependencies: tuple[str, ...]
    """Names of the dependencies that it declared."""
    discovered_dependencies: tuple[str, ...]
    """Names of the dependencies that were discovered while it was rendered."""
    files: tuple[str, ...]
    """Site paths of the files that come with it."""
    links: tuple[AnchorLink, ...]
    findings: tuple[Finding, ...]
    broken: tuple[Finding, ...] = ()
    """Findings about its links."""


class DependencyState(msgspec.Struct, frozen=True, array_like=True):
    """The dependencies of all outputs, with their digests."""

    digests: dict[str, bytes] = {}
    """Digests of dependencies, by name."""
    outputs: dict[str, OutputRecord] = {}
    """By site path."""


class ParseResults(msgspec.Struct, frozen=True, array_like=True):
    """The parses of a build."""

    files: dict[str, tuple[str, bytes]] = {}
    """By content path: the context of a parse, and the parse as MessagePack."""


class BuildState(NamedTuple):
    """The state that a build leaves for the next one."""

    header: BuildHeader = BuildHeader()
    dependencies: DependencyState = DependencyState()
    parses: ParseResults = ParseResults()
    missing_because: str = ""
    """The reason why there is none; empty if there is one."""
