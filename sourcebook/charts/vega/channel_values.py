"""Check that cells are what the types of their channels say: Vega leaves others out, or draws them at other places."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from math import inf, isinf
from typing import Any, NamedTuple

from sourcebook.charts.vega.columns import MAX_SAFE, defined_columns
from sourcebook.charts.vega.spec import COUNTS, ChartError, data_sets, nodes
from sourcebook.core.text.phrases import shortened

_MEASURED = frozenset(
    "x y x2 y2 xOffset yOffset theta theta2 radius radius2 size color fill stroke opacity fillOpacity strokeOpacity"
    " strokeWidth strokeDash shape angle longitude latitude longitude2 latitude2 xError yError xError2 yError2".split()
)
"""Channels that place, size or colour a mark by a number or a time; others show texts."""
_DATE = re.compile(
    r"[+-]?(?P<year>\d{4}|(?<=[+-])\d{6})(?:(?P<sign>[-/])(?P<month>\d\d?)(?:(?P=sign)(?P<day>\d\d?))?)?"
    r"(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?"
)
_NAMED = re.compile(
    r"(?=.*\b\d{4}\b)(?=.*\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b)[\w ,:.+()-]+", re.I | re.ASCII
)
_DAY_FIRST = re.compile(r"\d\d?(?P<sign>[./-])\d\d?(?P=sign)\d{4}\b")
_YEARS = range(1000, 3000)
_NUMBER = re.compile(r"\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?\s*", re.I | re.ASCII)
_LONGEST = 40
ROUNDING = 1e-9
"""Part of an axis by which a computed number may be beside it: 0.1 + 0.2 is more than 0.3."""


class _Scope(NamedTuple):
    """The rows of a view, and what its transforms do to them."""

    rows: Sequence[Any] = ()
    computed: frozenset[str] = frozenset()
    """Columns that transforms define, or whose type the data's `format.parse` gives."""
    filters: str = ""
    """Conditions on rows."""

    def is_filtered(self, field: str) -> bool:
        """Return whether a condition names a column, so that its cells may be others than those of the rows."""
        return re.search(rf"(?<!\w){re.escape(field)}(?!\w)", self.filters) is not None


def check_values(spec: Mapping[str, Any]) -> None:
    """Check the cells of channels that are quantitative or temporal.

    Raises:
        ChartError: if one of them would be left out, be drawn at zero or at another day.
    """
    sets = dict(spec.get("datasets", {}))
    for name, channel, scope in _channels(spec, _Scope(), sets):
        field = channel.get("field")
        if not isinstance(field, str) or field in scope.computed or scope.is_filtered(field):
            continue
        cells = [row.get(field) for row in scope.rows if isinstance(row, dict)]
        is_shown_as_it_is = not scope.filters and not any(key in channel for key in ("aggregate", "bin", "timeUnit"))
        if channel.get("type") in ("nominal", "ordinal") and is_shown_as_it_is:
            _check_categories(channel, cells)
        if channel.get("type") == "temporal" or "timeUnit" in channel:
            _check_times(field, cells)
        elif channel.get("type") == "quantitative" and channel.get("aggregate") not in COUNTS:
            _check_numbers(field, cells)
            if is_shown_as_it_is:
                full = [row for row in scope.rows if isinstance(row, dict) and None not in row.values()]
                _check_extent(name, channel, [row.get(field) for row in full], spec)


def _channels(node: Any, scope: _Scope, sets: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any], _Scope]]:
    """Yield the names and the channels of a view and of those in it, each with its rows."""
    if isinstance(node, list):
        for one in node:
            yield from _channels(one, scope, sets)
    if not isinstance(node, dict):
        return
    scope = _narrowed(_of_data(node, scope, sets), node.get("transform"))
    encoding = node.get("encoding")
    for name, channel in encoding.items() if isinstance(encoding, dict) else ():
        if name in _MEASURED:
            yield from ((name, one, scope) for one in _with_conditions(channel))
    for key in ("spec", "layer", "concat", "hconcat", "vconcat"):
        yield from _channels(node.get(key), scope, sets)


def _of_data(node: Mapping[str, Any], scope: _Scope, sets: dict[str, Any]) -> _Scope:
    data = node.get("data")
    if not isinstance(data, dict):
        return scope
    if "values" in data and "name" in data:
        sets[data["name"]] = data["values"]
    rows = data.get("values", sets.get(str(data.get("name"))))
    form = data.get("format")
    parsed = form.get("parse") if isinstance(form, dict) else None
    return _Scope(rows if isinstance(rows, list) else (), frozenset(parsed if isinstance(parsed, dict) else ()))


def _narrowed(scope: _Scope, transforms: object) -> _Scope:
    for one in transforms if isinstance(transforms, list) else ():
        if isinstance(one, dict):
            condition = json.dumps(one["filter"], ensure_ascii=False) if "filter" in one else ""
            computed = scope.computed.union(defined_columns(one))
            scope = scope._replace(computed=computed, filters=scope.filters + condition)
    return scope


def _with_conditions(channel: object) -> Iterator[dict[str, Any]]:
    for one in channel if isinstance(channel, list) else [channel]:
        if isinstance(one, dict):
            yield one
            yield from _with_conditions(one.get("condition"))


