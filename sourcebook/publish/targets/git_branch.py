"""A branch of a git repository, for GitHub, GitLab and Codeberg Pages: a commit on its tip, made without a work tree.

Only changes are sent. The commit is made in a temporary bare repository, not in that of the content, and hooks are not
run. The push expects the branch at a commit (`--force-with-lease`), so that the second of two concurrent publishes
fails.
"""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from msgspec import json, structs

from sourcebook.core.errors import DECODING_ERRORS, SourcebookError
from sourcebook.core.manifest import STATE_FOLDER, Manifest, encode
from sourcebook.publish.artifact import SiteArtifact
from sourcebook.publish.deployment import ChangeSet, DeploymentRecord
from sourcebook.publish.errors import PublishError, TransientError
from sourcebook.publish.preflight import HostLimits
from sourcebook.publish.retry import retry
from sourcebook.publish.target import PublishOptions
from sourcebook.publish.target_url import TargetUrl
from sourcebook.publish.targets.git_repository import TemporaryRepository
from sourcebook.publish.targets.ssh_connection import quoted

RECORD = f"{STATE_FOLDER}/published.json"
MB = 1_000_000
LIMITS = {
    "github.com": HostLimits("GitHub Pages", file=100 * MB, total=1000 * MB),
    "gitlab.com": HostLimits("GitLab Pages", file=100 * MB, total=1000 * MB),
    "codeberg.org": HostLimits("Codeberg Pages", total=750 * MB),
}
OWN_DOMAINS = re.compile(r"(\.github\.io|\.gitlab\.io|\.codeberg\.page|^localhost|^[\d.:\[\]]+)$")
"""Hosts that need no domain file: those of the forges, and IP addresses."""
GITLAB = b"""pages:
  stage: deploy
  script:
    - mkdir .public
    - cp -r -- * .public/
    - mv .public public
  artifacts:
    paths: [public]
"""
COMMIT = "refs/heads/new"
"""The ref of the new commit in the temporary repository."""


