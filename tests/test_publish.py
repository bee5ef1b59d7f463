"""Publishing: what is said is what is done, what was shown stays whole, what must not leave does not."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from making import make, tree
from msgspec import json

from sourcebook.cli.program import run
from sourcebook.core.errors import SourcebookError
from sourcebook.core.manifest import Manifest, filed
from sourcebook.publish.artifact import SiteArtifact
from sourcebook.publish.deployment import GRACE, DeploymentRecord, diff_deployment
from sourcebook.publish.errors import PublishError, classify_error
from sourcebook.publish.preflight import HostLimits, preflight_check
from sourcebook.publish.progress import UploadProgress
from sourcebook.publish.target import PublishOptions
from sourcebook.publish.target_url import find_target_url, parse_target_url
from sourcebook.publish.targets import local_folder

INDEX = "briefings/a/index.md"
NOON = datetime(2026, 2, 16, 12, tzinfo=UTC)


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """The small site with a picture."""
    return make(tmp_path, {"briefings/a/photo.png": b"\x89PNG one"})


def publish(content: Path, *arguments: str) -> int:
    """Publish into the folder `www` beside the content, or with the arguments given."""
    target = () if arguments and not arguments[0].startswith("-") else (f"file://{content.parent}/www",)
    return run(["publish", "--source", str(content), *target, *arguments])


def edit(content: Path, old: str = "First", new: str = "Second", path: str = INDEX) -> None:
    """Change the words of the briefing."""
    text = (content / path).read_text()
    assert old in text
    (content / path).write_text(text.replace(old, new))


def shown(content: Path) -> dict[str, bytes]:
    """The files that a web server would serve."""
    return tree(content.parent / "www" / "current")


def test_a_folder_shows_the_site_and_a_second_publish_writes_nothing(
    content: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The link shows exactly the built files; without a change nothing is written, and it says so."""
    assert publish(content) == 0
    assert shown(content) == tree(content.parent / "site")
    www = content.parent / "www"
    before = {path: path.lstat().st_mtime_ns for path in www.rglob("*")}
    capsys.readouterr()
    assert publish(content) == 0
    assert {path: path.lstat().st_mtime_ns for path in www.rglob("*")} == before
    assert "nothing to change" in capsys.readouterr().err