def _check_times(field: str, cells: Sequence[object]) -> None:
    numbers = [cell for cell in cells if isinstance(cell, int | float) and not isinstance(cell, bool)]
    if numbers and all(cell in _YEARS for cell in numbers):
        message = f"the column “{field}” holds {numbers[0]}, which a time axis reads as milliseconds after 1970"
        raise ChartError(message, hint=f"write “{field}:O” or “{field}:Q” for years")
    for cell in cells:
        if isinstance(cell, str) and not is_date(cell):
            shown = shortened(cell, _LONGEST)
            message = f"the column “{field}” holds “{shown}”, which a time axis reads as another day, or not"
            raise ChartError(message, hint=_date_hint(field, cell))


def is_date(text: str) -> bool:
    """Return whether browsers read a text as the date that people read in it."""
    found = _DATE.fullmatch(text)
    if found is None:
        return _NAMED.fullmatch(text) is not None
    try:
        date(2000 + int(found["year"]) % 400, int(found["month"] or 1), int(found["day"] or 1))
    except ValueError:
        return False
    return True


def _date_hint(field: str, cell: str) -> str:
    """Return how to have a date read, with the format that the text seems to have."""
    found = _DAY_FIRST.match(cell)
    if found is None:
        return "write dates as 2023-12-31"
    form = f'"%d{found["sign"]}%m{found["sign"]}%Y"'
    options = f"tables: {{FILE: {{columns: {{{field}: {{parse: {form}}}}}}}}}"
    return f"write dates as 2023-12-31, or say in the front matter how the table has them: {options}"


def _check_numbers(field: str, cells: Sequence[object]) -> None:
    for cell in cells:
        if not isinstance(cell, str):
            continue
        if not _NUMBER.fullmatch(cell):
            shown = shortened(cell, _LONGEST)
            message = f"the column “{field}” holds the text “{shown}”, which a channel of numbers leaves out"
            raise ChartError(message, hint=f"write “{field}:N” if it has names, or leave the cell empty")
        if abs(Decimal(cell)) > MAX_SAFE and Decimal(cell) != Decimal(float(cell)):
            message = f"the column “{field}” holds {cell.strip()}, of which a drawing loses digits"
            raise ChartError(message, hint=f"if it has ids, write “{field}:N”")


def _check_extent(name: str, channel: Mapping[str, Any], cells: Sequence[object], spec: Mapping[str, Any]) -> None:
    """Report a slice below zero, and a mark beside the axis, which the domain of its scale does not reach.

    Args:
        name: of the channel.
        channel: of a column of numbers.
        cells: of the column, in the rows whose cells are all filled.
        spec: of the whole chart.
    """
    numbers = [cell for cell in cells if isinstance(cell, int | float) and not isinstance(cell, bool)]
    field = channel["field"]
    if name == "theta" and channel.get("stack", True) and min(numbers, default=0) < 0:
        message = f"the column “{field}” holds {min(numbers)}, and a slice below zero lies on the others"
        raise ChartError(message, hint="show it as bars")
    domain = _domain(channel) if name in ("x", "y") else None
    if domain is None or any(node.get("clip") for node in nodes(spec)):
        return
    least, most = sorted(domain)
    rounding = (most - least) * ROUNDING if most - least < inf else 0
    beyond = next((number for number in numbers if not least - rounding <= number <= most + rounding), None)
    if beyond is not None:
        ends = [str(end) for end in domain if abs(end) < inf]
        axis = f"from {ends[0]} to {ends[1]}" if len(ends) > 1 else f"that ends at {ends[0]}"
        message = f"the column “{field}” holds {beyond}, which is beside the axis {axis}"
        raise ChartError(message, hint="take out the domain of its scale, or leave such marks out: mark_…(clip=True)")


def _check_categories(channel: Mapping[str, Any], cells: Sequence[object]) -> None:
    """Report a cell that the stated domain of a scale does not have: its mark would have no colour, or no place."""
    scale = channel.get("scale")
    domain = scale.get("domain") if isinstance(scale, dict) else None
    if not isinstance(domain, list) or not all(isinstance(one, str | int | float) for one in domain):
        return
    known = {str(one) for one in domain}
    named = (cell for cell in cells if isinstance(cell, str | int | float) and not isinstance(cell, bool))
    lacking = next((cell for cell in named if str(cell) not in known), None)
    if lacking is not None:
        message = f"the column “{channel['field']}” holds “{lacking}”, which the domain of its scale does not have"
        raise ChartError(message, hint="add it to the domain and the range, or filter such rows out")


def _domain(channel: Mapping[str, Any]) -> tuple[float, float] | None:
    """Return the two ends of an axis that an author states; None if cells are drawn elsewhere than at their value."""
    scale = channel.get("scale")
    if not isinstance(scale, dict) or scale.get("clamp") or channel.get("stack") == "normalize":
        return None
    match scale.get("domain"):
        case [int() | float() as first, int() | float() as last]:
            return first, last
    least, most = scale.get("domainMin"), scale.get("domainMax")
    if not isinstance(least, int | float) and not isinstance(most, int | float):
        return None
    return least if isinstance(least, int | float) else -inf, most if isinstance(most, int | float) else inf


def check_finite(spec: Mapping[str, Any]) -> None:
    """Check that no cell is infinite, which JSON has no word for.

    Raises:
        ChartError: if one is, as a division by zero makes it.
    """
    for rows in data_sets(spec):
        for row in rows if isinstance(rows, list) else ():
            for field, cell in row.items() if isinstance(row, dict) else ():
                if isinstance(cell, float) and isinf(cell):
                    message = f"the column “{field}” holds an infinite number, as after a division by zero"
                    raise ChartError(message, hint="leave those rows out, or the cell empty")
