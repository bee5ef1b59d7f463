"""Inspect Vega-Lite specifications: data, fields, errors."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from polars import DataFrame, Series

_UNDRAWABLE = re.compile(rb"(?<!\\)(?:\\\\)*(\\(?:u00[01][0-9a-f]|[bf])|\xef\xbf[\xbe\xbf])")
"""Characters in JSON that XML does not allow: escaped ones, and U+FFFE and U+FFFF."""
MAX_ROWS = 5_000
"""Most rows of a chart that a page contains unchanged."""
ROWS = "sourcebook-rows"
"""Placeholder of rows in a specification without them."""
_CONSOLIDATED = re.compile(r"data-[0-9a-f]{32}")
"""Names that Altair gives to data sets, which depend on the rows."""

COUNTS = ("count", "distinct", "valid", "missing")
"""Aggregates of Vega-Lite that count rows."""
LEAST_STEP = 1.5
"""With 1 Vega puts ticks between whole numbers, for it takes one tick more than there are steps in the domain."""


class ChartError(Exception):
    """A chart that cannot be drawn; the caller makes a finding of it.

    Args:
        message: what went wrong, in plain words.
        line: of `charts.py`, from 1; None if the chart has no such file.
        hint: what to do about it.
        table: the data file that is missing, or cannot be read, by its path in the briefing's folder.
    """

    def __init__(self, message: str, line: int | None = None, hint: str = "", table: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.hint = hint
        self.table = table


def plain(spec: object) -> dict[str, Any]:
    """Return a specification of plain values, as in JSON.

    Raises:
        ChartError: if it contains other values, or characters that SVG does not allow; control characters would abort
            the process.
    """
    try:
        text = msgspec.json.encode(spec)
    except (TypeError, ValueError, OverflowError) as error:
        raise ChartError(f"the chart holds something that is no data: {error}") from error
    if found := _UNDRAWABLE.search(text):
        shown = found[1].decode().removeprefix("\\")
        raise ChartError(f"the chart's data hold a control character, “{shown}”", hint="take it out of the text")
    decoded: object = msgspec.json.decode(text)
    if not isinstance(decoded, dict):
        raise ChartError(f"the chart's to_dict() gives {type(decoded).__name__}, not a specification")
    if isinstance(meta := decoded.get("usermeta"), dict):
        # By these a specification sets how and with what the pages of others show it.
        meta.pop("embedOptions", None)
    return decoded


def nodes(value: object) -> Iterator[dict[str, Any]]:
    """Yield all objects of a specification, except rows of data."""
    if isinstance(value, dict):
        yield value
        for key, inner in value.items():
            if key not in ("values", "datasets"):
                yield from nodes(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from nodes(inner)


def measures(spec: Mapping[str, Any]) -> list[str]:
    """Return the quantitative fields of positions, in order."""
    encodings = [node["encoding"] for node in nodes(spec) if isinstance(node.get("encoding"), dict)]
    channels = [one[name] for one in encodings for name in ("x", "y") if isinstance(one.get(name), dict)]
    fields = [one.get("field") for one in channels if one.get("type") == "quantitative"]
    return list(dict.fromkeys(field for field in fields if isinstance(field, str)))


def with_whole_ticks(node: Any) -> Any:
    """Return a specification in which axes of counts, and those with whole numbers as labels, have no tick in between.

    Another least step of an author stays.
    """
    if isinstance(node, list):
        return [with_whole_ticks(one) for one in node]
    if not isinstance(node, dict):
        return node
    made = {
        key: value if key in ("data", "datasets", "config") else with_whole_ticks(value) for key, value in node.items()
    }
    channels = made.get("encoding")
    if not isinstance(channels, dict):
        return made
    for name in ("x", "y"):
        channel = channels.get(name)
        if isinstance(channel, dict) and _counts(channel):
            axis = channel.get("axis") or {}
            step = axis.get("tickMinStep", 1)
            channels[name] = {**channel, "axis": {**axis, "tickMinStep": LEAST_STEP if step == 1 else step}}
    return made


def _counts(channel: Mapping[str, Any]) -> bool:
    """Return whether the axis of a channel shows whole numbers."""
    axis = channel.get("axis", {})
    if (
        axis is None
        or channel.get("type") != "quantitative"
        or channel.get("stack") == "normalize"
        or channel.get("bin")
    ):
        return False
    return channel.get("aggregate") in COUNTS or (isinstance(axis, dict) and str(axis.get("format", "")).endswith("d"))


def inputs(spec: Mapping[str, Any]) -> int:
    """Return the number of inputs that a chart declares for readers."""
    bound = [param.get("bind") for node in nodes(spec) for param in node.get("params") or () if isinstance(param, dict)]
    # One field, or one for each channel of a selection.
    fields = [[bind] if "input" in bind else list(bind.values()) for bind in bound if isinstance(bind, dict)]
    return sum(isinstance(one, dict) and "input" in one for each in fields for one in each)


def table(spec: Mapping[str, Any]) -> DataFrame:
    """Return the data of a chart as a table; columns with mixed or structured values are text."""
    import polars as pl

    rows = data_rows(spec)
    names = dict.fromkeys(name for row in rows for name in row)
    return pl.DataFrame([_column(name, [row.get(name) for row in rows]) for name in names])


def _column(name: str, cells: list[Any]) -> Series:
    import polars as pl

    kinds = {type(cell) for cell in cells if cell is not None}
    if len(kinds) > 1 and kinds <= {int, float} and all(float(cell) == cell for cell in cells if cell is not None):
        return pl.Series(name, cells, dtype=pl.Float64, strict=False)
    if len(kinds) <= 1 and kinds <= {int, float, bool, str}:
        return pl.Series(name, cells, strict=False)
    return pl.Series(name, [cell if isinstance(cell, str | None) else json.dumps(cell) for cell in cells])


def data_sets(spec: Mapping[str, Any]) -> list[Any]:
    """Return all data of a chart: lists of rows, and objects of GeoJSON and TopoJSON."""
    inline = [node["data"].get("values") for node in nodes(spec) if isinstance(node.get("data"), dict)]
    data = [*spec.get("datasets", {}).values(), *inline]
    return [one for one in data if isinstance(one, (list, dict))]


def data_rows(spec: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the rows of a chart: inline data and datasets; for maps the properties of each feature.

    A row that several data sets hold, as layers do, is returned as often as the one holds it that holds it most.
    """
    lists = [_features(rows) if isinstance(rows, dict) else rows for rows in data_sets(spec)]
    found: list[dict[str, Any]] = []
    known = Counter[str]()
    for one in lists:
        counts = Counter[str]()
        for row in one:
            # Vega has a plain value as a row with the one column `data`.
            found_row = row if isinstance(row, dict) else {"data": row}
            text = repr(found_row)
            counts[text] += 1
            if counts[text] > known[text]:
                known[text] += 1
                found.append(found_row)
    return found


