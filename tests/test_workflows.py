"""Files for continuous integration: right by the hosts' own schemas, and never in the place of another."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from making import make

from sourcebook.cli.program import run
from sourcebook.cli.scaffold.workflows import WORKFLOWS
from sourcebook.publish.targets.git_branch import GITLAB

SCHEMAS = {"github": "vendor.github-workflows", "gitlab": "vendor.gitlab-ci"}


def valid(path: Path, schema: str) -> bool:
    """Whether a file is right by a schema that comes with the validator."""
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, str(path)]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize("host", SCHEMAS)
def test_a_workflow_is_right_by_its_hosts_schema(tmp_path: Path, host: str) -> None:
    """It is valid, a broken one is not, and it installs what the site's own requirements name."""
    content = make(tmp_path)
    assert run(["new", "workflow", host, "--source", str(content)]) == 0
    path = tmp_path / WORKFLOWS[host].path
    assert valid(path, SCHEMAS[host])
    assert "pip install -r requirements.txt" in path.read_text()
    broken = tmp_path / "broken.yml"
    broken.write_text(path.read_text().replace("script:", "scripts:").replace("runs-on:", "run-on:"))
    assert not valid(broken, SCHEMAS[host])


@pytest.mark.parametrize("host", SCHEMAS)
def test_the_shell_commands_of_a_workflow_parse(tmp_path: Path, host: str) -> None:
    """Every command is right by the shell's own grammar."""
    file = yaml.safe_load(WORKFLOWS[host].text)
    commands = (
        file["pages"]["script"]
        if host == "gitlab"
        else [one.get("run", "") for one in file["jobs"]["publish"]["steps"]]
    )
    for command in commands:
        assert subprocess.run(["sh", "-n", "-c", command], check=False).returncode == 0


def test_the_job_on_a_published_branch_is_right(tmp_path: Path) -> None:
    """So is the file that a branch for GitLab Pages gets."""
    (tmp_path / "job.yml").write_bytes(GITLAB)
    assert valid(tmp_path / "job.yml", SCHEMAS["gitlab"])


def test_what_is_there_stays(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An own workflow is not overwritten."""
    content = make(tmp_path)
    (tmp_path / ".gitlab-ci.yml").write_text("own: {}")
    assert run(["new", "workflow", "gitlab", "--source", str(content)]) == 2
    assert "is there already" in capsys.readouterr().err
    assert (tmp_path / ".gitlab-ci.yml").read_text() == "own: {}"


def test_the_steps_of_gitlab_make_the_public_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the job runs, run: `public` holds the site, links followed, and nothing of ours."""
    content = make(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert run(["publish", "--source", str(content), f"file://{tmp_path}/published", "--verify"]) == 0
    subprocess.run(["cp", "-rL", "published/current", "public"], check=True)
    assert (tmp_path / "public/index.html").is_file()
    assert not (tmp_path / "public/.sourcebook").exists()
