"""The real parts that tests use: a browser, a server, the built site.

A part that is missing fails its tests, here as in CI: nothing is skipped.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hosting import S3, s3
from hypothesis import settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# The same examples in every run: what a change broke shows at that change, and never by chance.
settings.register_profile("steady", derandomize=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))

# Charts are drawn once for all sites of a run that show the same.
os.environ.setdefault("SOURCEBOOK_CACHE", tempfile.mkdtemp(prefix="sourcebook-tests-"))

# What builds leave in the user's own folder is not left there by tests; other programs keep their caches.
_CACHES = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
if "sourcebook-tests-" not in _CACHES:  # The processes of one run share it.
    os.environ.setdefault("PIP_CACHE_DIR", f"{_CACHES}/pip")
    os.environ.setdefault("UV_CACHE_DIR", f"{_CACHES}/uv")
    os.environ["XDG_CACHE_HOME"] = tempfile.mkdtemp(prefix="sourcebook-tests-")

# Tests run on all cores themselves.
os.environ.setdefault("SOURCEBOOK_JOBS", "1")

ROOT = Path(__file__).resolve().parent.parent
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's Chromium, or the one that CHROMIUM names."""
    from playwright.sync_api import sync_playwright

    path = shutil.which(os.environ.get("CHROMIUM") or "chromium")
    if path is None:
        pytest.fail("there is no Chromium: `make test` installs it, or name one in CHROMIUM")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


class _UnderBasePath(SimpleHTTPRequestHandler):
    """Serves a folder below a base path, as a static host does, with its 404.html for all else."""

    def __init__(self, *args: Any, base_path: str, **kwargs: Any) -> None:
        """Answer one request. `base_path` begins and ends with a slash."""
        self.base_path = base_path
        super().__init__(*args, **kwargs)

    def translate_path(self, path: str) -> str:
        """The file of an address; for an address outside the base path, one that does not exist."""
        if not path.startswith(self.base_path):
            return os.path.join(self.directory, "no such file")
        return super().translate_path("/" + path.removeprefix(self.base_path))

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer what is missing with the folder's 404.html."""
        page = (Path(self.directory) / "404.html").read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: the tests look at the answers."""


@pytest.fixture
def serve() -> Iterator[Callable[..., str]]:
    """A function that serves a folder under a base path on loopback and returns its address, slash at the end."""
    servers: list[ThreadingHTTPServer] = []

    def start(folder: Path, base_path: str = "/") -> str:
        """Serve until the test ends."""
        handler = partial(_UnderBasePath, directory=str(folder), base_path=base_path)
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}{base_path}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="session")
def real_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's own content, built through the front door."""
    site = tmp_path_factory.mktemp("real") / "site"
    command = [sys.executable, str(ROOT / "build.py"), "build", "--strict", "--output", str(site)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return site


@pytest.fixture(scope="session")
def object_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3]:
    """An S3-compatible server with the bucket `www`."""
    with s3(tmp_path_factory.mktemp("s3")) as one:
        yield one


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what tests record as `said`, in whichever process they ran."""
    for outcome in ("passed", "failed"):
        for report in terminalreporter.getreports(outcome):
            for name, text in report.user_properties:
                if name == "said" and report.when == "call":
                    terminalreporter.write_line(str(text))
