"""Find the rows that the marks of a Vega specification show."""

from __future__ import annotations

import re
from typing import Any

_DOMAIN = re.compile(r"_domain_")
"""Part of the names of data sets that contain only the domain of a scale."""


def mark_rows(vega: dict[str, Any]) -> dict[str, list[Any]]:
    """Return the rows of a Vega specification by data set, without domains of scales."""
    sets = {one["name"]: one["values"] for one in vega.get("data", ()) if isinstance(one.get("values"), list)}
    return {name: [_named(row) for row in rows] for name, rows in sets.items() if rows and not _DOMAIN.search(name)}


def _named(row: Any) -> Any:
    """Return a row with `count` instead of the internal name of Vega-Lite."""
    return {name.removeprefix("__"): value for name, value in row.items()} if isinstance(row, dict) else row
