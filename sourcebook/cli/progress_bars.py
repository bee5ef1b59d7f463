"""Progress on terminals, drawn by rich, which is loaded only when there is something to show."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress, ProgressColumn

FEW_FILES = 100
"""Files that are rendered before a number is shown."""


@contextmanager
def rendered_files() -> Iterator[Callable[[int], None]]:
    """Show within this context how many files were rendered, on a terminal, if there are many.

    Yields:
        A function to be called with the number of files rendered so far.
    """

    def columns() -> list[ProgressColumn]:
        from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

        return [SpinnerColumn(), TextColumn("{task.completed:,.0f} files rendered"), TimeElapsedColumn()]

    with _Bar(columns) as bar:
        yield lambda done: bar.show(done, None) if done >= FEW_FILES else None


@contextmanager
def sent_bytes() -> Iterator[Callable[[int, int], None]]:
    """Show within this context how many bytes were sent, on a terminal.

    Yields:
        A function to be called with the bytes that were sent, and those that are to be sent.
    """

    def columns() -> list[ProgressColumn]:
        from rich.progress import BarColumn, DownloadColumn, TransferSpeedColumn

        return [BarColumn(), DownloadColumn(), TransferSpeedColumn()]

    with _Bar(columns) as bar:
        yield bar.show


class _Bar:
    """A line on stderr, which is removed at the end; nothing is shown if stderr is not a terminal."""

    def __init__(self, columns: Callable[[], list[ProgressColumn]]) -> None:
        self._columns = columns
        self._progress: Progress | None = None

    def __enter__(self) -> _Bar:
        return self

    def __exit__(self, *reason: object) -> None:
        if self._progress is not None:
            self._progress.stop()

    def show(self, done: int, total: int | None) -> None:
        """Show a number; if the total is not known it is None."""
        if not sys.stderr.isatty():
            return
        if self._progress is None:
            from rich.console import Console
            from rich.progress import Progress

            self._progress = Progress(*self._columns(), console=Console(stderr=True), transient=True)
            self._progress.add_task("", total=total)
            self._progress.start()
        self._progress.update(self._progress.task_ids[0], completed=done, total=total)
