"""Preflight check: refuses captured texts, keys, settings with passwords, editor files, and files above limits."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Set
from pathlib import Path
from typing import NamedTuple

from sourcebook.core.filesystem import CAPTURES, ContentFolder, is_ignored_name
from sourcebook.core.manifest import Manifest
from sourcebook.core.secret_files import secret_content, secret_name
from sourcebook.publish.artifact import SiteArtifact
from sourcebook.publish.errors import PublishError

CONTROL = re.compile(r"[\x00-\x1f\x7f]")
HOSTS_OWN = frozenset({".nojekyll", ".domains", ".gitlab-ci.yml", ".well-known"})
"""Hidden files that hosts need."""
SHOWN = 5


class HostLimits(NamedTuple):
    """Limits of a host or kind of target."""

    name: str = ""
    """Name of the host."""
    file: int | None = None
    """Largest size of a file in bytes."""
    total: int | None = None
    """Largest size of a site in bytes."""
    files: int | None = None
    name_bytes: int | None = 255
    """Longest part of a path in bytes."""
    path_bytes: int | None = None
    """Longest path in bytes."""


def preflight_check(artifact: SiteArtifact, sent: Collection[str], captures: Path, limits: HostLimits) -> None:
    """Check a site before it is sent.

    Args:
        artifact: the site.
        sent: site paths of the files to send, which are searched for keys.
        captures: the folder of captured texts, which need not exist.
        limits: of the target.

    Raises:
        PublishError: names the files and the reason, or the limit.
    """
    sizes = frozenset(one.size for one in artifact.site.files.values())
    reasons = dict(_unfit(artifact, sent, _hashes(captures, sizes)))
    if reasons:
        shown = [f"{path}: {reason}" for path, reason in sorted(reasons.items())[:SHOWN]]
        more = [f"and {len(reasons) - SHOWN} more"] if len(reasons) > SHOWN else []
        raise PublishError(
            "\n    ".join(["these files must not leave:", *shown, *more]), "take them out of the content"
        )
    for over in _over(artifact.site, limits):
        raise PublishError(f"{over}: the limit of {limits.name}", "make it smaller, or choose another target")


def _unfit(artifact: SiteArtifact, sent: Collection[str], captures: Set[str]) -> Iterable[tuple[str, str]]:
    for path, one in artifact.site.files.items():
        *folders, name = path.split("/")
        if CONTROL.search(path):
            yield repr(path), "its name holds control characters, which hosts take for commands"
        elif one.sha256 in captures:
            yield path, "it is the full text of a source, from captures/"
        elif CAPTURES in folders[:1]:
            yield path, "captures/ holds other people's words"
        elif reason := secret_name(path):
            yield path, reason
        elif any(is_ignored_name(part) and part not in HOSTS_OWN for part in (*folders, name)):
            yield path, "it is hidden, or an editor left it behind"
        elif path in sent and (reason := secret_content(artifact.read(path))):
            yield path, reason


def _hashes(captures: Path, sizes: Set[int]) -> set[str]:
    """Return the hashes of the captured texts of these sizes in bytes."""
    content = ContentFolder(captures.parent)
    files = [path for path, stat in content.captured() if stat.st_size in sizes]
    return {hashlib.sha256(content.read_captured(path)).hexdigest() for path in files}


def _over(site: Manifest, limits: HostLimits) -> Iterable[str]:
    total = sum(one.size for one in site.files.values())
    if limits.files is not None and len(site.files) > limits.files:
        yield f"the site has {len(site.files):,} files, {limits.files:,} are allowed"
    if limits.total is not None and total > limits.total:
        yield f"the site has {in_bytes(total)}, {in_bytes(limits.total)} are allowed"
    for path, one in site.files.items():
        if limits.file is not None and one.size > limits.file:
            yield f"{path} has {in_bytes(one.size)}, {in_bytes(limits.file)} are allowed for one file"
        if limits.path_bytes is not None and len(path.encode()) > limits.path_bytes:
            yield f"{path[:60]}… is {len(path.encode())} bytes long, {limits.path_bytes} are allowed for a path"
        longest = max(len(part.encode()) for part in path.split("/"))
        if limits.name_bytes is not None and longest > limits.name_bytes:
            yield f"{path[:60]}… has a name of {longest} bytes, {limits.name_bytes} are allowed"


def in_bytes(count: float) -> str:
    """Format a number of bytes: `12.3 kB`, in powers of a thousand."""
    for unit in ("bytes", "kB", "MB", "GB"):
        if count < 1000:
            return f"{count:,.0f} {unit}" if unit == "bytes" else f"{count:,.1f} {unit}"
        count /= 1000
    return f"{count:,.1f} TB"
