"""Publishes that are killed at random moments while a reader loads pages all the time; used by tests and benchmarks."""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple

from making import build, make

from sourcebook.pipeline.options import BuildOptions

STATES = 4
WORKER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from sourcebook.core.manifest import read_manifest
from sourcebook.publish.progress import UploadProgress
from sourcebook.publish.publish import FreshBuild, publish
from sourcebook.publish.target import PublishOptions
from sourcebook.publish.target_url import parse_target_url
folder = Path(sys.argv[2])
print("ready", flush=True)
sys.stdin.readline()
site, options = FreshBuild(folder, read_manifest(folder), folder / "none"), PublishOptions(prune="--prune" in sys.argv)
publish(parse_target_url(sys.argv[1]), site, options, datetime.now(UTC), lambda changes: None, UploadProgress())
"""
PART = re.compile(r"""<(?:link|img|script)\b[^>]*?\s(?:href|src)="([^"]+)"[^>]*>""")
IN_STYLE = re.compile(r"""url\("([^"]+)"\)""")


class Suffering(NamedTuple):
    """What came of it."""

    kills: int
    pages: int
    """How many pages the reader loaded, each with all its parts."""
    broken: list[str]
    """What was wrong with pages."""


def states(folder: Path) -> list[Path]:
    """Built sites that differ in words, style sheet and pictures: each has parts that the others lack."""
    built: list[Path] = []
    for number in range(STATES):
        home = folder / str(number)
        picture = f"briefings/a/picture-{number}.png"
        words = (
            f"---\ntitle: State {number}\ndate: 2026-02-16\n---\n"
            + f"![A picture](picture-{number}.png)\n\n"
            + "Words. " * 500
        )
        content = make(home, {"briefings/a/index.md": words, picture: os.urandom(20_000)})
        style = (Path(__file__).parent.parent / "templates/assets/sourcebook.css").read_text()
        (home / "templates/assets").mkdir(parents=True)
        (home / "templates/assets/sourcebook.css").write_text(f"{style}\n/* {number} */\n")
        assert build(BuildOptions(content, home / "site")).written is not None
        built.append(home / "site")
    return built


class Reader:
    """Loads pages with all their parts, as a browser does, over and over.

    Args:
        url: the site's address, slash at the end.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.pages = 0
        self.broken: list[str] = []

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Read for as long as the context lasts, three readers at a time."""
        ended = threading.Event()

        def read() -> None:
            while not ended.is_set():
                self.load(random.choice(["index.html", "briefings/a/index.html", "claims/index.html"]))

        threads = [threading.Thread(target=read, daemon=True) for _ in range(3)]
        for thread in threads:
            thread.start()
        yield
        ended.set()
        for thread in threads:
            thread.join(20)

    def load(self, path: str) -> None:
        """Load one page and its parts, with a pause between as long as a slow line makes."""
        address = urllib.parse.urljoin(self.url, path)
        page = self._get(address)
        if page is None or not page.rstrip().endswith(b"</html>"):
            self.broken.append(f"{path}: {'missing' if page is None else 'not whole'}")
            return
        time.sleep(random.choice([0, 0, 0.005, 0.05]))
        for part in PART.findall(page.decode()):
            where = urllib.parse.urljoin(address, part)
            if not where.startswith(self.url) or where.endswith(("/", ".html")):
                continue
            data = self._get(where)
            if data is None:
                self.broken.append(f"{path}: its part {part} does not answer")
                continue
            for font in IN_STYLE.findall(data.decode()) if part.endswith(".css") else ():
                if self._get(urllib.parse.urljoin(where, font)) is None:
                    self.broken.append(f"{path}: the font {font} of {part} does not answer")
        self.pages += 1

    def _get(self, address: str) -> bytes | None:
        try:
            with urllib.request.urlopen(address, timeout=30) as answer:
                data: bytes = answer.read()
                return data
        except urllib.error.HTTPError:
            return None


def torment(
    target: str, url: str, sites: list[Path], kills: int, seed: int, environment: Mapping[str, str], *options: str
) -> Suffering:
    """Publish one state after another, each killed at a random moment, and read all the while.

    At the end a publish runs undisturbed.

    Args:
        target: the address.
        url: where a reader finds it.
        sites: built sites, published in turn by chance.
        kills: how many publishes are killed; those that were quicker do not count.
        seed: of the dice.
        environment: further variables of the publishes.
        options: `--prune`.
    """
    dice = random.Random(seed)
    for site in sites[:2]:  # The first one makes what the second one finds: its time says nothing.
        took = _run(_worker(target, site, environment, options), None)
    reader, killed = Reader(url), 0
    with reader.reading():
        while killed < kills:
            worker = _worker(target, dice.choice(sites), environment, options)
            killed += _run(worker, dice.uniform(0, took)) == -1
        for site in sites[:2]:
            _run(_worker(target, site, environment, options), None)
    return Suffering(killed, reader.pages, reader.broken)


def _worker(target: str, site: Path, environment: Mapping[str, str], options: tuple[str, ...]) -> subprocess.Popen[str]:
    """A process that publishes as soon as it is told to."""
    return subprocess.Popen(
        [sys.executable, "-c", WORKER, target, str(site), *options],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env=os.environ | dict(environment),
    )  # fmt: skip


def _run(worker: subprocess.Popen[str], seconds: float | None) -> float:
    """Let a publish run, to its end or for so many seconds; how long it took, or -1 when it was killed."""
    assert worker.stdin is not None
    assert worker.stdout is not None
    worker.stdout.readline()
    began = time.monotonic()
    worker.stdin.write("\n")
    worker.stdin.flush()
    try:
        _, said = worker.communicate(timeout=120 if seconds is None else seconds)
    except subprocess.TimeoutExpired:
        worker.send_signal(signal.SIGKILL)
        worker.communicate()
        assert seconds is not None, "a publish took two minutes"
        return -1
    assert worker.returncode == 0 or seconds is not None, said
    return time.monotonic() - began


@contextmanager
def branch_served(repository: Path, name: str) -> Iterator[str]:
    """Serve the tip of a branch, as a pages host does; yields the address."""

    def _asked(*arguments: str) -> bytes:
        """What git prints; a commit holds the same for ever, so a git that failed for want of room is asked again."""
        for attempt in range(3):
            done = subprocess.run(["git", "-C", str(repository), *arguments], capture_output=True, check=False)
            if done.returncode == 0:
                return done.stdout
            print(f"git {' '.join(arguments)}, try {attempt}: {done.returncode} {done.stderr.decode()}")
            time.sleep(0.05)
        raise subprocess.CalledProcessError(done.returncode, done.args, done.stdout, done.stderr)

    class Handler(BaseHTTPRequestHandler):
        """Answers from the newest commit."""

        def do_GET(self) -> None:
            """Answer one request."""
            path = urllib.parse.unquote(self.path.lstrip("/"))
            commit = _asked("rev-parse", "--verify", "--quiet", f"refs/heads/{name}").strip().decode()
            try:
                data, status = _asked("cat-file", "blob", f"{commit}:{path}"), 200
            except subprocess.CalledProcessError:
                data, status = b"", 404
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()
