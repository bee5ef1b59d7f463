"""Put fingerprints into names of assets, so that caches never combine a page with other versions of its assets."""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections.abc import Mapping
from pathlib import PurePosixPath

REFERENCE = re.compile(rb"""(?<=["'(])[\w./-]+(?=["')?#])""")
"""Possible file names in a style sheet or script: quoted, or in parentheses."""
REFERRING = (".css", ".js", ".mjs")


def fingerprint_assets(assets: Mapping[str, bytes]) -> tuple[dict[str, str], dict[str, bytes]]:
    """Return assets with fingerprints in their names, and with adapted references to each other.

    A fingerprint covers the bytes of a file and of all files that it refers to, so that a style sheet with a changed
    font changes too; scripts may refer to each other in circles.

    Args:
        assets: bytes by name below `assets/`.

    Returns:
        the new name by the old one, and bytes by new name: `sourcebook.css` is `sourcebook-1f0c9a7be2d4.css`.
    """
    references = {name: _references(name, data, assets) for name, data in assets.items()}
    names = {name: _named(name, assets, references) for name in assets}
    return names, {names[name]: _renamed(name, assets[name], references[name], names) for name in assets}


def _references(name: str, data: bytes, assets: Mapping[str, bytes]) -> dict[bytes, str]:
    """Return the assets that a file refers to, by the text of the reference."""
    if not name.endswith(REFERRING):
        return {}
    folder = posixpath.dirname(name)
    found = {word: posixpath.normpath(posixpath.join(folder, word.decode())) for word in REFERENCE.findall(data)}
    return {word: there for word, there in found.items() if there in assets}


def _named(name: str, assets: Mapping[str, bytes], references: Mapping[str, Mapping[bytes, str]]) -> str:
    reached, ahead = {name}, [name]
    while ahead:
        further = set(references[ahead.pop()].values()) - reached
        reached |= further
        ahead += further
    # The path first, so that a file whose content moved elsewhere is another one.
    hashes = "".join(f"{one} {hashlib.sha256(assets[one]).hexdigest()}\n" for one in sorted(reached))
    path = PurePosixPath(name)
    fingerprint = hashlib.sha256(f"{name}\n{hashes}".encode()).hexdigest()[:12]
    return str(path.with_name(f"{path.stem}-{fingerprint}{path.suffix}"))


def _renamed(name: str, data: bytes, references: Mapping[bytes, str], names: Mapping[str, str]) -> bytes:
    folder = posixpath.dirname(name) or "."

    def new(match: re.Match[bytes]) -> bytes:
        there = references.get(match[0])
        if there is None:
            return match[0]
        link = posixpath.relpath(names[there], folder)
        return (link if link.startswith(".") else f"./{link}").encode()

    return REFERENCE.sub(new, data)
