"""Publishing to an object store: a real S3-compatible server, cuts, locks and other people's objects."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import threading
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import obstore
import pytest
from hosting import S3, run_apart
from making import make, tree
from obstore.store import S3Store

from sourcebook.publish import lease
from sourcebook.publish.lease import LeaseHolder, machine
from sourcebook.publish.targets import object_store as objects

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("s3")]
INDEX = "briefings/a/index.md"


@pytest.fixture
def content(tmp_path: Path, object_store: S3, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small site, with a picture larger than one request takes and a name that addresses have to escape."""
    for name, value in object_store.environment.items():
        monkeypatch.setenv(name, value)
    files = {"briefings/a/photo.png": os.urandom(objects.SMALL + 10), "briefings/a/odd [1] ü+&%.png": b"odd"}
    return make(tmp_path, files)


@pytest.fixture
def prefix(request: pytest.FixtureRequest) -> str:
    """A prefix of the test's own."""
    return f"{request.node.name[:40]}/site"


@pytest.fixture
def publish(content: Path, prefix: str) -> Callable[..., int]:
    """Publish below the prefix."""
    return lambda *arguments: run_apart(["publish", "--source", str(content), f"s3://www/{prefix}", *arguments])


@pytest.fixture
def store(content: Path, prefix: str) -> S3Store:
    """A client that looks below the prefix, apart from the program."""
    return S3Store("www", prefix=prefix, client_options={"allow_http": True})


def held(store: S3Store) -> dict[str, bytes]:
    """Every object below the prefix that is not for ourselves."""
    paths = [one["path"] for page in obstore.list(store) for one in page]
    return {path: bytes(obstore.get(store, path).bytes()) for path in paths if not path.startswith(".sourcebook/")}


def reword(content: Path, word: str) -> None:
    """Change the briefing, and leave a picture that only this state has."""
    for old in (content / "briefings/a").glob("word-*.png"):
        old.unlink()
    (content / INDEX).write_text(f"---\ntitle: {word}\ndate: 2026-02-16\n---\n{word}. ![x](word-{word}.png)\n")
    (content / f"briefings/a/word-{word}.png").write_bytes(word.encode())


def test_the_bucket_holds_the_site(
    content: Path, publish: Callable[..., int], store: S3Store, capsys: pytest.CaptureFixture[str]
) -> None:
    """First all, then nothing, then what changed; pages go at once, parts of earlier pages when asked."""
    assert publish("--verify") == 0
    assert held(store) == tree(content.parent / "site")
    states = {one["path"]: one["last_modified"] for page in obstore.list(store) for one in page}
    assert publish("--verify") == 0
    assert "nothing was written" in capsys.readouterr().err
    assert {one["path"]: one["last_modified"] for page in obstore.list(store) for one in page} == states
    reword(content, "One")
    (content / "pages").mkdir(exist_ok=True)
    (content / "pages/more.md").write_text("---\ntitle: More\n---\nX\n")
    assert publish("--verify") == 0
    reword(content, "Two")
    (content / "pages/more.md").unlink()
    assert publish("--verify", "--accept-loss") == 0
    assert held(store).keys() - tree(content.parent / "site").keys() == {"briefings/a/word-One.png"}
    assert publish("--prune") == 0
    assert held(store) == tree(content.parent / "site")
    assert publish("--rollback") == 3


