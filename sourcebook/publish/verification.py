"""Verification: compare files at the target, and live pages, with what was sent."""

from __future__ import annotations

import hashlib
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from typing import NamedTuple
from urllib.parse import quote

from sourcebook.core.manifest import ManifestEntry

AT_ONCE = 8
MOST = 50
"""Most live pages that are fetched."""
SECONDS = 10.0
"""Timeout of a request in seconds."""
PAUSE = 2.0
"""Seconds between two requests for pages that are not updated yet."""
UNSET = "http://127.0.0.1:8000/"
"""The default `base_url`."""


def mismatches(files: Mapping[str, ManifestEntry], read: Callable[[str], bytes]) -> list[str]:
    """Return the site paths of files that differ, in order.

    Args:
        files: expected entries by site path.
        read: returns the bytes of a site path, empty if there are none; called from several threads.
    """
    with ThreadPoolExecutor(AT_ONCE) as pool:
        hashes = pool.map(lambda path: hashlib.sha256(read(path)).hexdigest(), files)
        return sorted(path for (path, one), found in zip(files.items(), hashes, strict=True) if found != one.sha256)


class LiveCheck(NamedTuple):
    """The result of fetching live pages."""

    pages: int
    """Number of correct pages."""
    reason: str
    """The reason why none were fetched; empty if they were."""
    wrong: tuple[str, ...] = ()
    """Pages that differ."""


def check_live_pages(
    url: str, files: Mapping[str, ManifestEntry], first: Mapping[str, ManifestEntry], seconds: float
) -> LiveCheck:
    """Fetch live pages of a site, and compare them.

    Args:
        url: of the site.
        files: expected entries by site path.
        first: changed files, whose pages are fetched first.
        seconds: time that the host may take to update.
    """
    if url == UNSET:
        return LiveCheck(0, "site.yaml names no base_url")
    pages = [path for path in [*first, *files] if path.endswith(".html") and path != "404.html"]
    waiting = list(dict.fromkeys(path for path in pages if path in files))[:MOST]
    count, end = len(waiting), time.monotonic() + seconds
    try:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            while True:
                found = pool.map(lambda path: _fetch(f"{url.rstrip('/')}/{quote(path)}"), waiting)
                waiting = [path for path, one in zip(waiting, found, strict=True) if one != files[path].sha256]
                if not waiting or time.monotonic() > end:
                    return LiveCheck(count - len(waiting), "", tuple(waiting))
                time.sleep(PAUSE)
    except (OSError, HTTPException, ValueError) as error:
        return LiveCheck(0, f"{url} cannot be reached from here ({getattr(error, 'reason', error)})")


def _fetch(address: str) -> str:
    """Return the SHA-256 of the response of a URL; empty if it is an error."""
    request = urllib.request.Request(address, headers={"Cache-Control": "no-cache", "User-Agent": "sourcebook"})
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:
            return hashlib.sha256(answer.read()).hexdigest()
    except urllib.error.HTTPError:
        return ""
