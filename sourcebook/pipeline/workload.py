"""How much a build will have to do, and workers that begin early because of that."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from sourcebook.charts.jobs.renderer import WORKER_MODULES, warm_up
from sourcebook.core.cache.disk_cache import open_cache
from sourcebook.core.executors.base import Executor
from sourcebook.core.filesystem import FileSignature
from sourcebook.model import VEGA_LITE_SUFFIXES
from sourcebook.pipeline.incremental.state import PreviousBuild

PAGE_MODULES = ("sourcebook.pipeline.parallel.batches",)
"""What whoever draws pages has before the first one."""
CHARTED = ("/claims.yaml", "/charts.py", *VEGA_LITE_SUFFIXES)
"""Ends of names of files because of which a site has charts."""
MANY = 200
"""Pages that are drawn by several processes without being asked; to begin these takes as long as so many pages do."""
MANY_IF_REQUESTED = 20
"""The same, where it was asked who draws."""
FEW = 20
"""Changed files of charts from which on more than one process begins for these."""


class Workload(NamedTuple):
    """How much a build will have to do, as far as signatures of files tell."""

    pages: int
    """Of prose, that changed."""
    charts: int
    """Changed files because of which charts may have to be drawn."""
    is_first: bool
    """Whether no previous build is known."""


def estimate_workload(snapshot: Mapping[str, FileSignature | None], previous: PreviousBuild) -> Workload:
    """Estimate how much has to be rendered, from the files that changed since the previous build."""
    then = {} if previous.missing_because else previous.header.inputs
    changed = [name for name, signature in snapshot.items() if signature is None or then.get(name) != signature]
    pages = sum(name.endswith(".md") for name in changed)
    return Workload(pages, sum(name.endswith(CHARTED) for name in changed), not then)


def is_worth_parallelizing(pages: int, executor: Executor) -> bool:
    """Whether so many pages are handed to an executor's workers."""
    if executor.is_requested:
        return pages >= MANY_IF_REQUESTED and executor.parallelism > 0
    return pages >= MANY and executor.parallelism > 1


def warm_up_workers(executor: Executor, workload: Workload, source: Path) -> None:
    """Let workers begin that will most likely be needed, while this process loads the program and reads files.

    Args:
        executor: whose workers.
        workload: what there is to be done.
        source: the content folder.
    """
    if is_worth_parallelizing(workload.pages, executor):
        executor.warm_up((*PAGE_MODULES, *WORKER_MODULES) if workload.charts else PAGE_MODULES)
    elif executor.parallelism and workload.charts and not workload.is_first:
        warm_up(executor.for_small_jobs() if workload.charts < FEW else executor, open_cache(source))
