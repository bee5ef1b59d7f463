"""The quicker Altair against an untouched one: the same specification for charts of every kind."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import polars as pl
import pytest

from sourcebook.charts.authored import functions as author
from sourcebook.charts.builtin import BUILT_IN_CHARTS, chart_module
from sourcebook.charts.vega import artifacts
from sourcebook.charts.vega.fast_altair import GENERATED, install_fast_altair

pytestmark = pytest.mark.slow


def test_charts_are_the_same() -> None:
    """Built-in charts and those of the gallery, in a process that never knew the quicker one before."""
    done = subprocess.run([sys.executable, __file__], capture_output=True, text=True, cwd=Path(__file__).parent)
    assert done.returncode == 0, done.stderr[-2000:]
    assert int(done.stdout.split()[-1]) > 250


def test_classes_that_are_copied_by_hand_do_nothing_else() -> None:
    """They begin as their parents do: no method of their own makes them something else than what they were handed."""
    from altair.utils.schemapi import SchemaBase

    install_fast_altair()
    made = [one for one in descendants(SchemaBase) if one.__module__ in GENERATED]
    assert len(made) > 500
    for one in made:
        code = one.__init__.__code__
        is_plain = code is SchemaBase.__init__.__code__ or set(code.co_names) <= {"super", "__init__"}
        assert is_plain, (one, code.co_names)


def descendants(kind: Any) -> Iterator[Any]:
    """The classes below one."""
    for one in kind.__subclasses__():
        yield one
        yield from descendants(one)


def specifications() -> dict[str, bytes]:
    """Of all charts, as JSON."""
    from test_charts import data
    from test_gallery import FILES, GALLERY, GROUPS, names

    made: dict[str, Any] = {}
    for name in BUILT_IN_CHARTS:
        for count in (1, 12, 300):
            for given in (data(count, 640), data(count, 340)):
                if not chart_module(name).table(given).is_empty():  # else it is not drawn
                    made[f"{name} {count} {given.width}"] = artifacts.specification(chart_module(name), given)
    tables = {
        path.removeprefix("data/"): pl.read_csv(io.BytesIO(str(text).encode()))
        for path, text in FILES.items()
        if path.endswith(".csv")
    }
    given = msgspec.structs.replace(data(12), tables=tables)
    valid_shapes = set[bytes]()
    for group in GROUPS:
        functions = author.load_functions(GALLERY / group / "charts.py", GALLERY / "content")
        for name in names(group):
            made[f"{group} {name}"] = author.draw(functions[name], given, {}, valid_shapes)
    return {name: msgspec.json.encode(spec) for name, spec in made.items()}


def compare() -> int:
    """How many charts are the same, with Altair as it is and with the quicker one.

    Raises:
        SystemExit: when one is not.
    """
    with pytest.MonkeyPatch.context() as patch:
        for module in (artifacts, author):
            patch.setattr(module, "install_fast_altair", lambda: None)
        untouched = specifications()
    quick = specifications()
    different = [name for name in untouched if untouched[name] != quick[name]]
    if different or untouched.keys() != quick.keys():
        raise SystemExit(f"not the same: {different}")
    return len(quick)


if __name__ == "__main__":
    print(compare())
