"""Texts on the changes and the result of a publish."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sourcebook.core.manifest import ManifestEntry
from sourcebook.core.published_addresses import alias_line, shown_address
from sourcebook.publish.deployment import ChangeSet
from sourcebook.publish.preflight import in_bytes
from sourcebook.publish.publish import PublishResult
from sourcebook.publish.target_url import TargetUrl

MOST = 20
"""Most changes that are listed; a dry run lists all."""


def plan(changes: ChangeSet, url: TargetUrl, *, is_dry: bool) -> str:
    """Return the addresses that will vanish, the totals of the changes, and a line with the size of each."""
    lost = [f"  ! {shown_address(path)} will vanish: {alias_line(path)}" for path in changes.lost]
    overwritten = _shortened([*_overwritten(changes)], is_dry=is_dry)
    if not changes:
        return "\n".join([*lost, f"{url}: nothing to change, {changes.unchanged:,} files are there"])
    lines = _shortened([*_lines(changes)], is_dry=is_dry)
    return "\n".join([*lost, *overwritten, f"{url}: {totals(changes)}", *lines])


def totals(changes: ChangeSet) -> str:
    """Return the number of files and bytes of each kind of change."""
    kinds = (("to add", changes.added), ("to change", changes.changed), ("to delete", changes.deleted))
    parts = [f"{len(files):,} {what} ({_size(files)})" for what, files in kinds if files]
    parts += [f"{len(changes.retired):,} to keep for a day"] if changes.retired else []
    parts += ["an earlier publish to finish"] if changes.is_unfinished else []
    return ", ".join([*parts, f"{changes.unchanged:,} unchanged"])


def summary(outcome: PublishResult, address: TargetUrl, url: str) -> str:
    """Return what was done and verified, and the URL of the site."""
    if outcome.is_dry:
        return "nothing was sent: this was a dry run"
    sent, deleted = outcome.changes.sent, outcome.changes.deleted
    parts = [f"{len(sent):,} files sent ({_size(sent)})", f"{len(deleted):,} deleted"]
    lines = [f"published to {address}: {', '.join(parts)}" if outcome.changes else "nothing was written"]
    if outcome.verified:
        lines.append(f"{outcome.verified:,} files read back from the target: all are right")
    if outcome.online is not None:
        pages = f"{outcome.online.pages:,} pages fetched from there: all are right"
        lines.append(pages if not outcome.online.reason else f"no page fetched: {outcome.online.reason}")
    return "\n".join([*lines, url])


def _shortened(lines: list[str], *, is_dry: bool) -> list[str]:
    if len(lines) <= MOST or is_dry:
        return lines
    return [*lines[:MOST], f"  … and {len(lines) - MOST:,} more: --dry-run lists all"]


def _overwritten(changes: ChangeSet) -> Iterator[str]:
    for path in changes.changed_by_others:
        action = "sent again" if path in changes.sent else "deleted"
        yield f"  ! others changed or deleted {path} there since the last publish: it is {action}"


def _lines(changes: ChangeSet) -> Iterator[str]:
    kinds = (("+", changes.added), ("~", changes.changed), ("·", changes.retired), ("-", changes.deleted))
    for mark, files in kinds:
        for path, one in sorted(files.items()):
            note = "  kept for a day, for pages read before" if mark == "·" else ""
            yield f"  {mark} {path}  {in_bytes(one.size)}{note}"


def _size(files: Mapping[str, ManifestEntry]) -> str:
    return in_bytes(sum(one.size for one in files.values()))
