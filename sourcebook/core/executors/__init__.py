"""Executors: run function calls in this process, in a process pool or on a Dask cluster."""

from __future__ import annotations

from functools import cache

from sourcebook.core.executors.base import Executor
from sourcebook.core.executors.inline import InlineExecutor
from sourcebook.core.executors.processes import default_worker_count, process_executor


def open_executor(jobs: int | None = None, address: str = "") -> Executor:
    """Return the executor that the options name; it starts processes, or connects, on first use.

    Args:
        jobs: number of processes; 0: calls run in this one. None: as many as there are cores, where that is worth it.
        address: of a Dask cluster that is used instead, `dask://host:port`; or nothing.

    Raises:
        SourcebookError: if the address is not of the form dask://HOST:PORT.
    """
    if address:
        from sourcebook.core.executors.dask_cluster import dask_executor

        return dask_executor(address)
    if jobs == 0:
        return _inline_executor()
    return process_executor(default_worker_count() if jobs is None else jobs, jobs is not None)


@cache
def _inline_executor() -> InlineExecutor:
    """The same for all builds of this process, so that they share its resources."""
    return InlineExecutor()
