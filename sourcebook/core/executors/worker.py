"""Entry of a worker process."""

from __future__ import annotations

import importlib
import multiprocessing
import os
import pickle
import signal
import threading
from collections.abc import Sequence
from typing import Any

from sourcebook.core.executors.resources import WorkerResources, use_utc

MAX_MEMORY = 3_000_000_000
"""Bytes of memory that a worker may write to."""
RESOURCES = WorkerResources()
"""The resources of this process, if it is a worker."""


def do_nothing() -> None:
    """The first call of a process pool, which starts its processes."""


def perform_call(call: bytes) -> Any:
    """Perform a pickled call: a function and its arguments."""
    function, arguments = pickle.loads(call)  # from the process that began this one
    return function(RESOURCES, *arguments)


def prepare_worker(modules: Sequence[str]) -> None:
    """Prepare a new process: it ignores Ctrl-C, which its parent answers, and imports these modules."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # What a library prints past Python must not end up in what the program says to others.
    os.dup2(2, 1)
    _limit_memory()
    use_utc()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    for name in modules:
        importlib.import_module(name)


def _limit_memory() -> None:
    """Limit the memory of this process, where the system can: work that fills it fails, and not the whole machine."""
    try:
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        limit = MAX_MEMORY if hard == resource.RLIM_INFINITY else min(MAX_MEMORY, hard)
        resource.setrlimit(resource.RLIMIT_DATA, (limit, hard))
    except (ImportError, ValueError, OSError):
        return


def _end_with_parent() -> None:
    """End this process when the one that began it is gone, however it went."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)
