"""The snapshot of input file signatures that a build compares with the previous one."""

from __future__ import annotations

from sourcebook.core import published_addresses
from sourcebook.core.filesystem import ContentFolder, FileSignature, file_signature
from sourcebook.pipeline.options import BuildOptions
from sourcebook.readers.theme import theme_folders

SETTLED = 50_000_000
"""Nanoseconds after a change within which another one might leave the same mtime."""
COARSE = 2_000_000_000
"""The same, on file systems that store whole or even seconds."""

Snapshot = dict[str, FileSignature | None]
"""The signature of every input by its name (`content/site.yaml`); None for a file that changed just now."""


def take_snapshot(options: BuildOptions, now: int) -> Snapshot:
    """Take the signatures of all files that a build may read, with one stat for each; no file is opened.

    The signature of a file that changed just now is None: the file could change again without another signature.

    Args:
        options: of the build.
        now: nanoseconds since 1970.
    """
    found = dict[str, FileSignature | None]()
    for name, root in zip(
        ("content", "theme", "templates"), (options.source, *theme_folders(options.source)), strict=True
    ):
        folder = ContentFolder(root)
        signs = folder.signatures() if root.is_dir() else {}
        found |= {f"{name}/{path}": _settled(sign, now) for path, sign in signs.items()}
        found |= {f"{name}/{path} {reason.name}": (0, 0, 0, 0) for path, reason in folder.refused.items()}
    published = options.output / published_addresses.FILE
    if published.is_file():
        found["output/published"] = _settled(file_signature(published.stat()), now)
    content = ContentFolder(options.source)
    # A text that is captured later may be that of a file which is published already.
    found |= {f"captured/{path}": _settled(file_signature(stat), now) for path, stat in content.captured()}
    beside = content.signatures_beside()
    return found | {f"beside/{path}": _settled(sign, now) for path, sign in beside.items()}


def _settled(signature: FileSignature, now: int) -> FileSignature | None:
    changed = signature[2]
    window = COARSE if changed % 1_000_000_000 == 0 else SETTLED
    return signature if changed < now - window else None
