"""A connection to an SSH host through OpenSSH, with its settings, agent, keys and known hosts."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from sourcebook.publish.errors import PublishError, classify_error
from sourcebook.publish.target_url import TargetUrl

CONFIG = "SOURCEBOOK_SSH_CONFIG"
"""Environment variable with the path of an OpenSSH configuration to use instead of the user's."""
TIMES = ("ConnectTimeout=20", "ServerAliveInterval=15", "ServerAliveCountMax=4")
SHARED = ("ControlMaster=auto", "ControlPersist=30")
ENTRY = re.compile(r"(?P<kind>[-dl])\S+(?:\s+\S+){3}\s+(?P<size>\d+)\s+\S+\s+\S+\s+\S+ (?P<path>.+)\Z")
"""A line of `ls -la` in SFTP."""
AT_ONCE = 4
"""Number of concurrent batches; each command of a batch waits for the response to the one before."""
LIMIT = 200
"""Most commands of a batch; even, so that pairs stay together."""


class RemoteEntry(NamedTuple):
    """An entry of a remote folder."""

    kind: str
    """`-` a file, `d` a folder, `l` a link."""
    size: int
    """In bytes."""


class SshConnection:
    """A connection, opened by the first command and shared by all commands.

    Args:
        url: `ssh://user@host:port/path`.
    """

    def __init__(self, url: TargetUrl) -> None:
        self._url = url
        # The name of a socket may have a hundred characters at most: no deep folder.
        self._folder = tempfile.TemporaryDirectory(prefix="sb-", ignore_cleanup_errors=True)
        options = [
            *TIMES,
            *SHARED,
            f"ControlPath={self._folder.name}/%C",
            *([f"Port={url.port}"] if url.port else []),
            *([] if sys.stdin.isatty() else ["BatchMode=yes"]),
        ]
        config = os.environ.get(CONFIG)
        self._options = [*(["-F", config] if config else []), *(part for one in options for part in ("-o", one))]
        self._host = f"{url.user}@{url.host}" if url.user else url.host

    def close(self) -> None:
        """End the connection."""
        with suppress(FileNotFoundError):  # Without ssh there is no connection either.
            subprocess.run(["ssh", *self._options, "-O", "exit", self._host], capture_output=True, check=False)
        self._folder.cleanup()

    def has_rsync(self) -> bool:
        """Return whether rsync is installed on both sides."""
        if shutil.which("rsync") is None:
            return False
        command = ["ssh", *self._options, self._host, "rsync --version"]
        return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False).returncode == 0

    def sftp(self, commands: Sequence[str]) -> list[list[str]]:
        """Run SFTP commands one after another; one that begins with a hyphen may fail.

        Returns:
            the lines that each command printed.

        Raises:
            PublishError: if the host cannot be reached, or a command without a hyphen fails.
        """
        printed, errors, code = self._run(["sftp", *self._options, "-b", "-", self._host], "\n".join(commands))
        if code:
            raise classify_error(errors, str(self._url))
        lines: list[list[str]] = []
        for line in printed.split("\n"):
            if line.startswith("sftp> "):
                lines.append([])
            elif lines:
                lines[-1].append(line)
        return lines

    def side_by_side(self, commands: Sequence[str], done: Callable[[int], None] = lambda count: None) -> None:
        """Run SFTP commands that do not depend on each other, several batches at a time.

        Args:
            commands: the commands.
            done: called with the number of commands that were completed since the last call.
        """
        batches = [commands[start : start + LIMIT] for start in range(0, len(commands), LIMIT)]
        with ThreadPoolExecutor(AT_ONCE) as pool:
            for batch, _ in zip(batches, pool.map(self.sftp, batches), strict=True):
                done(len(batch))

    def walk(self, folder: str) -> dict[str, RemoteEntry]:
        """Return all entries below a remote folder, by path below it; none if the folder does not exist."""
        found: dict[str, RemoteEntry] = {}
        ahead = [""]
        while ahead:
            listed = self.sftp([f"-ls -lan {quoted(f'{folder}/{below}'.rstrip('/'))}" for below in ahead])
            level = {
                f"{below}{name}": entry
                for below, lines in zip(ahead, listed, strict=True)
                for name, entry in entries(lines).items()
            }
            found |= level
            ahead = [f"{path}/" for path, entry in level.items() if entry.kind == "d"]
        return found

    def rsync(self, options: Sequence[str], here: Path, there: str, sent: Callable[[int], None]) -> None:
        """Copy the content of a folder to a remote folder.

        Args:
            options: of rsync.
            here: the local folder.
            there: path of the remote folder.
            sent: called with the number of bytes of each sent file.
        """
        shell = shlex.join(["ssh", *self._options])
        own = ["--protect-args", "--timeout=60", "--out-format=%l", "-e", shell]
        command = ["rsync", *own, *options, f"{here}/", f"{self._host}:{there}/"]
        with tempfile.TemporaryFile() as errors:
            with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors) as process:
                for line in process.stdout or ():
                    sent(int(line) if line.strip().isdigit() else 0)
            if process.returncode:
                errors.seek(0)
                raise classify_error(errors.read().decode(errors="replace"), str(self._url))

    def _run(self, command: list[str], given: str) -> tuple[str, str, int]:
        environment = os.environ | {"LC_ALL": "C.UTF-8"}
        try:
            done = subprocess.run(command, input=given.encode(), capture_output=True, env=environment, check=False)
        except FileNotFoundError as error:
            raise PublishError(f"there is no {command[0]} on this machine", "install OpenSSH's client") from error
        return done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace"), done.returncode


def entries(lines: Sequence[str]) -> dict[str, RemoteEntry]:
    """Parse the listing of a folder; return entries by name."""
    found = {match["path"].rpartition("/")[2]: match for match in map(ENTRY.match, lines) if match}
    return {
        name: RemoteEntry(match["kind"], int(match["size"])) for name, match in found.items() if name not in (".", "..")
    }


def quoted(path: str) -> str:
    """Quote a path for commands of SFTP and fast-import."""
    escaped = path.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
