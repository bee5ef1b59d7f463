"""Drawn charts are remembered by all that they show: nothing is drawn twice, and nothing is shown that is stale."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from jinja2.bccache import bc_magic
from making import GOOD, build, make, tree

from sourcebook.cli.program import run
from sourcebook.core.cache import fingerprints as program
from sourcebook.core.cache.disk_cache import DAY, MAX_AGE, DiskCache, ResultCache
from sourcebook.pipeline.options import BuildOptions

pytestmark = pytest.mark.slow

CLAIMS = "briefings/a/claims.yaml"


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store of the test's own, beside the content."""
    monkeypatch.delenv("SOURCEBOOK_CACHE")
    return tmp_path / ".sourcebook-cache"


def results(cache: Path) -> list[Path]:
    """What is remembered."""
    return sorted(cache.glob("*/*"))


def test_a_template_that_was_compiled_is_not_compiled_again(tmp_path: Path, cache: Path) -> None:
    """Another process takes its code from the store, unless its text changed or what is kept is no code."""
    content = make(tmp_path)
    (tmp_path / "templates").mkdir()
    build(BuildOptions(content, tmp_path / "one"))
    program = (
        "import sys, jinja2; from pathlib import Path; from sourcebook.pipeline.options import BuildOptions\n"
        "from sourcebook.core.executors import open_executor\n"
        "from sourcebook.pipeline.build import build\n"
        "plain, compiled = jinja2.Environment.compile, []\n"
        "def compile(self, source, name=None, *rest, **more):\n"
        "    compiled.append(name)\n"
        "    return plain(self, source, name, *rest, **more)\n"
        "jinja2.Environment.compile = compile\n"
        f"build(BuildOptions(Path({str(content)!r}), Path(sys.argv[1])), open_executor())\n"
        "print(compiled)"
    )
    env = {name: value for name, value in os.environ.items() if name != "SOURCEBOOK_CACHE"}

    def compiled(name: str) -> str:
        command = [sys.executable, "-c", program, str(tmp_path / name)]
        return subprocess.run(command, capture_output=True, text=True, check=True, env=env).stdout.strip()

    assert compiled("two") == "[]"
    assert tree(tmp_path / "one") == tree(tmp_path / "two")
    (tmp_path / "templates/404.html").write_text("Not here.\n")
    assert compiled("three") == "['404.html']"
    for path in results(cache):
        if path.read_bytes().find(bc_magic) >= 0:
            path.write_bytes(path.read_bytes()[:60])
    assert "'briefing.html'" in compiled("four")
    assert tree(tmp_path / "three") == tree(tmp_path / "four")


