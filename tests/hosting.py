"""Real hosts on loopback, for publishing to: git over HTTP, and what stands between."""

from __future__ import annotations

import base64
import os
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

TOKEN = "ghs_Secret0123456789"


def git(folder: Path, *arguments: str) -> str:
    """What a git command prints, run in a folder, without the machine's settings."""
    environment = os.environ | {
        "GIT_CONFIG_GLOBAL": os.devnull, "GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@localhost",
        "GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@localhost",
    }  # fmt: skip
    command = ["git", "-C", str(folder), *arguments]
    return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout


def repository(folder: Path) -> Path:
    """An empty bare repository that can be pushed to over HTTP."""
    folder.mkdir(parents=True)
    git(folder, "init", "--quiet", "--bare")
    git(folder, "config", "http.receivepack", "true")
    git(folder, "config", "uploadpack.allowFilter", "true")
    return folder


def branch(folder: Path, name: str = "pages") -> dict[str, bytes]:
    """The files at the tip of a branch."""
    listed = git(folder, "ls-tree", "-r", "-z", "--name-only", name).split("\0")
    command = ["git", "-C", str(folder), "cat-file", "blob"]
    return {
        path: subprocess.run([*command, f"{name}:{path}"], check=True, capture_output=True).stdout
        for path in listed
        if path
    }


class _Backend(BaseHTTPRequestHandler):
    """Hands requests to `git http-backend`, as a web server does; a token is asked for."""

    protocol_version = "HTTP/1.1"
    root: Path

    def do_GET(self) -> None:
        """Answer one request."""
        wanted = "Basic " + base64.b64encode(f"x-access-token:{TOKEN}".encode()).decode()
        body = self._body()
        if self.headers.get("Authorization") != wanted:
            self.send_response(401)
            self.send_header("WWW-Authenticate", 'Basic realm="git"')
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        parts = urlsplit(self.path)
        environment = os.environ | {
            "GIT_PROJECT_ROOT": str(self.root), "GIT_HTTP_EXPORT_ALL": "1", "PATH_INFO": parts.path,
            "QUERY_STRING": parts.query, "REQUEST_METHOD": self.command, "REMOTE_USER": "x", "REMOTE_ADDR": "127.0.0.1",
            "CONTENT_TYPE": self.headers.get("Content-Type", ""), "CONTENT_LENGTH": str(len(body)),
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
            "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
        }  # fmt: skip
        answer = subprocess.run(["git", "http-backend"], input=body, env=environment, capture_output=True, check=False)
        head, _, rest = answer.stdout.partition(b"\r\n\r\n")
        fields = dict(line.split(": ", 1) for line in head.decode().split("\r\n") if ": " in line)
        self.send_response(int(fields.pop("Status", "200").split()[0]))
        for name, value in fields.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(rest)))
        self.end_headers()
        self.wfile.write(rest)

    do_POST = do_GET  # noqa: N815 # the server looks for this name

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding") != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length", "0")))
        body = b""
        while size := int(self.rfile.readline(), 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: the tests look at what arrives."""


@contextmanager
def git_over_http(root: Path) -> Iterator[int]:
    """Serve the repositories below a folder; yields the port."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Backend", (_Backend,), {"root": root}))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()
