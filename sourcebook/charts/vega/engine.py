"""Vega in a JavaScript engine of its own: the script that draws on the page draws here, without a browser."""

from __future__ import annotations

import pkgutil
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

import msgspec

from sourcebook.charts.vega.preaggregate import preaggregate
from sourcebook.charts.vega.spec import MAX_ROWS, ROWS, ChartError, rows_carried, split_rows

TURNS = 1_000
"""How often Vega may wait before it has drawn; it does so once for links and images."""
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""What XML cannot hold."""


class VegaDrawing(NamedTuple):
    """What became of a Vega-Lite specification."""

    vega: bytes
    """What it is in Vega, as JSON."""
    svg: str
    """A document with the size of the drawing."""
    reach: float = 0
    """Pixels from its left edge to the right end of its keys, which can be beyond it."""


class VegaEngine:
    """Draws as a browser does, with no way to the network or the disk.

    Words are measured by the widths of the theme's face, so that machines with other fonts draw the same; chance, as
    of a jitter, is the same each time. Charts of one shape, which differ in their rows alone, are compiled once.

    Args:
        script: Vega and vega-embed, which it leaves as `sourcebookVega`.
    """

    def __init__(self, script: bytes) -> None:
        from py_mini_racer import MiniRacer

        self._context = MiniRacer()
        constants = f"const ROWS = {ROWS!r}, WIDTHS = {package_text('widths.json')}"
        for part in (constants, package_text("engine.js"), script.decode()):
            self._context.eval(f"{part};0")
        self._begin: Any = self._context.eval("begin")
        self._result: Any = self._context.eval("result")
        self._in_vega: Any = self._context.eval("inVega")

    def draw(self, spec: Mapping[str, Any]) -> VegaDrawing:
        """Draw a complete Vega-Lite specification; one of many rows without those that no mark stands for.

        Raises:
            ChartError: when Vega-Lite or Vega refuse it.
        """
        shape, sets = (msgspec.json.encode(part).decode() for part in split_rows(spec))
        if rows_carried(spec) > MAX_ROWS:
            self._begin(shape, "[]")  # compiles it; how it looks without its rows does not matter
            if vega := self._in_vega(shape, sets):
                return self._drawn(preaggregate(vega), None)
        return self._drawn(shape, sets)

    def _drawn(self, shape: str, sets: str | None) -> VegaDrawing:
        self._begin(shape, sets)
        result = next((result for result in (self._result() for _ in range(TURNS)) if result), "\nit does not end")
        vega, _, rest = result.partition("\n")
        reach, _, drawn = rest.partition("\n") if vega else ("", "", rest)
        if not vega:
            raise ChartError(f"Vega-Lite cannot draw this chart: {drawn.strip() or 'unknown cause'}")
        if found := _UNWRITABLE.search(drawn):
            raise ChartError(f"the chart makes a control character, {found[0]!a}", hint="take it out of the text")
        return VegaDrawing(vega.encode(), drawn, float(reach))


def package_text(name: str) -> str:
    """The text of a file beside this code."""
    data = pkgutil.get_data("sourcebook.charts.vega", name)
    assert data is not None
    return data.decode()
