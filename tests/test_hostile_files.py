"""Files that are none: links to elsewhere, pipes, devices, odd names. None of them is opened, shown or published."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import BinaryIO
from urllib.request import urlopen

import pytest
from making import GOOD, build, check, later, make, tree
from previewing import get, previewed, until

from sourcebook.core.filesystem import ContentFolder
from sourcebook.core.regular_files import FileTooLargeError, open_regular, read_regular
from sourcebook.pipeline.options import BuildOptions

SECRET = "the-secret-of-elsewhere"
PLACES = ("site.yaml", "pages/about.md", "briefings/a/claims.yaml", "briefings/a/data/fund.csv", "sources/more.bib",
          "briefings/a/port.png", "people/more.yaml", "charts.csl", "briefings/a/fund.vl.json",
          "pages/talk.mp4")  # fmt: skip
"""Files of each kind that a build reads or copies."""


def secret_of(place: Path) -> Path:
    """The file with the secret, beside the content folder of a test."""
    root = next(folder for folder in place.parents if folder.name == "content").parent
    return root / "secret.txt"


KINDS: Mapping[str, Callable[[Path], None]] = {
    "a link to a file elsewhere": lambda place: place.symlink_to(secret_of(place)),
    "a link up and back": lambda place: place.symlink_to(os.path.relpath(secret_of(place), place.parent)),
    "the environment": lambda place: place.symlink_to("/proc/self/environ"),
    "a device without end": lambda place: place.symlink_to("/dev/zero"),
    "a pipe": os.mkfifo,
    "a link to captures": lambda place: place.symlink_to(secret_of(place).parent / "content/captures/report.txt"),
    "a link to a hidden file": lambda place: place.symlink_to(secret_of(place).parent / "content/.env"),
}


def hostile(root: Path, kind: str, place: str) -> Path:
    """A content folder with one file that is none, and secrets around it."""
    content = make(root, {"captures/report.txt": f"{SECRET}\n", ".env": f"{SECRET}\n"})
    (root / "secret.txt").write_text(f"title: {SECRET}\n" * 3)
    file = content / place
    file.parent.mkdir(parents=True, exist_ok=True)
    file.unlink(missing_ok=True)
    KINDS[kind](file)
    return content


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("place", PLACES)
def test_what_is_no_file_of_the_content_is_told_and_neither_shown_nor_published(
    tmp_path: Path, kind: str, place: str
) -> None:
    """One finding at the place, in every format of findings, and no byte of what is behind it anywhere."""
    content = hostile(tmp_path, kind, place)
    found = check(BuildOptions(content, tmp_path / "site"))
    rule = "unreadable-file" if kind == "a pipe" else "stray-link"
    assert [one.location.file for one in found if one.rule == rule] == [place]
    assert SECRET not in repr(found)
    assert ContentFolder(content).lines(place) == []
    assert not any(SECRET.encode() in data for data in tree(tmp_path / "site").values())


@pytest.mark.parametrize("kind", KINDS)
def test_lines_around_a_finding_show_nothing_of_elsewhere(tmp_path: Path, kind: str) -> None:
    """On the terminal, in JSON, SARIF and annotations; the settings are such a file, and a page."""
    content = hostile(tmp_path, kind, "site.yaml")
    (content / "pages/about.md").unlink()
    KINDS[kind](content / "pages/about.md")
    for form in ("human", "json", "github", "sarif"):
        command = [sys.executable, "-m", "sourcebook", "check", "--source", str(content), "--format", form]
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=60, cwd=tmp_path, env={**os.environ, "WORD": SECRET},
            check=False,
        )  # fmt: skip
        assert done.returncode == 2
        assert "site.yaml" in done.stdout
        assert "Traceback" not in done.stderr
        assert SECRET not in done.stdout + done.stderr


def test_the_preview_shows_nothing_of_elsewhere(tmp_path: Path) -> None:
    """Its events, the data of its panel and its pages."""
    content = hostile(tmp_path, "a link to a file elsewhere", "pages/about.md")
    os.mkfifo(content / "pages/more.md")
    with previewed(content) as served:
        seen = b""
        for address in (".sourcebook/page?page=/repo/about/", "repo/about/", "repo/", "repo/claims/"):
            status, _, data = get(f"{served.url}{address}")
            assert status in (200, 404, 503)
            seen += data
        with urlopen(f"{served.url}.sourcebook/events?page=/repo/", timeout=30) as events:
            seen += b"".join(events.readline() for _ in range(3))
    assert b"pages/about.md" in seen  # The finding is told.
    assert SECRET.encode() not in seen


def test_the_preview_sends_no_file_that_became_a_link(tmp_path: Path) -> None:
    """The last good site stays, and a file of it that is none any more is not sent; it is sent again once it is one."""
    content = make(tmp_path, {"briefings/a/film.mp4": b"0123456789"})
    (tmp_path / "secret.txt").write_text(SECRET)
    with previewed(content) as served:
        address = f"{served.url}repo/briefings/a/film.mp4"
        assert get(address, Range="bytes=2-4")[::2] == (206, b"234")
        (content / "briefings/a/film.mp4").unlink()
        (content / "briefings/a/film.mp4").symlink_to(tmp_path / "secret.txt")
        for _ in range(10):
            status, _, data = get(address)
            assert status == 404
            assert SECRET.encode() not in data
        (content / "briefings/a/film.mp4").unlink()
        (content / "briefings/a/film.mp4").write_bytes(b"abc")
        until(lambda: get(address)[::2] == (200, b"abc"), "the film is sent again")


def test_a_link_that_stays_in_the_content_is_followed(tmp_path: Path) -> None:
    """A shared file or folder may be linked; what is read is what it leads to."""
    content = make(tmp_path, {"shared/fund.csv": "a,b\n1,2\n", "shared/port.svg": "<svg/>"})
    (content / "briefings/a/data").symlink_to("../../shared")
    (content / "briefings/a/port.svg").symlink_to("../../shared/port.svg")
    text = GOOD["briefings/a/index.md"] + "\n![Fund](table:fund.csv)\n\n![The port](port.svg)\n"
    (content / "briefings/a/index.md").write_text(text)
    built = build(BuildOptions(content, tmp_path / "site"))
    assert built.findings == ()
    assert tree(tmp_path / "site")["briefings/a/port.svg"] == b"<svg/>"


def test_captured_texts_are_not_published_as_copies(tmp_path: Path) -> None:
    """A copy or a hard link of a captured text, whatever its name, is an error."""
    content = make(tmp_path, {"captures/report.txt": f"{SECRET}\n", "briefings/a/report.pdf": f"{SECRET}\n",
                              "captures/2026/more.html": "<p>More</p>", "captures/empty.txt": "", "pages/empty.txt": "",
                              "pages/other.txt": f"{SECRET[::-1]}\n"})  # fmt: skip
    os.link(content / "captures/2026/more.html", content / "pages/more.html")
    options = BuildOptions(content, tmp_path / "site")
    found = [(one.location.file, one.level) for one in check(options) if one.rule == "captured-text"]
    assert found == [("briefings/a/report.pdf", "error"), ("pages/more.html", "error")]


def test_a_text_that_is_captured_later_is_compared(tmp_path: Path) -> None:
    """A build in which nothing else changed finds that a published file is the text of a source."""
    content = make(tmp_path, {"briefings/a/report.pdf": SECRET})
    options = BuildOptions(content, tmp_path / "site")
    assert build(options, clock=later).findings == ()
    assert build(options, clock=later).explanation is None  # Nothing changed.
    (content / "captures").mkdir()
    (content / "captures/report.txt").write_text(SECRET)
    assert [one.rule for one in build(options, clock=later).findings] == ["captured-text"]


def test_captures_on_another_disk_are_looked_at(tmp_path: Path) -> None:
    """The folder of captures may be a link; a copy of one of its files is found all the same."""
    content = make(tmp_path, {"briefings/a/report.pdf": SECRET})
    (tmp_path / "disk").mkdir()
    (tmp_path / "disk/report.pdf").write_text(SECRET)
    (content / "captures").symlink_to(tmp_path / "disk")
    found = check(BuildOptions(content, tmp_path / "site"))
    assert [(one.rule, one.location.file) for one in found] == [("captured-text", "briefings/a/report.pdf")]


def test_names_that_no_terminal_should_show_are_told_in_escaped_form(tmp_path: Path) -> None:
    """Bytes that are not UTF-8, escape sequences, line ends."""
    content = make(tmp_path)
    for name in (b"caf\xe9.md", b"\x1b]0;owned\x07.md", b"a\n::error::x.md"):
        Path(os.fsdecode(os.fsencode(content / "pages") + b"/" + name)).write_text("---\ntitle: X\n---\n")
    found = check(BuildOptions(content, tmp_path / "site"))
    assert [one.rule for one in found] == ["unreadable-file"] * 3
    files = {one.location.file for one in found}
    assert files == {"pages/caf\\udce9.md", "pages/\\x1b]0;owned\\x07.md", "pages/a\\n::error::x.md"}


@pytest.mark.parametrize(
    "place", ["site.yaml", "pages/about.md", "briefings/a/claims.yaml", "briefings/a/port.png", "pages/film.mp4"]
)
def test_a_file_without_rights_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    """At its place, with what the system says; who runs the tests may read every file."""

    def denied(root: Path, path: str) -> BinaryIO:
        if path == place:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)
        return open_regular(root, path)

    content = make(tmp_path, {"briefings/a/port.png": b"x", "pages/film.mp4": b"x"})
    monkeypatch.setattr("sourcebook.core.filesystem.open_regular", denied)
    found = [one for one in check(BuildOptions(content, tmp_path / "site")) if one.rule == "unreadable-file"]
    assert [(one.location.file, one.message) for one in found] == [
        (place, "this file cannot be read: Permission denied")
    ]


def test_a_file_is_opened_below_its_folder_only(tmp_path: Path) -> None:
    """Whatever the path: no link, no step up, nothing but a regular file, and not beyond the limit."""
    (tmp_path / "in/deep").mkdir(parents=True)
    (tmp_path / "in/deep/file").write_bytes(b"12345")
    (tmp_path / "secret").write_text(SECRET)
    (tmp_path / "in/link").symlink_to("deep")
    (tmp_path / "in/deep/link").symlink_to("file")
    os.mkfifo(tmp_path / "in/pipe")
    root = tmp_path / "in"
    assert read_regular(root, "deep/file") == b"12345"
    for path in ("link/file", "deep/link", "pipe", "deep", "../secret", "deep/../../secret", str(tmp_path / "secret"),
                 "", ".", "deep//file", "./deep/file", "deep/fi\0le", "none", "none/file", "/dev/zero"):  # fmt: skip
        with pytest.raises(OSError, match=r"leaves its folder|symbolic links|[Dd]irectory|not a regular|No such file"):
            open_regular(root, path)
    with pytest.raises(FileTooLargeError, match="5 bytes; at most 4"):
        read_regular(root, "deep/file", 4)


def test_large_files_are_told_before_they_are_read(tmp_path: Path) -> None:
    """A sparse file of two gigabytes as text, table, image and copied file."""
    content = make(tmp_path)
    places = ("briefings/a/claims.yaml", "briefings/a/data/fund.csv", "briefings/a/port.png", "pages/film.mp4",
              "briefings/a/data/more.parquet")  # fmt: skip
    for place in places:
        (content / place).parent.mkdir(exist_ok=True)
        with (content / place).open("wb") as file:
            file.truncate(2_000_000_000)
    found = check(BuildOptions(content, tmp_path / "site"))
    assert sorted(one.location.file for one in found if one.rule == "too-large") == sorted(places)
    assert json.dumps([one.message for one in found]).count("2,000,000,000 bytes") == len(places)


@pytest.mark.parametrize(
    ("path", "data", "reason"),
    [
        ("pages/id_rsa", b"x", "its name"),
        ("briefings/a/credentials.json", b"{}", "its name"),
        ("briefings/a/notes.txt", b"-----BEGIN OPENSSH PRIVATE KEY-----\nx\n", "a private key"),
        ("briefings/a/film.mp4", b"\0" * 5_000 + b"-----BEGIN RSA PRIVATE KEY-----", "a private key"),
        ("briefings/a/public.txt", b"-----BEGIN PUBLIC KEY-----", ""),
    ],
)
def test_keys_are_found_by_the_build(tmp_path: Path, path: str, data: bytes, reason: str) -> None:
    """As by `publish`: some hosts are given the folder itself."""
    result = build(BuildOptions(make(tmp_path, {path: data}), tmp_path / "site"))
    assert [(one.rule, one.location.file) for one in result.findings] == ([("secret-file", path)] if reason else [])
    assert all(reason in one.message for one in result.findings)
    assert (result.written is None) == bool(reason)


def test_nothing_of_a_draft_is_left_in_the_output(tmp_path: Path) -> None:
    """Neither its pages nor its files, and the folder of the program holds no text of any content."""
    draft = "---\ntitle: Draftword\ndraft: true\ndate: 2026-02-02\n---\nDraftword.\n"
    content = make(tmp_path, {"briefings/d/index.md": draft, "briefings/d/data/x.csv": "a\nDraftword\n",
                              "briefings/d/pic.svg": "<svg>Draftword</svg>", "briefings/e.md": draft,
                              "pages/p.md": draft, "briefings/d/claims.yaml":
                              "- {id: draftword, text: Draftword., kind: fact, by: article}\n"})  # fmt: skip
    assert build(BuildOptions(content, tmp_path / "site")).written is not None
    left = {path: path.read_bytes().lower() for path in (tmp_path / "site").rglob("*") if path.is_file()}
    assert not [path for path, data in left.items() if b"draftword" in data]
    own = b"".join(data for path, data in left.items() if ".sourcebook" in path.parts)
    assert b"begins" not in own.replace(b"claims/begins/", b"")
