"""Options of a build."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from sourcebook.core.executors.base import Executor


class BuildOptions(NamedTuple):
    """What is to be built."""

    source: Path
    """The content folder; `templates/` stands beside it."""
    output: Path
    drafts: bool = False
    strict: bool = False
    """Whether warnings stop the build too."""
    as_of: str = ""
    """The build's date, YYYY-MM-DD; empty: that of the newest briefing."""
    clean: bool = False
    """Whether every file is drawn and written, those too that an earlier build left with the same bytes."""
    fingerprints: bool = True
    """Whether the names of assets change with their bytes; the preview keeps plain names, and changes them in place."""
    jobs: int | None = None
    """How many processes draw; 0: this one alone. None: as many as there are cores, where there is enough to do."""
    executor: str = ""
    """The address of a cluster that draws, `dask://host:port`, instead of processes here."""

    @property
    def executor_in_use(self) -> Executor:
        """Who draws pages and charts.

        Raises:
            SourcebookError: when a cluster does not answer.
        """
        if self.executor:
            from sourcebook.core.executors.dask_cluster import dask_executor

            return dask_executor(self.executor)
        from sourcebook.core.executors.processes import default_worker_count, process_executor

        return process_executor(default_worker_count() if self.jobs is None else self.jobs)

    @property
    def kind(self) -> str:
        """What tells one order for this folder from another, as far as pages depend on it."""
        return f"{self.drafts} {self.as_of} {self.fingerprints}"
