"""A briefing's own `charts.py`: load its functions, draw one, and say where and why when that fails."""

from __future__ import annotations

import importlib.util
import inspect
import json
import re
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from sourcebook.charts.data import ChartData, MissingTableError
from sourcebook.query import QueryError
from sourcebook.suggest import did_you_mean

if TYPE_CHECKING:
    from polars import DataFrame, Series

_UNDRAWABLE = re.compile(rb"(?<!\\)(?:\\\\)*(\\(?:u00[01][0-9a-f]|[bf])|\xef\xbf[\xbe\xbf])")
"""In JSON: what XML cannot hold, escaped by an uneven number of backslashes, and U+FFFE and U+FFFF."""
ChartFunction = Callable[[ChartData], object]


class ChartError(Exception):
    """A chart that cannot be drawn; the caller turns it into a finding.

    Args:
        message: what went wrong, in plain words.
        line: of `charts.py`, from 1; None when the chart has no such file.
        hint: what to do about it.
    """

    def __init__(self, message: str, line: int | None = None, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.hint = hint


def load(path: Path, content: Path) -> Mapping[str, ChartFunction]:
    """The public functions that a `charts.py` defines, by name in the order of the file.

    The file may import modules beside it: its folder is on the search path while it runs. What it imports from the
    content folder, or from beside that, is forgotten afterwards, so that the next time runs it as it then stands.

    Args:
        path: of the file.
        content: the content folder.

    Raises:
        ChartError: when the text is no Python or fails while it runs.
    """
    spec = importlib.util.spec_from_file_location("charts", path)
    assert spec is not None
    assert spec.loader is not None
    # Registered nowhere: two briefings may each have a charts.py, and modules beside it with the same names.
    module = importlib.util.module_from_spec(spec)
    before, writes = set(sys.modules), sys.dont_write_bytecode
    sys.path.insert(0, str(path.parent))
    sys.dont_write_bytecode = True
    try:
        spec.loader.exec_module(module)
    except SyntaxError as error:
        line = error.lineno if error.filename == str(path) else _line(error, str(path))
        raise ChartError(f"charts.py is not valid Python: {error.msg}", line) from error
    except (Exception, SystemExit) as error:  # The author's code may raise anything.
        raise _explained(error, str(path), None) from error
    finally:
        sys.path.remove(str(path.parent))
        sys.dont_write_bytecode = writes
        for name in set(sys.modules) - before:
            file = Path(getattr(sys.modules[name], "__file__", None) or "/")
            if content in file.parents or file.parent == content.parent:
                del sys.modules[name]
    return {
        name: value
        for name, value in vars(module).items()
        if inspect.isfunction(value) and value.__module__ == "charts" and not name.startswith("_")
    }


def draw(function: ChartFunction, data: ChartData) -> dict[str, Any]:
    """Call an author's function and convert what it returns to a Vega-Lite specification.

    Raises:
        ChartError: when the function fails, returns no chart, or encodes a column that its data lacks.
    """
    code = inspect.unwrap(function).__code__
    try:
        result = function(data)
        if isinstance(result, type) or not callable(convert := getattr(result, "to_dict", None)):
            given = "None (is a `return` missing?)" if result is None else type(result).__name__
            raise ChartError(f"{code.co_name}() returned {given}, not an Altair chart", code.co_firstlineno)
        spec = plain(convert())
    except ChartError:
        raise
    except (Exception, SystemExit) as error:  # The author's code may raise anything.
        raise _explained(error, code.co_filename, data, code.co_firstlineno) from error
    _check_columns(spec, code.co_firstlineno)
    return spec


def plain(spec: object) -> dict[str, Any]:
    """A specification of plain values, as JSON has them.

    Raises:
        ChartError: when it holds something else, or characters that no picture can: control characters would bring
            the drawing program down, and this one with it.
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
    return decoded


def _line(error: BaseException, path: str) -> int | None:
    """The line of `path` that was running when the error rose, the innermost one."""
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == path]
    return lines[-1] if lines else None


def _explained(error: BaseException, path: str, data: ChartData | None, otherwise: int | None = None) -> ChartError:
    line = _line(error, path) or otherwise
    if isinstance(error, (MissingTableError, QueryError)):
        return ChartError(str(error), line, error.hint)
    # Altair and polars explain an error over many lines; the first one carries the cause.
    first = next((text for text in str(error).splitlines() if text.strip()), "")
    hint = ""
    if type(error).__name__ == "ColumnNotFoundError" and data is not None:
        columns = {column for table in data.tables.values() for column in table.columns}
        hint = did_you_mean(first.split('"')[1] if '"' in first else first, columns | set(data.claims.columns))
    return ChartError(f"{type(error).__name__}: {first}" if first else type(error).__name__, line, hint)


def _check_columns(spec: Mapping[str, Any], line: int) -> None:
    """Catch a misspelt field, which Vega-Lite would draw as an empty chart without a word."""
    nodes = list(_nodes(spec))
    # Transforms and parameters make columns that no row of the data shows, and a reader of a URL is unknown here.
    if any(key in node for node in nodes for key in ("transform", "url", "params", "repeat")):
        return
    columns = sorted({str(column) for row in data_rows(spec) for column in row})
    for node in nodes if columns else []:
        field = node.get("field")
        if isinstance(field, str) and field not in columns and not any(sign in field for sign in ".[\\"):
            hint = did_you_mean(field, columns, f"columns here: {', '.join(columns)}")
            raise ChartError(f"the chart encodes “{field}”, which its data does not have", line, hint)


def _nodes(value: object) -> Iterator[dict[str, Any]]:
    """Every object of a specification, without descending into rows of data."""
    if isinstance(value, dict):
        yield value
        for key, inner in value.items():
            if key not in ("values", "datasets"):
                yield from _nodes(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _nodes(inner)


def measures(spec: Mapping[str, Any]) -> list[str]:
    """The fields that a chart shows by position as quantities, the first ones first."""
    encodings = [node["encoding"] for node in _nodes(spec) if isinstance(node.get("encoding"), dict)]
    channels = [one[name] for one in encodings for name in ("x", "y") if isinstance(one.get(name), dict)]
    fields = [one.get("field") for one in channels if one.get("type") == "quantitative"]
    return list(dict.fromkeys(field for field in fields if isinstance(field, str)))


def table(spec: Mapping[str, Any]) -> DataFrame:
    """The numbers behind a chart as a table; columns whose cells are of several kinds, or no plain ones, are text."""
    import polars as pl

    rows = data_rows(spec)
    names = dict.fromkeys(name for row in rows for name in row)
    return pl.DataFrame([_column(name, [row.get(name) for row in rows]) for name in names])


def _column(name: str, cells: list[Any]) -> Series:
    import polars as pl

    kinds = {type(cell) for cell in cells if cell is not None}
    if len(kinds) > 1 and kinds <= {int, float}:
        return pl.Series(name, cells, dtype=pl.Float64, strict=False)
    if len(kinds) <= 1 and kinds <= {int, float, bool, str}:
        return pl.Series(name, cells, strict=False)
    return pl.Series(name, [cell if isinstance(cell, str | None) else json.dumps(cell) for cell in cells])


def data_rows(spec: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows behind a chart: its inline data and its datasets, each row once."""
    lists: list[Any] = list(spec.get("datasets", {}).values())
    lists += [node["values"] for node in _nodes(spec) if isinstance(node.get("values"), list)]
    unique = {repr(row): row for rows in lists for row in rows if isinstance(row, dict)}
    return list(unique.values())
