"""The shape of the program: who may know whom, and tables that list every part."""

from __future__ import annotations

import ast
import re
from collections import Counter
from importlib import import_module
from pathlib import Path

import pytest

import sourcebook
from sourcebook.charts.builtin import BUILT_IN_CHARTS
from sourcebook.checks.explanations import RULE_NAMES, explain_rule
from sourcebook.checks.rules import BUILT_IN_CHECKS
from sourcebook.model import FATAL
from sourcebook.publish.targets import TARGETS
from sourcebook.readers.formats import SOURCE_FORMATS
from sourcebook.readers.tables import TABLE_FORMATS
from sourcebook.render.pages import PAGE_KINDS
from sourcebook.render.views.view import View

PACKAGE = Path(sourcebook.__file__).parent
STARTS = PACKAGE / "cli" / "scaffold" / "site"
"""Files of a new site, which are no part of the program."""
FOUNDATION = {"core", "model", "query", "statements"}
MAY_KNOW = {
    "core": set[str](),
    "model": {"core"},
    "query": {"core", "model"},
    "statements": {"core", "model"},
    "citations": {"core", "model"},
    "readers": {*FOUNDATION, "citations"},
    "checks": FOUNDATION,
    "markdown": {*FOUNDATION, "citations"},
    "charts": {*FOUNDATION, "readers"},
    "render": {*FOUNDATION, "citations", "charts", "markdown"},
    "pipeline": {*FOUNDATION, "charts", "citations", "readers", "checks", "render", "markdown"},
    "serve": {*FOUNDATION, "pipeline", "checks", "render"},
    "publish": {"core"},
    "cli": {*FOUNDATION, "serve", "publish", "pipeline", "readers", "checks"},
    "__main__": {"cli"},
    "__init__": {"charts"},
}
PURE = ("citations", "query", "statements", "markdown", "charts", "render", "checks", "model")
IMPURE = {"os", "time", "tempfile", "socket", "urllib.request", "http", "subprocess", "shutil"}
# What does not hold yet. These lists only become shorter.
DOUBLED_CLASSES = set[str]()
CIRCLES = set[str]()
LONG_MODULES = {
    "render/figures/page_figures.py",
}
FULL_FOLDERS = set[str]()
MODULE_STATE = {
    "charts/authored/vega_lite_file.py:yaml_implicit_resolvers",
}
BANNED_NAMES = {
    *("anew", "around", "asked", "begun", "blueprint", "cargo", "chosen", "crew", "faulty", "foreign"),
    *("haste", "held", "kept", "lack", "lies", "looks", "leftovers", "notes", "outline", "pieces", "places", "said"),
    *("sheet", "slot", "spool", "stamp", "studio", "tie", "untied", "visitor", "ways", "whole", "wishes", "words"),
}
"""Names that say less to a stranger than the word of the field."""
BANNED_WORDS = ("blueprint", "cargo", "crew", "in vain", "leftovers", "spool", "stamp", "studio", "what stands for")
"""Words that occur nowhere in the code."""


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


@pytest.mark.parametrize("path", sorted((PACKAGE / "charts").rglob("*.py")), ids=lambda path: path.stem)
def test_charts_keep_the_order_of_their_rows(path: Path) -> None:
    """Frames are grouped, joined and sorted in a fixed order, which polars keeps only where it is told to."""
    for node in ast.walk(ast.parse(path.read_text())):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        named = {one.arg for one in node.keywords}
        of_frames = {"group_by": True, "join": "on" in named, "sort": bool(node.args)}
        if of_frames.get(node.func.attr):
            assert "maintain_order" in named, f"line {node.lineno}: {node.func.attr}"


