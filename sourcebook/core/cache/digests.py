"""The digest of values and records."""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec

SIZE = 16
"""Bytes of a digest."""
MISSING = bytes(SIZE)
"""Digest of what does not exist."""


def digest(parts: object) -> bytes:
    """Return the digest of plain values and records, 16 bytes; views contribute a digest of their own."""
    return digest_bytes(_ENCODER.encode(parts))


def digest_bytes(data: bytes) -> bytes:
    """Return the digest of bytes, 16 bytes."""
    return hashlib.blake2b(data, digest_size=SIZE).digest()


def _digest_of(view: Any) -> bytes:
    found: bytes = view.digest
    return found


_ENCODER = msgspec.msgpack.Encoder(enc_hook=_digest_of)
