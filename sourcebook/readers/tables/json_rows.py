"""Read tables from JSON (a list of objects) and JSON Lines (one object a line)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from sourcebook.model import Finding, SourceLocation
from sourcebook.readers.tables.cell_values import LARGEST
from sourcebook.readers.tables.data_file import DataFile

if TYPE_CHECKING:
    from polars import DataFrame


MAX_DIGITS = 1_000
MAPS = ("Topology", "FeatureCollection", "Feature", "GeometryCollection")
"""Types of TopoJSON and GeoJSON, which are maps for charts and not tables."""


def read(file: DataFile) -> dict[str, DataFrame] | Finding:
    """Read a list of objects."""
    try:
        rows = _loads(file.text)
    except json.JSONDecodeError as error:
        return file.error(f"not JSON: {error.msg}", "check commas and quotation marks", error.lineno, error.colno)
    except ValueError as error:
        return file.error(f"{error}", "write what the table is to have")
    except RecursionError:
        return _too_deep(file, 1)
    if isinstance(rows, dict) and rows.get("type") in MAPS:
        return {}
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        return file.error("a JSON table is a list of objects", "write [{…}, {…}]")
    return _frame(file, rows, lambda: json.loads(file.text, parse_float=str, parse_int=str))


def read_lines(file: DataFile) -> dict[str, DataFrame] | Finding:
    """Read an object from each line; empty lines are skipped."""
    rows: list[Any] = []
    for number, line in enumerate(file.text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = _loads(line)
        except json.JSONDecodeError as error:
            return file.error(f"not JSON: {error.msg}", "each line is one whole object", number, error.colno)
        except ValueError as error:
            return file.error(f"{error}", "write what the table is to have", number)
        except RecursionError:
            return _too_deep(file, number)
        if not isinstance(row, dict):
            return file.error("a line of JSON Lines is an object", "write {…}", number)
        rows.append(row)
    lines = (line for line in file.text.split("\n") if line.strip())
    return _frame(file, rows, lambda: (json.loads(line, parse_float=str, parse_int=str) for line in lines))


def _loads(text: str) -> Any:
    """Return the data of a JSON text.

    Raises:
        ValueError: if it is no JSON, has a key twice, or a number that is none.
    """
    return json.loads(text, object_pairs_hook=_object, parse_constant=_no_number, parse_int=_integer)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"the key “{next(name for name in names if names.count(name) > 1)}” occurs twice in an object")
    return found


def _integer(digits: str) -> int:
    if len(digits) > MAX_DIGITS:
        raise ValueError(f"a whole number of {len(digits):,} digits; a column of numbers holds at most {MAX_DIGITS:,}")
    return int(digits)


def _no_number(text: str) -> None:
    raise ValueError(f"{text} is no number that JSON or a chart knows")


def _too_deep(file: DataFile, line: int) -> Finding:
    location = SourceLocation(file.path, line)
    return Finding("too-deep", "error", "nested too deep", location, "write a flat list of objects")


def _as_text(value: Any, written: Any) -> str | None:
    """Return a value as text, a number as it is written."""
    if value is None or isinstance(value, str):
        return value
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return str(written) if is_number else json.dumps(value, ensure_ascii=False)


def _frame(file: DataFile, rows: list[Any], texts: Callable[[], Iterable[Any]]) -> dict[str, DataFrame] | Finding:
    import polars as pl

    large = {name for row in rows for name, value in row.items() if isinstance(value, int) and abs(value) > LARGEST}
    if large:
        # Names for something, of which no digit may change.
        rows = [
            {name: _as_text(row[name], value) if name in large else row[name] for name, value in text.items()}
            for row, text in zip(rows, texts(), strict=True)
        ]
    try:
        return {"": pl.DataFrame(rows, infer_schema_length=None)}
    except (pl.exceptions.PolarsError, TypeError, OverflowError) as error:
        return file.error(f"columns of mixed types: {str(error).splitlines()[0]}", "give a column one type")
