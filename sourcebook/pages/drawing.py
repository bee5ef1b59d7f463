"""Charts drawn in other processes, unless they were drawn before."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import partial

import msgspec

from sourcebook.kept import Anew
from sourcebook.pages.jobs import Drawn, Job, perform
from sourcebook.pages.remembering import Remembering
from sourcebook.store import Store
from sourcebook.workers import DiedError, TooLongError, begin, start

Waited = Callable[[], Drawn]
"""Waits for a chart."""


class _FailedError(Exception):
    """A chart that could not be drawn."""

    def __init__(self, drawn: Drawn) -> None:
        super().__init__(drawn.fault)
        self.drawn = drawn


class Drawings:
    """Draws charts that were not drawn before.

    Args:
        kept: holds those of an earlier round.
        store: holds those of earlier builds.
        seconds: after which a chart is given up.
    """

    def __init__(self, kept: Anew, store: Store, seconds: float) -> None:
        self._kept = kept
        self._store = store
        self._seconds = seconds
        self._is_ready = False

    def begin(self, slot: Hashable, key: str, job: Callable[[], Job]) -> Waited:
        """Begin to draw a chart, or find it.

        Args:
            slot: its place in the site.
            key: stands for all that it shows.
            job: makes the chart, where it must be drawn.
        """
        begin = partial(self._begun, key, job)
        begun = begin() if self._kept.wants(slot, key) else None

        def make() -> Drawn:
            drawn = (begun or begin())()
            if drawn.forms is None:
                raise _FailedError(drawn)
            return drawn

        def waited() -> Drawn:
            try:
                return self._kept.get(slot, key, make)
            except _FailedError as error:
                return error.drawn

        return waited

    def _begun(self, key: str, job: Callable[[], Job]) -> Waited:
        found = self._store.find(key)
        if found is not None:
            return partial(msgspec.msgpack.decode, found, type=Drawn)
        if not self._is_ready:
            # While the processes begin, what each of them draws with is made, once for all; no chart's time runs yet.
            start()
            Remembering(self._store).script()
            self._is_ready = True
        return partial(self._finished, key, begin(perform, job(), self._seconds))

    def _finished(self, key: str, waited: Callable[[], bytes]) -> Drawn:
        try:
            result = waited()
        except TooLongError:
            hint = "make it quicker, or give it longer in site.yaml: charts: {time_limit: 60}"
            return Drawn(fault=f"it was not drawn within {self._seconds:g} seconds", hint=hint)
        except DiedError as error:
            return Drawn(fault=f"the process that drew it ended, by {error}")
        drawn = msgspec.msgpack.decode(result, type=Drawn)
        if drawn.forms is not None:
            self._store.keep(key, result)
        return drawn
