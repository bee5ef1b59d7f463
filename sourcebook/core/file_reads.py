"""Record which files and folders Python code reads, with digests of what they held, and which files it writes."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from sourcebook.core.filesystem import CAPTURES, ContentFolder, is_ignored_name

CODE = (".py", ".pyc")
"""Suffixes of files that are not recorded: code that charts import has a digest of its own."""
EVENTS = frozenset({"open", "os.listdir", "os.scandir", "sqlite3.connect"})
"""Audit events of Python that read a file or folder, whose path is their first argument."""
WRITING = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
"""Flags of files that are opened to be written; `r+` has none of them."""


class ReadRecorder:
    """Collects what is read below a folder; each path with its digest just before it was first read.

    Args:
        root: the folder. Hidden files and captures in it are not recorded.
    """

    def __init__(self, root: Path) -> None:
        self.reads: dict[str, bytes] = {}
        """Digests by path below the folder."""
        self.writes: set[str] = set()
        """Paths below the folder that were opened to be written."""
        self._root = os.path.realpath(root)
        self._folder = ContentFolder(root)
        self._thread = threading.local()

    def record(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Record the path of an audit event; may be called by any thread."""
        target = os.curdir if arguments[0] is None else arguments[0]
        if getattr(self._thread, "is_busy", False) or not isinstance(target, (str, bytes, os.PathLike)):
            return
        writes = event == "open" and isinstance(arguments[2], int) and bool(arguments[2] & WRITING)
        self._thread.is_busy = True  # The digest opens the file too.
        try:
            path = os.fsdecode(target)
            if event == "sqlite3.connect" and path.startswith("file:"):
                path = unquote(path.removeprefix("file:").partition("?")[0])
            self._add(os.path.realpath(path), writes=writes)
        finally:
            self._thread.is_busy = False

    def _add(self, path: str, *, writes: bool) -> None:
        name = os.path.relpath(path, self._root)
        parts = name.split(os.sep)
        if parts[0] in (os.pardir, CAPTURES) or any(is_ignored_name(part) for part in parts if part != os.curdir):
            return
        if writes:
            self.writes.add(name)
        elif not name.endswith(CODE) and name not in self.reads:
            self.reads[name] = self._folder.digest(name)


_ACTIVE: list[ReadRecorder] = []
"""The recorder that is at work in this process, if one is."""


@contextmanager
def recorded_reads(root: Path) -> Iterator[ReadRecorder]:
    """Record within this context what Python code of this process reads and writes below a folder.

    Not recorded are files that a library reads without Python, as polars does, tests whether a file exists, hidden
    files, and captures.

    Args:
        root: the folder.

    Yields:
        What was read and written, which grows as that happens.
    """
    _install_audit_hook()
    recorder = ReadRecorder(root)
    _ACTIVE.append(recorder)
    try:
        yield recorder
    finally:
        _ACTIVE.remove(recorder)


@cache
def _install_audit_hook() -> None:
    """Install the audit hook, once in a process: Python has no way to remove it."""
    sys.addaudithook(_audit_hook)


def _audit_hook(event: str, arguments: tuple[Any, ...]) -> None:
    if _ACTIVE and event in EVENTS:
        _ACTIVE[-1].record(event, arguments)
