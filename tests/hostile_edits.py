"""Edits, and between them faults: a full disk, flipped bytes, files and folders that became links, kills.

After each of them a build leaves what a clean build would, and nothing around the site is changed or shown.
"""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from edits import FOREIGN, Edits, prose, word
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule
from making import build, state_of, tree

from sourcebook.core.cache.disk_cache import cache_folder
from sourcebook.core.cache.secret_key import user_folder
from sourcebook.core.errors import SourcebookError
from sourcebook.core.manifest import MANIFEST, STATE_FOLDER
from sourcebook.pipeline.output import writer

SECRET = b"a secret beside the site"
number = st.integers(0, 10**6)
"""What is chosen by it among files may differ from run to run; what is drawn may not."""


class HostileEdits(Edits):
    """Edits a site, does harm to what builds left, and holds each build against a clean one."""

    faults = 0
    """Faults that were made, of all machines of this process."""

    def __init__(self) -> None:
        super().__init__()
        self.elsewhere = self.root / "elsewhere"
        self.elsewhere.mkdir()
        for name in ("index.html", "s1.yaml", "index.md", "manifest.json"):
            (self.elsewhere / name).write_bytes(SECRET)
        self.around: dict[str, bytes] = tree(self.elsewhere)
        self.unknown: set[str] = set()
        """What was damaged since the last build that was written: the state, the manifest."""

    @rule(
        which=number, at=number, kind=st.sampled_from(["state", "manifest", "cache", "code"]),
        harm=st.sampled_from(["flip", "zero", "cut", "longer", "other"]),
    )  # fmt: skip
    def damage(self, which: int, at: int, kind: str, harm: str) -> None:
        """Bytes of what builds leave for the next one change; or another entry of the same kind is put there."""
        files = self._left_by_builds(kind)
        if not files:
            return
        path = files[which % len(files)]
        old = bytearray(path.read_bytes())
        bit, at = at % 8, at % max(len(old), 1)
        match harm:
            case "flip" if old:
                old[at] ^= 1 << bit
            case "zero":
                old[at : at + 64] = bytes(len(old[at : at + 64]))
            case "cut":
                del old[at:]
            case "longer":
                old += b"\0" * 9
            case _:
                old = bytearray(files[at % len(files)].read_bytes())
        path.write_bytes(old)
        self._note(kind)

    @precondition(lambda self: self.written)
    @rule(gone=st.sampled_from(["a", "b"]), harm=st.sampled_from([None, b"", b"{}", b"\xff{"]))
    def lose_manifest(self, gone: str, harm: bytes | None) -> None:
        """The manifest is lost, and with it a briefing goes, whose pages the next build has to delete."""
        path = self.output / MANIFEST
        path.unlink(missing_ok=True)
        if harm is not None:
            path.write_bytes(harm)
        self.delete(gone)
        self._note("manifest")

    @precondition(lambda self: self.written)
    @rule(at=st.integers(0, 40), body=prose, title=word, kept=st.booleans())
    def fill_disk(self, at: int, body: str, title: str, kept: bool) -> None:
        """The disk is full from one write on: the folder holds the last site or the new one, whole."""
        HostileEdits.faults += 1
        path = self.folder("b") / "index.md"
        before = path.read_bytes() if path.exists() else None
        self.add("b", title, body, 1 + at % 4)
        seen = tree(self.output)
        with full_after(at), suppress(SourcebookError, OSError):
            build(self.order)
        if (now := tree(self.output)) != seen:
            assert self._clean().written is not None
            assert now == tree(self.root / "clean") | {FOREIGN: b"example.org"}
        if not kept and before is not None:
            path.write_bytes(before)

    @precondition(lambda self: self.written)
    @rule(which=number)
    def swap_folder_for_link(self, which: int) -> None:
        """A folder of the site became a link to a copy elsewhere: refused by name until it is gone."""
        self.swap_for_link(which, "folder")

    @precondition(lambda self: self.written)
    @rule(which=number, kind=st.sampled_from(["file", "state", "manifest", "own folder", "cache"]))
    def swap_for_link(self, which: int, kind: str) -> None:
        """A file or folder that builds left became a link to elsewhere: mended, or refused by name until it is gone."""
        path = self._swapped(which, kind)
        if path is None:
            return
        HostileEdits.faults += 1
        self._note("manifest" if kind == "own folder" else kind)
        try:
            build(self.order)
            refused = ""
        except SourcebookError as error:
            refused = str(error)
        assert not refused or str(path) in refused, refused
        assert self._around() == self.around
        if path.is_symlink():
            path.unlink()
        (self.output / STATE_FOLDER).mkdir(exist_ok=True)

    @rule(
        name=st.sampled_from(["sources/s1.yaml", "briefings/b/index.md", "briefings/b/port.svg", "site.yaml"]),
        there=st.sampled_from(["elsewhere/s1.yaml", "nowhere", "elsewhere", "/dev/zero", "/proc/self/environ"]),
    )
    def link_content(self, name: str, there: str) -> None:  # fmt: skip
        """A file of the content is a link to elsewhere for one build: nothing of that file is read or told."""
        path = self.content / name
        if not path.exists():
            return
        HostileEdits.faults += 1
        old = path.read_bytes()
        path.unlink()
        path.symlink_to(self.root / there)
        with suppress(SourcebookError):
            self.is_what_a_clean_build_leaves()
        path.unlink()
        path.write_bytes(old)

    @invariant()
    def nothing_around_is_touched_or_shown(self) -> None:
        """The files beside the site are as they were, and no page holds their bytes."""
        assert self._around() == self.around
        if self.output.is_dir():
            assert [path for path, data in tree(self.output).items() if SECRET in data] == []

    @invariant()
    def is_what_a_clean_build_leaves(self) -> None:
        """As after edits; files of which nothing is known any more are left for the user to delete."""
        if "manifest" in self.unknown and self.output.is_dir():
            with suppress(SourcebookError):
                if build(self.order).written is not None:
                    self._delete_unknown()
        super().is_what_a_clean_build_leaves()
        if self.output.is_dir() and tree(self.output).keys() == self.written.keys():
            self.unknown.clear()

    def _delete_unknown(self) -> None:
        """Delete what earlier builds wrote, the site no longer has, and the state does not know by its bytes."""
        self._clean()
        now = tree(self.output)
        for path in self.written.keys() & now.keys() - tree(self.root / "clean").keys() - {FOREIGN}:
            if "state" in self.unknown or now[path] != self.written[path][1]:
                (self.output / path).unlink()

    def _note(self, kind: str) -> None:
        HostileEdits.faults += 1
        if kind in ("state", "manifest"):
            self.unknown.add(kind)

    def _around(self) -> dict[str, bytes]:
        return tree(self.elsewhere)

    def _left_by_builds(self, kind: str) -> list[Path]:
        """The files of a kind that builds left."""
        own = user_folder()
        found = {
            "state": [state_of(self.order)], "manifest": [self.output / MANIFEST],
            "cache": sorted(cache_folder(self.content).glob("??/*")),
            "code": sorted((own / "code").glob("??/*")) if own else [],
        }  # fmt: skip
        return [path for path in found[kind] if path.is_file() and not path.is_symlink()]

    def _swapped(self, which: int, kind: str) -> Path | None:
        """Replace what builds left by a link to a copy, or to files of others; return its path, None without one."""
        built = [self.output / path for path in sorted(self.written) if path != FOREIGN]
        built = [path for path in built if path.is_file() and not path.is_symlink()]
        match kind:
            case "folder":
                found = sorted({parent for path in built for parent in path.parents if self.output in parent.parents})
            case "file":
                found = built
            case "own folder":
                found = [self.output / STATE_FOLDER]
            case _:
                found = self._left_by_builds(kind)
        if not found:
            return None
        path = found[which % len(found)]
        copy = self.elsewhere / f"copy-{HostileEdits.faults}"
        if path.is_dir():
            shutil.copytree(path, copy)
            shutil.rmtree(path)
        else:
            shutil.copy(path, copy)
            path.unlink()
        for file in [one for one in (copy, *copy.rglob("*")) if one.is_file() and which % 2]:
            file.write_bytes(SECRET)
        path.symlink_to(copy)
        self.around = self._around()
        return path

    def teardown(self) -> None:
        """At the end, as after edits."""
        try:
            super().teardown()
        finally:
            shutil.rmtree(self.root, ignore_errors=True)


@contextmanager
def full_after(number: int) -> Iterator[None]:
    """From this write on the disk is full."""
    left = [number]

    def full(real: Callable[..., Any]) -> Callable[..., Any]:
        def one(*args: Any, **kwargs: Any) -> Any:
            left[0] -= 1
            if left[0] < 0:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return real(*args, **kwargs)

        return one

    with pytest.MonkeyPatch.context() as patch:
        for module, call in ((os, "mkdir"), (os, "makedirs"), (tempfile, "mkstemp"), (writer, "put")):
            patch.setattr(module, call, full(getattr(module, call)))
        patch.setattr(Path, "mkdir", full(Path.mkdir))
        patch.setattr(Path, "write_bytes", full(Path.write_bytes))
        yield