def test_objects_are_served_as_they_should_be(
    content: Path, publish: Callable[..., int], prefix: str, object_store: S3
) -> None:
    """Type, cache and encoding stand in the headers; packed text is sent anew when it was not before."""
    publish()

    def head(path: str) -> dict[str, str]:
        with urllib.request.urlopen(f"{object_store.url}/www/{prefix}/{path}") as answer:
            return dict(answer.headers)

    page = head("index.html")
    assert page["Content-Type"] == "text/html; charset=utf-8"
    assert page["Cache-Control"] == "public, max-age=0, must-revalidate"
    style = next(path for path in tree(content.parent / "site") if path.endswith(".css"))
    assert head(style)["Cache-Control"] == "public, max-age=31536000, immutable"
    assert head("briefings/a/photo.png")["Content-Type"] == "image/png"
    assert publish("--gzip", "--verify") == 0
    assert head("index.html")["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in head("briefings/a/photo.png")


def test_a_publish_that_was_cut_goes_on_where_it_was(
    content: Path, publish: Callable[..., int], store: S3Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was sent is not sent again, and what only the cut one sent is known to be ours."""
    publish()
    put, sent = obstore.put_async, list[str]()

    async def noted(store: S3Store, path: str, *arguments: Any, **options: Any) -> Any:
        if len(sent) == 3:
            raise obstore.exceptions.GenericError("error sending request")
        done = await put(store, path, *arguments, **options)
        sent.append(path)
        return done

    monkeypatch.setattr(obstore, "put_async", noted)
    monkeypatch.setattr(objects, "AT_ONCE", 1)
    reword(content, "Cut")
    assert publish() == 3
    first = sent[:]
    assert "briefings/a/word-Cut.png" in first
    sent[:] = ["", "", "", ""]
    assert publish("--verify") == 0
    assert not set(sent) & set(first)
    sent.clear()
    reword(content, "Again")
    assert publish() == 3
    sent[:] = ["", "", "", ""]
    reword(content, "Next")
    assert publish("--prune", "--verify") == 0
    assert held(store) == tree(content.parent / "site")


def test_what_was_to_be_deleted_is_deleted_by_the_next(
    content: Path, publish: Callable[..., int], store: S3Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A cut between the record and the deletions leaves nothing for ever."""
    (content / "pages").mkdir(exist_ok=True)
    (content / "pages/more.md").write_text("---\ntitle: More\n---\nX\n")
    publish()
    (content / "pages/more.md").unlink()

    def failing(store: S3Store, paths: object) -> None:
        raise obstore.exceptions.GenericError("error sending request")

    with monkeypatch.context() as patch:
        patch.setattr(obstore, "delete", failing)
        assert publish("--accept-loss") == 3
    assert "more/index.html" in held(store)
    obstore.delete(store, ".sourcebook/lock.json")
    assert publish() == 0
    assert held(store) == tree(content.parent / "site")


def test_of_two_at_once_the_second_is_told(
    content: Path, publish: Callable[..., int], store: S3Store, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    """While the first one renews its lock, the second one fails, and the bucket holds the first one's site."""
    monkeypatch.setattr(lease, "RENEW_SECONDS", 0.2)
    publish()
    reword(content, "First")
    going, ready, put = threading.Event(), threading.Event(), obstore.put_async

    async def slow(*arguments: Any, **options: Any) -> Any:
        ready.set()
        while not going.is_set():
            await asyncio.sleep(0.01)
        return await put(*arguments, **options)

    monkeypatch.setattr(obstore, "put_async", slow)
    codes: list[int] = []
    first = threading.Thread(target=lambda: codes.append(publish()))
    first.start()
    assert ready.wait(20)
    site = tree(content.parent / "site")
    reword(content, "Second")
    assert publish() == 3
    assert "another publish" in capsys.readouterr().err
    going.set()
    first.join(30)
    assert codes == [0]
    # Its files were held apart: what the second one built over them was not sent.
    assert held(store) == site


def test_a_lock_that_was_left_is_taken_over(
    content: Path, publish: Callable[..., int], store: S3Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At once when its process of this machine has ended; after a wait when it is another machine's."""
    ended = subprocess.Popen(["true"])
    ended.wait()
    obstore.put(store, objects.LOCK, msgspec.json.encode(LeaseHolder("x", machine(), ended.pid)))
    began = time.monotonic()
    assert publish() == 0
    assert time.monotonic() - began < lease.RENEW_SECONDS / 2 + 5
    monkeypatch.setattr(lease, "RENEW_SECONDS", 0.2)
    monkeypatch.setattr(lease, "TAKEOVER_SECONDS", 1.0)
    obstore.put(store, objects.LOCK, msgspec.json.encode(LeaseHolder("x", "elsewhere", 1)))
    reword(content, "Later")
    assert publish() == 0
    assert held(store) == tree(content.parent / "site")


def test_who_lost_the_lock_sends_nothing_more(
    content: Path, publish: Callable[..., int], store: S3Store, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    """Another one took the lock while this one slept: no page of this one arrives any more."""
    publish()
    before = held(store)
    reword(content, "Late")
    monkeypatch.setattr(lease, "RENEW_SECONDS", 0.1)
    send = objects.ObjectStoreTarget._put_all

    async def asleep(self: objects.ObjectStoreTarget, *arguments: Any) -> None:
        obstore.put(store, objects.LOCK, msgspec.json.encode(LeaseHolder("other", "elsewhere", 1)))
        await asyncio.sleep(1)
        await send(self, *arguments)

    monkeypatch.setattr(objects.ObjectStoreTarget, "_put_all", asleep)
    assert publish() == 3
    assert "the lock could not be kept" in capsys.readouterr().err
    assert held(store) == before
    assert json.loads(bytes(obstore.get(store, objects.LOCK).bytes()))["key"] == "other"


def test_other_objects_stay(
    content: Path, publish: Callable[..., int], store: S3Store, capsys: pytest.CaptureFixture[str]
) -> None:
    """A prefix with other objects is taken over only when asked, and they are never deleted."""
    obstore.put(store, "theirs.txt", b"theirs")
    assert publish() == 3
    assert "--adopt" in capsys.readouterr().err
    assert publish("--adopt") == 0
    reword(content, "Two")
    assert publish("--prune") == 0
    assert held(store) == tree(content.parent / "site") | {"theirs.txt": b"theirs"}


def test_failures_are_told_apart(
    content: Path, publish: Callable[..., int], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """No such bucket, keys that are not accepted, nobody there, a key in the address: each its own message."""
    assert run_apart(["publish", "--source", str(content), "s3://nobody-has-this/x"]) == 3
    assert "there is no such bucket" in capsys.readouterr().err
    with monkeypatch.context() as patch:
        patch.setenv("AWS_ACCESS_KEY_ID", "AKIDWRONG")
        assert publish() == 3
        said = capsys.readouterr().err
        assert "does not accept these credentials" in said
        patch.setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "another-secret")
        assert publish() == 3
        said = capsys.readouterr().err
        assert "does not accept these credentials" in said
        assert "another-secret" not in said
    with monkeypatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
        patch.setattr(objects, "RETRY", {"max_retries": 1})
        assert publish() == 3
        assert "connection to the host failed" in capsys.readouterr().err
    assert run_apart(["publish", "--source", str(content), "s3://key:secret@www/x"]) == 2
    assert "secret" not in capsys.readouterr().err.replace("s3://…", "")
