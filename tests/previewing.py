"""A preview in a process of its own, as an author starts it, and an open page to watch it with."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from urllib.error import HTTPError
from urllib.request import HTTPErrorProcessor, Request, build_opener

if TYPE_CHECKING:
    from http.client import HTTPResponse

T = TypeVar("T")
ROOT = Path(__file__).resolve().parent.parent
SECONDS = 20.0
"""How long anything may take before a test gives up on it."""


class Served:
    """A preview of one content folder.

    Args:
        content: the folder.
        options: further options of the command.
        port: 0 takes any that is free.
    """

    def __init__(self, content: Path, *options: str, port: int = 0) -> None:
        command = [sys.executable, str(ROOT / "build.py"), "serve", "--source", str(content), "--port", str(port)]
        self.content = content
        self.lines: list[str] = []
        self.process = subprocess.Popen([*command, *options], stderr=subprocess.PIPE, text=True, cwd=content.parent)
        threading.Thread(target=self._listen, daemon=True).start()
        line = self.said("Preview of ")
        self.url = next(word for word in line.split() if word.startswith("http"))
        self.port = int(self.url.rsplit(":", 1)[1].strip("/"))

    def said(self, words: str, after: int = 0) -> str:
        """Wait for a line on the terminal that holds these words, after so many lines, and return it."""
        return until(lambda: next((line for line in self.lines[after:] if words in line), ""), f"“{words}”")

    def stop(self) -> int:
        """End it as Ctrl-C does; return the exit code."""
        self.process.send_signal(2)
        return self.process.wait(SECONDS)

    def _listen(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.lines.append(line.rstrip("\n"))


@contextmanager
def previewed(content: Path, *options: str, port: int = 0) -> Iterator[Served]:
    """A preview that ends with the block."""
    served = Served(content, *options, port=port)
    try:
        yield served
    finally:
        served.process.kill()
        served.process.wait(SECONDS)


def raw_answer(served: Served, target: str) -> bytes:
    """The whole answer to a request whose target is sent as it is."""
    with socket.create_connection(("127.0.0.1", served.port)) as raw:
        raw.sendall(f"GET {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
        answer = b""
        while part := raw.recv(65_536):
            answer += part
    return answer


class _AsItIs(HTTPErrorProcessor):
    """Hands over every answer, errors and redirections among them."""

    def http_response(self, request: Request, response: HTTPResponse) -> HTTPResponse:
        """The answer."""
        return response


def get(url: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
    """Status, headers with their names in lower case, and body of one answer."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        with build_opener(_AsItIs()).open(Request(url, method=method, headers=sent), timeout=SECONDS) as answer:
            return answer.status, {name.lower(): value for name, value in answer.headers.items()}, answer.read()
    except HTTPError as error:
        return error.code, dict(error.headers), error.read()


def until(look: Callable[[], T], what: str) -> T:
    """Wait until a look finds something, and return it."""
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        found = look()
        if found:
            return found
        time.sleep(0.005)
    raise AssertionError(f"waited {SECONDS:.0f} s for {what}")
