"""What an earlier build parsed: of files that lie as they did then nothing is opened."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

import msgspec

from sourcebook.core.cache.fingerprints import program_fingerprint
from sourcebook.core.cache.memo import NullMemo, RoundMemo, decode_parse
from sourcebook.core.filesystem import FileSignature
from sourcebook.pipeline.incremental.state import PreviousBuild
from sourcebook.pipeline.incremental.state_file import read_state
from sourcebook.pipeline.options import BuildOptions

T = TypeVar("T")
Parsed = Mapping[str, tuple[str, bytes]]
"""By content path: what else a result follows from, and the result as MessagePack."""


class ParseCache(NullMemo):
    """Hands over what the previous build parsed, and gathers what is parsed now.

    Args:
        previous: build.
        snapshot: of the input files now.
        trusts_signatures: whether a file with the signature that it had is taken to hold the bytes that it held.
    """

    def __init__(
        self, previous: PreviousBuild, snapshot: Mapping[str, FileSignature | None], *, trusts_signatures: bool = True
    ) -> None:
        self._before: Parsed = previous.parses.files if trusts_signatures else {}
        self._then = previous.header.inputs
        self._now = snapshot
        self.all: dict[str, tuple[str, bytes]] = {}
        """Everything that was handed over or gathered."""

    def cached_parse(self, path: str, kind: type[T], wanted: str) -> T | None:
        """What a file was parsed into, if it lies as it did then."""
        known, name = self._before.get(path), f"content/{path}"
        lies = self._now.get(name)
        if known is None or known[0] != wanted or lies is None or lies != self._then.get(name):
            return None
        found = decode_parse(known[1], kind)
        if found is not None:
            self.all[path] = known
        return found

    def remember_parse(self, path: str, result: object, wanted: str) -> None:
        """Keep what a file was parsed into."""
        self.all[path] = wanted, msgspec.msgpack.encode(result)


def memo_of_previous_build(options: BuildOptions) -> RoundMemo:
    """What the last build into a folder parsed, for a program that runs long."""
    known = read_state(options.output, program_fingerprint)
    lay, parsed = known.header.inputs, known.parses.files
    return RoundMemo({path: (lay.get(f"content/{path}"), *found) for path, found in parsed.items()})
