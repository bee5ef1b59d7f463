"""What others wrote controls no terminal and no workflow: escape sequences, orders of letters, commands in logs."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from making import GOOD, make

from sourcebook.checks.formatters import FORMATS, ReportOptions
from sourcebook.cli.console import say
from sourcebook.cli.program import run
from sourcebook.core.text.terminal import terminal_json, terminal_text
from sourcebook.model import Finding, SourceLocation
from sourcebook.serve.console import ConsoleReporter
from sourcebook.serve.diagnostics import DiagnosticFormatter
from sourcebook.serve.update_loop import RoundReport

HOSTILE = (
    "\x1b]0;owned\x07\x1b[2J\x9b31m\r\u202egpj\n::error file=x::y\n  ##[warning]z\n\t::set-env name=x::y\x00\ud800"
)
BAD = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def is_harmless(printed: str) -> bool:
    """Whether a text holds no control character, and no line of it is a command."""
    return not BAD.search(printed) and not re.search(r"^\s*(::|##\[)", printed, re.MULTILINE)


@given(st.text(st.characters() | st.sampled_from("\x1b\n:#[\u202e")) | st.text(": #[\n\t", max_size=12))
def test_texts_for_a_terminal_are_harmless(text: str) -> None:
    """Whatever they are; JSON means the same afterwards."""
    assert is_harmless(terminal_text(text))
    encoded = json.dumps(text, ensure_ascii=False)
    assert json.loads(terminal_json(encoded)) == text
    assert not BAD.search(terminal_json(encoded))


@pytest.mark.parametrize("form", FORMATS)
def test_findings_are_harmless_in_every_format(form: str) -> None:
    """In message, hint, file and the line of code; annotations begin with the command that they are."""
    text = HOSTILE.replace("\ud800", "")  # JSON is UTF-8.
    finding = Finding("chart", "error", text, SourceLocation(text, 1, 3), text)
    printed = FORMATS[form]([finding], ReportOptions("content/", lambda file: [HOSTILE]))
    assert is_harmless(printed.removeprefix("::error "))
    assert printed.count("\n::") == 0


def test_lines_of_the_preview_and_of_the_program_are_harmless(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Findings of a round, errors, and all else that is said."""
    monkeypatch.setenv("NO_COLOR", "1")
    found = DiagnosticFormatter(tmp_path, "vscode").of_findings(
        [Finding("rule", "error", HOSTILE, SourceLocation("pages/x.md"), HOSTILE)]
    )
    report = RoundReport(1, 0.1, tuple(found), is_shown=False)
    assert is_harmless(ConsoleReporter().lines_on(report))
    say(f"error: {HOSTILE}")
    assert is_harmless(capsys.readouterr().err)


@pytest.mark.parametrize("form", ["table", "json"])
def test_what_a_query_prints_is_harmless(tmp_path: Path, capsys: pytest.CaptureFixture[str], form: str) -> None:
    """A text of a claim at the beginning of a line, with the characters that YAML lets through."""
    claims = str(GOOD["briefings/a/claims.yaml"]).replace("text: It begins.", 'text: "::error::\\u202Ex"')
    content = make(tmp_path, {"briefings/a/claims.yaml": claims})
    run(["claims", "columns=text,id", "--source", str(content), "--format", form])
    assert is_harmless(capsys.readouterr().out)
