"""A thread for reading and rendering, so that the server can respond meanwhile."""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar, TypeVarTuple

T = TypeVar("T")
Ts = TypeVarTuple("Ts")


class WorkerThread:
    """Runs tasks one after another in a thread.

    It is a daemon thread, which ends with the program; the executors of the standard library would wait for a chart
    that takes a minute.
    """

    def __init__(self) -> None:
        self._tasks: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        threading.Thread(target=self._work, name="sourcebook-worker", daemon=True).start()

    async def do(self, task: Callable[[*Ts], T], *arguments: *Ts) -> T:
        """Run a task in the thread and wait for what it returns or raises."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()

        def run() -> None:
            try:
                done, value = future.set_result, task(*arguments)
            except BaseException as error:  # noqa: BLE001  # Raised where the task is awaited.
                done, value = future.set_exception, error  # type: ignore[assignment]
            with suppress(RuntimeError):  # The server has ended meanwhile.
                loop.call_soon_threadsafe(lambda: None if future.done() else done(value))

        self._tasks.put(run)
        return await future

    def _work(self) -> None:
        while True:
            self._tasks.get()()
