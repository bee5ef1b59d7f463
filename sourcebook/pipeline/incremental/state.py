"""Build state for incremental builds: for each output its dependencies and the signature of the written file."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from sourcebook.core.filesystem import FileSignature
from sourcebook.model import AnchorLink, Finding


class OutputSignature(msgspec.Struct, frozen=True, array_like=True):
    """One file as a build left it."""

    size: int
    """In bytes."""
    changed: int
    """Nanoseconds since 1970 of its last change."""
    sha256: bytes


class BuildHeader(msgspec.Struct, frozen=True, array_like=True):
    """What tells whether anything changed since a build ended, without looking into a single file."""

    program: bytes = b""
    """Digest of the program that built."""
    options: str = ""
    """What was asked for."""
    inputs: dict[str, FileSignature | None] = {}
    """How each file lay that the build may have read."""
    files: dict[str, OutputSignature] = {}
    """Every file of the site, by site path."""
    findings: tuple[Finding, ...] = ()
    """All that there was to say."""


class OutputRecord(msgspec.Struct, frozen=True, array_like=True):
    """One output as it was drawn."""

    values: bytes
    """Digest of the plain values that it was made from."""
    dependencies: tuple[str, ...]
    """Names of the pieces of the site that it was planned with."""
    discovered_dependencies: tuple[str, ...]
    """Those that it turned out to refer to."""
    files: tuple[str, ...]
    """Files that came with it, by site path."""
    links: tuple[AnchorLink, ...]
    findings: tuple[Finding, ...]
    broken: tuple[Finding, ...] = ()
    """Findings about its links."""


class DependencyState(msgspec.Struct, frozen=True, array_like=True):
    """What a build knew of its outputs when it ended."""

    digests: dict[str, bytes] = {}
    """Digests of the pieces of the site that outputs were made from, by name."""
    outputs: dict[str, OutputRecord] = {}
    """By site path."""


class ParseResults(msgspec.Struct, frozen=True, array_like=True):
    """What a build parsed."""

    files: dict[str, tuple[str, bytes]] = {}
    """By content path."""


class PreviousBuild(NamedTuple):
    """What is known of an earlier build."""

    header: BuildHeader = BuildHeader()
    state: DependencyState = DependencyState()
    parses: ParseResults = ParseResults()
    missing_because: str = ""
    """Why that is nothing; or empty."""
