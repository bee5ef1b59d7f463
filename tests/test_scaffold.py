"""What `new` writes: sound under --strict, and never in the place of anything."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from making import make, tree

from sourcebook.cli.program import run

ROOT = Path(__file__).resolve().parent.parent


def test_a_new_site_builds_strictly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It has a briefing with three claims, two sources and a chart, its own README, and what an editor needs."""
    folder = tmp_path / "s"
    assert run(["new", "site", str(folder)]) == 0
    monkeypatch.chdir(folder)
    assert run(["build", "--strict"]) == 0
    page = Path("site/briefings/tech-shock/index.html").read_text()
    assert "of 3 claims names no source" in page
    assert 'id="chart-fund"' in page
    assert {"README.md", ".gitignore", "build.py", "requirements.txt"} <= {path.name for path in folder.iterdir()}
    assert Path(".vscode/settings.json").is_file()
    assert "VERSION" not in Path("requirements.txt").read_text()


@pytest.mark.slow
def test_a_new_site_has_the_same_program_at_its_door(tmp_path: Path) -> None:
    """`python build.py`, `python -m sourcebook` and `sourcebook` build the same site."""
    run(["new", "site", str(tmp_path)])
    doors = {
        "door": ["build.py"],
        "module": ["-m", "sourcebook"],
        "script": [str(Path(sys.executable).parent / "sourcebook")],
    }
    for name, door in doors.items():
        subprocess.run([sys.executable, *door, "--output", name], cwd=tmp_path, check=True, capture_output=True)
    assert tree(tmp_path / "door") == tree(tmp_path / "module") == tree(tmp_path / "script")


@pytest.mark.slow
def test_a_new_briefing_and_a_new_source_build_strictly(tmp_path: Path) -> None:
    """Both in a site of somebody's own, whatever their names hold."""
    run(["new", "site", str(tmp_path)])
    content = str(tmp_path / "content")
    title = 'Chip exports: "claim" by claim'
    made = ["new", "source", "Smith:2020/a", "--url", "https://example.org/a", "--title", title, "--source", content]
    assert run(made) == 0
    made = ["new", "briefing", "chip-exports", "--title", title, "--article", "Smith:2020/a", "--source", content]
    assert run(made) == 0
    assert run(["new", "briefing", "plain", "--source", content]) == 0
    assert run(["--source", content, "--strict"]) == 0
    page = (tmp_path / "site/briefings/chip-exports/index.html").read_text()
    assert "Chip exports: &#34;claim&#34; by claim</h1>" in page
    assert "/sources/smith-2020-a/" in page


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["site", "{root}"], "is there already"),
        (["briefing", "a"], "is there already"),
        (["briefing", "Chip Exports"], "as chip-exports"),
        (["briefing", "~x"], "is no id"),
        (["briefing", "x", "--article", "a b"], "is no id"),
        (["source", "a b"], "is no id"),
        (["source", "a", "--url", "cnbc.com"], "is no address of the web"),
    ],
)
def test_a_start_refuses(arguments: list[str], says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is there stays, and a name that could not be built is refused at once: exit code 2, nothing written."""
    content = make(tmp_path)
    before = tree(tmp_path)
    named = [argument.format(root=tmp_path) for argument in arguments]
    source = [] if arguments[0] == "site" else ["--source", str(content)]
    assert run(["new", *named, *source]) == 2
    assert says in capsys.readouterr().err
    assert tree(tmp_path) == before


def test_a_start_that_cannot_be_written_leaves_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file in the way of a folder ends it; the files written before are taken back."""
    (tmp_path / "content").write_text("in the way")
    assert run(["new", "site", str(tmp_path)]) == 2
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["content"]


@pytest.mark.slow
def test_a_wheel_carries_everything(tmp_path: Path) -> None:
    """Installed alone in an empty environment, it starts a site and builds it, with the theme that the checkout has."""
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT, check=True, capture_output=True,
    )  # fmt: skip
    (wheel,) = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert "sourcebook/render/theme/default/base.html" in names
    assert not [name for name in names if "captures" in name or "__pycache__" in name]
    (own,) = {name.partition("/")[0] for name in names if ".dist-info/" in name}
    licences = {"LICENSE", "NOTICE", "sourcebook/charts/vega/notices.txt", "templates/assets/fonts/LICENSE.txt"}
    assert {name.partition("/licenses/")[2] for name in names if "/licenses/" in name} == licences
    metadata = zipfile.ZipFile(wheel).read(f"{own}/METADATA").decode()
    assert "\nLicense-Expression: MIT AND OFL-1.1-RFN\n" in metadata
    assert zipfile.ZipFile(wheel).read(f"{own}/sboms/sbom.cdx.json") == (ROOT / "sbom.cdx.json").read_bytes()
    bin = tmp_path / "env/bin"
    subprocess.run([sys.executable, "-m", "venv", str(bin.parent)], check=True)
    pip = [str(bin / "python"), "-m", "pip", "--disable-pip-version-check", "-qq", "install"]
    subprocess.run([*pip, "--require-hashes", "-r", str(ROOT / "requirements.lock")], check=True)
    subprocess.run([*pip, "--no-deps", str(wheel)], check=True)
    subprocess.run([bin / "sourcebook", "new", "site", "s"], cwd=tmp_path, check=True, capture_output=True)
    subprocess.run([bin / "python", "build.py", "--strict"], cwd=tmp_path / "s", check=True, capture_output=True)
    run(["--source", str(tmp_path / "s/content"), "--output", str(tmp_path / "here")])
    assert tree(tmp_path / "s/site") == tree(tmp_path / "here")
