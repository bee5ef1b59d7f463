"""Byte ranges of files that the preview has in memory; Starlette answers those of files on disk."""

from __future__ import annotations

import re

from starlette.requests import Request
from starlette.responses import Response

_ONE = re.compile(r"bytes=\s*(\d{0,18})-(\d{0,18})\s*\Z", re.ASCII | re.IGNORECASE)


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
    if response.status_code != 200 or found is None or not any(found.groups()):
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
