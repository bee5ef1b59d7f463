"""Preaggregate charts of many rows with VegaFusion, when the site is built."""

from __future__ import annotations

import re
from importlib.util import find_spec
from typing import Any

import msgspec

from sourcebook.charts.vega.spec import MAX_ROWS, ChartError

MOST_ROWS = 1_000_000
"""Most rows of a chart that is preaggregated."""
_DOMAIN = re.compile(r"_domain_")
"""Part of the names of data sets that contain only the domain of a scale."""


def is_installed() -> bool:
    """Return whether the extra is installed; without it pages contain all rows of a chart."""
    return find_spec("vegafusion") is not None


def preaggregate(vega: str) -> str:
    """Return a specification that draws the same from aggregated rows.

    Args:
        vega: a complete specification of Vega, as JSON.

    Raises:
        ChartError: if too many rows remain, or a selection needs all rows.
    """
    import vegafusion

    least, _ = vegafusion.runtime.pre_transform_spec(vega, local_tz="UTC", default_input_tz="UTC")
    count = sum(len(rows) for rows in _sets(least).values() if isinstance(rows, list))
    if count > MAX_ROWS:
        message = f"the chart shows {count:,} rows one by one; a page carries at most {MAX_ROWS:,}"
        raise ChartError(message, hint="count or average them, or show a part of them")
    return msgspec.json.encode(least).decode()


def shown(vega: dict[str, Any]) -> dict[str, Any]:
    """Return the data sets that the marks of a Vega specification show, as data sets of Vega-Lite."""
    return {"datasets": {name: [_named(row) for row in rows] for name, rows in _sets(vega).items()}}


def _sets(vega: dict[str, Any]) -> dict[str, Any]:
    """Return rows by data set, without domains of scales."""
    sets = {one["name"]: one["values"] for one in vega.get("data", ()) if one.get("values")}
    return {name: rows for name, rows in sets.items() if not _DOMAIN.search(name)}


def _named(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row with `count` instead of the internal name of Vega-Lite."""
    return {name.removeprefix("__"): value for name, value in row.items()}
