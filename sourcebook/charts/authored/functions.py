"""Load the functions of a `charts.py`, call one, and explain errors with the line of the file."""

from __future__ import annotations

import ast
import importlib.util
import inspect
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from sourcebook.charts.data import ChartData, MissingTableError
from sourcebook.charts.vega.spec import ChartError, plain, split_rows
from sourcebook.core.text.suggestions import did_you_mean
from sourcebook.query.language import QueryError

ChartFunction = Callable[..., object]
"""A function of the data, and of options by name."""
_TRUTH_VALUES = {"true": True, "yes": True, "false": False, "no": False}


def load_functions(path: Path, content: Path) -> Mapping[str, ChartFunction]:
    """Return the public functions of a `charts.py`, by name in the order of the file.

    The file may import modules beside it, and beside the content folder. Such modules are removed from `sys.modules`
    afterwards, so that the next call imports them again.

    Args:
        path: of the file.
        content: the content folder.

    Raises:
        ChartError: if it is not valid Python, or raises an error.
    """
    spec = importlib.util.spec_from_file_location("charts", path)
    assert spec is not None
    assert spec.loader is not None
    # Registered nowhere: two briefings may each have a charts.py, and modules beside it with the same names.
    module = importlib.util.module_from_spec(spec)
    before, writes = set(sys.modules), sys.dont_write_bytecode
    search = sys.path
    sys.path = [str(path.parent), *search, str(content.parent)]
    sys.dont_write_bytecode = True
    try:
        spec.loader.exec_module(module)
    except SyntaxError as error:
        line = error.lineno if error.filename == str(path) else _line(error, str(path))
        raise ChartError(f"charts.py is not valid Python: {error.msg}", line) from error
    except (Exception, SystemExit) as error:  # The author's code may raise anything.
        raise _explained(error, str(path), None) from error
    finally:
        sys.path = search
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


class ChartSignature(NamedTuple):
    """The parts of a function that are known without running its file."""

    line: int
    """The line of its definition, from 1."""
    options: frozenset[str] = frozenset()
    """Names of the parameters after the first, which are options of the page."""


def signatures(code: bytes) -> Mapping[str, ChartSignature]:
    """Return the public functions of a `charts.py` by name, without running it; includes names that may be functions.

    Raises:
        ChartError: if it is not valid Python.
    """
    try:
        statements = list(_at_top(ast.parse(code).body))
    except SyntaxError as error:
        raise ChartError(f"charts.py is not valid Python: {error.msg}", error.lineno or 1) from error
    except (ValueError, RecursionError, MemoryError) as error:
        raise ChartError(f"charts.py is not valid Python: {error}", 1) from error
    found: dict[str, ChartSignature] = {}
    for one in statements:
        if isinstance(one, ast.FunctionDef):
            named = [*one.args.posonlyargs, *one.args.args][1:] + one.args.kwonlyargs
            found[one.name] = ChartSignature(one.lineno, frozenset(argument.arg for argument in named))
        elif isinstance(one, ast.Assign) and isinstance(one.value, (ast.Call, ast.Lambda)):
            names = [target.id for target in one.targets if isinstance(target, ast.Name)]
            found |= {name: ChartSignature(one.lineno) for name in names}
    return {name: signature for name, signature in found.items() if name[0] != "_" and not name.isupper()}


