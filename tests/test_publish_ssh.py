"""Publishing over SSH to a real server: by rsync where it is, by SFTP alone where it is not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hosting import Sshd, branch, repository, sshd
from making import make, tree

from sourcebook.cli.program import run
from sourcebook.publish.errors import TransientError
from sourcebook.publish.targets import ssh_connection
from sourcebook.publish.targets.ssh_host import SshTarget

pytestmark = pytest.mark.slow
INDEX = "briefings/a/index.md"


@pytest.fixture(scope="module", params=["rsync", "sftp"])
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sshd]:
    """A server with a shell and rsync, and one that allows SFTP only."""
    only = ("ForceCommand internal-sftp",) if request.param == "sftp" else ()
    with sshd(tmp_path_factory.mktemp("sshd"), *only) as one:
        yield one


@pytest.fixture
def content(tmp_path: Path, server: Sshd, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small site, with a name that shells and SFTP clients would take for something else."""
    monkeypatch.setenv(ssh_connection.CONFIG, str(server.folder / "config"))
    return make(tmp_path, {"briefings/a/photo.png": b"\x89PNG one", 'briefings/a/a "b" [1]*\\ ü.png': b"odd"})


@pytest.fixture
def publish(content: Path, server: Sshd) -> Callable[..., int]:
    """Publish into `www` beside the content."""
    address = f"{server.address}{content.parent}/deep/www"
    return lambda *arguments: run(["publish", "--source", str(content), address, *arguments])


def shown(content: Path) -> dict[str, bytes]:
    """The files that a web server would serve."""
    return tree(content.parent / "deep/www/current")


def reword(content: Path, word: str) -> None:
    """Change the briefing, and leave a picture that only this state has."""
    (content / INDEX).write_text(f"---\ntitle: {word}\ndate: 2026-02-16\n---\n{word}.\n")
    (content / f"briefings/a/{word}.png").write_bytes(word.encode())


def test_the_host_shows_the_site_and_a_second_publish_sends_nothing(
    content: Path, publish: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    """First all, then nothing, then the change; read back each time."""
    assert publish("--verify") == 0
    assert shown(content) == tree(content.parent / "site")
    releases = content.parent / "deep/www/releases"
    capsys.readouterr()
    assert publish("--verify") == 0
    assert "nothing was written" in capsys.readouterr().err
    assert [path.name for path in releases.iterdir()] == ["000001"]
    reword(content, "Two")
    assert publish("--verify") == 0
    assert shown(content) == tree(content.parent / "site")
    unchanged = [releases / number / "site/briefings/a/photo.png" for number in ("000001", "000002")]
    assert unchanged[0].stat().st_ino == unchanged[1].stat().st_ino


def test_rollback_and_keeping(content: Path, publish: Callable[..., int]) -> None:
    """Each rollback shows the release before; parts of newer pages stay; the oldest releases go."""
    states = []
    for word in ("One", "Two", "Three"):
        reword(content, word)
        assert publish() == 0
        states.append(shown(content))
    for earlier in (states[1], states[0]):
        assert publish("--rollback", "--verify") == 0
        assert {path: data for path, data in shown(content).items() if path in earlier} == earlier
        assert "briefings/a/Three.png" in shown(content)
    assert publish("--rollback") == 3
    reword(content, "Four")
    assert publish("--keep", "2") == 0
    assert sorted(path.name for path in (content.parent / "deep/www/releases").iterdir()) == ["000005", "000006"]


def test_a_publish_that_was_cut_goes_on_where_it_was(
    content: Path, publish: Callable[..., int], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The connection fails before the release gets its number: shown is the old one, and nothing is sent twice."""
    assert publish() == 0
    before = shown(content)
    reword(content, "Two")
    claim, cut = SshTarget._claim, [True]

    def broken(self: SshTarget, *arguments: str) -> None:
        if cut:
            raise TransientError("the connection to the host failed", "")
        claim(self, *arguments)  # type: ignore[arg-type] # handed on as they came

    monkeypatch.setattr(SshTarget, "_claim", broken)
    monkeypatch.setattr("sourcebook.publish.retry.sleep", lambda seconds: None)
    assert publish() == 3
    assert shown(content) == before
    cut.clear()
    sent: list[str] = []
    monkeypatch.setattr(SshTarget, "_send", lambda self, paths, *arguments: sent.extend(paths))
    assert publish("--verify") == 0
    assert sent == []
    assert shown(content) == tree(content.parent / "site")


def test_of_two_at_once_the_second_is_told(
    content: Path, publish: Callable[..., int], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Another release takes the number first: it is shown, whole, and what the loser began is cleared up later."""
    publish()
    claim = SshTarget._claim

    def late(self: SshTarget, *arguments: str) -> None:
        with monkeypatch.context() as patch:
            patch.setattr(SshTarget, "_claim", claim)
            words = (content / INDEX).read_text()
            reword(content, "Theirs")
            assert publish() == 0
            (content / INDEX).write_text(words)
        claim(self, *arguments)  # type: ignore[arg-type] # handed on as they came

    reword(content, "Mine")
    monkeypatch.setattr(SshTarget, "_claim", late)
    assert publish() == 3
    assert "another publish got there first" in capsys.readouterr().err
    assert b"Theirs" in shown(content)["briefings/a/index.html"]
    monkeypatch.setattr(SshTarget, "_claim", claim)
    assert publish("--verify") == 0
    assert b"Mine" in shown(content)["briefings/a/index.html"]
    releases = sorted(path.name for path in (content.parent / "deep/www/releases").iterdir())
    assert releases == ["000001", "000002", "000003"]


def test_failures_are_told_apart(
    content: Path, server: Sshd, publish: Callable[..., int], monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    """An unknown host key, a key that is not accepted, nobody there, a folder in the way: each its own message."""

    def said(*arguments: str) -> str:
        assert publish(*arguments) == 3
        return capsys.readouterr().err

    monkeypatch.setattr("sourcebook.publish.retry.sleep", lambda seconds: None)
    config = server.folder / "config"
    text = config.read_text()
    try:
        config.write_text(text.replace("known_hosts\n", "nobody\n", 1))
        assert "the host's key is not known yet" in said()
        config.write_text(text.replace(f"{server.folder}/key", f"{server.folder}/host"))
        assert "does not accept these credentials" in said()
    finally:
        config.write_text(text)
    assert run(["publish", "--source", str(content), "ssh://127.0.0.1:1/srv/www"]) == 3
    assert "connection to the host failed" in capsys.readouterr().err
    assert run(["publish", "--source", str(content), "ssh://127.0.0.1:1/"]) == 2
    (content.parent / "deep/www/current").mkdir(parents=True)
    assert "is no link of a release" in said()


def test_a_branch_over_ssh(content: Path, server: Sshd) -> None:
    """Git speaks over the same server, where it has a shell."""
    remote = repository(content.parent / "host/site.git")
    address = f"git+{server.address}{remote}#pages"
    if "ForceCommand" in (server.folder / "sshd_config").read_text():
        assert run(["publish", "--source", str(content), address]) == 3
        return
    assert run(["publish", "--source", str(content), address, "--verify"]) == 0
    site = tree(content.parent / "site")
    assert {path: data for path, data in branch(remote).items() if path in site} == site
