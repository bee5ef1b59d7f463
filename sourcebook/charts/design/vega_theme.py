"""The Vega-Lite configuration of all charts, whose colours are roles of the page.

A colour is a CSS variable, `var(--fact)`, which Vega writes unchanged: one drawing serves light, dark and print.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sourcebook.model import CLAIM_KINDS, Kind

INK, SOFT, LINE, PAPER = "var(--ink)", "var(--soft)", "var(--line)", "var(--paper)"
KIND_COLOURS: Mapping[Kind, str] = {kind: f"var(--{kind})" for kind in CLAIM_KINDS}
KIND_SIGNS: Mapping[Kind, str] = dict(zip(CLAIM_KINDS, "F#ECO→", strict=True))
"""Signs of the kinds, so that colour is not the only difference."""
SERIES = tuple(f"var(--series-{letter})" for letter in "abcdef")
"""Colours of categories other than kinds of claims, in the order of use."""
RAMP = ("#a9d4d3", "#89bec4", "#6aa7b6", "#4e90a9", "#35789d", "#21608f", "#164781")
DIVERGING = ("#8c4a11", "#ac713e", "#c1a27f", "#d1cec5", "#8aadc3", "#5385b0", "#285994")
"""Diverging colours. Vega interpolates between them, so they are not variables; they suit light and dark grounds."""
FONT = "Claims Sans, Source Sans Pro, sans-serif"

_TEXT = {"labelColor": INK, "labelFontSize": 13, "titleColor": SOFT, "titleFontSize": 13, "titleFontWeight": "normal"}

THEME: dict[str, Any] = {
    "background": None,
    "font": FONT,
    "padding": 2,
    "aria": False,
    "view": {"stroke": None},
    "axis": {**_TEXT, "gridColor": LINE, "domainColor": LINE, "tickColor": LINE},
    "axisX": {"domain": False, "ticks": False, "labelColor": SOFT, "tickCount": 6},
    "axisY": {"grid": False},
    "legend": {**_TEXT, "orient": "top", "columnPadding": 14, "labelLimit": 0},
    "header": _TEXT,
    "title": {"color": INK, "fontSize": 14, "anchor": "start", "subtitleColor": SOFT, "subtitleFontSize": 13},
    "text": {"color": INK, "fontSize": 13},
    "rule": {"color": SOFT},
    "bar": {"color": SOFT},
    "mark": {"color": SERIES[0]},
    "range": {
        "category": list(SERIES),
        "ordinal": list(RAMP),
        "ramp": list(RAMP),
        "heatmap": list(RAMP),
        "diverging": list(DIVERGING),
    },
}
