"""Compressed files beside the site's own, where a site asks for them."""

from __future__ import annotations

import gzip
from pathlib import Path

import brotli
import pytest
from making import build, later, make, tree

from sourcebook.cli.program import run
from sourcebook.pipeline.options import BuildOptions
from sourcebook.pipeline.output import compression

SETTINGS = "title: Small\nbase_url: https://example.org/repo/\ncompress: [{}]\n"
PACKED = (".br", ".gz")
UNPACKED = {".br": brotli.decompress, ".gz": gzip.decompress}


def content_of(tmp_path: Path, kinds: str = "br, gz") -> Path:
    """A site without charts, a data file in it, and one that is compressed already."""
    return make(
        tmp_path,
        {
            "briefings/a/index.md": None,
            "briefings/a/claims.yaml": None,
            "site.yaml": SETTINGS.format(kinds),
            "pages/numbers.csv": "a,b\n" + "1,2\n" * 500,
            "pages/numbers.csv.gz": b"an author's own",
            "pages/few.csv": "a,b\n",
            "pages/film.mp4": b"0" * 5_000,
        },
    )


def test_files_of_text_have_compressed_ones_beside_them(tmp_path: Path) -> None:
    """Each says what its file says; small files, and those of other kinds, have none; an author's own file stays."""
    content = content_of(tmp_path)
    assert run(["--source", str(content), "--strict"]) == 0
    built = tree(tmp_path / "site")
    plain = {path: data for path, data in built.items() if not path.endswith(PACKED)}
    for path, data in built.items():
        if path.endswith(PACKED) and path != "numbers.csv.gz":
            assert UNPACKED[path[-3:]](data) == built[path[:-3]], path
    wanted = {path for path, data in plain.items() if len(data) >= 1_000 and path.endswith(compression.SUFFIXES)}
    assert {path[:-3] for path in built if path.endswith(".br")} == wanted
    assert {path[:-3] for path in built if path.endswith(".gz")} == wanted
    assert {"index.html", "numbers.csv", "about/index.html"} <= wanted
    assert not {"few.csv", "film.mp4"} & wanted
    assert built["numbers.csv.gz"] == b"an author's own"
    (content / "site.yaml").write_text(SETTINGS.format(""))
    assert run(["--source", str(content), "--strict"]) == 0
    assert tree(tmp_path / "site") == plain | {"numbers.csv.gz": b"an author's own"}


def test_only_what_changed_is_compressed_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One page after its edit; a lost one again; nothing for a build without changes; as a clean build leaves it."""
    made: list[int] = []
    real = compression._one

    def counted(data: bytes, *rest: object) -> bytes:
        made.append(len(data))
        return real(data, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(compression, "_one", counted)
    content = content_of(tmp_path)
    order = BuildOptions(content, tmp_path / "site")
    assert build(order, clock=later).written
    first = len(made)
    assert first > 20
    about = content / "pages/about.md"
    about.write_text(about.read_text() + "\nMore.\n")
    written = build(order).written
    assert written is not None
    assert sorted(written.changed) == ["about/index.html", "about/index.html.br", "about/index.html.gz"]
    assert len(made) == first + 2
    (tmp_path / "site/index.html.br").unlink()
    assert build(order).written
    assert len(made) == first + 3
    assert build(order).written
    assert len(made) == first + 3
    other = order._replace(output=tmp_path / "other")
    assert build(other).written
    assert tree(tmp_path / "other") == tree(tmp_path / "site")
