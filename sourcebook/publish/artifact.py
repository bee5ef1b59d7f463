"""The files that leave: read when they are sent, and never other bytes than the fresh build's."""

from __future__ import annotations

import copy
import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from msgspec import structs

from sourcebook.core.manifest import STATE_FOLDER, Manifest, ManifestEntry, filed
from sourcebook.publish.errors import PublishError

OLD = 24 * 60 * 60
"""Seconds after which what a killed publish held apart is cleared away."""


class SiteArtifact:
    """A built site on its way.

    Args:
        folder: the built folder.
        site: the manifest of the fresh build, from memory: the one on the disk may be another build's by now.
        added: further files that only this kind of target needs, as `.nojekyll`, by site path.
        is_packed: whether text is to be stored compressed.
    """

    def __init__(
        self, folder: Path, site: Manifest, added: Mapping[str, bytes] | None = None, *, is_packed: bool = False
    ) -> None:
        self.folder = folder
        self._apart: dict[str, Path] = {}
        self._added = {path: data for path, data in (added or {}).items() if path not in site.files}
        files = site.files | {path: filed(path, data) for path, data in self._added.items()}
        self.site = Manifest({path: _packed(one) if is_packed else one for path, one in files.items()})
        """What is to be at the target."""

    @contextmanager
    def pinned(self, paths: Iterable[str]) -> Iterator[SiteArtifact]:
        """The same site, these of its files held apart by links: a build meanwhile does not change what is sent."""
        own = self.folder / STATE_FOLDER
        own.mkdir(exist_ok=True)
        for left in own.glob("leaving-*"):  # By publishes that were killed.
            if time.time() - left.stat().st_mtime > OLD:
                shutil.rmtree(left, ignore_errors=True)
        with tempfile.TemporaryDirectory(prefix="leaving-", dir=own, ignore_cleanup_errors=True) as folder:
            held = copy.copy(self)
            held._apart = {path: Path(folder) / str(number) for number, path in enumerate(paths)}
            for path, link in held._apart.items():
                with suppress(FileNotFoundError):  # It is missed when it is read.
                    _link(self.folder / path, link)
            yield held

    def read(self, path: str) -> bytes:
        """The bytes of one file.

        Raises:
            PublishError: when they are not those that the build wrote, or it wrote no such file.
        """
        if path in self._added:
            return self._added[path]
        wanted = self.site.files.get(path)
        if wanted is None:
            raise PublishError(f"{path} is missing at the target, and no build has it any more", "publish with --prune")
        try:
            data = self._apart.get(path, self.folder / path).read_bytes()
        except OSError:
            data = b""
        if hashlib.sha256(data).hexdigest() != wanted.sha256:
            message = f"{self.folder / path} is not as the build wrote it: something else changed it meanwhile"
            raise PublishError(message, "let other builds into this folder end, then publish again")
        return data


def _packed(one: ManifestEntry) -> ManifestEntry:
    """The entry of a file that is to be stored compressed, where that is worth it."""
    is_text = "charset" in one.type or one.type == "application/geo+json"
    return structs.replace(one, encoding="gzip") if is_text and one.size > 500 else one


def _link(there: Path, link: Path) -> None:
    """Hold a file's bytes under a second name; files of a site are replaced, never changed in place."""
    try:
        os.link(there, link)
    except FileNotFoundError:
        raise
    except OSError:  # A file system without links, or files of another user.
        shutil.copyfile(there, link)
