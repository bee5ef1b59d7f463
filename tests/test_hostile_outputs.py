"""Output folders that others prepared: nothing outside is written or deleted, and nothing that no build wrote."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from making import build, make, state_of, tree

from sourcebook.cli.program import run
from sourcebook.core.cache.secret_key import secret_key
from sourcebook.core.errors import SourcebookError
from sourcebook.core.manifest import MANIFEST, STATE_FOLDER, Manifest, read_manifest
from sourcebook.core.published_addresses import read_published, remember_published
from sourcebook.pipeline.options import BuildOptions
from sourcebook.pipeline.output.deletion import delete_outputs
from sourcebook.publish.deployment import DeploymentRecord
from sourcebook.publish.releases import read_record

PRECIOUS = b"precious"
PATHS = ("../precious.txt", "briefings/../../precious.txt", "{root}/precious.txt", "./CNAME", "a//b", "", "..",
         ".sourcebook/state", ".sourcebook", "briefings/\0/x", "/etc/hostname")  # fmt: skip
"""Paths that no manifest names."""


@pytest.fixture
def options(tmp_path: Path) -> BuildOptions:
    """A site that was built, and precious files around it."""
    options = BuildOptions(make(tmp_path), tmp_path / "site")
    build(options)
    (tmp_path / "precious.txt").write_bytes(PRECIOUS)
    (tmp_path / "elsewhere").mkdir()
    for name in ("index.html", "precious.txt"):
        (tmp_path / "elsewhere" / name).write_bytes(PRECIOUS)
    return options


def is_precious(root: Path) -> bool:
    """Whether the files around the output folder are as they were."""
    elsewhere = {path.name: path.read_bytes() for path in (root / "elsewhere").iterdir()}
    both = {"index.html": PRECIOUS, "precious.txt": PRECIOUS}
    return elsewhere == both and (root / "precious.txt").read_bytes() == PRECIOUS


def rewrite(output: Path, change: Callable[[dict[str, object]], object]) -> None:
    """Change the manifest of a built folder, as who may write there can."""
    manifest = json.loads((output / MANIFEST).read_bytes())
    change(manifest)
    (output / MANIFEST).write_text(json.dumps(manifest))


def entry(data: bytes) -> dict[str, object]:
    """What a manifest says of a page with these bytes."""
    return {"size": len(data), "sha256": hashlib.sha256(data).hexdigest(), "type": "text/html", "cache": "page"}


@pytest.mark.parametrize("path", PATHS)
def test_paths_of_a_manifest_never_leave_the_folder(options: BuildOptions, tmp_path: Path, path: str) -> None:
    """A build and `clean` go by such a manifest as by none."""
    path = path.replace("{root}", str(tmp_path))
    rewrite(options.output, lambda manifest: manifest["files"].update({path: entry(PRECIOUS)}))  # type: ignore[attr-defined]
    assert read_manifest(options.output).files == {}
    before = tree(options.output)
    assert build(options).written is not None
    assert tree(options.output) == before
    rewrite(options.output, lambda manifest: manifest["files"].update({path: entry(PRECIOUS)}))  # type: ignore[attr-defined]
    delete_outputs(options.output)
    assert is_precious(tmp_path)
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(json.dumps({"files": {path: entry(b"")}}), type=Manifest)
    for part in ("files", "former"):
        value: object = {path: entry(b"")} if part == "files" else [path]
        with pytest.raises(msgspec.ValidationError):
            msgspec.json.decode(json.dumps({part: value}), type=DeploymentRecord)


@pytest.mark.parametrize(
    "record",
    [
        {"follows": "--upload-pack=touch x"}, {"follows": "-x"}, {"follows": "../../x"}, {"follows": "000001\n"},
        {"files": {'x"\nM 100644 inline evil.html\ndata 4\nEVIL\nD "y.txt': entry(b"")}},
        {"files": {"a\rb": entry(b"")}},
        {"former": ["a\x1b[31m"]}, {"retired": {"a\nb": {"file": entry(b""), "since": "2026-01-01T00:00:00Z"}}},
    ],
    ids=range(8),
)  # fmt: skip
def test_a_record_of_others_gives_no_command(record: dict[str, object]) -> None:
    """Ids of releases and paths go into commands of git and SFTP: a record with others counts as damaged."""
    assert read_record(json.dumps(record).encode(), "1") is None
    assert read_record(json.dumps({"follows": "000012", "files": {"a b.html": entry(b"")}}).encode(), "1") is not None


def test_a_manifest_of_others_deletes_only_the_bytes_that_it_names(options: BuildOptions, tmp_path: Path) -> None:
    """A file that no build wrote stays, whatever the manifest says of it; one that a build wrote elsewhere goes."""
    (options.output / "CNAME").write_bytes(b"example.org")
    (options.output / "old.html").write_bytes(PRECIOUS)

    def change(manifest: dict[str, object]) -> None:
        manifest["files"].update({"CNAME": entry(b"other"), "old.html": entry(PRECIOUS), "gone.html": entry(b"")})  # type: ignore[attr-defined]

    rewrite(options.output, change)
    assert not read_manifest(options.output).is_genuine
    (options.source / "pages/about.md").write_text("---\ntitle: About us\n---\nMore.\n")
    written = build(options).written
    assert written is not None
    assert written.left == ("CNAME",)
    assert set(written.deleted) == {"old.html", "gone.html"}
    assert (options.output / "CNAME").read_bytes() == b"example.org"
    assert not (options.output / "old.html").exists()
    assert read_manifest(options.output).is_genuine


DAMAGED = (
    b"", b"{",
    b"\xff", b'{"files": {"\xed": {}}}', b'{"\xed": 1}', b'{"files": {}, "seal": "\xc3\xa9"}', b"[" * 200_000,
    b'{"x": ' + b"[" * 200_000, b"[1]", b'{"files": {"a": 1}}', b"null", b"\0" * 9, b'{"files": {}, "seal": "\\ud800"}',
)  # fmt: skip
"""Bytes that are no record, or one of nobody."""


@pytest.mark.parametrize("data", DAMAGED, ids=range(len(DAMAGED)))
def test_damaged_records_of_every_kind_are_none(options: BuildOptions, data: bytes) -> None:
    """Manifest, remembered addresses, state, record of a release: each counts as missing, and a build goes on."""
    own = options.output / STATE_FOLDER
    remember_published(options.output, "a", ["b/index.html"])
    names = {path.name for path in own.iterdir()} - {"lock", Path(MANIFEST).name}
    for path in (options.output / MANIFEST, *(own / name for name in names), state_of(options)):
        path.write_bytes(data)
    assert not read_manifest(options.output).is_genuine
    assert read_published(options.output) == {}
    assert read_record(data, "1") in (None, DeploymentRecord(id="1"))
    written = build(options).written
    assert written is not None
    assert read_manifest(options.output).is_genuine
    assert tree(options.output) == tree_of_clean(options)


@pytest.mark.parametrize("damage", [b"", b"{", b'{"files": {}}', None])
@pytest.mark.parametrize("command", ["build", "clean"])
def test_a_lost_manifest_keeps_no_page_on_the_site(options: BuildOptions, damage: bytes | None, command: str) -> None:
    """The state knows what the last build wrote: what the site no longer has is deleted, nothing else."""
    (options.output / "CNAME").write_bytes(b"example.org")
    if damage is None:
        (options.output / MANIFEST).unlink()
    else:
        (options.output / MANIFEST).write_bytes(damage)
    (options.source / "pages/about.md").unlink()
    (options.source / "site.yaml").write_text("title: Small\nbase_url: https://example.org/repo/\nnav: [claims]\n")
    assert run([command, "--source", str(options.source), "--output", str(options.output)]) == 0
    assert tree(options.output) == ({} if command == "clean" else tree_of_clean(options)) | {"CNAME": b"example.org"}


def test_files_that_are_left_are_named(
    options: BuildOptions, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """By `build` and `clean`."""
    for command in ("build", "clean"):
        (options.output / "CNAME").write_bytes(b"example.org")
        rewrite(options.output, lambda manifest: manifest["files"].update({"CNAME": entry(b"other")}))  # type: ignore[attr-defined]
        state_of(options).unlink()
        run([command, "--source", str(options.source), "--output", str(options.output)])
        assert "not as a build here wrote them: CNAME;" in capsys.readouterr().err
    assert [path.name for path in options.output.iterdir()] == ["CNAME"]


def test_a_site_that_moved_to_another_user_is_built_anew(
    options: BuildOptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    """State and manifest are another's: every page is rendered, and files that are gone are deleted by their bytes."""
    for module in ("core.cache.secret_key", "core.cache.disk_cache"):
        monkeypatch.setattr(f"sourcebook.{module}.secret_key", lambda: b"of another user")
    (options.source / "pages/about.md").unlink()
    (options.source / "site.yaml").write_text("title: Small\nbase_url: https://example.org/repo/\nnav: [claims]\n")
    written = build(options).written
    assert written is not None
    assert written.deleted == ("about/index.html",)
    assert written.left == ()
    monkeypatch.undo()
    assert secret_key() != b"of another user"
    assert tree(options.output) == tree_of_clean(options)


