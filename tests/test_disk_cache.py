"""Drawn charts are remembered by all that they show: nothing is drawn twice, and nothing is shown that is stale."""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2.bccache import bc_magic
from making import GOOD, build, make, tree

from sourcebook.cli.program import run
from sourcebook.core.cache import fingerprints as program
from sourcebook.core.cache.disk_cache import DAY, MAX_AGE, DiskCache, ResultCache, clear_cache
from sourcebook.core.cache.secret_key import seal_by, secret_key, user_folder
from sourcebook.pipeline.options import BuildOptions

pytestmark = pytest.mark.slow

SECRET = b"a key of the tests"
CLAIMS = "briefings/a/claims.yaml"


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A store of the test's own, beside the content."""
    monkeypatch.delenv("SOURCEBOOK_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "own"))
    secret_key.cache_clear()
    yield tmp_path / ".sourcebook-cache"
    secret_key.cache_clear()


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
    assert not any(path.read_bytes().find(bc_magic) >= 0 for path in results(cache))  # No code beside the content.
    code = results(tmp_path / "own/sourcebook/code")
    assert all(path.read_bytes().find(bc_magic) >= 0 for path in code)
    for path in code:
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
        return DiskCache(tmp_path / "cache", SECRET).key("a chart")

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


def test_a_result_that_others_put_there_is_made_again(tmp_path: Path, cache: Path) -> None:
    """With the digest of its bytes, with a seal by another key, or with the seal of another result."""
    content = make(tmp_path)
    build(BuildOptions(content, tmp_path / "site"))
    good, files = tree(tmp_path / "site"), results(cache)
    made = [path.read_bytes() for path in files]
    assert len(set(made)) > 2
    planted = b"<svg><script>alert(1)</script></svg>"
    for number, path in enumerate(files):
        key = f"{path.parent.name}{path.name}"
        path.write_bytes(
            (
                hashlib.sha256(planted).digest() + planted,
                seal_by(SECRET, key.encode() + planted) + planted,
                made[number - 1],
            )[number % 3]
        )
    build(BuildOptions(content, tmp_path / "site", clean=True))
    assert tree(tmp_path / "site") == good
    assert [path.read_bytes() for path in files] == made


@pytest.mark.parametrize("name", [".sourcebook-cache", ".sourcebook-cache/{}"])
def test_nothing_is_written_or_deleted_through_links(tmp_path: Path, cache: Path, name: str) -> None:
    """The folder of the cache, or one in it, leads elsewhere."""
    elsewhere, content = tmp_path / "elsewhere", make(tmp_path)
    elsewhere.mkdir()
    (elsewhere / ("0" * 62)).write_text("precious")
    os.utime(elsewhere / ("0" * 62), (0, 0))
    for number in range(256):
        link = tmp_path / name.format(f"{number:02x}")
        if not link.is_symlink():
            link.parent.mkdir(exist_ok=True)
            link.symlink_to(elsewhere)
    assert build(BuildOptions(content, tmp_path / "site")).written is not None
    clear_cache(cache)
    assert [path.name for path in elsewhere.iterdir()] == ["0" * 62]


def test_clearing_deletes_results_only(tmp_path: Path, cache: Path) -> None:
    """Other files in the folder stay, also another .gitignore."""
    build(BuildOptions(make(tmp_path), tmp_path / "site"))
    assert clear_cache(cache) > 0
    assert not cache.exists()
    (cache / "ab").mkdir(parents=True)
    for name in (".gitignore", "ab/notes.txt", "ab/" + "0" * 61):
        (cache / name).write_text("precious")
    assert clear_cache(cache) == 0
    assert sum(path.is_file() for path in cache.rglob("*")) == 3


def test_the_key_is_the_users_alone(tmp_path: Path, cache: Path) -> None:
    """It is made once, whole, with rights for the user only; a folder that others may write holds none."""
    own = tmp_path / "own/sourcebook"
    first = secret_key()
    assert (own / "key").read_bytes() == first
    assert stat.S_IMODE(own.stat().st_mode) == 0o700
    assert stat.S_IMODE((own / "key").stat().st_mode) == 0o600
    secret_key.cache_clear()
    assert secret_key() == first
    own.chmod(0o755)
    assert user_folder() == own
    assert stat.S_IMODE(own.stat().st_mode) == 0o700
    (own / "key").write_bytes(b"short")
    secret_key.cache_clear()
    second = secret_key()
    assert second != first
    assert (own / "key").read_bytes() == second
    (own / "key").chmod(0o666)
    secret_key.cache_clear()
    assert secret_key() not in (first, second)
    own.chmod(0o777)
    assert user_folder() is None
    secret_key.cache_clear()
    third = secret_key()
    assert third != (own / "key").read_bytes()
    secret_key.cache_clear()
    assert secret_key() != third  # Nothing is stored: a new one each time.
    (tmp_path / "moved").mkdir()
    shutil.rmtree(own)
    own.symlink_to(tmp_path / "moved")
    assert user_folder() is None


def test_processes_that_start_together_have_one_key(tmp_path: Path, cache: Path) -> None:
    """Whichever is first."""
    program = "from sourcebook.core.cache.secret_key import secret_key; print(secret_key().hex())"
    runs = [subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) for _ in range(6)]
    assert len({run.communicate(timeout=60)[0] for run in runs}) == 1
    assert [path.name for path in (tmp_path / "own/sourcebook").iterdir()] == ["key"]


def test_a_store_that_cannot_be_written_does_no_harm(tmp_path: Path, cache: Path) -> None:
    """A file in its place: everything is made every time."""
    cache.write_text("in the way")
    content = make(tmp_path)
    assert build(BuildOptions(content, tmp_path / "site")).written is not None
    assert cache.read_text() == "in the way"


def test_what_nobody_asked_for_is_dropped_and_what_is_read_stays(tmp_path: Path) -> None:
    """After 30 days, at the next result that falls into the same part of the folder."""
    store = DiskCache(tmp_path / "cache", SECRET)
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
