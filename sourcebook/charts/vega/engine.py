"""Vega in V8: draws with the same script as the page, without a browser."""

from __future__ import annotations

import pkgutil
import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from sourcebook.charts.vega.preaggregate import preaggregate
from sourcebook.charts.vega.spec import MAX_ROWS, ROWS, ChartError, rows_carried, split_rows

TURNS = 1_000
"""Most asynchronous steps of a drawing; links and images take one."""
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Characters that XML does not allow."""


class DrawingFacts(msgspec.Struct, frozen=True):
    """What is known of a drawing besides its picture."""

    reach: float = 0
    """Pixels from its left edge to the right end of its legends, which can be outside."""
    cut: Sequence[str] = ()
    """Texts that are in part outside of it."""
    is_empty: bool = False
    """Whether no mark shows a row."""
    warnings: Sequence[str] = ()
    """Warnings of Vega-Lite and Vega, without repetitions."""


class VegaDrawing(NamedTuple):
    """The drawing of a Vega-Lite specification."""

    vega: bytes
    """The compiled Vega specification, as JSON."""
    svg: str
    """An SVG document with the size of the drawing."""
    facts: DrawingFacts = DrawingFacts()


class VegaEngine:
    """Draws like a browser, without access to network and disk.

    Text is measured by the widths of the theme's font, and random numbers are seeded, so that all machines draw the
    same. Charts that differ only in their rows are compiled once.

    Args:
        script: Vega and vega-embed, which it defines as `sourcebookVega`.
    """

    def __init__(self, script: bytes) -> None:
        from py_mini_racer import MiniRacer

        self._context = MiniRacer()
        constants = f"const ROWS = {ROWS!r}, WIDTHS = {package_text('widths.json')}"
        for part in (constants, package_text("engine.js"), script.decode()):
            self._context.eval(f"{part};0")
        self._start: Any = self._context.eval("start")
        self._result: Any = self._context.eval("result")
        self._in_vega: Any = self._context.eval("inVega")

    def draw(self, spec: Mapping[str, Any]) -> VegaDrawing:
        """Draw a complete Vega-Lite specification; if it has many rows, they are preaggregated.

        Raises:
            ChartError: if Vega-Lite or Vega raise an error.
        """
        shape, sets = (msgspec.json.encode(part).decode() for part in split_rows(spec))
        if rows_carried(spec) > MAX_ROWS:
            self._start(shape, "[]")  # compiles it; how it looks without its rows does not matter
            if vega := self._in_vega(shape, sets):
                return self._drawn(preaggregate(vega), None)
        return self._drawn(shape, sets)

    def _drawn(self, shape: str, sets: str | None) -> VegaDrawing:
        self._start(shape, sets)
        result = next((result for result in (self._result() for _ in range(TURNS)) if result), "\nit does not end")
        vega, _, rest = result.partition("\n")
        facts, _, drawn = rest.partition("\n") if vega else ("", "", rest)
        if not vega:
            raise ChartError(f"Vega-Lite cannot draw this chart: {drawn.strip() or 'unknown cause'}")
        if found := _UNWRITABLE.search(drawn):
            raise ChartError(f"the chart makes a control character, {found[0]!a}", hint="take it out of the text")
        return VegaDrawing(vega.encode(), drawn, msgspec.json.decode(facts, type=DrawingFacts))


def package_text(name: str) -> str:
    """Return the text of a file beside this module."""
    data = pkgutil.get_data("sourcebook.charts.vega", name)
    assert data is not None
    return data.decode()
