"""Write a site: stage all new bytes, rename them into place, delete old files, write the manifest last."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from sourcebook.core.errors import SourcebookError, WriteInterruptedError
from sourcebook.core.filesystem import write_atomically
from sourcebook.core.manifest import MANIFEST, STATE_FOLDER, Manifest, ManifestEntry, encode, filed, read_manifest

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


def ensure_output_is_ours(output: Path) -> None:
    """Refuse to build into a folder that holds something else.

    Raises:
        SourcebookError: if the folder has files that no build wrote, or is not a folder.
    """
    if output.exists() and not output.is_dir():
        raise SourcebookError(f"{output} is a file, not a folder", "name another folder with --output DIR")
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
    output: Path, files: Mapping[str, bytes], unchanged: Mapping[str, ManifestEntry], *, rewrite: bool = False
) -> WriteResult:
    """Write the changed files of a site, and delete files of earlier builds that it no longer has.

    All new bytes are on disk before any file is replaced, so that a full disk leaves the old site.

    Args:
        output: the built folder, locked.
        files: bytes by site path.
        unchanged: files that the folder holds already, by site path.
        rewrite: whether files are written that hold these bytes already.

    Raises:
        OSError: when the disk is full or the folder cannot be written.
        WriteInterruptedError: on Ctrl-C once the first file was replaced.
    """
    old = read_manifest(output).files
    entries = dict(unchanged)
    fresh: list[str] = []
    for path in sorted(files):
        data = files[path]  # one at a time: all of them may be more than the memory holds
        entries[path] = filed(path, data)
        fresh += [path] if rewrite or not _holds(f"{output}/{path}", data) else []
    entries = dict(sorted(entries.items()))
    gone = [path for path in old if path not in entries]
    staged = _stage(output, fresh, files)
    # From here to the end a kill leaves a mixture: the manifest names all of it, so that the next build clears up.
    if staged or gone or old != entries:
        try:
            _replace_files(output, old, entries, staged, gone)
        except KeyboardInterrupt as error:
            raise WriteInterruptedError from error
    new = tuple(path for path in fresh if path not in old)
    changed = tuple(path for path in fresh if path in old)
    return WriteResult(new, changed, tuple(gone), len(entries) - len(fresh), Manifest(entries))


def _replace_files(
    output: Path,
    old: Mapping[str, ManifestEntry],
    entries: Mapping[str, ManifestEntry],
    staged: Mapping[str, str],
    gone: Sequence[str],
) -> None:
    """Replace the files of a site by staged ones, and delete those that are gone."""
    _save(output, Manifest({**old, **entries}))
    early = _in_the_way(gone, entries)
    _delete(output, early)
    for folder in sorted({os.path.dirname(path) for path in staged}):
        _make_folder(output, folder)
    for path, temporary in staged.items():
        _replace(temporary, output / path)
    _delete(output, [path for path in gone if path not in early])
    _save(output, Manifest(dict(entries)))
    shutil.rmtree(output / STAGING, ignore_errors=True)


def delete_outputs(output: Path) -> int:
    """Delete what builds wrote into a folder, and the folder when nothing else is in it; return how many files.

    Raises:
        OSError: when a file cannot be deleted.
    """
    files = list(read_manifest(output).files)
    _delete(output, files)
    shutil.rmtree(output / STATE_FOLDER, ignore_errors=True)
    if output.is_dir() and not any(output.iterdir()):
        output.rmdir()
    return len(files)


def _holds(path: str, data: bytes) -> bool:
    try:
        return os.stat(path).st_size == len(data) and Path(path).read_bytes() == data
    except OSError:
        return False


def _stage(output: Path, paths: Sequence[str], files: Mapping[str, bytes]) -> dict[str, str]:
    """Write files under temporary names; if one cannot be written, none stays."""
    folder = output / STAGING
    shutil.rmtree(folder, ignore_errors=True)  # What a killed build left.
    if paths:
        folder.mkdir(parents=True)
    staged: dict[str, str] = {}
    try:
        for number, path in enumerate(paths):
            staged[path] = f"{folder}/{number}"
            put(staged[path], files[path])
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
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


def _make_folder(output: Path, folder: str) -> None:
    """Make a folder of the site.

    Raises:
        SourcebookError: if a file stands in the way that no build wrote.
        OSError: if the disk is full, or a folder cannot be written.
    """
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
    if any(files for _, _, files in below):
        return False
    for path, _, _ in below:
        os.rmdir(path)
    return True


def _in_the_way_error(place: Path, kind: str, needed: str) -> SourcebookError:
    message = f"{place} is a {kind} that no build wrote, where a {needed} must be"
    return SourcebookError(message, "move it out of this folder, then build again")


def _delete(output: Path, paths: list[str]) -> None:
    for path in paths:
        # Where an older output had a file, a faulty build may have left a folder, and the other way round.
        with suppress(NotADirectoryError, IsADirectoryError):
            (output / path).unlink(missing_ok=True)
        for parent in (output / path).parents:
            if parent == output or not parent.is_dir() or any(parent.iterdir()):
                break
            parent.rmdir()


def _save(output: Path, manifest: Manifest) -> None:
    write_atomically(output / MANIFEST, encode(manifest))
