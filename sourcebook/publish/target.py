"""The protocol of targets, and options of a publish."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import NamedTuple, Protocol

from sourcebook.publish.artifact import SiteArtifact
from sourcebook.publish.deployment import ChangeSet, DeploymentRecord
from sourcebook.publish.preflight import HostLimits


class PublishOptions(NamedTuple):
    """Options of a publish."""

    dry_run: bool = False
    """Whether the changes are only listed."""
    verify: bool = False
    """Whether every file is read back and compared."""
    send_all: bool = False
    """Whether all files are sent, also unchanged ones."""
    prune: bool = False
    """Whether retired files are deleted at once instead of a day later."""
    accept_loss: bool = False
    """Whether addresses that were published may lead nowhere afterwards."""
    adopt: bool = False
    """Whether a target with foreign files is accepted; they stay."""
    squash: bool = False
    """Whether a branch keeps only its newest commit."""
    keep: int = 5
    """Number of releases that a target keeps."""
    gzip: bool = False
    """Whether text is stored compressed, if the target serves files with stored headers."""
    url: str = ""
    """The URL of the site, for hosts that need its domain."""
    say: Callable[[str], None] = lambda text: None
    """Called with a message before a long wait."""


class Target(Protocol):
    """A place to which a site can be published."""

    @property
    def limits(self) -> HostLimits:
        """Its limits."""

    @property
    def can_pack(self) -> bool:
        """Whether files can be stored compressed and served with that Content-Encoding."""

    @property
    def propagation_seconds(self) -> float:
        """Seconds after which readers get what was sent."""

    @property
    def added(self) -> Mapping[str, bytes]:
        """Further files that the host needs, by site path."""

    def read_deployment(self) -> DeploymentRecord:
        """Read the deployment record, without changes.

        Raises:
            PublishError: if the target cannot be reached or read, or holds foreign files.
        """

    def lock(self) -> AbstractContextManager[None]:
        """Lock the target within this context, as far as its kind allows.

        Raises:
            PublishError: if another publish is under way, or happened since the deployment was read.
        """

    def apply(
        self, record: DeploymentRecord, changes: ChangeSet, artifact: SiteArtifact, sent: Callable[[int], None]
    ) -> None:
        """Apply changes: parts of pages, then pages, then the record, deletions last.

        Args:
            record: the new deployment record; `follows` is the id of the current deployment, or after a rollback that
                of the one before.
            changes: to the current deployment.
            artifact: the bytes of the changes.
            sent: called with the number of bytes of each file.

        Raises:
            PublishError: if that fails; the previous deployment is still complete.
        """

    def read(self, path: str) -> bytes:
        """Return the bytes of a file at the target; empty if there is none."""

    def previous(self, deployed: DeploymentRecord) -> tuple[DeploymentRecord, SiteArtifact]:
        """Return the record of the previous deployment, and an artifact with its files.

        Raises:
            PublishError: if the target does not keep it.
        """

    def close(self) -> None:
        """Close connections."""
