"""Charts of many rows: what they count, average and bin is worked out when the site is built, by VegaFusion."""

from __future__ import annotations

import re
from importlib.util import find_spec
from typing import Any

import msgspec

from sourcebook.charts.vega.spec import MAX_ROWS, ChartError

MOST_ROWS = 1_000_000
"""Of the data of a chart whose rows are not carried by the page."""
EXTRA = "sourcebook[large]"
_DOMAIN = re.compile(r"_domain_")
"""In the names of data sets that hold nothing but the ends of a scale."""


def is_installed() -> bool:
    """Whether the extra is there, without which a page carries all rows of a chart."""
    return find_spec("vegafusion") is not None


def preaggregate(vega: str) -> str:
    """A specification that draws the same from the rows that its marks stand for.

    Args:
        vega: a complete specification of Vega, as JSON.

    Raises:
        ChartError: when its marks stand for too many, or a reader's choice is made among all rows.
    """
    import vegafusion

    least, _ = vegafusion.runtime.pre_transform_spec(vega, local_tz="UTC", default_input_tz="UTC")
    count = sum(len(rows) for rows in _sets(least).values() if isinstance(rows, list))
    if count > MAX_ROWS:
        message = f"the chart shows {count:,} rows one by one; a page carries at most {MAX_ROWS:,}"
        raise ChartError(message, hint="count or average them, or show a part of them")
    return msgspec.json.encode(least).decode()


def shown(vega: dict[str, Any]) -> dict[str, Any]:
    """The data sets of a specification of Vega that marks stand for, as those of one of Vega-Lite."""
    return {"datasets": {name: [_named(row) for row in rows] for name, rows in _sets(vega).items()}}


def _sets(vega: dict[str, Any]) -> dict[str, Any]:
    """Rows by the name of their data set, but for the ends of scales."""
    sets = {one["name"]: one["values"] for one in vega.get("data", ()) if one.get("values")}
    return {name: rows for name, rows in sets.items() if not _DOMAIN.search(name)}


def _named(row: dict[str, Any]) -> dict[str, Any]:
    """A row with `count` for Vega-Lite's own name of it."""
    return {name.removeprefix("__"): value for name, value in row.items()}
