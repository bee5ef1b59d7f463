"""Reading back: what the target holds, and what readers are given, compared with what was sent."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor

from sourcebook.manifest import Filed

AT_ONCE = 8


def mismatches(files: Mapping[str, Filed], read: Callable[[str], bytes]) -> list[str]:
    """The site paths whose bytes are other ones than they should be, in order.

    Args:
        files: what should be there.
        read: gives the bytes of a site path, empty when there are none; called from several threads.
    """
    with ThreadPoolExecutor(AT_ONCE) as pool:
        hashes = pool.map(lambda path: hashlib.sha256(read(path)).hexdigest(), files)
        return sorted(path for (path, one), found in zip(files.items(), hashes, strict=True) if found != one.sha256)
