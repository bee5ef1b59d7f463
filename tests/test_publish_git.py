"""Publishing to a branch: over files and over HTTP, with history or without, and never over somebody else's."""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hosting import TOKEN, branch, git, git_over_http, repository, sshd
from making import make, tree

from sourcebook.cli.program import run
from sourcebook.publish.target import PublishOptions
from sourcebook.publish.target_url import parse_target_url
from sourcebook.publish.targets import ssh_connection
from sourcebook.publish.targets.git_branch import GitBranchTarget

pytestmark = pytest.mark.slow

INDEX = "briefings/a/index.md"
RECORD = ".sourcebook/published.json"


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """The small site."""
    return make(tmp_path / "own")


@pytest.fixture
def remote(tmp_path: Path) -> Path:
    """An empty repository."""
    return repository(tmp_path / "host" / "site.git")


@pytest.fixture(params=["file", "http", "ssh"])
def address(
    request: pytest.FixtureRequest, remote: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """The address of its branch `pages`, over each transport."""
    if request.param == "file":
        yield f"git+file://{remote}#pages"
        return
    if request.param == "ssh":
        with sshd(tmp_path / "sshd") as server:
            monkeypatch.setenv(ssh_connection.CONFIG, str(server.folder / "config"))
            yield f"git+{server.address}{remote}#pages"
        return
    with git_over_http(remote.parent) as port:
        yield f"git+http://x-access-token:{TOKEN}@127.0.0.1:{port}/site.git#pages"


def publish(content: Path, address: str, *arguments: str) -> int:
    """Publish the site."""
    return run(["publish", "--source", str(content), address, *arguments])


def commits(remote: Path) -> list[str]:
    """The commits of the branch, the newest first."""
    return git(remote, "rev-list", "pages").split()


def ours(remote: Path) -> dict[str, bytes]:
    """The files of the branch less the two that are there for the host and for us."""
    return {path: data for path, data in branch(remote).items() if path not in (".nojekyll", RECORD)}


def test_the_first_push_makes_the_branch_and_the_next_sends_what_changed(
    content: Path, remote: Path, address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """First all, then nothing, then one commit with the change, read back; the token is never said."""
    assert publish(content, address, "--verify") == 0
    assert ours(remote) == tree(content.parent / "site")
    assert ".nojekyll" in branch(remote)
    assert publish(content, address) == 0
    assert len(commits(remote)) == 1
    (content / INDEX).write_text("---\ntitle: Other words\ndate: 2026-02-16\n---\nOther.\n")
    assert publish(content, address, "--verify") == 0
    assert ours(remote) == tree(content.parent / "site")
    assert len(commits(remote)) == 2
    assert git(remote, "diff", "--name-only", "pages~", "pages", "--", "assets") == ""
    output = capsys.readouterr()
    assert TOKEN not in output.out + output.err
    assert TOKEN.encode() not in b"".join([*branch(remote).values(), *tree(content.parent).values()])


def test_rollback_shows_the_commit_before(content: Path, remote: Path, address: str) -> None:
    """History goes on: what was shown before is a new commit; one step more and there is none."""
    publish(content, address)
    first = ours(remote)
    (content / INDEX).write_text("---\ntitle: Other words\ndate: 2026-02-16\n---\nOther.\n")
    publish(content, address)
    assert publish(content, address, "--rollback", "--verify") == 0
    assert ours(remote) == first
    assert len(commits(remote)) == 3
    assert publish(content, address, "--rollback") == 3


def test_squash_keeps_one_commit(content: Path, remote: Path) -> None:
    """The branch holds the newest commit only, and files of others stay in it."""
    address = f"git+file://{remote}#pages"
    publish(content, address)
    (content / INDEX).write_text("---\ntitle: Other words\ndate: 2026-02-16\n---\nOther.\n")
    assert publish(content, address, "--squash", "--verify") == 0
    assert len(commits(remote)) == 1
    assert ours(remote) == tree(content.parent / "site")
    assert publish(content, address, "--rollback") == 3


def foreign(remote: Path, tmp_path: Path) -> None:
    """Somebody's own files on the branch."""
    work = tmp_path / "work"
    work.mkdir()
    git(work, "init", "--quiet", "-b", "pages")
    (work / "theirs.txt").write_text("theirs")
    (work / "index.html").write_text("theirs too")
    git(work, "add", ".")
    git(work, "commit", "--quiet", "-m", "theirs")
    git(work, "push", "--quiet", str(remote), "pages")


def test_a_branch_with_other_files_is_taken_over_only_when_asked(
    content: Path, remote: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Refused first; with --adopt their files stay, then and later."""
    foreign(remote, tmp_path)
    address = f"git+file://{remote}#pages"
    assert publish(content, address) == 3
    assert "--adopt" in capsys.readouterr().err
    assert len(commits(remote)) == 1
    assert publish(content, address, "--adopt", "--verify") == 0
    assert branch(remote)["theirs.txt"] == b"theirs"
    assert branch(remote)["index.html"] == tree(content.parent / "site")["index.html"]
    (content / "pages").mkdir(exist_ok=True)
    (content / "pages/more.md").write_text("---\ntitle: More\n---\nX\n")
    assert publish(content, address, "--squash") == 0
    (content / "pages/more.md").unlink()
    assert publish(content, address, "--accept-loss") == 0
    assert branch(remote)["theirs.txt"] == b"theirs"
    assert "more/index.html" not in branch(remote)


def test_nothing_of_the_own_repository_is_touched_and_no_hook_runs(
    content: Path, remote: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even from within a hook of a repository that holds the content, with hooks set up for the whole machine."""
    own = content.parent
    git(own, "init", "--quiet")
    (own / ".gitignore").write_text("site/\n")
    git(own, "add", ".")
    (content / "briefings/a/new.txt").write_text("not committed")
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    for name in ("pre-push", "pre-commit", "reference-transaction", "post-index-change"):
        (hooks / name).write_text(f"#!/bin/sh\ntouch {tmp_path}/hook-ran\nexit 1\n")
        (hooks / name).chmod(0o755)
    config = tmp_path / "gitconfig"
    config.write_text(f"[core]\n\thooksPath = {hooks}\n[push]\n\tgpgSign = true\n")
    git(remote, "config", "core.hooksPath", str(remote / "hooks"))  # The other side is another machine.
    before = tree(own / ".git")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(config))
    monkeypatch.setenv("GIT_DIR", str(own / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(own / ".git/index"))
    monkeypatch.chdir(own)
    assert publish(content, f"git+file://{remote}#pages") == 0
    assert tree(own / ".git") == before
    assert not (tmp_path / "hook-ran").exists()


def test_of_two_at_once_the_second_is_told(
    content: Path, remote: Path, address: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Another publish between the look and the push: the branch holds the other's site, whole."""
    publish(content, address)
    other = make(remote.parent / "other")
    (other / INDEX).write_text("---\ntitle: Theirs\ndate: 2026-02-16\n---\nTheirs.\n")
    (content / INDEX).write_text("---\ntitle: Mine\ndate: 2026-02-16\n---\nMine.\n")
    sent = GitBranchTarget.apply

    def late(self: GitBranchTarget, *arguments: object) -> None:
        with monkeypatch.context() as patch:
            patch.setattr(GitBranchTarget, "apply", sent)
            assert publish(other, address) == 0
        sent(self, *arguments)  # type: ignore[arg-type] # handed on as they came

    monkeypatch.setattr(GitBranchTarget, "apply", late)
    assert publish(content, address) == 3
    assert "another publish got there first" in capsys.readouterr().err
    assert ours(remote) == tree(other.parent / "site")


def test_failures_are_told_apart(content: Path, remote: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A wrong token, no such repository, a push that is refused, nobody there: each its own message, no secrets."""
    with git_over_http(remote.parent) as port:
        cases = {
            f"git+http://x-access-token:wrong-{TOKEN}@127.0.0.1:{port}/site.git#pages": "credentials",
            f"git+http://x-access-token:{TOKEN}@127.0.0.1:{port}/none.git#pages": "no such repository",
        }
        for address, words in cases.items():
            assert publish(content, address) == 3
            said = capsys.readouterr().err
            assert words in said
            assert TOKEN not in said
    assert publish(content, f"git+file://{remote}#") == 2
    assert publish(content, f"git+http://user:{TOKEN}@example.org/site.git#pages") == 2
    assert TOKEN not in capsys.readouterr().err


@pytest.mark.parametrize("name", ["pre-receive", "update"])
def test_what_a_hook_of_the_host_says_is_said(
    content: Path, remote: Path, address: str, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """All lines that it prints, over each transport; and the branch is not made."""
    hook = remote / "hooks" / name
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho 'A ticket is needed.'\necho 'Ask the desk.' >&2\nexit 1\n")
    hook.chmod(0o755)
    assert publish(content, address) == 3
    said = capsys.readouterr().err
    assert "the host refused the push (" in said
    assert "A ticket is needed. Ask the desk." in said
    assert "another publish" not in said
    assert "pages" not in git(remote, "branch", "--list")


def test_a_host_that_keeps_history_and_a_branch_in_the_way(
    content: Path, remote: Path, address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Neither is another publish that got there first: what would help is said, and the branch stays as it is."""
    assert publish(content, address) == 0
    before = commits(remote)
    git(remote, "config", "receive.denyNonFastForwards", "true")
    (content / INDEX).write_text("---\ntitle: Other words\ndate: 2026-02-16\n---\nOther.\n")
    assert publish(content, address, "--squash") == 3
    assert "publish without --squash" in capsys.readouterr().err
    assert publish(content, f"{address}/deep") == 3
    assert "a branch at the host is in the way" in capsys.readouterr().err
    assert commits(remote) == before
    assert publish(content, address) == 0


def test_what_others_changed_on_the_branch_is_told_and_sent_again(
    content: Path, remote: Path, tmp_path: Path, address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each file that is not as it was published, and no other; their own files stay, and a dry run sends nothing."""
    chance = random.Random(address.partition(":")[0])
    for number in range(2):
        (content / INDEX).write_text(f"---\ntitle: Round {number}\ndate: 2026-02-16\n---\nText.\n")
        assert publish(content, address) == 0
        assert "others changed" not in capsys.readouterr().err
        site = tree(content.parent / "site")
        work = tmp_path / f"work-{number}"
        git(tmp_path, "clone", "--quiet", "--branch", "pages", str(remote), str(work))
        for path in chance.sample(sorted(site), 6):
            file = work / path
            match chance.randrange(4):
                case 0:
                    file.unlink()
                case 1:
                    file.unlink()
                    file.symlink_to("/etc/hostname")
                case 2:
                    file.write_bytes(file.read_bytes() + b"\n")
                case _:
                    shutil.move(file, file.with_name(f"moved-{number}"))
        (work / f"own-{number}.txt").write_text("theirs")
        git(work, "add", "--all")
        git(work, "commit", "--quiet", "-m", "theirs")
        git(work, "push", "--quiet")
        links = {
            line.split("\t")[1] for line in git(remote, "ls-tree", "-r", "pages").splitlines() if line[:3] == "120"
        }
        now = branch(remote)
        expected = {path for path, data in site.items() if now.get(path) != data or path in links}
        for options in (("--dry-run",), ("--verify",)):
            before = commits(remote)
            assert publish(content, address, *options) == 0
            said = capsys.readouterr().err
            assert set(re.findall(r"others changed or deleted (\S+) there .* sent again", said)) == expected
            assert (commits(remote) == before) == (options == ("--dry-run",))
        after = ours(remote)
        assert after.items() >= tree(content.parent / "site").items()
        assert after[f"own-{number}.txt"] == b"theirs"


@pytest.mark.parametrize("kind", ["git", "files"])
def test_what_ssh_says_is_explained(
    content: Path, remote: Path, tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    """A host key that is new, or another one; a key that the host does not take; no server; no name; no ssh."""
    monkeypatch.setattr("sourcebook.publish.retry.sleep", lambda seconds: None)

    def said(server: str) -> str:
        address = f"git+{server}{remote}#pages" if kind == "git" else f"{server}{tmp_path}/www"
        assert publish(content, address) == 3
        return capsys.readouterr().err

    with sshd(tmp_path / "sshd") as server:
        config, known = server.folder / "config", server.folder / "known_hosts"
        monkeypatch.setenv(ssh_connection.CONFIG, str(config))
        right = known.read_text()
        known.write_text("")
        assert "key is not known yet" in said(server.address)
        own = (server.folder / "key.pub").read_text().split()
        known.write_text(f"{right.split()[0]} {own[0]} {own[1]}\n")
        changed = said(server.address)
        assert "another key than before (WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!)" in changed
        assert "not known yet" not in changed
        known.write_text(right)
        config.write_text(config.read_text().replace(f"{server.folder}/key", f"{server.folder}/host"))
        assert "does not accept these credentials" in said(server.address)
    assert "connection to the host failed (ssh: connect to host 127.0.0.1" in said(server.address)
    assert "host's name is not known" in said("ssh://user@no-such-host.invalid")
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "git").symlink_to(str(shutil.which("git")))
    (tools / "sh").symlink_to("/bin/sh")
    monkeypatch.setenv("PATH", str(tools))
    assert "on this machine" in said("ssh://user@127.0.0.1")


def test_nobody_there(content: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """The connection is tried again after growing pauses, then the cause is said."""
    pauses: list[float] = []
    monkeypatch.setattr("sourcebook.publish.retry.sleep", pauses.append)
    assert publish(content, "git+http://127.0.0.1:1/site.git#pages") == 3
    assert "connection to the host failed" in capsys.readouterr().err
    assert len(pauses) == 4
    assert all(0.25 * 2**number <= pause <= 0.5 * 2**number for number, pause in enumerate(pauses))


@pytest.mark.parametrize(
    ("address", "url", "files"),
    [
        ("git+ssh://git@github.com/t/s.git#gh-pages", "https://t.github.io/s/", {}),
        ("git+ssh://git@github.com/t/s.git#gh-pages", "https://desk.example.org/", {"CNAME": b"desk.example.org\n"}),
        ("git+ssh://git@github.com/t/s.git#gh-pages", "https://example.org/repo/", {}),
        ("git+ssh://git@codeberg.org/t/s.git#pages", "https://desk.example.org/", {".domains": b"desk.example.org\n"}),
    ],
)
def test_hosts_get_the_files_that_they_want(address: str, url: str, files: dict[str, bytes]) -> None:
    """No second build by the host, and the domain where it is one's own."""
    assert GitBranchTarget(parse_target_url(address), PublishOptions(url=url)).added == {".nojekyll": b"", **files}


def test_gitlab_gets_its_job() -> None:
    """GitLab shows what a job named `pages` hands over."""
    added = GitBranchTarget(
        parse_target_url("git+ssh://git@gitlab.com/t/s.git#pages"), PublishOptions(url="https://t.gitlab.io/")
    ).added
    assert added[".gitlab-ci.yml"].startswith(b"pages:")


def test_without_git_it_is_said(
    content: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """No git on the machine is no traceback."""
    monkeypatch.setenv("PATH", "/nowhere")
    assert publish(content, "git+file:///srv/site.git#pages") == 3
    assert "no git on this machine" in capsys.readouterr().err
