"""Progress of long work: a bar with the time left on terminals, a line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sourcebook.cli.console import say

if TYPE_CHECKING:
    from rich.progress import Progress, ProgressColumn

FEW_FILES = 100
"""Least number of files for which a bar is shown."""
LINE_SECONDS = 10.0
"""Seconds between two lines where there is no terminal; shorter work writes none."""


@contextmanager
def rendered_files() -> Iterator[Callable[[int, int], None]]:
    """Show within this context how many files were rendered, and on a terminal the time left, if there are many.

    Yields:
        A function to be called with the number of files rendered so far, and that of all to be rendered.
    """

    def columns() -> list[ProgressColumn]:
        from rich.progress import BarColumn, TextColumn, TimeRemainingColumn

        files = TextColumn("{task.completed:,.0f} of {task.total:,.0f} files rendered")
        return [BarColumn(), files, TimeRemainingColumn(), TextColumn("left")]

    with _Bar(columns, lambda done, total: f"{done:,} of {total:,} files rendered") as bar:
        yield lambda done, total: bar.show(done, total) if total >= FEW_FILES else None


@contextmanager
def sent_bytes() -> Iterator[Callable[[int, int], None]]:
    """Show within this context how many bytes were sent, and on a terminal the time left.

    Yields:
        A function to be called with the bytes that were sent, and those that are to be sent.
    """

    def columns() -> list[ProgressColumn]:
        from rich.progress import BarColumn, DownloadColumn, TextColumn, TimeRemainingColumn, TransferSpeedColumn

        return [BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn(), TextColumn("left")]

    with _Bar(columns, lambda done, total: f"{done / 1e6:,.1f} of {total / 1e6:,.1f} MB sent") as bar:
        yield bar.show


class _Bar:
    """A bar on stderr, which is removed at the end; if that is no terminal, a line every some seconds.

    Args:
        columns: of the bar; rich is loaded only when there is something to show.
        line: returns the line, given what is done and the total.
    """

    def __init__(self, columns: Callable[[], list[ProgressColumn]], line: Callable[[int, int], str]) -> None:
        self._columns = columns
        self._line = line
        self._progress: Progress | None = None
        self._told = time.monotonic()
        """When the last line was written, or the work began."""

    def __enter__(self) -> _Bar:
        return self

    def __exit__(self, *reason: object) -> None:
        if self._progress is not None:
            self._progress.stop()

    def show(self, done: int, total: int) -> None:
        """Show what is done of a total."""
        if not sys.stderr.isatty():
            now = time.monotonic()
            if now - self._told >= LINE_SECONDS:
                self._told = now
                say(self._line(done, total))
            return
        if self._progress is None:
            from rich.console import Console
            from rich.progress import Progress

            self._progress = Progress(*self._columns(), console=Console(stderr=True), transient=True)
            self._progress.add_task("", total=total)
            self._progress.start()
        self._progress.update(self._progress.task_ids[0], completed=done, total=total)
