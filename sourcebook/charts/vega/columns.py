"""Check the columns that a specification names against its rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sourcebook.charts.vega.spec import ChartError, data_rows, data_sets, nodes
from sourcebook.core.text.suggestions import did_you_mean

_STRING = r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\""
DATUM = re.compile(rf"\bdatum(?:\.(?P<name>[A-Za-z_$][\w$]*)|\[\s*(?P<quoted>{_STRING})\s*\])|{_STRING}")
"""A column in an expression of Vega; or a text, in which there are none."""
MAX_SAFE = 2**53
"""Whole numbers up to this one have a value of their own in JavaScript."""
_MAKERS = ("pivot", "lookup", "sequence", "graticule", "sphere", "feature", "mesh", "url")
_NAMED_BY_DEFAULT: Mapping[str, list[str]] = {
    "fold": ["key", "value"],
    "density": ["value", "density"],
    "quantile": ["prob", "value"],
}
_TESTS = ("filter", "calculate", "test", "not", "and", "or", "expr")
"""Properties that hold expressions."""
_OTHERS = ("axis", "legend", "header", "config", "params", "values", "datasets")
"""Properties whose expressions are about other things than rows."""
_LISTS = ("groupby", "fold", "flatten", "fields")
"""Properties that list columns."""


def check_columns(spec: Mapping[str, Any]) -> None:
    """Check the columns that a specification names; for an unknown one Vega-Lite would draw an empty chart.

    Raises:
        ChartError: if no row has a column and no transform defines it, if its name is read as a path into another
            column, or if it holds a number that JavaScript rounds.
    """
    found = list(nodes(spec))
    rows = data_rows(spec)
    columns = sorted({str(column) for row in rows for column in row})
    fields = dict.fromkeys(field for node in found for field in _fields(node))
    # Pivots name columns after cells, lookups bring those of other data, maps and generators have no rows here.
    if columns and not any(key in node for node in found for key in _MAKERS):
        defined = {name for node in found for name in defined_columns(node)}
        for field in fields:
            _check_column(field, columns, defined, rows)
        if not any(isinstance(one, dict) for one in data_sets(spec)):
            for expression in _expressions(spec):
                _check_expression(expression, columns, defined)
    for field in fields:
        _check_digits(field, rows)


def _check_column(field: str, columns: Sequence[str], defined: set[str], rows: Sequence[Mapping[str, Any]]) -> None:
    if field in columns and (quotes := [sign for sign in "'\"" if sign in field]):
        message = f"the chart encodes “{field}”, in which Vega-Lite reads {quotes[0]} as the beginning of a name"
        raise ChartError(message, hint=_rename_hint(field))
    path = access_path(field)
    if not path or field in defined or (path == [field] and field in columns):
        return
    first = path[0]
    if first in defined or (first in columns and (len(path) == 1 or any(_leads(path, row) for row in rows))):
        return
    if field in columns:
        message = f"the chart encodes “{field}”, which Vega-Lite reads as “{path[-1]}” inside of “{first}”"
        raise ChartError(message, hint=_rename_hint(field))
    hint = did_you_mean(field, defined.union(columns), f"columns here: {', '.join(columns)}")
    raise ChartError(f"the chart encodes “{field}”, which its data does not have", hint=hint)


def _check_expression(expression: str, columns: Sequence[str], defined: set[str]) -> None:
    known = defined.union(columns)
    for match in DATUM.finditer(expression):
        name = match["name"] or re.sub(r"\\(.)", r"\1", (match["quoted"] or "")[1:-1])
        if not name or name in known or name.startswith("__"):
            continue
        # What Vega-Lite computes has the name of its column as a part: mean_price.
        if not any(re.search(rf"_{re.escape(one)}(?:_|\Z)", name) for one in known):
            message = f"“{expression}” in the chart names “{name}”, which its data does not have"
            raise ChartError(message, hint=did_you_mean(name, known, f"columns here: {', '.join(columns)}"))


def _expressions(value: object) -> Iterator[str]:
    """Yield the expressions about rows in a specification; those of axes and keys are about ticks."""
    if isinstance(value, list):
        for one in value:
            yield from _expressions(one)
    for key, inner in value.items() if isinstance(value, dict) else ():
        if key in _TESTS:
            yield from (one for one in (inner if isinstance(inner, list) else [inner]) if isinstance(one, str))
        if key not in _OTHERS:
            yield from _expressions(inner)


def _rename_hint(field: str) -> str:
    written = "".join(f"\\\\{sign}" if sign in "'\".[]\\" else sign for sign in field)
    return f"rename the column, or write “{written}” and give the axis a title"


def _check_digits(field: str, rows: Sequence[Mapping[str, Any]]) -> None:
    for row in rows:
        value = row.get(field)
        if isinstance(value, int) and abs(value) > MAX_SAFE and int(float(value)) != value:
            message = f"the column “{field}” holds {value}, which a drawing would show as {int(float(value))}"
            raise ChartError(message, hint=f'make it text: pl.col("{field}").cast(pl.String)')


def access_path(field: str) -> list[str]:
    r"""Return the keys of a field, as Vega reads it: `a.b`, `a[b]` and `a['b']` have two, `a\.b` has one."""
    keys: list[str] = []
    key, quote, in_brackets, is_escaped, is_quoted = "", "", False, False, False
    for at, sign in enumerate(field):
        if is_escaped or (quote and sign not in (quote, "\\")):
            key, is_escaped = key + sign, False
        elif sign == "\\":
            is_escaped = True
        elif quote:
            keys, key, quote, is_quoted = [*keys, key], "", "", True
        elif sign in "\"'" and (at == 0 or (field[at - 1] == "[" and in_brackets)):
            quote, in_brackets = sign, True
        elif sign == "]":
            keys, key = ([*keys, key] if in_brackets and not is_quoted else keys), ""
            in_brackets = is_quoted = False
        elif sign == "[" or (sign == "." and not in_brackets):
            keys, key, in_brackets = [*keys, *[key] * bool(key)], "", sign == "["
        else:
            key += sign
    return [*keys, *[key] * bool(key)]


def _leads(path: Sequence[str], row: Mapping[str, Any]) -> bool:
    """Return whether a path leads to something in a row."""
    value: Any = row
    for key in path:
        if isinstance(value, list):
            return key == "length" or key.isdecimal()
        if not isinstance(value, dict) or key not in value:
            return key == "length" and isinstance(value, str)
        value = value[key]
    return True


def _fields(node: Mapping[str, Any]) -> Iterator[str]:
    """Yield the columns that an object of a specification names."""
    lists = [node.get(key) for key in _LISTS]
    repeated = node.get("repeat")
    if isinstance(repeated, list | dict) and _repeats_fields(node.get("spec")):
        lists += [repeated] if isinstance(repeated, list) else list(repeated.values())
    for names in [[node.get("field")], *lists]:
        yield from (name for name in (names if isinstance(names, list) else ()) if isinstance(name, str) and name)


def _repeats_fields(spec: object) -> bool:
    """Return whether a repeated chart repeats columns, and not values."""
    return not any(isinstance(node.get("datum"), dict) and "repeat" in node["datum"] for node in nodes(spec))


def defined_columns(node: Mapping[str, Any]) -> list[str]:
    """Return the columns that a transform defines."""
    names = node.get("as", next((names for kind, names in _NAMED_BY_DEFAULT.items() if kind in node), []))
    if isinstance(names, str):
        # Bins, stacks and units of time have a second column for their ends.
        return [names, f"{names}_end"]
    return [one for one in names if isinstance(one, str)]
