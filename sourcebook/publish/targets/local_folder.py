"""A local folder: releases side by side, and a symbolic link to the current one, which is switched atomically.

A release is built beside the others under a temporary name. Files that did not change are hard links. If the publish is
killed, the old release stays current, and the next publish continues with the unfinished one.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from sourcebook.core.errors import SourcebookError
from sourcebook.core.filesystem import remove_own, write_atomically
from sourcebook.core.manifest import Manifest, ManifestEntry, encode
from sourcebook.publish.artifact import SiteArtifact
from sourcebook.publish.deployment import ChangeSet, DeploymentRecord, digest
from sourcebook.publish.errors import PublishError, concurrent_publish_error, publish_in_progress_error
from sourcebook.publish.preflight import HostLimits
from sourcebook.publish.releases import (
    RECORD,
    RELEASE,
    next_release_number,
    no_earlier_release_error,
    not_a_link_error,
    numbers,
    read_record,
    unreadable_release_error,
)
from sourcebook.publish.target import PublishOptions
from sourcebook.publish.target_url import TargetUrl


class LocalFolderTarget:
    """One folder with releases.

    Args:
        url: `file:///path`.
        options: number of releases to keep.
    """

    limits = HostLimits("file systems")
    added: Mapping[str, bytes] = {}
    can_pack = False
    propagation_seconds = 2.0

    def __init__(self, url: TargetUrl, options: PublishOptions) -> None:
        if url.host not in ("", "localhost") or not url.path.strip("/"):
            raise SourcebookError(f"{url} names no folder of this machine", "write three slashes: file:///srv/site")
        self.root = Path(url.path)
        self.current, self.releases = self.root / "current", self.root / "releases"
        self._keep = options.keep
        self._seen = ""
        """The current release when the deployment was read."""

    def read_deployment(self) -> DeploymentRecord:
        """Read the record of the current release."""
        with self._explained():
            shown = self._shown()
        self._seen = shown.id
        return shown

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Lock the folder; the system releases the lock when the process ends."""
        with self._explained():
            self.releases.mkdir(parents=True, exist_ok=True)
            try:
                with FileLock(self.root / ".lock", timeout=0):
                    if self._shown().id != self._seen:
                        raise concurrent_publish_error(str(self.root))
                    yield
            except Timeout as error:
                raise publish_in_progress_error(str(self.root)) from error

    def apply(
        self, record: DeploymentRecord, changes: ChangeSet, artifact: SiteArtifact, sent: Callable[[int], None]
    ) -> None:
        """Build a release beside the others, and switch to it."""
        with self._explained():
            shown, number = self._shown().id, next_release_number(self._names())
            staging = self.releases / f".new-{digest(record)}"
            self._sweep(staging)
            try:
                for path, one in record.all.items():
                    old = "" if path in changes.sent else shown
                    sent(
                        self._place(
                            path, one, staging / "site", self.releases / old / "site" if old else None, artifact
                        )
                    )
            except OSError:
                shutil.rmtree(staging, ignore_errors=True)  # Room is made again when the disk is full.
                raise
            write_atomically(staging / RECORD, encode(record))
            os.rename(staging, self.releases / number)
            self._switch(number)
            self._forget(number)

    def read(self, path: str) -> bytes:
        """Return the bytes of a file of the current release."""
        try:
            return (self.current / path).read_bytes()
        except OSError:
            return b""

    def close(self) -> None:
        """Do nothing: nothing is open."""

    def previous(self, deployed: DeploymentRecord) -> tuple[DeploymentRecord, SiteArtifact]:
        """Return the record of the previous release, and an artifact with its files."""
        record = self._record(deployed.previous_id)
        if record is None:
            raise no_earlier_release_error(str(self.root))
        return record, SiteArtifact(self.releases / deployed.previous_id / "site", Manifest(record.files))

    def _shown(self) -> DeploymentRecord:
        """Return the record of the linked release; empty without a link."""
        if not self.current.is_symlink():
            if self.current.exists():
                raise not_a_link_error(str(self.root))
            return DeploymentRecord()
        record = self._record(Path(os.readlink(self.current)).parent.name)
        if record is None:
            raise unreadable_release_error(str(self.root))
        return record

    def _record(self, number: str) -> DeploymentRecord | None:
        try:
            data = (self.releases / number / RECORD).read_bytes() if RELEASE.match(number) else b""
        except OSError:
            return None
        return read_record(data, number)

    def _names(self) -> list[str]:
        return [path.name for path in self.releases.iterdir()]

    def _sweep(self, staging: Path) -> None:
        """Delete unfinished releases of killed publishes, except one with the same files."""
        for left in self.releases.glob(".new-*"):
            if left != staging:
                remove_own(left)
        for link in self.root.glob(".current-*"):
            link.unlink()

    def _place(self, path: str, one: ManifestEntry, staging: Path, old: Path | None, artifact: SiteArtifact) -> int:
        """Add a file to a release; return the number of written bytes."""
        there = staging / path
        if there.exists():  # Whole: files get their names when they are.
            return 0
        there.parent.mkdir(parents=True, exist_ok=True)
        if old is not None and _size(old / path) == one.size:
            try:
                os.link(old / path, there)
            except OSError:  # A file system without links.
                write_atomically(there, (old / path).read_bytes())
            return 0
        write_atomically(there, artifact.read(path))
        return one.size

    def _switch(self, number: str) -> None:
        """Switch the link to another release, atomically."""
        link = self.root / f".current-{number}"
        os.symlink(f"releases/{number}/site", link)
        os.replace(link, self.current)

    def _forget(self, shown: str) -> None:
        """Delete surplus releases, the oldest first."""
        for number in numbers(self._names())[: -self._keep]:
            if number != shown:
                # Under the name of something unfinished: a kill leaves no half release that looks whole.
                left = self.releases / f".new-{number}"
                os.rename(self.releases / number, left)
                shutil.rmtree(left)

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            reason, path = error.strerror or str(error), error.filename or self.root
            hint = "make room or change the folder's rights; what was shown before is still shown"
            raise PublishError(f"cannot write {path}: {reason}", hint) from error


def _size(path: Path) -> int | None:
    """Return the size of a file in bytes; None if there is no file."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return None
