"""Delete files of an output folder: those that builds of this user wrote, and no others."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from sourcebook.core.filesystem import remove_own
from sourcebook.core.manifest import STATE_FOLDER, ManifestEntry, SealedManifest, read_manifest
from sourcebook.core.regular_files import read_regular
from sourcebook.pipeline.output.folders import FoldersWithoutLinks, link_error


def delete_outputs(
    output: Path, recorded: Callable[[], Mapping[str, ManifestEntry]] = dict
) -> tuple[int, tuple[str, ...]]:
    """Delete what builds wrote into a folder, and the folder when nothing else is in it.

    Args:
        output: the built folder.
        recorded: as in `write_site`.

    Returns:
        The number of deleted files, and the paths of those that are left, as in `WriteResult`.

    Raises:
        SourcebookError: if the program's own folder is a link.
        OSError: when a file cannot be deleted.
    """
    if (output / STATE_FOLDER).is_symlink():
        raise link_error(output / STATE_FOLDER)
    manifest = read_manifest(output)
    known = {} if manifest.is_genuine else recorded()
    files, left = files_to_delete(output, manifest, known, [*{**manifest.files, **known}])
    delete_files(FoldersWithoutLinks(output), files)
    if (output / STATE_FOLDER).is_dir():
        remove_own(output / STATE_FOLDER)
    if output.is_dir() and not output.is_symlink() and not any(output.iterdir()):
        output.rmdir()
    return len(files), left


def files_to_delete(
    output: Path, manifest: SealedManifest, known: Mapping[str, ManifestEntry], paths: list[str]
) -> tuple[list[str], tuple[str, ...]]:
    """Split old files into those to delete and those to leave.

    What the manifest names is deleted if a build of this user wrote it. If the manifest may be another's, a file is
    deleted only if it has the bytes that the manifest or the state of the last build names: then it is not one that
    something else put there.
    """
    if manifest.is_genuine:
        return paths, ()
    there = [path for path in paths if os.path.lexists(output / path)]
    named = (known, manifest.files)
    ours = {path for path in there if any(path in one and _has(output, path, one[path]) for one in named)}
    return [path for path in paths if path in ours or path not in there], tuple(sorted({*there} - ours))


def delete_files(links: FoldersWithoutLinks, paths: list[str]) -> None:
    """Delete files of a site, and folders that are empty then; nothing behind a link.

    Raises:
        OSError: when a file cannot be deleted.
    """
    output = links.output
    for path in paths:
        if links.link_on_the_way(os.path.dirname(path)) is not None:
            continue  # What is behind a link no build wrote.
        # Where an older output had a file, a faulty build may have left a folder, and the other way round.
        with suppress(NotADirectoryError, IsADirectoryError):
            (output / path).unlink(missing_ok=True)
        for parent in (output / path).parents:
            if parent == output or not parent.is_dir() or any(parent.iterdir()):
                break
            parent.rmdir()


def _has(output: Path, path: str, entry: ManifestEntry) -> bool:
    try:
        return hashlib.sha256(read_regular(output, path, entry.size)).hexdigest() == entry.sha256
    except OSError:
        return False