def tree_of_clean(options: BuildOptions) -> dict[str, bytes]:
    """What a clean build writes beside."""
    beside = options._replace(output=options.output.with_name("beside"))
    build(beside)
    return tree(beside.output)


@pytest.mark.parametrize("folder", ["briefings", "briefings/a", "assets", "claims/begins"])
def test_nothing_is_written_or_deleted_through_a_link_in_the_output(
    options: BuildOptions, tmp_path: Path, folder: str
) -> None:
    """The build is refused and names the link; `clean` passes it over."""
    place = options.output / folder
    place.rename(tmp_path / "moved")
    place.symlink_to(tmp_path / "elsewhere")
    (options.source / "people/people.yaml").write_text("- {id: rory-green, name: R. Green, kind: person}\n")
    with pytest.raises(SourcebookError, match=f"{folder} is a symbolic link"):
        build(options._replace(clean=True))
    delete_outputs(options.output)
    assert place.is_symlink()
    assert is_precious(tmp_path)


def test_a_file_that_became_a_link_is_written_anew(options: BuildOptions, tmp_path: Path) -> None:
    """What it led to stays, also if it has the bytes of the page."""
    before = tree(options.output)
    page = options.output / "about/index.html"
    (tmp_path / "elsewhere/index.html").write_bytes(page.read_bytes())
    page.unlink()
    page.symlink_to(tmp_path / "elsewhere/index.html")
    assert build(options).written is not None
    assert not page.is_symlink()
    assert tree(options.output) == before
    page.unlink()
    page.symlink_to("/dev/zero")
    build(options)
    assert tree(options.output) == before


@pytest.mark.parametrize("name", ["", "/new", "/manifest.json", "/state", "/lock", "/addresses.json"])
@pytest.mark.parametrize("leads", ["elsewhere", "elsewhere/index.html", "/dev/zero", "pipe"])
def test_the_programs_own_folder_leads_nowhere_else(
    options: BuildOptions, tmp_path: Path, name: str, leads: str
) -> None:
    """It, or one of its files, is a link or a pipe: refused, or replaced; what it led to stays."""
    place = options.output / f"{STATE_FOLDER}{name}"
    if place.exists():
        place.rename(tmp_path / "moved")
    if leads == "pipe":
        os.mkfifo(place)
    else:
        place.symlink_to(leads if leads.startswith("/") else tmp_path / leads)
    (options.source / "pages/about.md").write_text("---\ntitle: About us\n---\nMore.\n")
    for work in (lambda: build(options), lambda: delete_outputs(options.output)):
        try:
            work()
        except (SourcebookError, OSError) as error:
            assert name in ("", "/lock", "/new"), error  # noqa: PT017  # either is right
    assert is_precious(tmp_path)
