"""The command line, as a person meets it."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from making import GOOD, make

import sourcebook
from sourcebook.cli.commands import COMMANDS
from sourcebook.cli.program import program, run
from sourcebook.cli.progress_bars import rendered_files, sent_bytes

ROOT = Path(__file__).resolve().parent.parent


def test_outside_its_environment_the_door_says_in_one_line_what_to_run() -> None:
    """`python build.py` without the packages names `make site`, with exit code 2 and no traceback."""
    bare = subprocess.run([sys.executable, "-S", "build.py"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert bare.returncode == 2
    assert bare.stderr.count("\n") == 1
    assert "make site" in bare.stderr


def test_version() -> None:
    """`--version` prints the package's version."""
    shown = subprocess.run(
        [sys.executable, "build.py", "--version"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert shown.stdout == f"sourcebook {sourcebook.__version__}\n"


@pytest.mark.slow
def test_a_nonsense_kind_exits_1_with_its_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In a copy of the real content, a wrong kind is named by file, line and column; nothing is written."""
    shutil.copytree(ROOT / "content", tmp_path / "t")
    claims = tmp_path / "t" / "briefings" / "china-tech-shock" / "claims.yaml"
    claims.write_text(claims.read_text().replace("kind: figure", "kind: nonsense", 1))
    line = claims.read_text()[: claims.read_text().index("nonsense")].count("\n") + 1
    assert run(["--source", str(tmp_path / "t"), "--output", str(tmp_path / "t-site")]) == 1
    said = capsys.readouterr().out
    assert f"claims.yaml:{line}:9: error:" in said
    assert said.count("error:") == 1, "references to a faulty claim are not reported again"
    assert not (tmp_path / "t-site").exists()


@pytest.mark.slow
def test_findings_as_json_and_as_annotations(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Programs get rule, level, message, hint, file, line and column; a forge gets its own commands."""
    content = make(tmp_path, {"people/people.yaml": "- {id: rory-green, name: Rory Green, kind: persn}\n"})
    assert run(["check", "--source", str(content), "--format", "json"]) == 1
    (found,) = json.loads(capsys.readouterr().out)
    assert found == {
        "rule": "wrong-type", "level": "error", "file": "people/people.yaml", "line": 1, "column": 44,
        "message": "“kind” must be one of person, organisation, publication, not “persn”",
        "hint": "did you mean “person”?",
    }  # fmt: skip
    assert run(["check", "--source", str(content), "--format", "github"]) == 1
    assert f"::error file={content}/people/people.yaml,line=1,col=44" in capsys.readouterr().out.replace("%3A", ":")


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["nonsense"], 2, "No such command"),
        (["--source", "nowhere"], 2, "no content folder nowhere/"),
        (["check", "--rule", "unknown-referenc"], 2, "did you mean “unknown-reference”?"),
        (["explain", "broken-lnik"], 2, "did you mean “broken-link”?"),
        (["--as-of", "yesterday"], 2, "no date"),
        (["--help"], 0, ""),
    ],
)
def test_usage_and_exit_codes(
    arguments: list[str], code: int, says: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Wrong usage exits 2 and says what to do."""
    monkeypatch.chdir(ROOT)
    assert run(arguments) == code
    assert says in capsys.readouterr().err


def test_a_rule_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    """Of the checks as of what reading finds: what, why, an example, how to fix it, how to turn it off."""
    for rule, summary in (
        ("unknown-reference", "An id is unknown."),
        ("syntax", "A file is not in the format of its suffix."),
    ):
        assert run(["explain", rule]) == 0
        said = capsys.readouterr().out
        assert said.startswith(f"{summary}\n\nWhat it does: ")
        assert "\nHow to fix: " in said


def test_a_broken_site_yaml_exits_2(tmp_path: Path) -> None:
    """A configuration that cannot be used is a matter of set-up, not of content."""
    assert run(["--source", str(make(tmp_path, {"site.yaml": "titel: T\n"}))]) == 2


@pytest.mark.slow
def test_warnings_fail_only_when_strict(tmp_path: Path) -> None:
    """A claim that the prose is not tied to is a warning; `--strict` refuses to build."""
    content = make(
        tmp_path, {"briefings/a/index.md": str(GOOD["briefings/a/index.md"]).replace("[ends](claim:ends)", "")}
    )
    assert run(["--source", str(content)]) == 0
    assert run(["--source", str(content), "--strict"]) == 1


def every(group: click.Group) -> Iterator[click.Command]:
    """The commands of a group and of the groups in it."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield command
        if isinstance(command, click.Group):
            yield from every(command)


def test_every_command_shows_an_example() -> None:
    """`--help` of each command ends in examples that name the program."""
    assert len(list(every(program))) > len(COMMANDS)
    for command in every(program):
        assert "sourcebook " in str(command.help), command.name
        assert "Example" in str(command.help), command.name


class Terminal(io.StringIO):
    """An error stream that says it is a terminal."""

    def isatty(self) -> bool:
        """It is one."""
        return True


def test_progress_is_shown_on_terminals_and_removed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files from a hundred on, and bytes of all, with the time left; elsewhere rich is not even loaded."""
    for is_terminal in (False, True):
        stream = Terminal() if is_terminal else io.StringIO()
        with monkeypatch.context() as patch:
            patch.setattr(sys, "stderr", stream)
            patch.setenv("TERM", "xterm")
            with rendered_files() as rendered:
                rendered(50, 99)
                assert stream.getvalue() == ""
                rendered(1234, 5000)
            with sent_bytes() as sent:
                sent(500, 2000)
        assert ("1,234 of 5,000 files rendered" in stream.getvalue()) is is_terminal
        assert (" left" in stream.getvalue()) is is_terminal
        assert ("0.5/2.0 kB" in stream.getvalue()) is is_terminal
        if is_terminal:
            assert stream.getvalue().endswith("\x1b[2K")
    code = "import sys; import sourcebook.cli.progress_bars; sys.exit('rich' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_long_work_writes_lines_where_there_is_no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """One every ten seconds, with what is done of how much; none in the first ten."""
    now, stream = [0.0], io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    with rendered_files() as rendered, sent_bytes() as sent:
        for second in range(26):
            now[0] = float(second)
            rendered(100 * second, 9000)
        sent(2_500_000, 9_000_000)
    assert stream.getvalue() == "1,000 of 9,000 files rendered\n2,000 of 9,000 files rendered\n2.5 of 9.0 MB sent\n"
