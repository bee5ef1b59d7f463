"""Drawing what was not drawn before, and the script that draws, here and in a browser."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sourcebook.core.cache.disk_cache import NullCache
from sourcebook.core.executors.base import Executor

if TYPE_CHECKING:
    from sourcebook.charts.vega.engine import VegaDrawing

WORKER_MODULES = ("altair", "polars", "py_mini_racer", "thorvg_python", "sourcebook.charts.jobs.job")
"""Modules that whoever draws charts has before the first one, for they load slowly."""
WARM_UP_SECONDS = 60.0
"""Seconds."""


def warm_up(executor: Executor, cache: NullCache) -> None:
    """Let those begin who are going to draw charts, each with all that it takes.

    Args:
        executor: whose they are.
        cache: holds what earlier builds made.
    """
    executor.warm_up(WORKER_MODULES)
    for _ in range(executor.parallelism):
        executor.submit(CachedRenderer(cache).warm_up, seconds=WARM_UP_SECONDS)


class CachedRenderer:
    """Draws what was not drawn before.

    Args:
        cache: holds what takes long to make, for whichever page.
    """

    def __init__(self, cache: NullCache) -> None:
        self._cache = cache

    def draw(self, spec: Mapping[str, Any]) -> VegaDrawing:
        """What a complete Vega-Lite specification is in Vega and in SVG."""
        from sourcebook.charts.vega.engine import VegaEngine

        return VegaEngine.here(self.script).draw(spec)

    def png(self, svg: str) -> bytes:
        """A PNG of an SVG document."""
        from sourcebook.charts.vega.png import png

        return self._cache.get_or_make(self._cache.key(("png", svg)), lambda: png(svg))

    def warm_up(self) -> None:
        """Begin what draws, unless it has yet to be made."""
        from sourcebook.charts.vega.engine import VegaEngine

        found = self._cache.load(self._cache.key("script"))
        if found is not None:
            VegaEngine.here(lambda: found)

    def script(self) -> bytes:
        """What draws Vega, in a browser and here."""
        from sourcebook.charts.vega.script import script

        return self._cache.get_or_make(self._cache.key("script"), script)
