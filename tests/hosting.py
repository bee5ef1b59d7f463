"""Real hosts on loopback, for publishing to: git over HTTP, and what stands between."""

from __future__ import annotations

import base64
import getpass
import json
import os
import random
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from sourcebook.cli.program import run

TOKEN = "ghs_Secret0123456789"


def run_apart(arguments: list[str]) -> int:
    """Run one command line in a thread of its own: that of the tests may hold a browser's event loop already."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(run, arguments).result()


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


class Sshd(NamedTuple):
    """A running SSH server of the user who runs the tests."""

    address: str
    """`ssh://user@127.0.0.1:port`, without a slash at the end."""
    folder: Path
    """With its keys and its client's settings: `config`, `known_hosts`, `key`."""


@contextmanager
def sshd(folder: Path, *settings: str) -> Iterator[Sshd]:
    """Run OpenSSH's server on loopback, with the client's settings in `folder/config`."""
    server = shutil.which("sshd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    assert server is not None, "there is no sshd: `make test` installs it"
    folder.mkdir(parents=True, exist_ok=True)
    for key in ("host", "key"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / key)], check=True)
    port, user = free_port(), getpass.getuser()
    if os.getuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)  # Where it parts with its rights.
    lines = [
        f"Port {port}", "ListenAddress 127.0.0.1", f"HostKey {folder}/host", f"AuthorizedKeysFile {folder}/key.pub",
        "StrictModes no", "UsePAM no", "PasswordAuthentication no", "PidFile none", "MaxStartups 100",
        "Subsystem sftp internal-sftp", *settings,
    ]  # fmt: skip
    (folder / "sshd_config").write_text("\n".join(lines) + "\n")
    kind, host_key, *_ = (folder / "host.pub").read_text().split()
    (folder / "known_hosts").write_text(f"[127.0.0.1]:{port} {kind} {host_key}\n")
    (folder / "config").write_text(
        f"Host *\n  IdentityFile {folder}/key\n  IdentitiesOnly yes\n  IdentityAgent none\n"
        f"  UserKnownHostsFile {folder}/known_hosts\n  GlobalKnownHostsFile /dev/null\n"
    )
    process = subprocess.Popen([server, "-D", "-e", "-f", str(folder / "sshd_config")], stderr=subprocess.DEVNULL)
    try:
        listens(port)
        yield Sshd(f"ssh://{user}@127.0.0.1:{port}", folder)
    finally:
        process.terminate()
        process.wait(10)


def free_port() -> int:
    """A port of loopback that nobody listens on, and none that outgoing connections take by themselves."""
    while True:
        port = random.randrange(20_000, 32_000)
        with socket.socket() as one, suppress(OSError):
            one.bind(("127.0.0.1", port))
            return port


def listens(port: int, seconds: float = 20, process: subprocess.Popen[bytes] | None = None) -> None:
    """Wait until somebody listens on a port; no longer than the process lives."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and (process is None or process.poll() is None):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise AssertionError(f"nobody listened on port {port} within {seconds:.0f} s")


class S3(NamedTuple):
    """A running S3-compatible server."""

    url: str
    """`http://127.0.0.1:port`."""
    environment: dict[str, str]
    """What a client needs."""


@contextmanager
def s3(folder: Path) -> Iterator[S3]:
    """Run a server with the bucket `www`, which anybody may read and only the key's holder write."""
    weed = Path(sys.executable).parent / "weed"
    folder.mkdir(parents=True, exist_ok=True)
    keys = {"accessKey": "AKIDEXAMPLE", "secretKey": "secret-of-the-tests"}
    desk = {"name": "desk", "credentials": [keys], "actions": ["Admin", "Read", "Write", "List", "Tagging"]}
    (folder / "s3.json").write_text(json.dumps({"identities": [desk, {"name": "anonymous", "actions": ["Read"]}]}))
    process, ports = _started(weed, folder)
    try:
        _make_bucket(weed, f"127.0.0.1:{ports['master.port']}.{ports['master.port.grpc']}")
        url = f"http://127.0.0.1:{ports['s3.port']}"
        environment = {
            "AWS_ACCESS_KEY_ID": keys["accessKey"], "AWS_SECRET_ACCESS_KEY": keys["secretKey"],
            "AWS_ENDPOINT_URL": url, "AWS_REGION": "us-east-1",
        }  # fmt: skip
        yield S3(url, environment)
    finally:
        process.kill()  # It would wait for its parts to let go of each other.
        process.wait(20)


def _started(weed: Path, folder: Path) -> tuple[subprocess.Popen[bytes], dict[str, int]]:
    """The server's process and its ports; tried again when somebody else took one of them meanwhile."""
    for attempt in range(4):
        parts = ("master", "volume", "filer", "s3")
        ports = {f"{part}.port{kind}": free_port() for part in parts for kind in ("", ".grpc")}
        command = [
            str(weed), "server", f"-dir={folder}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-s3", "-s3.iam=false",
            "-s3.port.iceberg=0", "-s3.port.lance=0", # These would stand on the same port in every server.
            f"-s3.config={folder}/s3.json", "-s3.autoCreateBucket=false", "-volume.max=50", "-metricsPort=0",
            "-master.volumeSizeLimitMB=32", "-master.telemetry=false",
            *(f"-{name}={port}" for name, port in ports.items()),
        ]  # fmt: skip
        with (folder / f"log-{attempt}").open("wb") as log:
            process = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder)
        with suppress(AssertionError):
            listens(ports["s3.port"], 30, process)
            return process, ports
        process.kill()
        process.wait(20)
    raise AssertionError((folder / "log-3").read_text()[-2000:])


def _make_bucket(weed: Path, master: str) -> None:
    """Make the bucket, as soon as the server can."""
    for _ in range(60):
        made = subprocess.run(
            [str(weed), "shell", f"-master={master}"],
            input="s3.bucket.create -name www\ns3.bucket.list\n", capture_output=True, text=True, check=False,
        )  # fmt: skip
        if re.search(r"^\s*www\b", made.stdout, re.MULTILINE):
            return
        time.sleep(0.25)
    raise AssertionError(f"no bucket could be made: {made.stdout} {made.stderr}")