def module_name(path: Path) -> str:
    """The full name of a module, `sourcebook.render.theme.templates`; of a package, without `__init__`."""
    return ".".join(("sourcebook", *path.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(".__init__")


def doubled_classes() -> set[str]:
    """The names that more than one class has."""
    nodes = (node for path in modules() for node in ast.walk(ast.parse(path.read_text())))
    names = Counter(node.name for node in nodes if isinstance(node, ast.ClassDef))
    return {name for name, count in names.items() if count > 1}


def circles() -> set[str]:
    """Groups of modules that import each other, those imports included that only types need; of scripts likewise."""
    names = {module_name(path): path for path in modules()}
    reached = {name: imported(path) & names.keys() for name, path in names.items()}
    for script in (PACKAGE / "serve" / "browser").glob("*.js"):
        reached[script.name] = set(re.findall(r'^import .* from "\./(.*)";$', script.read_text(), flags=re.MULTILINE))
    for middle in reached:
        for name in reached:
            if middle in reached[name]:
                reached[name] |= reached[middle]
    found = {frozenset(other for other in reached[name] if name in reached[other]) for name in reached}
    return {" ".join(sorted(one.removeprefix("sourcebook.") for one in circle)) for circle in found if len(circle) > 1}


def long_modules() -> set[str]:
    """Modules of more than 300 lines."""
    return {str(path.relative_to(PACKAGE)) for path in modules() if len(path.read_text().splitlines()) > 300}


def full_folders() -> set[str]:
    """Folders of more than 18 modules."""
    sizes = Counter(path.parent for path in modules() if path.name not in ("__init__.py", "__main__.py"))
    return {str(folder.relative_to(PACKAGE)) for folder, count in sizes.items() if count > 18}


def module_state() -> set[str]:
    """Values in modules of rendering, and of their classes, that begin empty, to be filled as the program runs."""
    found: set[str] = set()
    for path in (path for path in modules() if part(path) in PURE):
        tree = ast.parse(path.read_text())
        classes = [node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
        own = [node for one in classes for node in one.body if "ClassVar" in ast.unparse(node) or is_plain(node)]
        for node in (*tree.body, *own):
            if isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value is not None:
                target = node.targets[0] if isinstance(node, ast.Assign) else node.target
                if re.fullmatch(r"\{\}|\[\]|None|\w+(\[.*\])?\(\)", ast.unparse(node.value)):
                    found.add(f"{path.relative_to(PACKAGE)}:{ast.unparse(target)}")
        found |= {str(path.relative_to(PACKAGE)) for node in ast.walk(tree) if isinstance(node, ast.Global)}
    return found


def is_plain(node: ast.stmt) -> bool:
    """Whether a statement of a class is an assignment without a type, which is no field of a record."""
    return isinstance(node, ast.Assign)


def given_names(path: Path) -> set[str]:
    """The names that a file gives to classes, functions, parameters, variables and attributes, underscores aside."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            names.add(node.name)
        elif isinstance(node, ast.arg):
            names.add(node.arg)
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            names.add(node.attr)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
    return {name.strip("_").lower() for name in names}


def test_class_names_are_unique() -> None:
    """One name is one class in the whole program."""
    assert doubled_classes() == DOUBLED_CLASSES


def test_no_modules_import_each_other() -> None:
    """No circle of imports."""
    assert circles() == CIRCLES


def test_files_and_folders_are_small() -> None:
    """No module has more than 300 lines, no folder more than 18 modules."""
    assert long_modules() == LONG_MODULES
    assert full_folders() == FULL_FOLDERS


def test_nothing_is_remembered_in_modules() -> None:
    """What rendering remembers is held by an object that it is handed."""
    assert module_state() == MODULE_STATE


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_names_are_those_of_the_field(path: Path) -> None:
    """No class, function, parameter, variable or attribute has a name for which the field has a better one."""
    assert given_names(path).isdisjoint(BANNED_NAMES)
    assert [words for words in BANNED_WORDS if re.search(rf"\b{words}\b", path.read_text(), re.IGNORECASE)] == []


@pytest.mark.parametrize("path", sorted((PACKAGE / "render" / "views").glob("[a-z]*.py")), ids=lambda path: path.stem)
def test_views_are_frozen(path: Path) -> None:
    """Each class that templates get is a named tuple or a view."""
    module = import_module(f"sourcebook.render.views.{path.stem}")
    classes = [one for one in vars(module).values() if isinstance(one, type) and one.__module__ == module.__name__]
    assert [one for one in classes if not issubclass(one, (tuple, View))] == []


def test_every_rule_is_in_the_table_and_has_its_page() -> None:
    """Each file in checks/rules/ is one rule; its docstring says what, why, an example, how to fix and to turn off."""
    files = {path.stem.replace("_", "-") for path in (PACKAGE / "checks" / "rules").rglob("[a-z]*.py")}
    assert files == BUILT_IN_CHECKS.keys()
    for name in RULE_NAMES:
        headings = re.findall(r"^([A-Z][a-z ]+):", explain_rule(name), flags=re.MULTILINE)
        assert headings == ["What it does", "Why it matters", "Example", "How to fix", "How to turn off"], name
        assert ("How to turn off: it cannot be." in explain_rule(name)) == (name in FATAL), name


def test_every_rule_that_the_code_names_can_be_set_in_site_yaml() -> None:
    """The list of rules is complete: each literal that opens a Finding or a report is in it."""
    named: set[str] = set()
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
                if name in ("Finding", "report"):
                    named.add(str(node.args[0].value))
    prose = {name for name in named if " " in name or ":" in name}  # what the command line says
    assert named - prose <= RULE_NAMES


def test_every_page_kind_and_chart_is_in_its_table() -> None:
    """Each file in render/pages/ with `outputs` is in PAGE_KINDS, each file in charts/builtin/ in BUILT_IN_CHARTS."""
    pages = {p.stem for p in (PACKAGE / "render" / "pages").glob("*.py") if "\ndef outputs(" in p.read_text()}
    assert pages == {function.__module__.rpartition(".")[2] for function in PAGE_KINDS.values()}
    charts = {p.stem for p in (PACKAGE / "charts" / "builtin").glob("*.py") if "\ndef chart(" in p.read_text()}
    assert charts == {entry.module.rpartition(".")[2] for entry in BUILT_IN_CHARTS.values()}


def test_every_format_is_in_its_table() -> None:
    """Each file in readers/formats/ with `entries` is in SOURCE_FORMATS, each in readers/tables/ with `read` too."""
    sources = {p.stem for p in (PACKAGE / "readers" / "formats").glob("*.py") if "\ndef entries(" in p.read_text()}
    assert sources == {one.read.__module__.rpartition(".")[2] for one in SOURCE_FORMATS.values()}
    tables = {p.stem for p in (PACKAGE / "readers" / "tables").glob("[a-z]*.py") if "\ndef read" in p.read_text()}
    assert tables == {one.read.__module__.rpartition(".")[2] for one in TABLE_FORMATS.values()}


def test_every_kind_of_target_is_in_its_table() -> None:
    """Each file in publish/targets/ that can apply changes is in the table of schemes, which opens every one."""
    files = {p.stem for p in (PACKAGE / "publish" / "targets").glob("*.py") if "\n    def apply(" in p.read_text()}
    assert files == {name.partition(":")[0].rpartition(".")[2] for name in TARGETS.values()}
    for name in TARGETS.values():
        module, _, target = name.partition(":")
        assert hasattr(import_module(module), target)


def test_only_the_command_line_and_the_preview_catch() -> None:
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
