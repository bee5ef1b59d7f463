"""What is drawn waits in memory or in a temporary file, and comes back as it was."""

from __future__ import annotations

import tempfile
import tracemalloc
from pathlib import Path

import pytest
from making import GOOD, build, make, tree

from sourcebook.core.errors import SourcebookError
from sourcebook.pipeline.options import BuildOptions
from sourcebook.pipeline.output import buffer
from sourcebook.pipeline.output.buffer import OutputBuffer


@pytest.mark.parametrize("limit", [1_000_000, 8, 1])
def test_what_is_put_is_there(monkeypatch: pytest.MonkeyPatch, limit: int) -> None:
    """In the order of the paths, the newest bytes of each, whether they are in memory or not."""
    monkeypatch.setattr(buffer, "IN_MEMORY", limit)
    files = OutputBuffer()
    for path, data in (("a", b"first"), ("b", b""), ("c", b"\x00" * 9), ("a", b"second")):
        files.put(path, data)
    assert dict(files) == {"a": b"second", "b": b"", "c": b"\x00" * 9}
    assert list(files) == ["a", "b", "c"]
    assert "a" in files
    assert "d" not in files
    files.put("d", b"x")
    assert (files["c"], files["d"], len(files)) == (b"\x00" * 9, b"x", 4)


def test_a_site_is_the_same_by_way_of_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every file of it."""
    content = make(tmp_path, {})
    build(BuildOptions(content, tmp_path / "one"))
    monkeypatch.setattr(buffer, "IN_MEMORY", 1)
    build(BuildOptions(content, tmp_path / "two"))
    assert tree(tmp_path / "one") == tree(tmp_path / "two")


def test_no_room_for_temporary_files_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The last site stays."""
    content = make(tmp_path, {})
    build(BuildOptions(content, tmp_path / "site"))
    before = tree(tmp_path / "site")
    make(tmp_path, {"pages/about.md": str(GOOD["pages/about.md"]) + "\nMore.\n"})
    monkeypatch.setattr(buffer, "IN_MEMORY", 1)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    with pytest.raises(SourcebookError, match="cannot keep the pages that were drawn: No such file"):
        build(BuildOptions(content, tmp_path / "site"))
    assert tree(tmp_path / "site") == before


def test_a_site_need_not_fit_into_the_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Twenty files of two million bytes are built with memory for a few of them."""
    monkeypatch.setattr(buffer, "IN_MEMORY", 1_000_000)
    content = make(tmp_path, {f"pages/{number}.bin": bytes(2_000_000) for number in range(20)})
    tracemalloc.start()
    try:
        built = build(BuildOptions(content, tmp_path / "site")).written
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert built is not None
    assert (tmp_path / "site/19.bin").stat().st_size == 2_000_000
    assert most < 20_000_000
