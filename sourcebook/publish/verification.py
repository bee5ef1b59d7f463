"""Reading back: what the target holds, and what readers are given, compared with what was sent."""

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
"""Pages that are fetched from the site's address, at most."""
SECONDS = 10.0
"""For one answer."""
PAUSE = 2.0
"""Seconds between two looks at pages that are not the new ones yet."""
UNSET = "http://127.0.0.1:8000/"
"""The address of a site whose settings name none."""


def mismatches(files: Mapping[str, ManifestEntry], read: Callable[[str], bytes]) -> list[str]:
    """The site paths whose bytes are other ones than they should be, in order.

    Args:
        files: what should be there.
        read: gives the bytes of a site path, empty when there are none; called from several threads.
    """
    with ThreadPoolExecutor(AT_ONCE) as pool:
        hashes = pool.map(lambda path: hashlib.sha256(read(path)).hexdigest(), files)
        return sorted(path for (path, one), found in zip(files.items(), hashes, strict=True) if found != one.sha256)


class LiveCheck(NamedTuple):
    """What readers are given."""

    pages: int
    """How many pages were fetched and are right."""
    reason: str
    """Why none were fetched; empty when they were."""
    wrong: tuple[str, ...] = ()
    """Pages that are other ones than they should be."""


def check_live_pages(
    url: str, files: Mapping[str, ManifestEntry], first: Mapping[str, ManifestEntry], seconds: float
) -> LiveCheck:
    """Fetch pages from the site's own address.

    Args:
        url: the address.
        files: what should be there.
        first: files that changed: of those pages are taken first.
        seconds: how long the host may take until it shows what it was sent.
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
    """The SHA-256 of what an address answers; empty when it is refused."""
    request = urllib.request.Request(address, headers={"Cache-Control": "no-cache", "User-Agent": "sourcebook"})
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:
            return hashlib.sha256(answer.read()).hexdigest()
    except urllib.error.HTTPError:
        return ""
