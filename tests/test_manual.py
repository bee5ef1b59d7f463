"""The manual: it builds, its generated pages are up to date, and its tutorial works to the letter."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import generate
import pytest
from jinja2 import Environment, meta
from making import tree

from sourcebook.charts.builtin import BUILT_IN_CHARTS
from sourcebook.checks.rules import BUILT_IN_CHECKS
from sourcebook.citations import CITATION_STYLES
from sourcebook.cli.program import run
from sourcebook.publish.targets import TARGETS as TARGETS
from sourcebook.readers.tables import TABLE_FORMATS

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs" / "content"
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("name", generate.GENERATED)
def test_the_generated_pages_are_up_to_date(name: str) -> None:
    """They are what `make docs` would write now."""
    assert (DOCS / "pages" / name).read_text() == generate.GENERATED[name]()


@pytest.mark.slow
def test_the_manual_is_a_site_of_its_own(tmp_path: Path) -> None:
    """Built strictly, so that each link and each heading that is linked to is there."""
    assert run(["--source", str(DOCS), "--output", str(tmp_path / "site"), "--strict"]) == 0
    built = tree(tmp_path / "site")
    assert b"in ten minutes</a>" in built["index.html"]
    assert {"tutorial/index.html", "writing/index.html", "publishing/github/index.html"} <= built.keys()


@pytest.mark.slow
def test_the_tutorial_works_to_the_letter(tmp_path: Path) -> None:
    """Its commands are run and its files written in their order; what it promises at the end is there."""
    text = (DOCS / "pages/tutorial.md").read_text()
    folder, steps = tmp_path, 0
    for fence in FENCE.finditer(text):
        language, body = fence.groups()
        if language == "sh":
            for line in body.splitlines():
                words = shlex.split(line)
                if words[0] == "cd":
                    folder /= words[1]
                    continue
                words[:1] = [sys.executable, "-m", "sourcebook"] if words[0] == "sourcebook" else [sys.executable]
                done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)
                assert done.returncode == 0, (line, done.stdout, done.stderr)
                steps += 1
        else:
            path = re.findall(r"`(content/[^`]+)`", text[: fence.start()].rstrip().rpartition("\n\n")[2])[-1]
            (folder / path).write_text(body)
            steps += 1
    assert steps >= 8
    assert "chinese-stack" in done.stdout
    built = tree(folder / "site")
    for promised in re.findall(r"^- `site/([^`]+)`", text, re.MULTILINE):
        assert f"{promised}index.html" in built, promised
    page = built["briefings/trade/index.html"].decode()
    assert "1 of 3 claims names no source; the other 2 go back to one independent source" in page
    assert "no-security-worries" in page
    assert "Interview on Squawk Box Europe" in built["sources/cnbc-squawk-2026-02-16/index.html"].decode()


def test_every_part_that_can_be_added_is_documented() -> None:
    """Each chart, format, way to cite and target is in the manual, and where a new one goes in CONTRIBUTING."""
    writing = (DOCS / "pages/writing.md").read_text()
    publishing = "".join(path.read_text() for path in (DOCS / "pages/publishing").glob("*.md"))
    for name in (*BUILT_IN_CHARTS, *TABLE_FORMATS, *CITATION_STYLES):
        assert f"`{name}`" in writing, name
    for scheme in TARGETS:
        assert scheme in publishing, scheme
    guide = (ROOT / "CONTRIBUTING.md").read_text()
    for table in (
        "BUILT_IN_CHARTS",
        "BUILT_IN_CHECKS",
        "PAGE_KINDS",
        "CITATION_STYLES",
        "TABLE_FORMATS",
        "TARGETS",
        "COMMANDS",
    ):
        assert f"`{table}`" in guide, table


def test_every_rule_is_in_the_manual() -> None:
    """The checks by their own words, so that a rule in brackets can be looked up."""
    rules = (DOCS / "pages/rules.md").read_text()
    for name in BUILT_IN_CHECKS:
        assert f"## {name}\n" in rules


def test_the_manual_names_the_variables_of_each_template() -> None:
    """Everything that a template of the theme uses is in its row, or among what all templates have."""
    text = (ROOT / "docs/content/pages/writing.md").read_text()
    section = text[text.index("## Templates") :]
    common = set(re.findall(r"`(\w+)[`(]", section[: section.index("| Template |")]))
    rows: dict[str, set[str]] = {}
    for line in section[section.index("| Template |") :].splitlines():
        if line.startswith("| `"):
            first, second = line.split("|")[1:3]
            rows |= {name: set(re.findall(r"`(\w+)`", second)) for name in re.findall(r"`([\w.]+)`", first)}
    parsed = Environment()
    for path in sorted((ROOT / "templates").glob("*.*")):
        if path.name == "macros.html":
            continue
        used = meta.find_undeclared_variables(parsed.parse(path.read_text())) - {"m", "offered"}
        assert used <= common | rows[path.name], path.name
    assert rows.keys() == {path.name for path in (ROOT / "templates").glob("*.*")} - {"macros.html"}
