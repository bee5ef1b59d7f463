"""What a target holds, and what a publish changes about it: pure, the same for every kind of target."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import NamedTuple

import msgspec

from sourcebook.core.manifest import Cache, Manifest, ManifestEntry

GRACE = timedelta(days=1)
"""How long parts of pages stay after no page names them any more: a reader, or a cache, may still hold such a page."""

ORDER: dict[Cache, int] = {"immutable": 0, "asset": 1, "page": 2}
"""In which files are sent."""


class RetiredFile(msgspec.Struct, frozen=True):
    """A file that no page of the site needs any more, kept for pages that were read before."""

    file: ManifestEntry
    since: datetime


class StartedUpload(msgspec.Struct, frozen=True):
    """A file that was about to be sent."""

    file: ManifestEntry
    md5: str
    """Of the bytes as they are stored, in hexadecimal: what object stores call an ETag."""


class DeploymentRecord(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a target holds, kept at the target itself: only what stands here is ever deleted there."""

    files: dict[str, ManifestEntry] = {}
    """The site, by site path."""
    retired: dict[str, RetiredFile] = {}
    made: datetime | None = None
    """When it was published; None: nothing has been."""
    follows: str = ""
    """The id of what was shown before this, where the target keeps it."""
    begun: dict[str, StartedUpload] = {}
    """What a publish began to send, where files go to their places one by one; empty when it came to its end."""
    id: str = ""
    """What the target calls this release: a number, a commit. Known to the target; not a part of the record's bytes."""

    @property
    def all(self) -> dict[str, ManifestEntry]:
        """Every file of ours at the target."""
        return self.files | {path: one.file for path, one in self.retired.items()}


class ChangeSet(NamedTuple):
    """What a publish does at the target; each is a file by site path."""

    added: dict[str, ManifestEntry]
    changed: dict[str, ManifestEntry]
    retired: dict[str, ManifestEntry]
    """No page needs them any more; they are deleted by a publish a day later or more."""
    deleted: dict[str, ManifestEntry]
    sent: dict[str, ManifestEntry]
    """Those added and changed, whose bytes go to the target: parts of pages first, then pages, each by name.

    Sent in this order, no page is shown before its parts are there.
    """
    unchanged: int
    is_unfinished: bool
    """Whether an earlier publish was cut, and this one brings it to its end."""

    def __bool__(self) -> bool:
        """Whether there is anything to do."""
        return bool(self.added or self.changed or self.retired or self.deleted or self.is_unfinished)


def diff_deployment(
    site: Manifest, held: DeploymentRecord, now: datetime, *, anew: bool = False, prune: bool = False
) -> tuple[DeploymentRecord, ChangeSet]:
    """What the target is to hold, and what that changes.

    Args:
        site: the site that was built.
        held: what the target holds now.
        now: the time of the publish, with its zone.
        anew: whether every file counts as changed.
        prune: whether what would be kept for a day is deleted at once.
    """
    old = held.all
    leaving = {path: held.retired.get(path) for path in old if path not in site.files}
    retired = {
        path: known or RetiredFile(old[path], now)
        for path, known in leaving.items()
        if not prune and old[path].is_embedded and (known is None or now - known.since < GRACE)
    }
    same = {path for path, one in site.files.items() if not anew and one == old.get(path)}
    sent = {path: one for path, one in site.files.items() if path not in same}
    changes = ChangeSet(
        added={path: one for path, one in sent.items() if path not in old},
        changed={path: one for path, one in sent.items() if path in old},
        retired={path: one.file for path, one in retired.items() if path not in held.retired},
        deleted={path: old[path] for path in leaving if path not in retired},
        sent=dict(sorted(sent.items(), key=lambda item: (ORDER[item[1].cache], item[0]))),
        unchanged=len(same),
        is_unfinished=bool(held.begun),
    )
    return DeploymentRecord(dict(site.files), retired, now, held.id), changes


def digest(record: DeploymentRecord) -> str:
    """A name for what a record holds, the same for every publish of the same files."""
    lines = (f"{path} {one.sha256}\n" for path, one in sorted(record.all.items()))
    return hashlib.sha256("".join(lines).encode()).hexdigest()[:16]
