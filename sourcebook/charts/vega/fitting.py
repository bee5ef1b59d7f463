"""Fit charts to a width: legends, views, and columns of views."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from sourcebook.charts.vega.engine import VegaDrawing
from sourcebook.charts.vega.svg import Renderer, fitted, is_composed, width_of, with_config

Spec = Mapping[str, Any]
VIEW = 300
"""Vega-Lite's default width of a continuous view, in CSS pixels."""
STEP = 20
"""Vega-Lite's default width of a category, in CSS pixels."""
LEAST_VIEW, LEAST_STEP = 40, 12
LEGEND_COLUMNS = (8, 6, 5, 4, 3, 2, 1)
"""Columns of a legend that is wider than its chart, tried until it fits."""
VIEW_COLUMNS = (4, 3, 2, 1)
"""Views beside each other in a chart that is too wide to be read, tried until it fits."""
LEAST_LABEL = 60
SYMBOL = 20
"""CSS pixels of the symbol beside the label of an entry."""
TRIES = 3
"""Times that the labels of a legend of one column are made narrower."""
CLOSE = 8
"""CSS pixels by which a chart may differ from the requested width."""
READABLE = 1.3
"""Ratio of a drawing to its place on the page from which labels of 13 pixels are smaller than 10."""


class FittedChart(NamedTuple):
    """A specification, and its drawing."""

    spec: Spec
    drawing: VegaDrawing

    @property
    def width(self) -> float:
        """The width of the drawing in CSS pixels."""
        return width_of(self.drawing.svg)


def fitted_chart(spec: Spec, width: int, renderer: Renderer) -> FittedChart:
    """Draw a chart in a total width, if it does not set widths of its own.

    A chart of several views that is still much too wide gets its views below each other.
    """
    full = fitted(spec, width)
    if not is_composed(spec):
        chart = FittedChart(full, renderer.draw(full))
        return _with_legends_in(chart, chart.width, renderer)
    chart = _with_fitted_views(full, width, renderer)
    for columns in VIEW_COLUMNS:
        if chart.width <= width * READABLE:
            break
        wrapped = with_columns(full, columns)
        if wrapped != full:
            chart = _with_fitted_views(wrapped, width, renderer)
    return chart


def _with_fitted_views(spec: Spec, width: int, renderer: Renderer) -> FittedChart:
    """Draw a chart of several views in a total width, which is a linear function of theirs: two drawings determine it.

    Categories get narrower, but not wider than their default.
    """
    chart = _with_legends_in(FittedChart(spec, renderer.draw(spec)), width, renderer)
    excess = chart.width - width
    if abs(excess) <= CLOSE:
        return chart
    trial = width_of(renderer.draw(_with_views(chart.spec, 0.5, steps=excess > 0)).svg)
    slope = (chart.width - trial) / 0.5
    if slope < VIEW / 2:  # Its views have widths of their own.
        return chart
    scaled = _with_views(chart.spec, max(LEAST_VIEW / VIEW, 1 - excess / slope), steps=excess > 0)
    return _with_legends_in(FittedChart(scaled, renderer.draw(scaled)), width, renderer)


def _with_legends_in(chart: FittedChart, width: float, renderer: Renderer) -> FittedChart:
    """Draw a chart with legends in as many columns as fit; labels that are too long for one column are truncated."""
    limit = width
    for columns in (*LEGEND_COLUMNS, *[1] * TRIES):
        excess = chart.drawing.facts.reach - width
        if excess <= 1:
            break
        legend: dict[str, float] = {"columns": columns}
        if chart.spec["config"]["legend"].get("columns") == 1:
            limit = max(LEAST_LABEL, limit - excess)
            legend |= {"labelLimit": limit, "titleLimit": limit + SYMBOL}
        spec = with_config(chart.spec, {"legend": legend})
        chart = FittedChart(spec, renderer.draw(spec))
    return chart


def _with_views(spec: Spec, scale: float, *, steps: bool) -> dict[str, Any]:
    """Scale the views that do not set a width; with `steps` also those of categories."""
    widths: dict[str, Any] = {"continuousWidth": round(VIEW * scale)}
    if steps:
        widths["discreteWidth"] = {"step": max(LEAST_STEP, round(STEP * min(scale, 1)))}
    return with_config(spec, {"view": widths})


def with_columns(spec: Spec, columns: int) -> dict[str, Any]:
    """Return a specification with at most so many views beside each other, where they follow each other sideways."""
    made = dict(spec)
    if "hconcat" in made:
        made = {"concat": made.pop("hconcat"), "columns": columns, **made}
    elif "columns" in made or any(isinstance(made.get(key), list) for key in ("concat", "repeat")):
        made["columns"] = min(columns, made.get("columns", columns))
    facet, encoding = made.get("facet"), made.get("encoding")
    if isinstance(facet, dict) and "row" not in facet:
        made |= {"facet": facet.get("column", facet), "columns": min(columns, made.get("columns", columns))}
    if isinstance(encoding, dict) and "row" not in encoding:
        channels = dict(encoding)
        channel = channels.pop("column", None) or channels.pop("facet", None)
        if isinstance(channel, dict):
            most = min(columns, channel.get("columns", columns))
            made["encoding"] = {**channels, "facet": {**channel, "columns": most}}
    for key in ("concat", "vconcat"):
        if isinstance(made.get(key), list):
            made[key] = [with_columns(one, columns) if isinstance(one, dict) else one for one in made[key]]
    return made
