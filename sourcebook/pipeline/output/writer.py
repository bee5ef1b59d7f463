"""Write a site: stage all new bytes, rename them into place, delete old files, write the manifest last."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from sourcebook.core.errors import SourcebookError, WriteInterruptedError
from sourcebook.core.filesystem import remove_own, write_atomically
from sourcebook.core.manifest import (
    MANIFEST,
    STATE_FOLDER,
    Manifest,
    ManifestEntry,
    encode,
    filed,
    read_manifest,
    sealed,
)
from sourcebook.core.regular_files import read_regular
from sourcebook.pipeline.output.deletion import delete_files, files_to_delete
from sourcebook.pipeline.output.folders import FoldersWithoutLinks, link_error

STAGING = f"{STATE_FOLDER}/new"
LOCK_SECONDS = 60


class WriteResult(NamedTuple):
    """What a build changed in the output folder, as site paths."""

    new: tuple[str, ...]
    changed: tuple[str, ...]
    deleted: tuple[str, ...]
    unchanged: int
    manifest: Manifest
    """The files that the folder now holds."""
    left: tuple[str, ...] = ()
    """Those of an earlier manifest that are not deleted: no build of this user wrote these bytes."""


def ensure_output_is_ours(output: Path) -> None:
    """Refuse to build into a folder that holds something else.

    Raises:
        SourcebookError: if the folder has files that no build wrote, is not a folder, or has a link in the place of
            the program's own folder.
    """
    if output.exists() and not output.is_dir():
        raise SourcebookError(f"{output} is a file, not a folder", "name another folder with --output DIR")
    if (output / STATE_FOLDER).is_symlink():
        raise link_error(output / STATE_FOLDER)
    if output.is_dir() and not (output / STATE_FOLDER).is_dir() and any(output.iterdir()):
        hint = "name an empty folder with --output DIR, or empty this one yourself"
        raise SourcebookError(f"{output} is not empty and was not built by Sourcebook", hint)


@contextmanager
def output_lock(output: Path) -> Iterator[None]:
    """Lock an output folder: a second build waits until the first one has finished writing.

    Raises:
        SourcebookError: if the other build takes more than a minute, or the folder cannot be written.
    """
    from filelock import FileLock, Timeout

    try:
        (output / STATE_FOLDER).mkdir(parents=True, exist_ok=True)
        with FileLock(output / STATE_FOLDER / "lock", timeout=LOCK_SECONDS):
            yield
    except Timeout as error:
        raise SourcebookError(f"another build is writing {output}", "wait for it to end, then build again") from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise SourcebookError(
            f"cannot write {output}: {reason}", "make room or change the folder's rights, then build again"
        ) from error


def write_site(
    output: Path,
    files: Mapping[str, bytes],
    unchanged: Mapping[str, ManifestEntry],
    *,
    rewrite: bool = False,
    recorded: Callable[[], Mapping[str, ManifestEntry]] = dict,
) -> WriteResult:
    """Write the changed files of a site, and delete files of earlier builds that it no longer has.

    All new bytes are on disk before any file is replaced, so that a full disk leaves the old site.

    Args:
        output: the built folder, locked.
        files: bytes by site path.
        unchanged: files that the folder holds already, by site path.
        rewrite: whether files are written that hold these bytes already.
        recorded: returns the files that the last build wrote, in case the manifest is missing, damaged or another's.

    Raises:
        OSError: when the disk is full or the folder cannot be written.
        WriteInterruptedError: on Ctrl-C once the first file was replaced.
    """
    manifest = read_manifest(output)
    known = {} if manifest.is_genuine else recorded()
    old = {**manifest.files, **known}
    entries = dict(unchanged)
    fresh: list[str] = []
    for path in sorted(files):
        data = files[path]  # one at a time: all of them may be more than the memory holds
        entries[path] = filed(path, data)
        fresh += [path] if rewrite or not _holds(output, path, data) else []
    entries = dict(sorted(entries.items()))
    gone, left = files_to_delete(output, manifest, known, [path for path in old if path not in entries])
    staged = _stage(output, fresh, files)
    # From here to the end a kill leaves a mixture: the manifest names all of it, so that the next build clears up.
    if staged or gone or old != entries or not manifest.is_genuine:
        try:
            _replace_files(output, old, entries, staged, gone)
        except KeyboardInterrupt as error:
            raise WriteInterruptedError from error
    new = tuple(path for path in fresh if path not in old)
    changed = tuple(path for path in fresh if path in old)
    return WriteResult(new, changed, tuple(gone), len(entries) - len(fresh), Manifest(entries), left)


def _replace_files(
    output: Path,
    old: Mapping[str, ManifestEntry],
    entries: Mapping[str, ManifestEntry],
    staged: Mapping[str, str],
    gone: Sequence[str],
) -> None:
    """Replace the files of a site by staged ones, and delete those that are gone."""
    links = FoldersWithoutLinks(output)
    _save(output, {path: old[path] for path in gone} | dict(entries))
    early = _in_the_way(gone, entries)
    delete_files(links, early)
    for folder in sorted({os.path.dirname(path) for path in staged}):
        _make_folder(links, folder)
    for path, temporary in staged.items():
        _replace(temporary, output / path)
    delete_files(links, [path for path in gone if path not in early])
    _save(output, dict(entries))
    remove_own(output / STAGING)


def _holds(output: Path, path: str, data: bytes) -> bool:
    try:
        return os.lstat(f"{output}/{path}").st_size == len(data) and read_regular(output, path, len(data)) == data
    except OSError:
        return False


def _stage(output: Path, paths: Sequence[str], files: Mapping[str, bytes]) -> dict[str, str]:
    """Write files under temporary names; if one cannot be written, none stays."""
    folder = output / STAGING
    remove_own(output / STAGING)  # What a killed build left.
    if paths:
        folder.mkdir(parents=True)
    staged: dict[str, str] = {}
    try:
        for number, path in enumerate(paths):
            staged[path] = f"{folder}/{number}"
            put(staged[path], files[path])
    except BaseException:
        remove_own(output / STAGING)
        raise
    return staged


def put(path: str, data: bytes) -> None:
    """Write a file; takes plain strings, which is faster than a `Path` for each of thousands."""
    with open(path, "wb") as file:
        file.write(data)


def _in_the_way(gone: Sequence[str], files: Iterable[str]) -> list[str]:
    """Return old files in whose place the new site has a folder, or whose folder it replaces by a file."""
    if not gone:
        return []
    names = set(files)
    folders = {str(parent) for name in names for parent in PurePosixPath(name).parents}
    return [path for path in gone if path in folders or any(str(one) in names for one in PurePosixPath(path).parents)]


def _make_folder(links: FoldersWithoutLinks, folder: str) -> None:
    """Make a folder of the site.

    Raises:
        SourcebookError: if a link is on the way, or a file stands there that no build wrote.
        OSError: if the disk is full, or a folder cannot be written.
    """
    output, link = links.output, links.link_on_the_way(folder)
    if link is not None:
        raise link_error(link)
    try:
        os.makedirs(f"{output}/{folder}", exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        steps = [output / folder, *(output / folder).parents]
        raise _in_the_way_error(next(one for one in steps if one.exists()), "file", "folder") from None


def _replace(temporary: str, path: Path) -> None:
    """Move a file to its place; an empty folder there gives way.

    Raises:
        SourcebookError: if there is a folder with files that no build wrote.
        OSError: if a folder cannot be written.
    """
    try:
        os.replace(temporary, path)
    except IsADirectoryError:
        if not _is_removed(path):
            raise _in_the_way_error(path, "folder", "file") from None
        os.replace(temporary, path)


def _is_removed(folder: Path) -> bool:
    """Remove a folder that holds no files; return whether it held none."""
    below = [*os.walk(folder, topdown=False)]
    if any(files or any(os.path.islink(f"{path}/{name}") for name in folders) for path, folders, files in below):
        return False
    for path, _, _ in below:
        os.rmdir(path)
    return True


def _in_the_way_error(place: Path, kind: str, needed: str) -> SourcebookError:
    message = f"{place} is a {kind} that no build wrote, where a {needed} must be"
    return SourcebookError(message, "move it out of this folder, then build again")


def _save(output: Path, files: dict[str, ManifestEntry]) -> None:
    write_atomically(output / MANIFEST, encode(sealed(files)))
