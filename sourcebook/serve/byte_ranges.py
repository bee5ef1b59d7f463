"""Byte ranges of files, answered alike for those that the preview has in memory and for those on disk."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

_ONE = re.compile(r"bytes=\s*(\d{0,18})-(\d{0,18})\s*\Z", re.ASCII | re.IGNORECASE)
_CHUNK = 256 * 1024
"""Bytes that are read from a file at once."""


def with_range(request: Request, response: Response) -> Response:
    """Return the response, or that for the range that a request asks for.

    A request for several ranges, or for none that can be, gets the whole file, which HTTP allows.

    Args:
        request: of a client.
        response: the whole file, with its `ETag`.
    """
    response.headers["Accept-Ranges"] = "bytes"
    size = len(response.body)
    part = _range(request, size, response.headers.get("etag", "")) if response.status_code == 200 else None
    if part is None:
        return response
    headers = {key: value for key, value in response.headers.items() if key not in ("content-length", "content-type")}
    headers["Content-Range"] = _content_range(part, size)
    if not part:
        return Response(status_code=416, headers=headers)
    return Response(bytes(response.body[part.start : part.stop]), 206, headers, response.headers["content-type"])


def ranged_file(request: Request, file: BinaryIO, media_type: str, headers: Mapping[str, str]) -> Response:
    """Return the response with an open file, or with the range of it that a request asks for; it closes the file.

    Args:
        request: of a client.
        file: open for reading.
        media_type: value of the Content-Type header.
        headers: further headers.
    """
    stat = os.fstat(file.fileno())
    tag = f'"{stat.st_mtime_ns:x}-{stat.st_size:x}"'
    part = _range(request, stat.st_size, tag)
    sent = range(stat.st_size) if part is None else part
    found = {**headers, "Accept-Ranges": "bytes", "ETag": tag, "Content-Length": str(len(sent))}
    if part is not None:
        found["Content-Range"] = _content_range(part, stat.st_size)
    status = 200 if part is None else 206 if part else 416
    chunks = iter(()) if request.method == "HEAD" else _chunks(file, sent)
    return StreamingResponse(chunks, status, found, media_type, BackgroundTask(file.close))


def _range(request: Request, size: int, tag: str) -> range | None:
    """Return the bytes that a request asks for, none if the file has none of them; None for the whole file."""
    found = _ONE.match(request.headers.get("range", ""))
    if found is None or not any(found.groups()) or (all(found.groups()) and int(found[1]) > int(found[2])):
        return None
    if request.headers.get("if-range", tag) != tag:
        return None
    if found[1]:
        return range(int(found[1]), max(min(int(found[2]) + 1 if found[2] else size, size), int(found[1])))
    return range(max(size - int(found[2]), 0), size)


def _content_range(part: range, size: int) -> str:
    return f"bytes {part.start}-{part.stop - 1}/{size}" if part else f"bytes */{size}"


def _chunks(file: BinaryIO, sent: range) -> Iterator[bytes]:
    """Yield these bytes of a file; fewer, if it became shorter."""
    file.seek(sent.start)
    missing = len(sent)
    while missing and (data := file.read(min(_CHUNK, missing))):
        missing -= len(data)
        yield data