def rows_carried(spec: Mapping[str, Any]) -> int:
    """Return the number of rows of a chart, equal ones included."""
    return sum(len(rows) for rows in data_sets(spec) if isinstance(rows, list))


def split_rows(spec: Mapping[str, Any]) -> tuple[dict[str, Any], list[Any]]:
    """Split a specification into its shape, with placeholders for data, and the data by placeholder.

    Charts that differ only in their rows have the same shape.
    """
    sets: list[Any] = []
    names = {name: f"rows-{at}" for at, name in enumerate(spec.get("datasets", {})) if _CONSOLIDATED.fullmatch(name)}

    def placeholder(data: Any) -> Any:
        if not isinstance(data, (list, dict)):
            return data
        at = next((at for at, one in enumerate(sets) if one is data or one == data), len(sets))
        sets[at:] = sets[at:] or [data]
        return [{ROWS: at}] if isinstance(data, list) else {ROWS: at}

    def part(value: Any, key: str = "") -> Any:
        if isinstance(value, list):
            return [part(one) for one in value]
        if not isinstance(value, dict):
            return value
        if key == "datasets":
            return {names.get(name, name): placeholder(data) for name, data in value.items()}
        if key == "data":
            known = {"values": placeholder(value["values"])} if "values" in value else {}
            named = {"name": names[value["name"]]} if value.get("name") in names else {}
            return {**value, **known, **named}
        return {name: part(one, name) for name, one in value.items()}

    return part(spec), sets


def _features(shapes: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the properties of the features of GeoJSON or TopoJSON."""
    collections = shapes.get("objects", {"all": shapes})
    found: list[dict[str, Any]] = []
    for one in collections.values() if isinstance(collections, dict) else ():
        features = one.get("features", one.get("geometries")) if isinstance(one, dict) else None
        for feature in [feature for feature in features or () if isinstance(feature, dict)]:
            properties = feature.get("properties") or {}
            found.append({**({"id": feature["id"]} if "id" in feature else {}), **properties})
    return [row for row in found if row]


def of_height(spec: Mapping[str, Any], height: int) -> dict[str, Any]:
    """Return a specification with another height in pixels; for a repeated chart that of each part.

    Raises:
        ChartError: if it has several views, each with a height.
    """
    if any(key in spec for key in ("concat", "hconcat", "vconcat")):
        raise ChartError("this chart is made of several", hint="give each part its height in the chart itself")
    if isinstance(spec.get("spec"), dict):
        return {**spec, "spec": of_height(spec["spec"], height)}
    return {**spec, "height": height}
