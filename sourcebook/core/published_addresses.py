"""Addresses that were published, as an output folder remembers them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

import msgspec

from sourcebook.core.filesystem import write_atomically
from sourcebook.core.manifest import STATE_FOLDER, manifest_entry

FILE = f"{STATE_FOLDER}/published.json"


def is_address(path: str) -> bool:
    """Return whether readers may have linked to a file: a page, a feed, a document.

    Parts of pages, files of charts, and files for hosts and search engines are none.

    Args:
        path: its site path.
    """
    *folders, name = path.split("/")
    if "charts" in folders[1:] or manifest_entry(path, 0, "").is_embedded:
        return False
    return name[:1] not in "._" and path not in ("404.html", "robots.txt", "sitemap.xml")


def read_published(output: Path) -> Mapping[str, Collection[str]]:
    """Return the site paths that were published from an output folder, by target; empty if none are known."""
    try:
        return msgspec.json.decode((output / FILE).read_bytes(), type=dict[str, list[str]])
    except (OSError, msgspec.MsgspecError):
        return {}


def remember_published(output: Path, target: str, paths: Iterable[str]) -> None:
    """Replace what an output folder remembers of a target.

    Args:
        output: the built folder.
        target: its URL.
        paths: the site paths of all addresses that it has, or had.

    Raises:
        OSError: if the file cannot be written.
    """
    known = read_published(output)
    now = sorted(set(paths))
    if known.get(target) != now:
        write_atomically(output / FILE, msgspec.json.encode({**known, target: now}, order="sorted"))
