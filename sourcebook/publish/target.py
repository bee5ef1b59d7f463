"""What every kind of target can do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import NamedTuple, Protocol

from sourcebook.publish.artifact import SiteArtifact
from sourcebook.publish.deployment import ChangeSet, DeploymentRecord
from sourcebook.publish.preflight import HostLimits


class PublishOptions(NamedTuple):
    """How a publish is to go."""

    dry_run: bool = False
    """Whether the changes are only said."""
    verify: bool = False
    """Whether every file is read back and compared."""
    anew: bool = False
    """Whether every file is sent, those too that the target is said to hold."""
    prune: bool = False
    """Whether files that no page needs any more are deleted at once instead of a day later."""
    adopt: bool = False
    """Whether a target that holds other files is taken over; they stay."""
    squash: bool = False
    """Whether a branch keeps only its newest commit."""
    keep: int = 5
    """How many releases stay, where a target keeps releases."""
    gzip: bool = False
    """Whether text is stored compressed, where a target serves what is stored with its headers."""
    url: str = ""
    """The site's own address, for hosts that want to know its domain."""
    say: Callable[[str], None] = lambda text: None
    """Told why nothing happens for a while."""


class Target(Protocol):
    """A place that a site can go to."""

    @property
    def limits(self) -> HostLimits:
        """What it takes at most."""

    @property
    def can_pack(self) -> bool:
        """Whether files can be stored compressed, and served with a header that says so."""

    @property
    def propagation_seconds(self) -> float:
        """Seconds until readers are surely given what was sent."""

    @property
    def added(self) -> Mapping[str, bytes]:
        """Files that this kind of host wants besides the site's, by site path."""

    def read_deployment(self) -> DeploymentRecord:
        """What it holds now; nothing is touched.

        Raises:
            PublishError: when it cannot be reached or read, or holds a site that is not ours.
        """

    def lock(self) -> AbstractContextManager[None]:
        """Hold it for oneself as far as its kind allows, from when it was looked at.

        Raises:
            PublishError: when another publish is under way, or has been since.
        """

    def apply(
        self, record: DeploymentRecord, changes: ChangeSet, artifact: SiteArtifact, sent: Callable[[int], None]
    ) -> None:
        """Make it hold what the record says: parts of pages, then pages, then the record, deletions last.

        Args:
            record: what it is to hold; its `follows` is what is shown now, or what was before that when going back.
            changes: what differs from what it holds now.
            artifact: the bytes of the changes.
            sent: told the number of bytes, a file at a time.

        Raises:
            PublishError: when that cannot be done; what was shown before is still shown, whole.
        """

    def read(self, path: str) -> bytes:
        """The bytes of one file as it holds them now; empty when it has none."""

    def previous(self, held: DeploymentRecord) -> tuple[DeploymentRecord, SiteArtifact]:
        """What was shown before what it holds now.

        Raises:
            PublishError: when nothing is kept of it.
        """

    def close(self) -> None:
        """Let go of connections."""
