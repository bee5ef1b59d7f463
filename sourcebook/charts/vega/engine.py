"""Vega in V8: draws with the same script as the page, without a browser."""

from __future__ import annotations

import pkgutil
import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from sourcebook.charts.vega.spec import MAX_ROWS, ROWS, ChartError, rows_carried, split_rows

TURNS = 1_000
"""Most asynchronous steps of a drawing; links and images take one."""
MAX_DATA = 200_000_000
"""Largest size of a chart's data as JSON, in characters."""
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Characters that XML does not allow."""


class DrawingFacts(msgspec.Struct, frozen=True):
    """What is known of a drawing besides its picture."""

    reach: float = 0
    """Pixels from its left edge to the right end of its legends, which can be outside."""
    cut: Sequence[str] = ()
    """Texts that are in part outside of it."""
    shortened: Sequence[str] = ()
    """Texts whose end is not drawn, as they are wider than their limit."""
    is_empty: bool = False
    """Whether no mark shows a row."""
    rows: int = 0
    """Rows of the Vega specification, if the chart has more than a page contains."""
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
        scripts = (package_text(name) for name in ("preaggregate.js", "engine.js"))
        for part in (constants, *scripts, script.decode()):
            self._context.eval(f"{part};0")
        self._start: Any = self._context.eval("start")
        self._result: Any = self._context.eval("result")

    def draw(self, spec: Mapping[str, Any]) -> VegaDrawing:
        """Draw a complete Vega-Lite specification; if it has many rows, the Vega of the drawing is preaggregated.

        Raises:
            ChartError: if Vega-Lite or Vega raise an error, or its marks show too many rows.
        """
        shape, sets = (msgspec.json.encode(part).decode() for part in split_rows(spec))
        if len(sets) > MAX_DATA:
            message = f"the chart's data have {len(sets) / 1e6:,.0f} MB; they can have at most {MAX_DATA / 1e6:,.0f}"
            raise ChartError(message, hint="select the columns that it shows: data.table(…).select(…) in charts.py")
        self._start(shape, sets, MAX_ROWS if rows_carried(spec) > MAX_ROWS else 0)
        result = next((result for result in (self._result() for _ in range(TURNS)) if result), "\nit does not end")
        vega, _, rest = result.partition("\n")
        if not vega:
            raise ChartError(f"Vega-Lite cannot draw this chart: {rest.strip() or 'unknown cause'}")
        stated, _, drawn = rest.partition("\n")
        facts = msgspec.json.decode(stated, type=DrawingFacts)
        if facts.rows > MAX_ROWS:
            message = f"the page would need {facts.rows:,} rows of this chart; it carries at most {MAX_ROWS:,}"
            raise ChartError(
                message, hint="count or average them, or show a part of them; parameters choose among what was counted"
            )
        if found := _UNWRITABLE.search(drawn):
            raise ChartError(f"the chart makes a control character, {found[0]!a}", hint="take it out of the text")
        return VegaDrawing(vega.encode(), drawn, facts)


def package_text(name: str) -> str:
    """Return the text of a file beside this module."""
    data = pkgutil.get_data("sourcebook.charts.vega", name)
    assert data is not None
    return data.decode()