class GitBranchTarget:
    """One branch of a repository.

    Args:
        url: `git+ssh://…#branch` and the like.
        options: whether history is kept, and whether foreign files are accepted.
    """

    can_pack = False
    propagation_seconds = 180.0

    def __init__(self, url: TargetUrl, options: PublishOptions) -> None:
        if not re.fullmatch(r"(?!.*(\.\.|//|@\{|\.lock$))[^\s~^:?*\[\\-][^\s~^:?*\[\\]*(?<![/.])", url.fragment):
            raise SourcebookError(f"{url} names no branch", "write it at the end: #gh-pages, #pages")
        self._address, self._options = url, options
        self._branch = f"refs/heads/{url.fragment}"
        self._repository = TemporaryRepository(url)
        self._base = ""
        """The commit at the tip when the deployment was read; empty without a branch."""
        self._present: dict[str, str] = {}
        """Object names of the files in that commit, by path."""
        self._recorded: dict[str, str] = {}
        """Object names of the files as they were published."""
        self._read_back: TemporaryRepository | None = None
        self._reading = threading.Lock()

    @property
    def limits(self) -> HostLimits:
        """The limits of the forge."""
        return LIMITS.get(self._address.host.lower(), HostLimits("git", path_bytes=4095))

    @property
    def added(self) -> Mapping[str, bytes]:
        """Files that switch off the build of the forge, and name a custom domain."""
        site, forge = urlsplit(self._options.url), self._address.host.lower()
        files = {".nojekyll": b""}
        domain = site.hostname or ""
        if domain and not OWN_DOMAINS.search(domain) and not site.path.strip("/"):
            files[".domains" if forge == "codeberg.org" else "CNAME"] = f"{domain}\n".encode()
        if "gitlab" in forge:
            files[".gitlab-ci.yml"] = GITLAB
        return files

    def read_deployment(self) -> DeploymentRecord:
        """Read the record at the tip of the branch; empty if there is no branch."""
        self._base = retry(self._tip)
        if not self._base:
            return DeploymentRecord()
        retry(lambda: self._repository.git("fetch", "--quiet", "--depth=1", "--filter=blob:none", "origin", self._base))
        self._present = self._blobs(self._base)
        try:
            record = retry(lambda: _record(self._repository, self._base))
        except TransientError:
            raise
        except PublishError:  # The host sends commits without their files, but no file by itself.
            self._repository = self._with_files(self._base)
            record = _record(self._repository, self._base)
        if record is None and self._present and not self._options.adopt:
            message = f"the branch {self._address.fragment} holds other files and no site of ours"
            raise PublishError(message, "name another branch, or take it over with --adopt: those files stay")
        record = record or DeploymentRecord()
        self._recorded = record.blobs
        changed = frozenset(path for path, blob in record.blobs.items() if self._present.get(path) != blob)
        return structs.replace(record, id=self._base, changed_by_others=changed)

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Do nothing: the push fails if the branch changed in the meantime."""
        yield

    def apply(
        self, record: DeploymentRecord, changes: ChangeSet, artifact: SiteArtifact, sent: Callable[[int], None]
    ) -> None:
        """Make a commit and push it."""
        if self._options.squash:
            record = structs.replace(record, previous_id="")
        self._commit(record, changes, artifact, sent)
        commit = self._repository.git("rev-parse", COMMIT).decode().strip()
        lease = f"--force-with-lease={self._branch}:{self._base}"
        options = ("--quiet", "--porcelain", "--no-verify", "--no-thin", lease)

        def push() -> None:
            try:
                self._repository.git("push", *options, "origin", f"{commit}:{self._branch}")
            except PublishError:
                # It may have got there before the connection broke; pushed again, the lease would call it another's.
                if self._tip() != commit:
                    raise

        retry(push)
        self._base = commit

    def read(self, path: str) -> bytes:
        """Return the bytes of a file at the tip of the branch."""
        try:
            return self._fetched().git("cat-file", "blob", f"FETCH_HEAD:{path}")
        except PublishError:
            return b""

    def close(self) -> None:
        """Do nothing: no connection is kept."""

    def previous(self, deployed: DeploymentRecord) -> tuple[DeploymentRecord, SiteArtifact]:
        """Return the record of the previous deployment's commit, and an artifact with its files."""
        commit = deployed.previous_id
        try:
            if not commit:
                raise PublishError("", "")
            repository = self._with_files(commit)
        except TransientError:
            raise
        except PublishError as error:
            hint = "build the earlier state, and publish that"
            raise PublishError(f"{self._address} keeps no earlier commit of ours", hint) from error
        record = _record(repository, commit)
        if record is None:
            raise PublishError(f"{self._address}: the commit {commit[:10]} holds no site of ours", "publish a new one")
        return record, _CommitArtifact(record, lambda path: repository.git("cat-file", "blob", f"{commit}:{path}"))

    def _tip(self) -> str:
        """Return the commit at the tip of the branch; empty if there is no branch."""
        listed = self._repository.git("ls-remote", "origin", self._branch).decode().split("\n")
        return next((line.split("\t")[0] for line in listed if line.endswith(f"\t{self._branch}")), "")

    def _fetched(self) -> TemporaryRepository:
        """Fetch the tip of the branch into another temporary repository."""
        with self._reading:
            if self._read_back is None:
                self._read_back = self._with_files(self._branch)
            return self._read_back

    def _with_files(self, ref: str) -> TemporaryRepository:
        """Fetch a commit with all its files into another temporary repository.

        The first one holds commits without files: what a host sends to it may leave files out that it lacks.
        """
        repository = TemporaryRepository(self._address)
        try:
            retry(lambda: repository.git("fetch", "--quiet", "--depth=1", "origin", ref))
        except TransientError:
            raise
        except PublishError:  # The host sends branches only: the commit is in the history of this one, or gone.
            retry(lambda: repository.git("fetch", "--quiet", "origin", self._branch))
            repository.git("cat-file", "-e", f"{ref}^{{commit}}")
        return repository

    def _blobs(self, commit: str) -> dict[str, str]:
        """Return the object names of the regular files in a commit, by path."""
        listed = self._repository.git("ls-tree", "-r", "-z", "--full-tree", commit).decode(errors="surrogateescape")
        entries = (line.partition("\t") for line in listed.split("\0") if line.startswith("100644 "))
        return {path: head.rpartition(" ")[2] for head, _, path in entries}

    def _commit(
        self, record: DeploymentRecord, changes: ChangeSet, artifact: SiteArtifact, sent: Callable[[int], None]
    ) -> None:
        """Write the new commit into the temporary repository."""
        stream = self._repository.start("fast-import", "--quiet")
        assert stream.stdin is not None
        ours = b"Publish the site\n\n" + f"{len(changes.sent)} files sent, {len(changes.deleted)} deleted\n".encode()
        header = [f"commit {COMMIT}\ncommitter {self._committer(record)}\ndata {len(ours)}\n".encode(), ours, b"\n"]
        if self._base and self._options.squash:
            tree = self._repository.git("rev-parse", f"{self._base}^{{tree}}").strip()
            header.append(b'M 040000 %s ""\n' % tree)
        elif self._base:
            header.append(f"from {self._base}\n".encode())
        known = self._present | self._recorded
        blobs = {path: known[path] for path in record.all.keys() & known.keys()}
        try:
            stream.stdin.write(b"".join(header))
            stream.stdin.writelines(f"D {quoted(path)}\n".encode() for path in changes.deleted)
            for path, one in changes.sent.items():
                data = artifact.read(path)
                blobs[path] = _object_name(data)
                stream.stdin.write(_file(path, data))
                sent(one.size)
            stream.stdin.write(_file(RECORD, encode(structs.replace(record, blobs=dict(sorted(blobs.items()))))))
            errors = stream.communicate()[1]
        except BrokenPipeError:
            errors = stream.communicate()[1]
        finally:
            if stream.poll() is None:
                stream.kill()
                stream.wait()
        if stream.returncode:
            raise self._repository.failed(errors)

    def _committer(self, record: DeploymentRecord) -> str:
        """Return committer and date for git: the configured user, or the program."""
        try:
            return self._repository.git("var", "GIT_COMMITTER_IDENT").decode().strip()
        except PublishError:
            seconds = int(record.published.timestamp()) if record.published else 0
            return f"Sourcebook <sourcebook@localhost> {seconds} +0000"


class _CommitArtifact(SiteArtifact):
    """The files of a commit, as an artifact for a rollback."""

    def __init__(self, record: DeploymentRecord, blob: Callable[[str], bytes]) -> None:
        super().__init__(Path(), Manifest(record.files))
        self._blob = blob

    def read(self, path: str) -> bytes:
        """Return the bytes of a file."""
        return self._blob(path)


def _record(repository: TemporaryRepository, commit: str) -> DeploymentRecord | None:
    """Return the record in a commit; None if there is none that can be read."""
    if not repository.git("ls-tree", commit, RECORD):
        return None
    try:
        return json.decode(repository.git("cat-file", "blob", f"{commit}:{RECORD}"), type=DeploymentRecord)
    except DECODING_ERRORS:
        return None


def _object_name(data: bytes) -> str:
    """Return the name of a blob in git: the SHA-1 of its header and bytes, in hexadecimal."""
    return hashlib.sha1(b"blob %d\0%s" % (len(data), data), usedforsecurity=False).hexdigest()


def _file(path: str, data: bytes) -> bytes:
    """Return the command of fast-import for a file."""
    return b"M 100644 inline %s\ndata %d\n%s\n" % (quoted(path).encode(), len(data), data)