def _at_top(body: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield the statements of a module, including those within conditions."""
    for one in body:
        yield one
        if isinstance(one, (ast.If, ast.Try, ast.With)):
            handlers = [line for handler in one.handlers for line in handler.body] if isinstance(one, ast.Try) else []
            yield from _at_top([*one.body, *handlers, *getattr(one, "orelse", [])])


def draw(
    function: ChartFunction, data: ChartData, options: Mapping[str, str], valid_shapes: set[bytes]
) -> dict[str, Any]:
    """Call an author's function and convert what it returns to a Vega-Lite specification.

    Args:
        function: of a `charts.py`.
        data: its first argument.
        valid_shapes: shapes of charts that were validated before; this one is added.
        options: options of the page by name, converted to the type of each parameter's default.

    Raises:
        ChartError: if the function fails or returns no chart, or an option does not have the type of its default.
    """
    code = inspect.unwrap(function).__code__
    parameters = inspect.signature(function).parameters
    arguments = {name: _converted(name, text, parameters[name].default) for name, text in options.items()}
    call = partial(function, data, **arguments)
    quick = _unchecked(call, data)
    if quick is not None and _is_valid(quick, valid_shapes):
        return quick
    try:
        result = call()
        if isinstance(result, type) or not callable(convert := getattr(result, "to_dict", None)):
            returned = "None (is a `return` missing?)" if result is None else type(result).__name__
            raise ChartError(f"{code.co_name}() returned {returned}, not an Altair chart", code.co_firstlineno)
        return plain(_to_dict(convert))
    except ChartError:
        raise
    except (Exception, SystemExit) as error:  # The author's code may raise anything.
        raise _explained(error, code.co_filename, data, code.co_firstlineno) from error


def _unchecked(call: partial[Any], data: ChartData) -> dict[str, Any] | None:
    """Return the specification of the chart that a call returns, without validation, which takes most of the time.

    Returns:
        None if Altair says more about the fault when it validates.

    Raises:
        ChartError: if the author's code fails for another reason; it is not run again.
    """
    from altair.utils.schemapi import debug_mode

    try:
        with debug_mode(False):
            made = call()
            return plain(_to_dict(partial(made.to_dict, validate=False)))
    except (Exception, SystemExit) as error:  # The author's code may raise anything.
        frames = traceback.extract_tb(error.__traceback__)
        code = inspect.unwrap(call.func).__code__
        if not any(frame.filename == code.co_filename for frame in frames) or any(
            "altair" in frame.filename for frame in frames
        ):
            return None
        raise _explained(error, code.co_filename, data, code.co_firstlineno) from error


def _is_valid(spec: dict[str, Any], valid_shapes: set[bytes]) -> bool:
    """Return whether a specification is Vega-Lite; that of a shape is found out once."""
    import jsonschema

    from sourcebook.charts.authored.vega_lite_schema import validate

    shape = split_rows(spec)[0]
    encoded = msgspec.json.encode(shape)
    if encoded not in valid_shapes:
        try:
            validate(shape)
        except jsonschema.ValidationError:
            return False
        valid_shapes.add(encoded)
    return True


def _to_dict(convert: Callable[[], object]) -> object:
    """Return a chart as Vega-Lite with all of its rows; their number is limited later."""
    from altair import data_transformers

    with data_transformers.enable("default", max_rows=None):
        return convert()


def _converted(name: str, text: str, default: object) -> object:
    """Return an option in the type of its default; as text if there is none."""
    try:
        if isinstance(default, bool):
            return _TRUTH_VALUES[text.lower()]
        if isinstance(default, (int, float)):
            return type(default)(text)
    except (KeyError, ValueError):
        expected = {bool: "yes or no", int: "a whole number", float: "a number"}[type(default)]
        raise ChartError(f"the option {name} is {expected}, not “{text}”", hint=f"as {name}={default}") from None
    return text


def _line(error: BaseException, path: str) -> int | None:
    """Return the innermost line of `path` in the traceback of an error."""
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == path]
    return lines[-1] if lines else None


def _explained(error: BaseException, path: str, data: ChartData | None, otherwise: int | None = None) -> ChartError:
    line = _line(error, path) or otherwise
    if isinstance(error, MissingTableError):
        return ChartError(str(error), line, error.hint, f"data/{error.name}")
    if isinstance(error, QueryError):
        return ChartError(str(error), line, error.hint)
    if isinstance(error, MemoryError):
        return ChartError(
            "it needs more memory than a chart has", line, "aggregate its data; the manual names the limit"
        )
    # Altair and polars explain an error over many lines; the first one carries the cause.
    first = next((text for text in str(error).splitlines() if text.strip()), "")
    hint = ""
    if type(error).__name__ == "ColumnNotFoundError" and data is not None:
        columns = {column for table in data.tables.values() for column in table.columns}
        hint = did_you_mean(first.split('"')[1] if '"' in first else first, columns | set(data.claims.columns))
    return ChartError(f"{type(error).__name__}: {first}" if first else type(error).__name__, line, hint)
