"""Estimate how much a build has to render, and start workers early because of that."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from sourcebook.charts.jobs.renderer import WORKER_MODULES, warm_up
from sourcebook.core.cache.disk_cache import open_cache
from sourcebook.core.executors.base import Executor
from sourcebook.core.filesystem import FileSignature
from sourcebook.model import VEGA_LITE_SUFFIXES
from sourcebook.pipeline.incremental.state import BuildState

PAGE_MODULES = ("sourcebook.pipeline.parallel.batches",)
"""Modules that a worker imports before its first page."""
CHARTED = ("/claims.yaml", "/charts.py", *VEGA_LITE_SUFFIXES)
"""Suffixes of files that charts depend on."""
MANY = 200
"""Pages from which workers are used by default: starting them takes as long as rendering so many."""
MANY_IF_REQUESTED = 20
"""The same, if the user requested workers."""
FEW = 20
"""Changed files of charts from which more than one worker is started."""


class Workload(NamedTuple):
    """The estimated amount of work of a build."""

    pages: int
    """Changed Markdown files."""
    charts: int
    """Changed files that charts depend on."""
    is_first: bool
    """Whether there is no previous build."""


def estimate_workload(snapshot: Mapping[str, FileSignature | None], previous: BuildState) -> Workload:
    """Estimate the workload from the files that changed since the previous build."""
    then = {} if previous.missing_because else previous.header.inputs
    changed = [name for name, signature in snapshot.items() if signature is None or then.get(name) != signature]
    pages = sum(name.endswith(".md") for name in changed)
    return Workload(pages, sum(name.endswith(CHARTED) for name in changed), not then)


def is_worth_parallelizing(pages: int, executor: Executor) -> bool:
    """Return whether rendering so many pages in workers is worth it."""
    if executor.is_requested:
        return pages >= MANY_IF_REQUESTED and executor.parallelism > 0
    return pages >= MANY and executor.parallelism > 1


def warm_up_workers(executor: Executor, workload: Workload, source: Path) -> None:
    """Start the workers that will most likely be needed, while this process imports modules and reads files.

    Args:
        executor: of the build.
        workload: estimated.
        source: the content folder.
    """
    if is_worth_parallelizing(workload.pages, executor):
        executor.warm_up((*PAGE_MODULES, *WORKER_MODULES) if workload.charts else PAGE_MODULES)
    elif executor.parallelism and workload.charts and not workload.is_first:
        warm_up(executor.for_small_jobs() if workload.charts < FEW else executor, open_cache(source))
