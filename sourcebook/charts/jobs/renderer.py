"""Draw with Vega, with results in the disk cache; and start workers for charts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from sourcebook.core.cache.disk_cache import ResultCache
from sourcebook.core.executors.base import Executor
from sourcebook.core.executors.resources import WorkerResources

if TYPE_CHECKING:
    from sourcebook.charts.vega.engine import VegaDrawing, VegaEngine

WORKER_MODULES = ("altair", "polars", "py_mini_racer", "sourcebook.charts.jobs.job")
"""Modules that a worker imports before its first chart, because they load slowly."""
WARM_UP_SECONDS = 60.0
"""Timeout in seconds."""


def warm_up(executor: Executor, cache: ResultCache) -> None:
    """Start workers, and the Vega engine in each.

    Args:
        executor: of the workers.
        cache: has the script of Vega.
    """
    executor.warm_up(WORKER_MODULES)
    for _ in range(executor.parallelism):
        executor.submit(start_engine, cache, seconds=WARM_UP_SECONDS)


def start_engine(resources: WorkerResources, cache: ResultCache) -> None:
    """Start the Vega engine of a worker, if the script is in the cache."""
    CachedRenderer(cache, resources).start_engine()


def vega_script(cache: ResultCache) -> bytes:
    """Return the script that draws Vega charts, in browsers and in V8."""
    from sourcebook.charts.vega.script import script

    return cache.get_or_make(cache.key("script"), script)


class CachedRenderer:
    """Draws specifications and PNG files, unless they are in the cache.

    Args:
        cache: of all pages.
        resources: of the worker.
    """

    def __init__(self, cache: ResultCache, resources: WorkerResources) -> None:
        self._cache = cache
        self._resources = resources

    def draw(self, spec: Mapping[str, Any]) -> VegaDrawing:
        """Compile a complete Vega-Lite specification to Vega and draw it as SVG."""
        return self._engine(lambda: vega_script(self._cache)).draw(spec)

    def png(self, svg: str) -> bytes:
        """Return the PNG of an SVG document."""
        from sourcebook.charts.vega.png import png

        return self._cache.get_or_make(self._cache.key(("png", svg)), lambda: png(svg))

    def missing_glyphs(self, svg: str) -> str:
        """Return the characters that a PNG of an SVG document lacks."""
        from sourcebook.charts.vega.png import missing_glyphs

        return missing_glyphs(svg)

    def start_engine(self) -> None:
        """Start the Vega engine, if its script is in the cache."""
        found = self._cache.load(self._cache.key("script"))
        if found is not None:
            self._engine(lambda: found)

    def _engine(self, script: Callable[[], bytes]) -> VegaEngine:
        from sourcebook.charts.vega.engine import VegaEngine

        return self._resources.get_or_make("vega", None, lambda: VegaEngine(script()))
