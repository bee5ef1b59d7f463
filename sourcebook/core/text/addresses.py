"""Addresses: those that authors write are decoded, those that leave the program are percent-encoded."""

from __future__ import annotations

import re
from unicodedata import normalize
from urllib.parse import quote, unquote

SAFE_PATH = re.compile(r"[\w.~/-]*\Z", re.ASCII)
"""A path that is the same when it is percent-encoded."""
AFTER_PATH = re.compile(r"(?:\A|(?<=/))[?#]")
"""Where the query or the fragment of a site path begins: only paths of pages have one, and they end in a slash."""
UNENCODED = "!#$%&'()*+,/:;=?@[]~"
"""Characters of a whole URL that are not encoded; `%` where it begins an encoded character."""
LONE_PERCENT = re.compile(r"%(?![\dA-Fa-f]{2})")
HOST = re.compile(r"(?:[A-Za-z][A-Za-z\d+.-]*:)?//[^/?#]*")


def canonical(name: str) -> str:
    """Return a name in Unicode's form NFC, in which names are compared: macOS writes `ü` as two characters."""
    return name if name.isascii() else normalize("NFC", name)


def decoded_path(written: str) -> str:
    """Return the path that an address names: `two%20words.png` is the file `two words.png`."""
    return canonical(unquote(written) if "%" in written else written)


def encoded_path(path: str) -> str:
    """Return a site path as it is written in an address: `a#b.png` as `a%23b.png`.

    A page's path ends in a slash, and may have a query and a fragment behind it, which are kept:
    `claims/?kind=fact`, `briefings/x/#claim-y`.
    """
    if SAFE_PATH.match(path):
        return path
    after = AFTER_PATH.search(path)
    end = after.start() if after else len(path)
    return quote(path[:end]) + encoded_url(path[end:])


def encoded_url(url: str) -> str:
    """Return a URL with the characters percent-encoded that no URL contains; encoded ones stay as they are.

    The name of a host stays as it is written, in any script.
    """
    host = HOST.match(url)
    start = host.end() if host else 0
    return url[:start] + quote(LONE_PERCENT.sub("%25", url[start:]), safe=UNENCODED)
