"""Byte ranges of files, answered alike for those that the preview has in memory and for those on disk."""

from __future__ import annotations

import re

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.types import Receive, Scope, Send

_ONE = re.compile(r"bytes=\s*(\d{0,18})-(\d{0,18})\s*\Z", re.ASCII | re.IGNORECASE)


class RangedFile(FileResponse):
    """A file on disk, of which one range can be asked for; any other request for ranges gets the whole file."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request without the ranges that are none."""
        if not _has_range(Headers(scope=scope)):
            scope = {**scope, "headers": [one for one in scope["headers"] if one[0].lower() != b"range"]}
        await super().__call__(scope, receive, send)


def _has_range(headers: Headers) -> bool:
    found = _ONE.match(headers.get("range", ""))
    return found is not None and any(found.groups()) and (not all(found.groups()) or int(found[1]) <= int(found[2]))


def with_range(request: Request, response: Response) -> Response:
    """Return the response, or that for the range that a request asks for.

    A request for several ranges, or for none that can be, gets the whole file, which HTTP allows.

    Args:
        request: of a client.
        response: the whole file, with its `ETag`.
    """
    response.headers["Accept-Ranges"] = "bytes"
    found = _ONE.match(request.headers.get("range", ""))
    condition = request.headers.get("if-range")
    if response.status_code != 200 or found is None or not _has_range(request.headers):
        return response
    if condition is not None and condition != response.headers.get("etag"):
        return response
    size = len(response.body)
    if found[1]:
        start, end = int(found[1]), min(int(found[2]) + 1 if found[2] else size, size)
    else:
        start, end = max(size - int(found[2]), 0), size
    headers = {key: value for key, value in response.headers.items() if key not in ("content-length", "content-type")}
    if start >= end:
        return Response(status_code=416, headers={**headers, "Content-Range": f"bytes */{size}"})
    media_type = response.headers["content-type"]
    headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    return Response(bytes(response.body[start:end]), 206, headers, media_type)
