"""Whoever will most likely draw begins early, while the program itself is still being loaded and files are read."""

from __future__ import annotations

from collections.abc import Mapping

from sourcebook.charts.jobs.renderer import WORKER_MODULES, warm_up
from sourcebook.core.cache.disk_cache import open_cache
from sourcebook.core.filesystem import FileSignature
from sourcebook.model import VEGA_LITE_SUFFIXES
from sourcebook.pipeline.incremental.state import PreviousBuild
from sourcebook.pipeline.options import BuildOptions

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


def is_worth_parallelizing(pages: int, options: BuildOptions) -> bool:
    """Whether so many pages are handed to others."""
    is_asked = bool(options.executor) or options.jobs is not None
    return pages >= (MANY_IF_REQUESTED if is_asked else MANY) and options.executor_in_use.parallelism > (
        0 if is_asked else 1
    )


def warm_up_executor(options: BuildOptions, previous: PreviousBuild, now: Mapping[str, FileSignature | None]) -> None:
    """Let those begin who are going to draw, by the files that changed.

    Args:
        options: what is to be built.
        previous: of an earlier build.
        now: how the files lie.
    """
    then = {} if previous.missing_because else previous.header.inputs
    changed = [name for name, sign in now.items() if sign is None or then.get(name) != sign]
    charted = sum(name.endswith(CHARTED) for name in changed)
    if is_worth_parallelizing(sum(name.endswith(".md") for name in changed), options):
        options.executor_in_use.warm_up((*PAGE_MODULES, *WORKER_MODULES) if charted else PAGE_MODULES)
    elif options.executor_in_use.parallelism and then and charted:
        warm_up(
            options.executor_in_use.for_small_jobs() if charted < FEW else options.executor_in_use,
            open_cache(options.source),
        )