def test_a_key_changes_with_every_file_of_the_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whichever file of the package is edited, added or deleted: results that an earlier program made are not found."""
    package = tmp_path / "package"
    shutil.copytree(program.PACKAGE, package, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(program, "PACKAGE", package)
    monkeypatch.setattr(program, "program_fingerprint", program.program_fingerprint.__wrapped__)

    def key() -> str:
        return DiskCache(tmp_path / "cache").key("a chart")

    first = key()
    for path in sorted(path for path in package.rglob("*") if path.is_file()):
        data = path.read_bytes()
        path.write_bytes(data + b"\n")
        assert key() != first, path
        path.write_bytes(data)
    assert key() == first
    (package / "charts" / "another.py").touch()
    assert key() != first


def test_a_chart_that_was_drawn_is_not_drawn_again(tmp_path: Path, cache: Path) -> None:
    """A second build, into another folder, never loads Altair, and writes the same bytes."""
    content = make(tmp_path)
    build(BuildOptions(content, tmp_path / "one"))
    program = (
        "import sys; from pathlib import Path; from sourcebook.pipeline.options import BuildOptions;"
        "from sourcebook.core.executors import open_executor;"
        "from sourcebook.pipeline.build import build;"
        f"build(BuildOptions(Path({str(content)!r}), Path({str(tmp_path / 'two')!r})), open_executor());"
        "print([name for name in ('altair', 'vl_convert') if name in sys.modules])"
    )
    env = {name: value for name, value in os.environ.items() if name != "SOURCEBOOK_CACHE"}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=env)
    assert done.stdout.strip() == "[]"
    assert tree(tmp_path / "one") == tree(tmp_path / "two")
    assert (cache / ".gitignore").read_text() == "*\n"


def test_a_change_draws_only_the_charts_that_show_it(tmp_path: Path, cache: Path) -> None:
    """Confidence is in no chart of the small site; a kind is."""
    content = make(tmp_path)
    build(BuildOptions(content, tmp_path / "site"))
    before = len(results(cache))
    (content / CLAIMS).write_text(str(GOOD[CLAIMS]) + "  confidence: low\n")
    build(BuildOptions(content, tmp_path / "site"))
    assert len(results(cache)) == before
    (content / CLAIMS).write_text(str(GOOD[CLAIMS]).replace("kind: fact", "kind: event"))
    build(BuildOptions(content, tmp_path / "site"))
    assert len(results(cache)) > before


def test_a_damaged_result_is_made_again(tmp_path: Path, cache: Path) -> None:
    """Cut short, emptied or overwritten: the site is the same, and the damage is gone."""
    content = make(tmp_path)
    build(BuildOptions(content, tmp_path / "site"))
    good, files = tree(tmp_path / "site"), results(cache)
    whole = {path: path.read_bytes() for path in files}
    for number, path in enumerate(files):
        path.write_bytes((whole[path][:-1], b"", b"\0" * 100)[number % 3])
    build(BuildOptions(content, tmp_path / "site", clean=True))
    assert tree(tmp_path / "site") == good
    assert {path: path.read_bytes() for path in files} == whole


def test_a_store_that_cannot_be_written_does_no_harm(tmp_path: Path, cache: Path) -> None:
    """A file in its place: everything is made every time."""
    cache.write_text("in the way")
    content = make(tmp_path)
    assert build(BuildOptions(content, tmp_path / "site")).written is not None
    assert cache.read_text() == "in the way"


def test_what_nobody_asked_for_is_dropped_and_what_is_read_stays(tmp_path: Path) -> None:
    """After 30 days, at the next result that falls into the same part of the folder."""
    store = DiskCache(tmp_path / "cache")
    old, read, new = ("aa" + letter * 62 for letter in "123")
    for key in (old, read):
        store.get_or_make(key, lambda: b"made")
    for key in (old, read):
        path = tmp_path / "cache" / "aa" / key[2:]
        os.utime(path, (time.time() - MAX_AGE - DAY, time.time() - MAX_AGE - DAY))
    assert store.get_or_make(read, lambda: b"made anew") == b"made"
    store.get_or_make(new, lambda: b"made")
    assert sorted(path.name[0] for path in (tmp_path / "cache" / "aa").iterdir()) == ["2", "3"]


def test_keys_differ_by_what_they_stand_for() -> None:
    """Equal parts have one key, others have others; without a folder everything is made."""
    store = ResultCache()
    assert store.key(["a", 1]) == store.key(["a", 1]) != store.key(["a", 2])
    assert store.get_or_make(store.key(1), lambda: b"made") == b"made"


def test_clean_forgets_drawn_charts_only_when_told(
    tmp_path: Path, cache: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`clean` leaves them for the next build; with --cache the folder is gone, but for what is not its own."""
    content = make(tmp_path)
    build(BuildOptions(content, tmp_path / "site"))
    assert run(["clean", "--source", str(content)]) == 0
    assert len(results(cache)) > 0
    (cache / "mine").write_text("mine")
    assert run(["clean", "--source", str(content), "--cache"]) == 0
    assert "drawn charts forgotten" in capsys.readouterr().err
    assert [path.name for path in cache.iterdir()] == ["mine"]
