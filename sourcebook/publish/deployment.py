"""Deployment records of targets, and their difference to a site; independent of the kind of target."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Set
from datetime import datetime, timedelta
from typing import NamedTuple

import msgspec

from sourcebook.core.manifest import Cache, Manifest, ManifestEntry, ensure_site_paths
from sourcebook.core.published_addresses import is_address

GRACE = timedelta(days=1)
"""How long parts of former pages are kept, as readers and caches may still have such a page."""

CONTROL = re.compile(r"[\0-\x1f\x7f]")
"""Characters that no path of a record has: commands of git and SFTP hold these paths."""
RELEASE = re.compile(r"[0-9a-f]*")
"""The id of a release: its number, or a commit."""
ORDER: dict[Cache, int] = {"immutable": 0, "asset": 1, "page": 2}
"""Order in which files are sent, by cache class."""


class RetiredFile(msgspec.Struct, frozen=True):
    """A file that no page refers to any more, kept for former pages."""

    file: ManifestEntry
    since: datetime


class StartedUpload(msgspec.Struct, frozen=True):
    """A file whose upload was started."""

    file: ManifestEntry
    md5: str
    """MD5 of the stored bytes in hexadecimal, the ETag of object stores."""


class DeploymentRecord(msgspec.Struct, frozen=True, omit_defaults=True):
    """The record of what a target holds, stored at the target. Only files in it are ever deleted.

    Keys that have another name here keep that of records which are stored at targets already.
    """

    files: dict[str, ManifestEntry] = {}
    """Files of the site, by site path."""
    retired: dict[str, RetiredFile] = {}
    published: datetime | None = msgspec.field(name="made", default=None)
    """Time of the publish; None if there was none."""
    previous_id: str = msgspec.field(name="follows", default="")
    """The id of the previous deployment, if the target keeps it."""
    started: dict[str, StartedUpload] = msgspec.field(name="begun", default_factory=dict)
    """Uploads that a publish started, on targets that replace files one by one; empty after a complete publish."""
    former: frozenset[str] = frozenset()
    """Site paths of addresses that were published and are no files now: behind redirects, or rolled back."""
    blobs: dict[str, str] = {}
    """Object names of the files in a git branch, by site path; empty for other kinds of targets."""
    changed_by_others: frozenset[str] = frozenset()
    """Site paths whose files others changed or deleted since the publish, where the target can tell without reading
    them. Known to the target; not a part of the record's bytes."""
    id: str = ""
    """What the target calls this release: a number, a commit. Known to the target; not a part of the record's bytes."""

    def __post_init__(self) -> None:
        """Refuse paths that are none of a site, and ids that are none of a release: hosts and commands get them."""
        for paths in (self.files, self.retired, self.started, self.former):
            ensure_site_paths(paths)
            if CONTROL.search("".join(paths)):
                raise ValueError("a path holds control characters")
        if not RELEASE.fullmatch(self.previous_id):
            raise ValueError(f"{self.previous_id!a} is no id of a release")

    @property
    def all(self) -> dict[str, ManifestEntry]:
        """All files of the program at the target."""
        return self.files | {path: one.file for path, one in self.retired.items()}

    @property
    def addresses(self) -> frozenset[str]:
        """Site paths of all addresses that were published, but for those that were let go."""
        return self.former.union(path for path in self.files if is_address(path))


class ChangeSet(NamedTuple):
    """The changes of a publish; files by site path."""

    added: dict[str, ManifestEntry]
    changed: dict[str, ManifestEntry]
    retired: dict[str, ManifestEntry]
    """Files that no page refers to any more; a publish at least a day later deletes them."""
    deleted: dict[str, ManifestEntry]
    sent: dict[str, ManifestEntry]
    """Those added and changed, whose bytes go to the target: parts of pages first, then pages, each by name.

    Sent in this order, no page is shown before its parts are there.
    """
    unchanged: int
    lost: tuple[str, ...]
    """Site paths of addresses that were published and lead nowhere then."""
    changed_by_others: tuple[str, ...]
    """Site paths of files that others changed or deleted at the target, and that are sent again or deleted."""
    is_unfinished: bool
    """Whether an earlier publish was interrupted, which this one completes."""

    def __bool__(self) -> bool:
        """Return whether there are changes."""
        return bool(self.added or self.changed or self.retired or self.deleted or self.is_unfinished)


def diff_deployment(
    site: Manifest,
    deployed: DeploymentRecord,
    now: datetime,
    *,
    redirected: Set[str] = frozenset(),
    send_all: bool = False,
    prune: bool = False,
    accepts_loss: bool = False,
) -> tuple[DeploymentRecord, ChangeSet]:
    """Return the new record of a target, and the changes to it.

    Args:
        site: the manifest of the site.
        deployed: the record of the target now.
        now: time of the publish, with time zone.
        redirected: site paths that the host redirects.
        send_all: whether all files count as changed.
        prune: whether retired files are deleted at once.
        accepts_loss: whether addresses that lead nowhere any more are forgotten.
    """
    old = deployed.all
    leaving = {path: deployed.retired.get(path) for path in old if path not in site.files}
    retired = {
        path: known or RetiredFile(old[path], now)
        for path, known in leaving.items()
        if not prune and old[path].is_embedded and (known is None or now - known.since < GRACE)
    }
    overwritten = deployed.changed_by_others
    same = {path for path, one in site.files.items() if not (send_all or path in overwritten) and one == old.get(path)}
    sent = {path: one for path, one in site.files.items() if path not in same}
    absent = deployed.addresses - site.files.keys()
    lost = absent - redirected
    changes = ChangeSet(
        added={path: one for path, one in sent.items() if path not in old},
        changed={path: one for path, one in sent.items() if path in old},
        retired={path: one.file for path, one in retired.items() if path not in deployed.retired},
        deleted={path: old[path] for path in leaving if path not in retired},
        sent=dict(sorted(sent.items(), key=lambda item: (ORDER[item[1].cache], item[0]))),
        unchanged=len(same),
        lost=tuple(sorted(lost)),
        changed_by_others=tuple(sorted(overwritten.intersection([*sent, *(leaving.keys() - retired.keys())]))),
        is_unfinished=bool(deployed.started),
    )
    former = absent - lost if accepts_loss else absent
    return DeploymentRecord(dict(site.files), retired, now, deployed.id, former=former), changes


def digest(record: DeploymentRecord) -> str:
    """Return the digest of a record's files, retired ones included."""
    lines = (f"{path} {one.sha256}\n" for path, one in sorted(record.all.items()))
    return hashlib.sha256("".join(lines).encode()).hexdigest()[:16]
