"""The look of every chart: Vega-Lite configuration in colours that stand for roles of the page.

A colour is the name of a CSS variable, `var(--fact)`, which the drawing hands on as it is: one drawing serves light,
dark and print.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sourcebook.model import KINDS, Kind

INK, SOFT, LINE, PAPER = "var(--ink)", "var(--soft)", "var(--line)", "var(--paper)"
KIND_COLOURS: Mapping[Kind, str] = {kind: f"var(--{kind})" for kind in KINDS}
KIND_SIGNS: Mapping[Kind, str] = dict(zip(KINDS, "F#ECO→", strict=True))
"""A sign drawn on the colour: nobody has to tell kinds apart by colour alone."""
FONT = "Source Sans Pro, sans-serif"

_TEXT = {"labelColor": INK, "labelFontSize": 13, "titleColor": SOFT, "titleFontSize": 13, "titleFontWeight": "normal"}

THEME: dict[str, Any] = {
    "background": None,
    "font": FONT,
    "padding": 2,
    "aria": False,
    "view": {"stroke": None},
    "axis": {**_TEXT, "gridColor": LINE, "domainColor": LINE, "tickColor": LINE, "labelLimit": 150},
    "axisX": {"domain": False, "ticks": False, "labelColor": SOFT, "tickCount": 6},
    "axisY": {"grid": False},
    "legend": {**_TEXT, "orient": "top", "symbolType": "square", "symbolStrokeWidth": 0, "columnPadding": 14},
    "header": _TEXT,
    "title": {"color": INK, "fontSize": 14, "anchor": "start", "subtitleColor": SOFT, "subtitleFontSize": 13},
    "text": {"color": INK, "fontSize": 13},
    "rule": {"color": SOFT},
    "bar": {"color": SOFT},
    "mark": {"color": KIND_COLOURS["fact"]},
    "range": {"category": list(KIND_COLOURS.values())},
}
