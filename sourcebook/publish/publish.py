"""Publish a site: read deployment, diff, preflight, announce, lock, apply, verify."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing, nullcontext, suppress
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import NamedTuple, cast

from msgspec import structs

from sourcebook.core.errors import SourcebookError
from sourcebook.core.manifest import Manifest
from sourcebook.core.published_addresses import redirected_paths, remember_published, shown_address
from sourcebook.publish.artifact import SiteArtifact
from sourcebook.publish.deployment import ChangeSet, DeploymentRecord, diff_deployment
from sourcebook.publish.errors import PublishError
from sourcebook.publish.preflight import preflight_check
from sourcebook.publish.progress import UploadProgress
from sourcebook.publish.target import PublishOptions, Target
from sourcebook.publish.target_url import FORMS, TargetUrl
from sourcebook.publish.targets import TARGETS
from sourcebook.publish.verification import LiveCheck, check_live_pages, mismatches

REDIRECTS = "_redirects"
"""The file of redirects of Netlify and Cloudflare."""


class PublishResult(NamedTuple):
    """The result of a publish."""

    changes: ChangeSet
    is_dry: bool
    """Whether it was a dry run."""
    verified: int = 0
    """Number of files that were read back and are correct."""
    online: LiveCheck | None = None
    """The check of live pages, if there was one."""


class FreshBuild(NamedTuple):
    """A complete build without errors."""

    folder: Path
    """The built folder."""
    site: Manifest
    """Its manifest."""
    captures: Path
    """The folder of captured texts."""


def publish(
    url: TargetUrl,
    fresh: FreshBuild | None,
    options: PublishOptions,
    now: datetime,
    announce: Callable[[ChangeSet], None],
    progress: UploadProgress,
) -> PublishResult:
    """Publish a site to a target, or roll the target back.

    Args:
        url: of the target.
        fresh: the build to publish; None for a rollback.
        options: of the publish.
        now: the time, with time zone.
        announce: called with the changes before they are made.
        progress: counts sent bytes.

    Raises:
        SourcebookError: if the URL is not one of a target.
        PublishError: if the publish failed.
    """
    _refuse_circle(url, fresh)
    with closing(open_target(url, options)) as target:
        deployed = target.read_deployment()
        record, changes, artifact = _plan(target, deployed, fresh, options, now)
        announce(changes)
        if fresh and not options.dry_run:
            _remember(fresh, url, deployed)
            _refuse_loss(changes, options)
        if changes and not options.dry_run:
            pinned = artifact.pinned(changes.sent) if fresh else nullcontext(artifact)
            with pinned as sending, target.lock(), progress.of(changes):
                target.apply(record, changes, sending, progress.sent)
            if fresh:
                _remember(fresh, url, record)
        if not options.verify or options.dry_run:
            return PublishResult(changes, options.dry_run)
        verified = _verify(target, record)
    return PublishResult(changes, False, verified, _verify_live(options, record, changes, target.propagation_seconds))


def open_target(url: TargetUrl, options: PublishOptions) -> Target:
    """Open the target of a URL.

    Raises:
        SourcebookError: if there is no such kind.
    """
    if url.scheme not in TARGETS:
        raise SourcebookError(f"no kind of target has the scheme “{url.scheme}”", "write one of " + FORMS)
    module, _, name = TARGETS[url.scheme].partition(":")
    return cast("Target", getattr(import_module(module), name)(url, options))


def _refuse_circle(url: TargetUrl, fresh: FreshBuild | None) -> None:
    """Refuse a target inside the built folder, where the next build would find foreign files."""
    if url.scheme == "file" and fresh and Path(url.path).resolve().is_relative_to(fresh.folder.resolve()):
        raise SourcebookError(f"{url} is inside the built site", "name a folder elsewhere")


def _remember(fresh: FreshBuild, url: TargetUrl, record: DeploymentRecord) -> None:
    """Remember the addresses of a target in the built folder, for the checks of later builds."""
    with suppress(OSError):  # It is only remembered for convenience: the target has its own record.
        remember_published(fresh.folder, str(url), record.addresses)


def _refuse_loss(changes: ChangeSet, options: PublishOptions) -> None:
    """Refuse a publish after which addresses lead nowhere, unless that is accepted."""
    if changes.lost and not options.accept_loss:
        many = f"{len(changes.lost):,} addresses" if len(changes.lost) > 1 else shown_address(changes.lost[0])
        hint = "add the lines above; or publish with --accept-loss, and they go"
        raise PublishError(f"nothing was published: {many} would vanish", hint)


def _redirected(artifact: SiteArtifact) -> frozenset[str]:
    """Return the site paths that the file `_redirects` of a host redirects."""
    if REDIRECTS not in artifact.site.files:
        return frozenset()
    return redirected_paths(artifact.read(REDIRECTS).decode(errors="replace"))


def _plan(
    target: Target, deployed: DeploymentRecord, fresh: FreshBuild | None, options: PublishOptions, now: datetime
) -> tuple[DeploymentRecord, ChangeSet, SiteArtifact]:
    if fresh is None:
        previous, artifact = target.previous(deployed)
        record, changes = diff_deployment(
            Manifest(previous.files),
            deployed,
            now,
            redirected=previous.former,
            send_all=options.send_all,
            prune=options.prune,
        )
        return structs.replace(record, previous_id=previous.previous_id), changes, artifact
    artifact = SiteArtifact(fresh.folder, fresh.site, target.added, is_packed=options.gzip and target.can_pack)
    record, changes = diff_deployment(
        artifact.site,
        deployed,
        now,
        redirected=_redirected(artifact),
        send_all=options.send_all,
        prune=options.prune,
        accepts_loss=options.accept_loss,
    )
    preflight_check(artifact, changes.sent, fresh.captures, target.limits)
    return record, changes, artifact


def _verify(target: Target, record: DeploymentRecord) -> int:
    """Read all files back and compare them.

    Raises:
        PublishError: if files differ; names them.
    """
    wrong = mismatches(record.files, target.read)
    if wrong:
        shown = ", ".join(wrong[:5]) + (f" and {len(wrong) - 5} more" if len(wrong) > 5 else "")
        hint = "something else writes there: find out what, then publish again with --anew"
        raise PublishError(f"{len(wrong)} files are not at the target as they were sent: {shown}", hint)
    return len(record.files)


def _verify_live(options: PublishOptions, record: DeploymentRecord, changes: ChangeSet, seconds: float) -> LiveCheck:
    """Fetch live pages and compare them.

    Raises:
        PublishError: if they differ.
    """
    seen = check_live_pages(options.url, record.files, changes.sent, seconds)
    if seen.wrong:
        message = f"{options.url} shows other pages than were sent: {', '.join(seen.wrong[:5])}"
        hint = "is base_url where this target is shown? A host that is slow, or a cache: look again in a minute"
        raise PublishError(message, hint)
    return seen
