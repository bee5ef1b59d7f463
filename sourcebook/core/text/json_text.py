"""JSON for files that others read."""

from __future__ import annotations

import msgspec

_ENCODER = msgspec.json.Encoder(decimal_format="number")
"""Writes decimals as numbers, with their decimal places."""


def json_bytes(document: object, indent: int | None = 1) -> bytes:
    """Return a document as JSON with a line end; of `indent` spaces a level, or on one line."""
    data = _ENCODER.encode(document)
    return (data if indent is None else msgspec.json.format(data, indent=indent)) + b"\n"
