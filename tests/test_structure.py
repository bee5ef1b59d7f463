"""The shape of the program: who may know whom, and tables that list every part."""

from __future__ import annotations

import ast
import re
from importlib import import_module
from pathlib import Path

import pytest

import sourcebook
from sourcebook.charts import BUILT_IN
from sourcebook.checks import NAMES, RULES, explained
from sourcebook.model import FATAL
from sourcebook.pages.kinds import KINDS
from sourcebook.publish.run import KINDS as TARGETS

PACKAGE = Path(sourcebook.__file__).parent
STARTS = PACKAGE / "starting" / "site"
"""Files of a new site, which are no part of the program."""
FOUNDATION = {"model", "addresses", "dates", "evidence", "own", "query", "rows", "suggest", "errors", "words"}
MAY_KNOW = {
    "model": set[str](),
    "errors": set[str](),
    "addresses": set[str](),
    "suggest": set[str](),
    "words": set[str](),
    "disk": set[str](),
    "manifest": set[str](),
    "kept": set[str](),
    "images": set[str](),
    "program": set[str](),
    "store": {"disk", "program"},
    "workers": set[str](),
    "cluster": {"errors", "program", "workers"},
    "dates": set[str](),
    "evidence": {"model"},
    "query": {"dates", "suggest"},
    "looks": {"model"},
    "own": {"model", "query"},
    "rows": {"addresses", "evidence", "model", "own", "query"},
    "tables": {"dates", "model", "suggest"},
    "report": {"checks", "model"},
    "listing": {"model", "query", "rows"},
    "citing": {"dates", "model"},
    "reading": {*FOUNDATION, "citing", "disk", "images", "kept", "tables"},
    "checks": {*FOUNDATION, "looks"},
    "prose": {*FOUNDATION, "citing"},
    "charts": {*FOUNDATION, "tables"},
    "pages": {
        *FOUNDATION,
        "citing",
        "charts",
        "images",
        "kept",
        "listing",
        "looks",
        "manifest",
        "program",
        "prose",
        "store",
        "workers",
    },
    "build": {
        *FOUNDATION,
        "looks",
        "citing",
        "disk",
        "kept",
        "manifest",
        "reading",
        "checks",
        "pages",
        "program",
        "prose",
        "store",
        "workers",
        "cluster",
    },
    "serve": {*FOUNDATION, "build", "checks", "disk", "kept", "manifest", "pages", "report"},
    "publish": {"disk", "errors", "manifest", "suggest"},
    "schemas": {"model", "own", "reading"},
    "starting": {"addresses", "disk", "errors", "model"},
    "cli": {
        "listing",
        "query",
        "disk",
        "schemas",
        "starting",
        "store",
        "serve",
        "publish",
        "build",
        "reading",
        "checks",
        "errors",
        "model",
        "report",
        "suggest",
    },
    "__main__": {"cli"},
    "__init__": {"charts"},
}
PURE = ("looks", "citing", "query", "own", "rows", "prose", "charts", "pages", "checks", "evidence", "model", "dates")
IMPURE = {"os", "time", "tempfile", "socket", "urllib.request", "http", "subprocess", "shutil"}


def modules() -> list[Path]:
    """Every file of the package."""
    return sorted(path for path in PACKAGE.rglob("*.py") if STARTS not in path.parents)


