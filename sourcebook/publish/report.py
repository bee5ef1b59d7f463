"""What a publish will change, and how it went, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sourcebook.manifest import Filed
from sourcebook.publish.address import Address
from sourcebook.publish.record import Changes
from sourcebook.publish.run import Outcome
from sourcebook.publish.screening import in_bytes

MOST = 1000
"""Lines that a list of changes has at most."""


def plan(changes: Changes, address: Address) -> str:
    """Every change, a line each with its size, and their sum."""
    if not changes:
        return f"{address}: nothing to change, {changes.unchanged:,} files are there"
    lines = list(_lines(changes))
    if len(lines) > MOST:
        lines = [*lines[:MOST], f"  … and {len(lines) - MOST:,} more"]
    return "\n".join([f"{address}: {totals(changes)}", *lines])


def totals(changes: Changes) -> str:
    """How many files, and how many bytes, of each kind of change."""
    kinds = (("to add", changes.added), ("to change", changes.changed), ("to delete", changes.deleted))
    parts = [f"{len(files):,} {what} ({_size(files)})" for what, files in kinds if files]
    parts += [f"{len(changes.retired):,} to keep for a day"] if changes.retired else []
    parts += ["an earlier publish to finish"] if changes.is_unfinished else []
    return ", ".join([*parts, f"{changes.unchanged:,} unchanged"])


def summary(outcome: Outcome, address: Address, url: str) -> str:
    """What was done, and where the site is."""
    verified = f"; {outcome.verified:,} files read back and right" if outcome.verified else ""
    if outcome.online is not None:
        pages = f", {outcome.online.pages:,} pages fetched from there and right"
        verified += pages if not outcome.online.reason else f", no page fetched: {outcome.online.reason}"
    if outcome.is_dry:
        return "nothing was sent: this was a dry run"
    if not outcome.changes:
        return f"nothing was written{verified}: {url}"
    sent = outcome.changes.sent
    done = f"{len(sent):,} files sent ({_size(sent)}), {len(outcome.changes.deleted):,} deleted{verified}"
    return f"published: {done}: {url}"


def _lines(changes: Changes) -> Iterator[str]:
    kinds = (("+", changes.added), ("~", changes.changed), ("·", changes.retired), ("-", changes.deleted))
    for mark, files in kinds:
        for path, one in sorted(files.items()):
            note = "  kept for a day, for pages read before" if mark == "·" else ""
            yield f"  {mark} {path}  {in_bytes(one.size)}{note}"


def _size(files: Mapping[str, Filed]) -> str:
    return in_bytes(sum(one.size for one in files.values()))
