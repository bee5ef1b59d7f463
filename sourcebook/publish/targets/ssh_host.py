"""An SSH host: releases and a link, as in a local folder.

Commands use SFTP, which hosts without a shell have too; files are sent by rsync if both sides have it. SFTP has no
locks: of two concurrent publishes the one that claims the next release number wins, and the other fails.
"""

from __future__ import annotations

import re
import tempfile
import threading
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from sourcebook.core.errors import SourcebookError
from sourcebook.core.manifest import Manifest, encode
from sourcebook.publish.artifact import SiteArtifact
from sourcebook.publish.deployment import ChangeSet, DeploymentRecord, digest
from sourcebook.publish.errors import PublishError, TransientError, concurrent_publish_error
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
from sourcebook.publish.retry import retry
from sourcebook.publish.target import PublishOptions
from sourcebook.publish.target_url import TargetUrl
from sourcebook.publish.targets.ssh_connection import SshConnection, entries, quoted

PARTS = "parts"
"""Folder of incomplete files of a release."""
UNFINISHED = re.compile(r"\.new-(\d+)-\w+\Z")


class SshTarget:
    """A folder with releases on an SSH host.

    Args:
        url: `ssh://user@host:port/path`.
        options: number of releases to keep.
    """

    limits = HostLimits("file systems")
    added: Mapping[str, bytes] = {}
    can_pack = False
    propagation_seconds = 2.0

    def __init__(self, url: TargetUrl, options: PublishOptions) -> None:
        if not url.host or not url.path.strip("/") or url.path.startswith("/~"):
            hint = "write its full path: ssh://user@host/srv/site"
            raise SourcebookError(f"{url} names no folder of a host", hint)
        self._address, self._keep = url, options.keep
        self._root = url.path.rstrip("/")
        self._releases = f"{self._root}/releases"
        self._session = SshConnection(url)
        self._names: list[str] = []
        """Names of releases, unfinished ones included."""
        self._deployed = DeploymentRecord()
        self._back: tempfile.TemporaryDirectory[str] | None = None
        self._reading = threading.Lock()

    def read_deployment(self) -> DeploymentRecord:
        """Read the link, the record of the current release, and the names of all releases."""
        current = f"{self._root}/current"
        commands = [
            f"-ls -lan {quoted(self._root)}",
            f"-ls -lan {quoted(self._releases)}",
            f"-cd {quoted(current)}",
            "-pwd",
        ]
        root, releases, _, here = retry(lambda: self._session.sftp(commands))
        entry = entries(root).get("current")
        if entry is not None and entry.kind != "l":
            raise not_a_link_error(str(self._address))
        self._names = sorted(entries(releases))
        number = PurePosixPath(here[0]).parent.name if here and here[0].endswith("/site") else ""
        self._deployed = self._record(number) or DeploymentRecord()
        if entry is not None and not self._deployed.id:
            raise unreadable_release_error(str(self._address))
        return self._deployed

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Do nothing: a release whose number is taken is refused."""
        yield

    def apply(
        self, record: DeploymentRecord, changes: ChangeSet, artifact: SiteArtifact, sent: Callable[[int], None]
    ) -> None:
        """Build a release beside the others, claim the next number, and switch to it."""
        number = next_release_number(self._names)
        staging = f".new-{number}-{digest(record)}"
        retry(lambda: self._stage(staging, record, changes, artifact, sent))
        retry(lambda: self._claim(staging, number, record))
        retry(lambda: self._switch(number))
        retry(self._forget)

    def read(self, path: str) -> bytes:
        """Return the bytes of a file of the current release; the first call fetches all."""
        with self._reading:
            if self._back is None:
                self._back = self._fetched()
        try:
            return (Path(self._back.name) / path).read_bytes()
        except OSError:
            return b""

    def close(self) -> None:
        """End the connection."""
        self._session.close()

    def previous(self, deployed: DeploymentRecord) -> tuple[DeploymentRecord, SiteArtifact]:
        """Return the record of the previous release, and an artifact with its files."""
        record = self._record(deployed.previous_id) if deployed.previous_id else None
        if record is None:
            raise no_earlier_release_error(str(self._address))
        return record, _ReleaseArtifact(record, deployed.previous_id)

    def _record(self, number: str) -> DeploymentRecord | None:
        """Read the record of a release; None if it cannot be read."""
        if not RELEASE.match(number):
            return None
        with tempfile.TemporaryDirectory() as folder:
            there = quoted(f"{self._releases}/{number}/{RECORD}")
            retry(lambda: self._session.sftp([f"-get {there} {quoted(f'{folder}/{RECORD}')}"]))
            try:
                data = (Path(folder) / RECORD).read_bytes()
            except OSError:
                return None
        return read_record(data, number)

    def _stage(
        self,
        name: str,
        record: DeploymentRecord,
        changes: ChangeSet,
        artifact: SiteArtifact,
        sent: Callable[[int], None],
    ) -> None:
        """Build a release under a temporary name, or continue that of an interrupted publish of the same files.

        The host is read again after every step, as commands of a killed publish may still run.
        """
        staging = f"{self._releases}/{name}"
        above = [str(parent) for parent in reversed(PurePosixPath(self._releases).parents)][1:]
        made = [*above, self._releases, staging, f"{staging}/{PARTS}", f"{staging}/site"]
        self._session.sftp([f"-mkdir {quoted(path)}" for path in made])
        needed = self._needed(staging, record)
        self._make_folders(f"{staging}/site", needed)
        origins = {path: self._origin(path, changes, artifact) for path in needed}
        self._session.side_by_side(
            [
                f"-ln {quoted(f'{self._releases}/{number}/site/{path}')} {quoted(f'{staging}/site/{path}')}"
                for path, number in origins.items()
                if number
            ]
        )
        missing = self._needed(staging, record) if any(origins.values()) else needed
        self._send([path for path in missing if path in artifact.site.files], staging, artifact, sent)
        if self._needed(staging, record):
            hint = "publish again; if it stays so, the host cannot link files: it needs OpenSSH's SFTP server"
            raise TransientError(f"{self._address}: not all files have arrived", hint)
        with tempfile.NamedTemporaryFile() as file:
            Path(file.name).write_bytes(encode(record))
            self._session.sftp(_put(file.name, f"{staging}/{PARTS}/{RECORD}", f"{staging}/{RECORD}"))

    def _needed(self, staging: str, record: DeploymentRecord) -> list[str]:
        """Return the files of a release that are missing or incomplete."""
        there = {path: entry.size for path, entry in self._session.walk(f"{staging}/site").items() if entry.kind == "-"}
        return [path for path, one in record.all.items() if there.get(path) != one.size]

    def _make_folders(self, site: str, paths: list[str]) -> None:
        folders = sorted({str(parent) for path in paths for parent in PurePosixPath(path).parents} - {"."})
        self._session.sftp([f"-mkdir {quoted(f'{site}/{folder}')}" for folder in folders])

    def _origin(self, path: str, changes: ChangeSet, artifact: SiteArtifact) -> str:
        """Return the release on the host that already has a file; empty if it has to be sent."""
        if path not in changes.sent:
            return self._deployed.id
        return artifact.number if isinstance(artifact, _ReleaseArtifact) else ""

    def _send(self, paths: list[str], staging: str, artifact: SiteArtifact, sent: Callable[[int], None]) -> None:
        """Send pinned copies of files, each under a temporary name until it is complete."""
        if not paths:
            return
        with tempfile.TemporaryDirectory(prefix="sourcebook-") as folder:
            for path in paths:
                here = Path(folder) / path
                here.parent.mkdir(parents=True, exist_ok=True)
                here.write_bytes(artifact.read(path))
                here.chmod(0o644)
            if self._session.has_rsync():
                options = ["-r", "--perms", "--chmod=D755,F644", f"--temp-dir={staging}/{PARTS}"]
                self._session.rsync(options, Path(folder), f"{staging}/site", sent)
                return
            sizes = [artifact.site.files[path].size for path in paths]
            part = f"{staging}/{PARTS}/{uuid.uuid4().hex}"
            puts = [_put(f"{folder}/{path}", f"{part}-{n}", f"{staging}/site/{path}") for n, path in enumerate(paths)]
            commands = [command for put in puts for command in put]
            self._session.side_by_side(commands, lambda count: sent(sum(sizes.pop(0) for _ in range(count // 2))))

    def _claim(self, staging: str, number: str, record: DeploymentRecord) -> None:
        """Rename the release to its number, atomically; fails if another publish took it."""
        old, new = f"{self._releases}/{staging}", f"{self._releases}/{number}"
        try:
            self._session.sftp([f"rename {quoted(old)} {quoted(new)}"])
        except PublishError as error:
            taken = self._record(number)
            if taken is None:
                raise
            # The connection may have been cut after the step was done.
            if digest(taken) != digest(record):
                raise concurrent_publish_error(str(self._address)) from error

    def _switch(self, number: str) -> None:
        """Switch the link to a release, atomically."""
        link, current = quoted(f"{self._root}/.current-{number}"), quoted(f"{self._root}/current")
        switch = [f"-rm {link}", f"ln -s {quoted(f'releases/{number}/site')} {link}", f"rename {link} {current}"]
        *_, listed = self._session.sftp([*switch, f"ls -lan {quoted(self._releases)}"])
        self._names = sorted(entries(listed))
        newest = numbers(self._names)[-1]
        if int(newest) > int(number):
            self._switch(newest)
            raise concurrent_publish_error(str(self._address))

    def _forget(self) -> None:
        """Delete surplus releases, and unfinished ones whose number was taken."""
        releases = numbers(self._names)
        unfinished = [match for match in map(UNFINISHED.match, self._names) if match]
        old = releases[: -self._keep]
        gone = [f".new-{number}-old" for number in old]
        # Under the name of something unfinished: a kill leaves no half release that looks whole.
        self._session.sftp(
            [
                f"rename {quoted(f'{self._releases}/{number}')} {quoted(f'{self._releases}/{name}')}"
                for number, name in zip(old, gone, strict=True)
            ]
        )
        gone += [match[0] for match in unfinished if releases and int(match[1]) <= int(releases[-1])]
        for name in gone:
            self._remove(f"{self._releases}/{name}")

    def _remove(self, folder: str) -> None:
        found = self._session.walk(folder)
        files = [path for path, entry in found.items() if entry.kind != "d"]
        folders = sorted((path for path, entry in found.items() if entry.kind == "d"), reverse=True)
        self._session.side_by_side([f"-rm {quoted(f'{folder}/{path}')}" for path in files])
        self._session.sftp([*(f"-rmdir {quoted(f'{folder}/{path}')}" for path in folders), f"-rmdir {quoted(folder)}"])

    def _fetched(self) -> tempfile.TemporaryDirectory[str]:
        """Fetch all files of the current release into a local folder."""
        back = tempfile.TemporaryDirectory(prefix="sourcebook-", ignore_cleanup_errors=True)
        paths = list(self.read_deployment().files)
        for path in paths:
            (Path(back.name) / path).parent.mkdir(parents=True, exist_ok=True)
        current = f"{self._root}/current"
        self._session.side_by_side(
            [f"-get {quoted(f'{current}/{path}')} {quoted(f'{back.name}/{path}')}" for path in paths]
        )
        return back


def _put(here: str, part: str, there: str) -> list[str]:
    """Return the commands that send a file under a temporary name and rename it."""
    return [f"put {quoted(here)} {quoted(part)}", f"rename {quoted(part)} {quoted(there)}"]


class _ReleaseArtifact(SiteArtifact):
    """The files of a release on the host, as an artifact for a rollback; they are linked, never sent."""

    def __init__(self, record: DeploymentRecord, number: str) -> None:
        super().__init__(Path(), Manifest(record.files))
        self.number = number