def imported(path: Path) -> set[str]:
    """The full names of the modules that a file imports anywhere in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def part(path: Path) -> str:
    """The part of the program that a file belongs to."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def called(path: Path) -> set[str]:
    """The names of the functions that a file calls, methods by their last part."""
    calls = [node.func for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
    return {
        call.id if isinstance(call, ast.Name) else call.attr
        for call in calls
        if isinstance(call, (ast.Name, ast.Attribute))
    }


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_direction(path: Path) -> None:
    """A part imports only those parts that the design lets it know."""
    tops = {name.split(".")[1] for name in imported(path) if name.startswith("sourcebook.")}
    parts = {top for top in tops if (PACKAGE / top).is_dir() or (PACKAGE / f"{top}.py").exists()}
    assert parts <= MAY_KNOW[part(path)] | {part(path)}


def test_the_table_names_every_part() -> None:
    """The table of directions names each part, and no part that is gone."""
    assert {part(path) for path in modules()} == MAY_KNOW.keys()


@pytest.mark.parametrize("path", [p for p in modules() if part(p) in PURE], ids=lambda p: str(p.relative_to(PACKAGE)))
def test_rendering_is_pure(path: Path) -> None:
    """What checks and renders has no way to the disk, the clock or the network."""
    assert imported(path) & IMPURE == set()
    assert called(path) & {"open", "read_text", "read_bytes", "write_text", "write_bytes", "now", "today"} == set()


@pytest.mark.parametrize("path", sorted((PACKAGE / "charts").glob("*.py")), ids=lambda path: path.stem)
def test_charts_keep_the_order_of_their_rows(path: Path) -> None:
    """Frames are grouped, joined and sorted in a fixed order, which polars keeps only where it is told to."""
    for node in ast.walk(ast.parse(path.read_text())):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        named = {one.arg for one in node.keywords}
        of_frames = {"group_by": True, "join": "on" in named, "sort": bool(node.args)}
        if of_frames.get(node.func.attr):
            assert "maintain_order" in named, f"line {node.lineno}: {node.func.attr}"


def test_every_rule_is_in_the_table_and_has_its_page() -> None:
    """Each file in checks/ is one rule, whose docstring says what, why, an example, how to fix, how to turn off."""
    files = {path.stem.replace("_", "-") for path in (PACKAGE / "checks").glob("[a-z]*.py")} - {"elsewhere"}
    assert files == RULES.keys()
    for name in NAMES:
        headings = re.findall(r"^([A-Z][a-z ]+):", explained(name), flags=re.MULTILINE)
        assert headings == ["What it does", "Why it matters", "Example", "How to fix", "How to turn off"], name
        assert ("How to turn off: it cannot be." in explained(name)) == (name in FATAL), name


def test_every_rule_that_the_code_names_can_be_set_in_site_yaml() -> None:
    """The list of rules is complete: each literal that opens a Finding or a report is in it."""
    named: set[str] = set()
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
                if name in ("Finding", "report", "_say"):
                    named.add(str(node.args[0].value))
    prose = {name for name in named if " " in name or ":" in name}  # what the command line says
    assert named - prose <= NAMES


def test_every_page_kind_and_chart_is_in_its_table() -> None:
    """Each file in pages/ with `outputs` is in KINDS, each file in charts/ with `chart` in BUILT_IN."""
    pages = {p.stem for p in (PACKAGE / "pages").glob("*.py") if "\ndef outputs(" in p.read_text()}
    assert pages == {function.__module__.rpartition(".")[2] for function in KINDS.values()}
    charts = {p.stem for p in (PACKAGE / "charts").glob("*.py") if "\ndef chart(" in p.read_text()}
    assert charts == {entry.module.rpartition(".")[2] for entry in BUILT_IN.values()}


def test_every_kind_of_target_is_in_its_table() -> None:
    """Each file in publish/ that can send is in the table of schemes, which opens every one of them."""
    files = {p.stem for p in (PACKAGE / "publish").glob("*.py") if "\n    def send(" in p.read_text()} - {"target"}
    assert files == {name.partition(":")[0].rpartition(".")[2] for name in TARGETS.values()}
    for name in TARGETS.values():
        module, _, target = name.partition(":")
        assert hasattr(import_module(module), target)


def test_only_the_door_catches() -> None:
    """Nothing but the command line and the preview catches SourcebookError, and nothing has a bare `except`."""
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ExceptHandler):
                assert node.type is not None, path
                assert "SourcebookError" not in ast.unparse(node.type) or part(path) in ("cli", "serve"), path


def test_functions_are_short() -> None:
    """No function is longer than 50 lines, its docstring apart."""
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                doc = node.body[0] if ast.get_docstring(node) is not None else None
                lines = (node.end_lineno or 0) - node.lineno - ((doc.end_lineno or 0) - doc.lineno if doc else 0)
                assert lines <= 50, f"{path.name}:{node.name}"
