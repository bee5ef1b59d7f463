"""Lines that fail: what can be tried again is, what cannot is said, and the target holds the site or the one before."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import get_args
from urllib.parse import urlsplit

import obstore
import pytest
from faults import Fault, faulty
from hosting import S3, TOKEN, branch, git_over_http, repository, run_apart, sshd
from making import make, tree
from obstore.store import S3Store
from previewing import ROOT, until

from sourcebook.publish.targets import ssh_connection

pytestmark = pytest.mark.slow
INDEX = "briefings/a/index.md"


def reword(content: Path, word: str) -> None:
    """Change the briefing."""
    (content / INDEX).write_text(f"---\ntitle: {word}\ndate: 2026-02-16\n---\n{word}.\n")


@pytest.mark.xdist_group("s3")
@pytest.mark.parametrize("fault", get_args(Fault))
def test_an_object_store_behind_a_bad_line(
    tmp_path: Path, object_store: S3, fault: Fault, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With one connection in five failing, the site gets there whole."""
    for name, value in object_store.environment.items():
        monkeypatch.setenv(name, value)
    content = make(tmp_path, {f"briefings/a/{number}.png": b"x" * 3000 for number in range(40)})
    target = f"s3://www/line-{fault}"
    with faulty(urlsplit(object_store.url).port or 0, fault, 0.2, seed=5) as line:
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{line.port}")
        codes = [run_apart(["publish", "--source", str(content), target])]
        reword(content, "Again")
        codes.append(run_apart(["publish", "--source", str(content), target, "--verify"]))
        assert line.faults
    assert codes == [0, 0]
    store = S3Store("www", prefix=f"line-{fault}", endpoint=object_store.url, client_options={"allow_http": True})
    paths = [one["path"] for page in obstore.list(store) for one in page]
    site = tree(content.parent / "site")
    assert {path: bytes(obstore.get(store, path).bytes()) for path in paths if path in site} == site
    assert {path for path in paths if path not in site} == {".sourcebook/published.json"}


@pytest.mark.parametrize("fault", get_args(Fault))
def test_a_branch_behind_a_bad_line(tmp_path: Path, fault: Fault, monkeypatch: pytest.MonkeyPatch) -> None:
    """Git over HTTP: the same, and one commit a publish whatever was tried again."""
    monkeypatch.setattr("sourcebook.publish.retry.HALF_PAUSE", 0.005)
    content = make(tmp_path / "own")
    remote = repository(tmp_path / "host/site.git")
    with git_over_http(remote.parent) as port, faulty(port, fault, 0.25, seed=3) as line:
        target = f"git+http://x-access-token:{TOKEN}@127.0.0.1:{line.port}/site.git#pages"
        for word in ("One", "Two", "Three"):
            reword(content, word)
            assert run_apart(["publish", "--source", str(content), target]) == 0
        assert line.faults
    site = tree(content.parent / "site")
    assert {path: data for path, data in branch(remote).items() if path in site} == site


@pytest.mark.parametrize("fault", ["cut", "delay"])
def test_an_ssh_host_behind_a_bad_line(tmp_path: Path, fault: Fault, monkeypatch: pytest.MonkeyPatch) -> None:
    """SSH: a broken connection is opened again, and the publish goes on."""
    monkeypatch.setattr("sourcebook.publish.retry.HALF_PAUSE", 0.005)
    content = make(tmp_path)
    with sshd(tmp_path / "sshd") as server:
        parts = urlsplit(server.address)
        config, known = server.folder / "config", server.folder / "known_hosts"
        config.write_text(config.read_text() + f"  HostKeyAlias [127.0.0.1]:{parts.port}\n")
        assert known.exists()
        monkeypatch.setenv(ssh_connection.CONFIG, str(config))
        with faulty(parts.port or 0, fault, 0.5, seed=4) as line:
            address = f"ssh://{parts.username}@127.0.0.1:{line.port}{tmp_path}/www"
            for word in ("One", "Two", "Three"):
                reword(content, word)
                assert run_apart(["publish", "--source", str(content), address]) == 0
            assert line.faults
    assert tree(tmp_path / "www/current") == tree(tmp_path / "site")


@pytest.mark.xdist_group("s3")
def test_a_line_that_never_works_is_given_up(
    tmp_path: Path, object_store: S3, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """After some tries the cause is said, with 3; once the line works, the next publish succeeds."""
    for name, value in object_store.environment.items():
        monkeypatch.setenv(name, value)
    content = make(tmp_path)
    with faulty(urlsplit(object_store.url).port or 0, "503", 1) as line:
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{line.port}")
        assert run_apart(["publish", "--source", str(content), "s3://www/never"]) == 3
        assert "publish again" in capsys.readouterr().err
        line.share = 0
        assert run_apart(["publish", "--source", str(content), "s3://www/never", "--verify"]) == 0


@pytest.mark.xdist_group("s3")
def test_ctrl_c_ends_it_cleanly(tmp_path: Path, object_store: S3) -> None:
    """In the middle of sending over a slow line: 130, within moments, and the next publish goes on."""
    content = make(tmp_path, {f"briefings/a/{number}.png": b"x" * 3000 for number in range(200)})
    command = [sys.executable, str(ROOT / "build.py"), "publish", "--source", str(content), "s3://www/ctrl-c"]
    with faulty(urlsplit(object_store.url).port or 0, "delay", 1) as line:
        slow = {"AWS_ENDPOINT_URL": f"http://127.0.0.1:{line.port}"}
        process = subprocess.Popen(
            command, env=os.environ | object_store.environment | slow, stderr=subprocess.PIPE, text=True
        )
        assert process.stderr is not None
        until(lambda: line.faults >= 4, "files to be on their way")
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=10)
    assert process.returncode == 130
    assert "publish again to go on" in said
    assert "Traceback" not in said
    again = subprocess.run(command, env=os.environ | object_store.environment, check=False)
    assert again.returncode == 0
