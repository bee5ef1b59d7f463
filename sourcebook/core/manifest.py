"""The manifest of a built site: every file with its size, hash, content type and cache class.

A build reads it to find files to delete, and a publish to find files to send and their headers.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable
from hmac import compare_digest
from pathlib import Path
from typing import Literal

import msgspec

from sourcebook.core.cache.secret_key import seal
from sourcebook.core.errors import DECODING_ERRORS
from sourcebook.core.regular_files import read_regular

STATE_FOLDER = ".sourcebook"
"""The folder of the program in the output: manifest, state, lock, staging. It is never published."""
MANIFEST = f"{STATE_FOLDER}/manifest.json"
Cache = Literal["page", "asset", "immutable"]
"""Cache class: `page` is validated each time, `asset` is valid for some minutes, `immutable` for ever."""
FINGERPRINT = re.compile(r"assets/(?:.*/)?[^/]+-[0-9a-f]{12}(?:\.[^/]*)?\Z")
TYPES = {
    ".avif": "image/avif", ".bib": "application/x-bibtex", ".css": "text/css", ".csv": "text/csv",
    ".geojson": "application/geo+json", ".gif": "image/gif", ".gz": "application/gzip", ".html": "text/html",
    ".ico": "image/vnd.microsoft.icon", ".jpeg": "image/jpeg", ".jpg": "image/jpeg", ".js": "text/javascript",
    ".json": "application/json", ".jsonl": "application/jsonl", ".m4a": "audio/mp4", ".md": "text/markdown",
    ".mjs": "text/javascript", ".mp3": "audio/mpeg", ".mp4": "video/mp4", ".ogg": "audio/ogg", ".otf": "font/otf",
    ".parquet": "application/vnd.apache.parquet", ".pdf": "application/pdf", ".png": "image/png",
    ".svg": "image/svg+xml", ".tsv": "text/tab-separated-values", ".ttf": "font/ttf", ".txt": "text/plain",
    ".vtt": "text/vtt", ".wasm": "application/wasm", ".webm": "video/webm", ".webmanifest": "application/manifest+json",
    ".webp": "image/webp", ".woff": "font/woff", ".woff2": "font/woff2", ".xml": "application/xml",
    ".yaml": "application/yaml", ".yml": "application/yaml", ".zip": "application/zip",
}  # fmt: skip
"""Media types by suffix; the table of Python depends on the machine."""
STRAY = re.compile(r"(?:\A|/)\.{0,2}(?:/|\Z)|\A\.sourcebook(?:/|\Z)|\0" + (r"|\\|\A\w:" if os.sep == "\\" else ""))
"""A part of a path that no site path has."""
OTHER = "application/octet-stream"
FEEDS = {"feed.xml": "application/atom+xml", "feed.json": "application/feed+json"}
CACHE_CONTROL: dict[Cache, str] = {
    "page": "public, max-age=0, must-revalidate",
    "asset": "public, max-age=600",
    "immutable": "public, max-age=31536000, immutable",
}
"""The value of the Cache-Control header, by cache class."""
TEXTUAL = ("text/", "application/json", "application/xml", "application/atom", "application/feed", "image/svg")
EMBEDDED = ("text/css", "text/javascript", "image/", "font/", "audio/", "video/", "application/wasm")


class ManifestEntry(msgspec.Struct, frozen=True, omit_defaults=True):
    """One file of a built site."""

    size: int
    """In bytes."""
    sha256: str
    """In hexadecimal."""
    type: str
    """The value of its Content-Type header."""
    cache: Cache
    encoding: Literal["", "gzip"] = ""
    """Encoding under which a target stores it; size and hash are those of the unencoded bytes."""

    @property
    def is_embedded(self) -> bool:
        """Whether pages embed it: a style sheet, script, font, image, sound."""
        return self.cache == "immutable" or self.type.startswith(EMBEDDED)


class Manifest(msgspec.Struct, frozen=True):
    """All files of a built site, by site path.

    Raises:
        ValueError: if a path is no site path: it leaves the folder of the site, or is in that of the program.
    """

    files: dict[str, ManifestEntry]

    def __post_init__(self) -> None:
        """Refuse paths that are none of a site."""
        ensure_site_paths(self.files)


class SealedManifest(Manifest, frozen=True):
    """A manifest with the seal of the user whose build wrote the files."""

    seal: str = ""
    """In hexadecimal."""

    @property
    def is_genuine(self) -> bool:
        """Whether a build of this user wrote it."""
        return compare_digest(self.seal.encode(), _seal(self.files).encode())


def filed(path: str, data: bytes) -> ManifestEntry:
    """Return the entry of a file.

    Args:
        path: its site path.
        data: its bytes.
    """
    return manifest_entry(path, len(data), hashlib.sha256(data).hexdigest())


def manifest_entry(path: str, size: int, sha256: str) -> ManifestEntry:
    """Return the entry of a file with a known size and hash."""
    media = media_type(path)
    cache: Cache = "asset" if media.startswith(EMBEDDED) else "page"
    if FINGERPRINT.match(path):
        cache = "immutable"
    return ManifestEntry(size, sha256, media, cache)


def media_type(path: str) -> str:
    """Return the Content-Type of a file by its name, with the character set for text."""
    name = path.rpartition("/")[2].lower()
    stem, dot, ending = name.rpartition(".")
    found = FEEDS.get(path) or TYPES.get(dot + ending if stem else "", OTHER)
    return f"{found}; charset=utf-8" if found.startswith(TEXTUAL) else found


def ensure_site_paths(paths: Iterable[str]) -> None:
    """Refuse paths that are none of a site.

    Raises:
        ValueError: if a path leaves the folder of the site, or is in that of the program.
    """
    bad = next((path for path in paths if not path or STRAY.search(path)), None)
    if bad is not None:
        raise ValueError(f"{bad!a} is no path of a site")


def read_manifest(output: Path) -> SealedManifest:
    """Read the manifest of a built folder; empty if there is none that can be read."""
    try:
        return msgspec.json.decode(read_regular(output, MANIFEST), type=SealedManifest)
    except (OSError, *DECODING_ERRORS):
        return SealedManifest({})


def sealed(files: dict[str, ManifestEntry]) -> SealedManifest:
    """Return the manifest of files that a build of this user writes, with its seal."""
    return SealedManifest(files, _seal(files))


def _seal(files: dict[str, ManifestEntry]) -> str:
    return seal(msgspec.json.encode(files, order="sorted")).hex()


def encode(record: msgspec.Struct) -> bytes:
    """Encode a manifest, or a record with one, as JSON with sorted keys and one line for each entry."""
    return msgspec.json.format(msgspec.json.encode(record, order="sorted"), indent=1) + b"\n"
