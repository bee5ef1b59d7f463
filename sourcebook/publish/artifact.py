"""The site artifact to upload: reads each file when it is sent, and rejects bytes that differ from the manifest."""

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

from sourcebook.core.filesystem import remove_own
from sourcebook.core.manifest import STATE_FOLDER, Manifest, ManifestEntry, filed
from sourcebook.core.regular_files import read_regular
from sourcebook.publish.errors import PublishError

OLD = 24 * 60 * 60
"""Age in seconds at which pinned files of a killed publish are deleted."""


class SiteArtifact:
    """A built site to upload.

    Args:
        folder: the built folder.
        site: the manifest of the build; the one on disk may be that of a later build.
        added: further files that the target needs, such as `.nojekyll`, by site path.
        is_packed: whether text is stored compressed.
    """

    def __init__(
        self, folder: Path, site: Manifest, added: Mapping[str, bytes] | None = None, *, is_packed: bool = False
    ) -> None:
        self.folder = folder
        self._pinned: dict[str, Path] = {}
        self._added = {path: data for path, data in (added or {}).items() if path not in site.files}
        files = site.files | {path: filed(path, data) for path, data in self._added.items()}
        self.site = Manifest({path: _packed(one) if is_packed else one for path, one in files.items()})
        """The manifest of the target after the publish."""

    @contextmanager
    def pinned(self, paths: Iterable[str]) -> Iterator[SiteArtifact]:
        """Pin these files by hard links within this context, so that a concurrent build does not change them."""
        own = self.folder / STATE_FOLDER
        own.mkdir(exist_ok=True)
        for left in own.glob("leaving-*"):  # By publishes that were killed.
            if time.time() - left.lstat().st_mtime > OLD:
                remove_own(left)
        with tempfile.TemporaryDirectory(prefix="leaving-", dir=own, ignore_cleanup_errors=True) as folder:
            copied = copy.copy(self)
            copied._pinned = {path: Path(folder) / str(number) for number, path in enumerate(paths)}
            for path, link in copied._pinned.items():
                with suppress(FileNotFoundError):  # It is missed when it is read.
                    _link(self.folder / path, link)
            yield copied

    def read(self, path: str) -> bytes:
        """Read one file.

        Raises:
            PublishError: if its bytes differ from the manifest, or it is not in the manifest.
        """
        if path in self._added:
            return self._added[path]
        entry = self.site.files.get(path)
        if entry is None:
            raise PublishError(f"{path} is missing at the target, and no build has it any more", "publish with --prune")
        try:
            pinned = self._pinned.get(path)
            data = read_regular(pinned.parent, pinned.name) if pinned else read_regular(self.folder, path)
        except OSError:
            data = b""
        if hashlib.sha256(data).hexdigest() != entry.sha256:
            message = f"{self.folder / path} is not as the build wrote it: something else changed it meanwhile"
            raise PublishError(message, "let other builds into this folder end, then publish again")
        return data


def _packed(one: ManifestEntry) -> ManifestEntry:
    """Return the entry of a file, with its encoding if it is text of more than 500 bytes."""
    is_text = "charset" in one.type or one.type == "application/geo+json"
    return structs.replace(one, encoding="gzip") if is_text and one.size > 500 else one


def _link(there: Path, link: Path) -> None:
    """Create a hard link to a file; files of a site are replaced, never changed in place."""
    try:
        os.link(there, link, follow_symlinks=False)
    except FileNotFoundError:
        raise
    except OSError:  # A file system without links, or files of another user.
        shutil.copyfile(there, link, follow_symlinks=False)
