"""The snapshot of input file signatures that a build compares with the previous one."""

from __future__ import annotations

import time

from sourcebook.core.filesystem import ContentFolder, FileSignature
from sourcebook.pipeline.options import BuildOptions
from sourcebook.readers.theme import theme_folders

SETTLED = 50_000_000
"""Nanoseconds after a change in which another one might leave the same date."""
COARSE = 2_000_000_000
"""The same, where dates are whole seconds or even ones."""

Snapshot = dict[str, FileSignature | None]
"""The signature of every input by what it is to the site, `content/site.yaml`; None for one that changed just now."""


def take_snapshot(options: BuildOptions) -> Snapshot:
    """How every file lies on the disk that a build may read, by what it is to the site; a stat each, no file is opened.

    A file that changed only just now has None: it could change once more without lying there in another way.
    """
    now, found = time.time_ns(), dict[str, FileSignature | None]()
    for name, root in zip(
        ("content", "theme", "templates"), (options.source, *theme_folders(options.source)), strict=True
    ):
        folder = ContentFolder(root)
        signs = folder.signatures() if root.is_dir() else {}
        found |= {f"{name}/{path}": _settled(sign, now) for path, sign in signs.items()}
        found |= {f"{name}/{path} leads astray": (0, 0, 0, 0) for path in folder.escaping_links}
    beside = ContentFolder(options.source).signatures_beside()
    return found | {f"beside/{path}": _settled(sign, now) for path, sign in beside.items()}


def _settled(signature: FileSignature, now: int) -> FileSignature | None:
    changed = signature[2]
    window = COARSE if changed % 1_000_000_000 == 0 else SETTLED
    return signature if changed < now - window else None
