"""Parses from the previous build, for files whose signature is unchanged: these are not opened."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

import msgspec

from sourcebook.core.cache.fingerprints import program_fingerprint
from sourcebook.core.cache.memo import Memo, RoundMemo, decode_parse
from sourcebook.core.filesystem import FileSignature
from sourcebook.pipeline.incremental.state import BuildState
from sourcebook.pipeline.incremental.state_file import StateFile
from sourcebook.pipeline.options import BuildOptions

T = TypeVar("T")
Parsed = Mapping[str, tuple[str, bytes]]
"""By content path: the context of a parse, and the parse as MessagePack."""


class ParseCache(Memo):
    """Returns parses of the previous build, and collects those of this one.

    Args:
        previous: the previous build.
        snapshot: signatures of the input files now.
        trusts_signatures: whether a file with an unchanged signature counts as unchanged.
    """

    def __init__(
        self, previous: BuildState, snapshot: Mapping[str, FileSignature | None], *, trusts_signatures: bool = True
    ) -> None:
        self._previous: Parsed = previous.parses.files if trusts_signatures else {}
        self._then = previous.header.inputs
        self._now = snapshot
        self.all: dict[str, tuple[str, bytes]] = {}
        """The parses that were returned or collected."""

    def cached_parse(self, path: str, kind: type[T], context: str) -> T | None:
        """Return the parse of a content file whose signature is unchanged; None if the file has to be opened."""
        known, name = self._previous.get(path), f"content/{path}"
        signature = self._now.get(name)
        if known is None or known[0] != context or signature is None or signature != self._then.get(name):
            return None
        found = decode_parse(known[1], kind)
        if found is not None:
            self.all[path] = known
        return found

    def remember_parse(self, path: str, result: object, context: str) -> None:
        """Collect the parse of a content file."""
        self.all[path] = context, msgspec.msgpack.encode(result)


def memo_of_previous_build(options: BuildOptions) -> RoundMemo:
    """Return a memo with the parses of the last build into a folder, for the preview."""
    known = StateFile(options.output).read(program_fingerprint)
    signatures, parsed = known.header.inputs, known.parses.files
    return RoundMemo({path: (signatures.get(f"content/{path}"), *found) for path, found in parsed.items()})