def test_a_dry_run_lists_every_change_with_its_size_and_touches_nothing(
    content: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Additions, changes and deletions, each a line; the folder is as it was, and none is made."""
    assert publish(content, "--dry-run") == 0
    assert not (content.parent / "www").exists()
    publish(content)
    before = tree(content.parent / "www")
    (content / "pages/more.md").parent.mkdir(exist_ok=True)
    (content / "pages/more.md").write_text("---\ntitle: More\n---\nWords.\n")
    (content / "briefings/a/photo.png").write_bytes(b"\x89PNG two")
    capsys.readouterr()
    assert publish(content, "--dry-run") == 0
    said = capsys.readouterr().err
    assert re.search(r"^  \+ more/index\.html  [\d.]+ kB$", said, re.MULTILINE)
    assert "  ~ briefings/a/photo.png  8 bytes" in said
    assert tree(content.parent / "www") == before
    publish(content)
    (content / "pages/more.md").unlink()
    capsys.readouterr()
    publish(content, "--dry-run")
    assert re.search(r"^  - more/index\.html  [\d.]+ kB$", capsys.readouterr().err, re.MULTILINE)


@pytest.mark.slow
def test_rollback_goes_back_step_by_step_and_keeps_the_parts_of_newer_pages(content: Path) -> None:
    """Each rollback shows the release before; a page read before it still finds its parts."""
    states = []
    for word in ("One", "Two", "Three"):
        (content / INDEX).write_text(f"---\ntitle: {word}\ndate: 2026-02-16\n---\n{word}.\n")
        (content / f"briefings/a/{word}.png").write_bytes(word.encode())
        assert publish(content) == 0
        states.append(shown(content))
    for earlier in (states[1], states[0]):
        assert publish(content, "--rollback") == 0
        assert {path: data for path, data in shown(content).items() if path in earlier} == earlier
        assert shown(content).keys() - earlier.keys() <= {"briefings/a/Two.png", "briefings/a/Three.png"}
        assert "briefings/a/Three.png" in shown(content)
    assert publish(content, "--rollback") == 3
    assert publish(content) == 0
    assert shown(content) == states[2]


@pytest.mark.slow
def test_so_many_releases_are_kept(content: Path) -> None:
    """The oldest go first; what is shown stays."""
    for number in range(5):
        (content / "briefings/a/photo.png").write_bytes(b"\x89PNG %d" % number)
        assert publish(content, "--keep", "2") == 0
    releases = sorted(path.name for path in (content.parent / "www/releases").iterdir())
    assert releases == ["000004", "000005"]
    assert shown(content)["briefings/a/photo.png"] == b"\x89PNG 4"


def test_two_at_once_one_wins_and_the_other_is_told(content: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The second one fails with 3 while the first one holds the folder."""
    publish(content)
    target = local_folder.LocalFolderTarget(parse_target_url(f"file://{content.parent}/www"), PublishOptions())
    target.read_deployment()
    with target.lock():
        assert publish(content, "--anew") == 3
    assert "another publish" in capsys.readouterr().err
    assert publish(content, "--anew") == 0
    with pytest.raises(PublishError, match="got there first"), target.lock():
        pass


def test_a_full_disk_leaves_what_was_shown(
    content: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The cause and the next step are said, nothing half-made takes up room, and the next publish succeeds."""
    publish(content)
    before = shown(content)
    (content / "briefings/a/photo.png").write_bytes(b"\x89PNG two")

    def full(path: Path, data: bytes) -> None:
        raise OSError(28, "No space left on device", str(path))

    with monkeypatch.context() as patch:
        patch.setattr(local_folder, "write_atomically", full)
        assert publish(content) == 3
    said = capsys.readouterr().err
    assert "No space left on device" in said
    assert "make room" in said
    assert shown(content) == before
    assert [path.name for path in (content.parent / "www/releases").iterdir()] == ["000001"]
    assert publish(content) == 0
    assert shown(content)["briefings/a/photo.png"] == b"\x89PNG two"


def test_errors_and_drafts_never_leave(content: Path) -> None:
    """A site with errors is not published; a draft is not, though the folder was built with it."""
    (content / "briefings/draft.md").write_text("---\ntitle: D\ndate: 2026\ndraft: true\n---\nX\n")
    assert run(["build", "--source", str(content), "--drafts"]) == 0
    assert (content.parent / "site/briefings/draft/index.html").exists()
    assert publish(content) == 0
    assert "briefings/draft/index.html" not in shown(content)
    before = tree(content.parent / "www")
    (content / INDEX).write_text("---\ntitle: A\ndate: soon\n---\n")
    assert publish(content) == 1
    assert tree(content.parent / "www") == before


@pytest.mark.slow
def test_verify_finds_what_somebody_else_changed(content: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that is another one at the target fails the publish with its name; --anew mends it."""
    assert publish(content, "--verify") == 0
    file = content.parent / "www/current/claims/index.html"
    file.write_text("hacked")
    assert publish(content, "--verify") == 3
    assert "claims/index.html" in capsys.readouterr().err
    assert publish(content, "--verify", "--anew") == 0


def test_records_that_are_stored_at_targets_already_are_read() -> None:
    """The keys of a record stay, whatever its fields are called: without them a rollback, or a cleaning up, is lost."""
    stored = b'{"files":{},"made":"2026-02-16T12:00:00Z","follows":"000003","begun":{"a.html":{"file":%s,"md5":"d4"}}}'
    entry = json.encode(filed("a.html", b"x"))
    record = json.decode(stored % entry, type=DeploymentRecord)
    assert (record.published, record.previous_id, [*record.started]) == (NOON, "000003", ["a.html"])
    assert json.decode(json.encode(record)).keys() == {"made", "follows", "begun"}


def test_what_is_there_already_is_not_taken_over(content: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder named `current`, a target inside the site: refused, with what to do."""
    (content.parent / "www/current").mkdir(parents=True)
    assert publish(content) == 3
    assert "is no link of a release" in capsys.readouterr().err
    assert publish(content, f"file://{content.parent}/site/here") == 2
    assert publish(content, "file://elsewhere/www") == 2


def test_parts_of_earlier_pages_stay_for_a_day() -> None:
    """A reader with the page of before still gets its picture; the page itself, and old data, go at once."""
    page, picture = filed("a/index.html", b"a"), filed("a/p.png", b"p")
    held = DeploymentRecord({"a/index.html": page, "a/p.png": picture})
    record, changes = diff_deployment(Manifest({}), held, NOON)
    assert changes.deleted.keys() == {"a/index.html"}
    assert record.retired.keys() == changes.retired.keys() == {"a/p.png"}
    same, nothing = diff_deployment(Manifest({}), record, NOON + GRACE - timedelta(seconds=1))
    assert not nothing
    assert same.retired == record.retired
    last, changes = diff_deployment(Manifest({}), record, NOON + GRACE)
    assert changes.deleted.keys() == {"a/p.png"}
    assert not last.all
    _, changes = diff_deployment(Manifest({}), held, NOON, prune=True)
    assert changes.deleted.keys() == {"a/index.html", "a/p.png"}
    back, changes = diff_deployment(Manifest({"a/p.png": picture}), record, NOON)
    assert not back.retired
    assert not changes.sent


def test_parts_are_sent_before_pages() -> None:
    """Fingerprinted files, then other parts, then pages."""
    names = ("claims/index.html", "a/p.png", "assets/x-0123456789ab.css")
    _, changes = diff_deployment(Manifest({name: filed(name, b"x") for name in names}), DeploymentRecord(), NOON)
    assert list(changes.sent) == list(reversed(names))


def cargo(tmp_path: Path, files: dict[str, bytes]) -> SiteArtifact:
    """A site of these files."""
    for path, data in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    return SiteArtifact(tmp_path, Manifest({path: filed(path, data) for path, data in files.items()}))


@pytest.mark.parametrize(
    ("path", "data", "reason"),
    [
        ("briefings/a/.env", b"X=1", "passwords"),
        ("briefings/a/prod.env", b"X=1", "passwords"),
        ("briefings/a/id_ed25519", b"x", "key"),
        ("data/server.pem", b"x", "key"),
        ("briefings/a/index.html~", b"x", "editor"),
        ("briefings/a/.index.html.swp", b"x", "hidden"),
        ("captures/cnbc.txt", b"x", "other people"),
        ("briefings/a/x\nrm y.png", b"x", "control characters"),
        ("briefings/a/words.txt", b"All their words.", "full text of a source"),
        ("briefings/a/notes.txt", b"see\n-----BEGIN OPENSSH PRIVATE KEY-----\nb3Blbn", "private key"),
    ],
)
def test_what_must_not_leave_is_refused(tmp_path: Path, path: str, data: bytes, reason: str) -> None:
    """Captures, keys, settings with passwords and droppings: refused, with the file and the reason."""
    captures = tmp_path / "content/captures"
    captures.mkdir(parents=True)
    (captures / "cnbc.txt").write_bytes(b"All their words.")
    good = {"index.html": b"<p>", ".nojekyll": b"", "environment/index.html": b"<p>", "keys/index.html": b"<p>"}
    preflight_check(cargo(tmp_path / "good", good), good, captures, HostLimits())
    with pytest.raises(PublishError, match=reason) as caught:
        preflight_check(cargo(tmp_path / "bad", good | {path: data}), {path}, captures, HostLimits())
    assert path in caught.value.message.encode().decode("unicode_escape")


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        (HostLimits("GitHub", file=3), "big.bin has 4 bytes, 3 bytes are allowed for one file: the limit of GitHub"),
        (HostLimits("GitHub", total=4), "the site has 5 bytes, 4 bytes are allowed"),
        (HostLimits("a host", files=1), "the site has 2 files, 1 are allowed"),
        (HostLimits("a host", name_bytes=3), "has a name of 7 bytes"),
        (HostLimits("a host", path_bytes=3), "is 7 bytes long"),
    ],
)
def test_limits_are_named(tmp_path: Path, limits: HostLimits, words: str) -> None:
    """What a target will not take is refused before anything is sent."""
    with pytest.raises(PublishError, match=re.escape(words)):
        preflight_check(cargo(tmp_path, {"big.bin": b"1234", "a": b"5"}), (), tmp_path / "none", limits)


def test_a_file_that_is_not_the_fresh_builds_is_not_sent(tmp_path: Path) -> None:
    """Another build meanwhile, with drafts perhaps: its bytes never leave."""
    site = cargo(tmp_path, {"index.html": b"fresh"})
    (tmp_path / "index.html").write_bytes(b"draft")
    with pytest.raises(PublishError, match="not as the build wrote it"):
        site.read("index.html")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("git+https://x-access-token:ghs_abcdef@example.org/t/s.git#pages", "git+https://…@example.org/t/s.git#pages"),
        ("git+https://ghp_0123456789abcdefghij@example.org/s.git", "git+https://…@example.org/s.git"),
        ("ssh://editor@example.org:2222/srv/www", "ssh://editor@example.org:2222/srv/www"),
        ("s3://Bucket/Prefix", "s3://Bucket/Prefix"),
    ],
)
def test_addresses_are_shown_without_secrets(text: str, shown: str) -> None:
    """A password or token in an address is never shown."""
    assert str(parse_target_url(text)) == shown


@pytest.mark.parametrize("wanted", ["", "produktion", "http//x", "file:", "s3://[x", "bucket"])
def test_an_address_that_is_none_is_explained(wanted: str) -> None:
    """An unknown name gets the nearest one; what is no address gets the forms of addresses."""
    with pytest.raises(SourcebookError) as caught:
        find_target_url(wanted, {"production": "file:///a", "staging": "file:///b"})
    assert caught.value.hint
    assert os.linesep not in caught.value.message


@pytest.mark.parametrize("scheme", ["ssh", "git+ssh", "git+https", "s3", "file"])
@pytest.mark.parametrize(
    "host", ["-oProxyCommand=touch%20x", "%2DoProxyCommand=x", "-x@example.org", "a%0Ab", "%2Dx@h"]
)
def test_an_address_that_would_be_an_option_is_refused(scheme: str, host: str) -> None:
    """Of a host or a user, as it is written or percent-encoded, for every kind of target."""
    with pytest.raises(SourcebookError, match="names no host"):
        parse_target_url(f"{scheme}://{host}/path#pages")


def test_the_only_target_needs_no_name() -> None:
    """With one target in site.yaml, `publish` is enough."""
    assert find_target_url("", {"production": "file:///a"}).path == "/a"


@pytest.mark.slow
def test_verify_looks_at_what_readers_are_given(
    content: Path, serve: Callable[..., str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pages are fetched from the site's address too: right ones are counted, others fail, nobody there is said."""
    monkeypatch.setattr("sourcebook.publish.targets.local_folder.LocalFolderTarget.propagation_seconds", 0.0)
    monkeypatch.setattr("sourcebook.publish.verification.PAUSE", 0.01)
    publish(content)
    url = serve(content.parent / "www/current", "/repo/")
    settings = (content / "site.yaml").read_text()

    def stands_at(address: str) -> None:
        (content / "site.yaml").write_text(re.sub(r"base_url: .*", f"base_url: {address}", settings))

    stands_at(url)
    assert publish(content, "--verify") == 0
    assert re.search(r"\d+ pages fetched from there: all are right", capsys.readouterr().err)
    stands_at("http://127.0.0.1:1/repo/")
    assert publish(content, "--verify") == 0
    assert "cannot be reached from here" in capsys.readouterr().err
    stands_at(url)
    publish(content)
    elsewhere = content.parent / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "404.html").write_text("nothing")
    stands_at(serve(elsewhere, "/repo/"))
    assert publish(content, "--verify") == 3
    assert "shows other pages than were sent" in capsys.readouterr().err


def test_interrupted(content: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Ctrl-C ends with 130, and says how things stand."""

    def interrupt(*arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(local_folder.LocalFolderTarget, "apply", interrupt)
    assert publish(content) == 130
    assert "publish again to go on" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("said", "cause"),
    [
        (
            "git@example.org: Permission denied (publickey).\nfatal: Could not read from remote repository.",
            "credentials",
        ),
        ("Host key verification failed.\r\nfatal: Could not read from remote repository.", "host's key"),
        ("<Code>RequestTimeTooSkewed</Code><Message>The difference is too large.</Message>", "clock"),
        ("SSL certificate problem: certificate is not yet valid", "clock"),
        ("SSL certificate problem: self-signed certificate", "certificate cannot be trusted"),
        ("<Code>NoSuchBucket</Code><Message>The specified bucket does not exist</Message>", "no such bucket"),
        ("remote: Repository not found.\nfatal: repository 'https://x/y.git/' not found", "no such repository"),
        ("ERROR: The project you were looking for could not be found", "no such repository"),
        ('remote write "/srv/x": Failure\nwrite failed: No space left on device', "quota"),
        ('rsync: write failed on "/srv/x": Disk quota exceeded (122)', "quota"),
        ("remote: error: File big.bin is 120.00 MB; this exceeds GitHub's file size limit of 100.00 MB", "larger than"),
        ("! [remote rejected] x -> pages (protected branch hook declined)", "refused the push"),
        ("<Code>AccessDenied</Code><Message>Access Denied</Message>", "may not write"),
        ("ssh: Could not resolve hostname nowhere.example: Name or service not known", "name is not known"),
        ("fatal: unable to access: Operation too slow. Less than 100 bytes/sec", "connection"),
        ("<Code>SlowDown</Code><Message>Please reduce your request rate.</Message>", "slow down"),
        ("something that nobody has seen before", "nobody has seen"),
    ],
)
def test_each_failure_has_its_own_message(said: str, cause: str) -> None:
    """The words of hosts and tools become a cause and a next step."""
    error = classify_error(said, "the target")
    assert cause in error.message
    assert error.hint
    assert error.code == 3


def test_progress_counts_bytes() -> None:
    """What was sent, of all that is to be sent."""
    shown: list[tuple[int, int]] = []
    _, changes = diff_deployment(Manifest({"a.html": filed("a.html", b"x" * 4000)}), DeploymentRecord(), NOON)
    progress = UploadProgress(lambda done, total: shown.append((done, total)))
    with progress.of(changes):
        for size in (1000, 500, 2500):
            progress.sent(size)
    assert shown == [(0, 4000), (1000, 4000), (1500, 4000), (4000, 4000)]


@pytest.mark.slow
def test_a_file_that_somebody_deleted_at_the_target_comes_back(content: Path) -> None:
    """An unchanged file that is gone there is sent again; a part of earlier pages that is gone is named."""
    publish(content)
    (content.parent / "www/current/claims/index.html").unlink()
    edit(content)
    (content / "briefings/a/photo.png").unlink()
    assert publish(content, "--verify") == 0
    (content.parent / "www/current/briefings/a/photo.png").unlink()
    edit(content, "Second", "Third")
    assert publish(content) == 3
    assert publish(content, "--prune", "--verify") == 0


def test_the_order_of_releases_is_that_of_their_numbers(content: Path) -> None:
    """Beyond a million, too: the newest stay."""
    publish(content)
    releases = content.parent / "www/releases"
    (releases / "000001").rename(releases / "999999")
    (content.parent / "www/current").unlink()
    (content.parent / "www/current").symlink_to("releases/999999/site")
    for word in ("Second", "Third"):
        (content / INDEX).write_text(f"---\ntitle: {word}\ndate: 2026-02-16\n---\n{word}.\n")
        assert publish(content, "--keep", "2") == 0
    assert sorted(path.name for path in releases.iterdir()) == ["1000000", "1000001"]
