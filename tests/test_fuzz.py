"""Two thousand random mutations of the real content: no traceback, no hang, and a place for whatever is wrong."""

from __future__ import annotations

import random
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sourcebook.checks.runner import apply_levels
from sourcebook.core.cache.memo import RoundMemo
from sourcebook.core.executors import open_executor
from sourcebook.model import Finding
from sourcebook.pipeline.options import BuildOptions
from sourcebook.serve.revision import SiteRevision

ROOT = Path(__file__).resolve().parent.parent
SHARDS, EACH = 8, 250
SECONDS = 20
"""Far more than any mutation takes; one that takes longer hangs."""
MARKS = [
    *"\t\n \"'#&*!|>%@`{}[]()<>,:;?=-_~^$\\/\0\x07\u2028\ufeffé日𝛼",
    *("---\n", "+++\n", "claim:", "chart:", "table:", "claims:?", "[@", "![](", "&a [*a]", "- ", ": ", "null", "1e999"),
    *("2026-13-45", "../", "javascript:", "<script>", "{{ x }}", "[" * 60, "- " * 60, "\\u0000", "http://[", "&#0;"),
]
Mutation = Callable[[bytes, random.Random], bytes]


def cut(data: bytes, rng: random.Random) -> bytes:
    """A piece taken out."""
    start = rng.randrange(len(data))
    return data[:start] + data[start + rng.randrange(1, 60) :]


def end_early(data: bytes, rng: random.Random) -> bytes:
    """The rest lost."""
    return data[: rng.randrange(len(data))]


def sprinkle(data: bytes, rng: random.Random) -> bytes:
    """Marks that mean something put in."""
    for _ in range(rng.randrange(1, 4)):
        at = rng.randrange(len(data) + 1)
        data = data[:at] + rng.choice(MARKS).encode("utf-8", "surrogatepass") + data[at:]
    return data


def repeat(data: bytes, rng: random.Random) -> bytes:
    """A piece doubled at another place."""
    start, at = rng.randrange(len(data)), rng.randrange(len(data))
    return data[:at] + data[start : start + rng.randrange(1, 300)] + data[at:]


def junk(data: bytes, rng: random.Random) -> bytes:
    """Bytes that are no text."""
    at = rng.randrange(len(data))
    return data[:at] + rng.randbytes(rng.randrange(1, 40)) + data[at + rng.randrange(40) :]


def shuffle(data: bytes, rng: random.Random) -> bytes:
    """Two lines exchanged."""
    lines = data.split(b"\n")
    one, other = rng.randrange(len(lines)), rng.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return b"\n".join(lines)


def indent(data: bytes, rng: random.Random) -> bytes:
    """A line moved in or out."""
    lines = data.split(b"\n")
    at = rng.randrange(len(lines))
    lines[at] = b" " * rng.randrange(1, 5) + lines[at] if rng.random() < 0.5 else lines[at].lstrip()
    return b"\n".join(lines)


def change_word(data: bytes, rng: random.Random) -> bytes:
    """A word in the place of another one."""
    words = data.split(b" ")
    words[rng.randrange(len(words))] = rng.choice(words)
    return b" ".join(words)


MUTATIONS: tuple[Mutation, ...] = (cut, end_early, sprinkle, sprinkle, repeat, junk, shuffle, indent, change_word)


@contextmanager
def limited(what: str) -> Iterator[None]:
    """Fail where something takes longer than it ever should."""

    def ring(*_: object) -> None:
        raise TimeoutError(f"hangs: {what}")

    signal.signal(signal.SIGALRM, ring)
    signal.alarm(SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)


class Copied(RoundMemo):
    """What was kept of the sound content: each mutation starts from there, and draws only what it changes."""

    def __init__(self, original: RoundMemo | None = None) -> None:
        super().__init__()
        self._results = dict(original._results) if original else {}


def findings(content: Path, memo: RoundMemo) -> list[Finding]:
    """Everything that is wrong with a site, all its pages drawn; what did not change is not drawn anew."""
    revision = SiteRevision(BuildOptions(content, content.parent / "site"), open_executor(), memo)
    said = [finding for path in revision.plan.pages for finding in revision.render(path).findings]
    return apply_levels([*revision.findings, *said, *revision.broken_anchors()], revision.plan.site.config)


@pytest.mark.slow
@pytest.mark.parametrize("shard", range(SHARDS))
def test_no_content_breaks_the_program(shard: int, tmp_path: Path) -> None:
    """Each mutation builds, or is refused with an error that names a file, a line and a column that are there."""
    content = tmp_path / "content"
    shutil.copytree(ROOT / "content", content, ignore=shutil.ignore_patterns("captures"))
    files = sorted(path for path in content.rglob("*") if path.is_file())
    kept, refused = Copied(), 0
    assert not findings(content, kept)
    for number in range(shard * EACH, (shard + 1) * EACH):
        rng = random.Random(number)
        path = rng.choice(files)
        before, mutation = path.read_bytes(), rng.choice(MUTATIONS)
        after = mutation(before, rng)
        what = f"mutation {number}: {mutation.__name__} in {path.relative_to(content)}"
        path.write_bytes(after)
        try:
            with limited(what):
                found = findings(content, Copied(kept))
        except Exception as error:
            raise AssertionError(f"{what}: {type(error).__name__}: {error}") from error
        finally:
            path.write_bytes(before)
        refused += any(one.level == "error" for one in found)
        lines = after.replace(b"\r\n", b"\n").replace(b"\r", b"\n").count(b"\n") + 1
        for one in found:
            is_here = one.location.file == str(path.relative_to(content))
            assert one.message, what
            assert one.location.column >= 1, (what, one)
            assert 1 <= one.location.line <= (lines if is_here else 1_000), (what, one)
    assert refused > EACH // 4, "most mutations matter, so most must be noticed"


@pytest.mark.slow
def test_a_file_that_is_gone_or_empty_is_a_finding_or_nothing(tmp_path: Path) -> None:
    """Each file of the real content, deleted and emptied in turn."""
    content = tmp_path / "content"
    shutil.copytree(ROOT / "content", content, ignore=shutil.ignore_patterns("captures"))
    kept = Copied()
    findings(content, kept)
    for path in sorted(path for path in content.rglob("*") if path.is_file()):
        before = path.read_bytes()
        for empty in (False, True):
            path.unlink()
            if empty:
                path.touch()
            with limited(str(path)):
                found = findings(content, Copied(kept))
            path.write_bytes(before)
            assert found or path.suffix in (".md", ".py"), path
