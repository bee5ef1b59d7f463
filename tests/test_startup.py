"""What a start of the program loads and opens: no more than its task needs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from making import build, later, make

from sourcebook.pipeline.options import BuildOptions

ROOT = Path(__file__).resolve().parent.parent
WATCH = """
import runpy, sys
opened = []
sys.addaudithook(lambda event, args: opened.append(str(args[0])) if event == "open" else None)
sys.argv = sys.argv[1:]
try:
    runpy.run_path(sys.argv[0], run_name="__main__")
finally:
    print()
    print(*sorted({name.partition(".")[0] for name in sys.modules}))
    print(*opened, sep="\\n")
"""
HEAVY = {"markdown", "jinja2", "altair", "polars", "yaml", "pebble", "citeproc", "lxml", "rich", "starlette", "obstore"}


def start(*arguments: str) -> tuple[set[str], list[str], str]:
    """Run the command line: the packages that it loaded, the files that it opened, and its error stream."""
    command = [sys.executable, "-c", WATCH, str(ROOT / "build.py"), *arguments]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    modules, *opened = done.stdout.rpartition("\n\n")[2].splitlines()
    return set(modules.split()), opened, done.stderr


def test_nothing_is_loaded_and_opened_when_nothing_changed(tmp_path: Path) -> None:
    """A build of unchanged content loads no Markdown, Jinja, Altair, polars or YAML, and opens no file of it."""
    content = make(tmp_path)
    build(BuildOptions(content, tmp_path / "site"), clock=later)
    modules, opened, said = start("--source", str(content), "--output", str(tmp_path / "site"))
    assert "nothing to write" in said
    assert modules & HEAVY == set()
    assert [path for path in opened if path.startswith(str(content))] == []


@pytest.mark.parametrize("arguments", [["--version"], ["--help"], ["build", "--help"], ["publish", "--help"]])
def test_help_loads_nothing(arguments: list[str]) -> None:
    """It is there at once."""
    modules, _, _ = start(*arguments)
    assert modules & HEAVY == set()


def test_plain_dates_need_no_library(tmp_path: Path) -> None:
    """The library of EDTF, which loads slowly, is there for what Python's own dates cannot mean."""
    text = "---\ntitle: First\ndate: 2026-02-16\n---\nIt is.\n"
    content = make(tmp_path, {"briefings/a/index.md": text, "briefings/a/claims.yaml": None})
    code = "import sys; from sourcebook.cli.program import run; run(sys.argv[1:]); print(*sys.modules)"
    command = [sys.executable, "-c", code, "--source", str(content), "--output", str(tmp_path / "site")]
    modules = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()[-1].split()
    assert "markdown" in modules
    assert "edtf" not in modules
