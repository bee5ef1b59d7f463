"""Watch the folders of a site for changes, by native events or by polling."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from stat import S_ISDIR
from typing import NamedTuple

from watchdog.events import (
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver
from watchdog.observers.polling import PollingObserver

from sourcebook.core.filesystem import is_ignored_name

POLL_SECONDS = 0.25
GRACE_SECONDS = 1.0
"""How long a native event may be on its way before it counts as lost."""
EDITS = [
    FileCreatedEvent, FileModifiedEvent, FileMovedEvent, FileDeletedEvent, FileClosedEvent,
    DirCreatedEvent, DirMovedEvent, DirDeletedEvent,
]  # fmt: skip
"""What can be an edit; our own reading of files makes many other events."""


class WatchState(NamedTuple):
    """The state of all files at one scan, without temporary files of editors."""

    files: int
    """The newest ctime of a file, in nanoseconds since 1970."""
    folders: int
    """The newest ctime of a folder, in the same unit."""
    names: frozenset[str]
    """The paths of all files and folders."""

    def is_news(self, before: WatchState, read: int) -> bool:
        """Return whether files changed after they were read, at `read` in nanoseconds since 1970."""
        return self.files > read or (self.names != before.names and self.folders > read)


class FileWatcher(FileSystemEventHandler):
    """Watches the content folder and the templates beside it.

    Args:
        content: the content folder; a link to one is followed.
        output: the built folder, whose changes are not edits.
        on_change: called from another thread for each edit, with its paths.
        polling: whether to scan the files repeatedly instead of waiting for native events.
    """

    def __init__(
        self, content: Path, output: Path, on_change: Callable[[Sequence[Path]], None], *, polling: bool
    ) -> None:
        self.home = content.absolute().parent
        self.watched_paths = (content.absolute(), self.home / "templates")
        self.folders = tuple(folder.resolve() for folder in self.watched_paths)
        self.output = output.resolve()
        self.polling = polling
        self._on_change = on_change
        self.last_event: float | None = None
        """Time of the last event, by the monotonic clock; None before the first."""
        self._observer: BaseObserver | None = None

    def start(self) -> None:
        """Start to watch; by polling if there are no native events."""
        try:
            self._observe(PollingObserver(timeout=POLL_SECONDS) if self.polling else Observer())
        except OSError:
            # The system's watches or handles are used up.
            self.poll()

    def stop(self) -> None:
        """Stop to watch."""
        if self._observer is not None:
            self._observer.stop()

    def poll(self) -> None:
        """Switch to polling."""
        self.stop()
        self.polling = True
        self._observe(PollingObserver(timeout=POLL_SECONDS))

    def dispatch(self, event: FileSystemEvent) -> None:
        """Pass on an event that may be an edit."""
        paths = [Path(os.fsdecode(path)) for path in (event.src_path, event.dest_path) if path]
        if any(path in (*self.watched_paths, *self.folders) for path in paths):
            with suppress(OSError):  # The system's watches are used up: scans find what events do not tell.
                self._watch_folders()
        found = [path for path in paths if self._is_edit(path) or path in self.watched_paths]
        if found:
            self.last_event = time.monotonic()
            self._on_change(found)

    def site_relative_path(self, path: Path) -> str:
        """Return the path of a file as `content/pages/about.md`; only its name for code beside these folders."""
        for name, folder in zip(("content", "templates"), self.folders, strict=True):
            if folder in path.parents:
                return f"{name}/{path.relative_to(folder).as_posix()}"
        return path.name

    def state(self, reread: Mapping[str, int]) -> WatchState:
        """Return the state of the files, from the file system.

        Args:
            reread: nanoseconds since 1970 by path: changes of these files up to then are ignored.
        """
        found = [one for folder in self.folders for one in _walk(str(folder))]
        found += [one for path in self.home.glob("*.py") for one in _walk(str(path))]
        return WatchState(
            max((time for path, is_folder, time in found if not is_folder and time > reread.get(path, 0)), default=0),
            max((time for _, is_folder, time in found if is_folder), default=0),
            frozenset(path for path, _, _ in found),
        )

    def recover(self) -> None:
        """Restart the watch after an edit without an event; by polling, if there was never an event."""
        if self.last_event is None and not self.polling:
            self.poll()
        else:
            self._watch_folders()

    def was_silent(self) -> bool:
        """Return whether the last event is so old that a change seen by a scan had none."""
        return self.last_event is None or time.monotonic() - self.last_event > GRACE_SECONDS

    def _observe(self, observer: BaseObserver) -> None:
        self._observer = observer
        self._watch_folders()
        observer.start()

    def _watch_folders(self) -> None:
        """Watch the folders that exist, and their parent for those that are created and deleted."""
        observer = self._observer
        assert observer is not None
        self.folders = tuple(folder.resolve() for folder in self.watched_paths)
        observer.unschedule_all()
        for folder in self.folders:
            if folder.is_dir():
                observer.schedule(self, str(folder), recursive=True, event_filter=EDITS)
        if not self.polling and self.home not in self.folders:
            observer.schedule(self, str(self.home), recursive=False, event_filter=EDITS)

    def _is_edit(self, path: Path) -> bool:
        if path.parent == self.home and path.suffix == ".py":
            return True  # Code beside the content folder, which a chart may import.
        folder = next((one for one in self.folders if path == one or one in path.parents), None)
        if folder is None or self.output == path or self.output in path.parents:
            return False
        return not any(is_ignored_name(part) for part in path.relative_to(folder).parts)


def _ctime(entry: os.DirEntry[str]) -> int:
    """Return the ctime of a file in nanoseconds; that of the link itself if it leads nowhere."""
    try:
        return entry.stat().st_ctime_ns
    except OSError:
        return entry.stat(follow_symlinks=False).st_ctime_ns


def _walk(path: str) -> Iterator[tuple[str, bool, int]]:
    """Yield a file, or a folder and everything below it: path, whether it is a folder, and ctime in nanoseconds."""
    try:
        stat = os.stat(path)
        yield path, S_ISDIR(stat.st_mode), stat.st_ctime_ns
        if not S_ISDIR(stat.st_mode):
            return
        with os.scandir(path) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False) and not is_ignored_name(entry.name):
                    yield from _walk(entry.path)
                elif not is_ignored_name(entry.name):
                    yield entry.path, False, _ctime(entry)
    except OSError:
        return  # It went away while we were looking: there will be an event, or another look.
