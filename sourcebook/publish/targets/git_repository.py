"""Git commands in a temporary bare repository: no work tree, no hooks, no prompts, no secrets in command lines."""

from __future__ import annotations

import base64
import os
import re
import shlex
import subprocess
import sys
import tempfile
from urllib.parse import quote

from sourcebook.core.errors import SourcebookError
from sourcebook.publish.errors import (
    REFUSED,
    ROOM,
    KnownFailure,
    PublishError,
    classify_error,
    concurrent_publish_error,
    known_error,
    line_at,
)
from sourcebook.publish.target_url import TargetUrl, is_loopback, without_secrets
from sourcebook.publish.targets.ssh_connection import CONFIG, TIMES

SETTINGS = (
    "core.hooksPath=/dev/null", "push.gpgSign=false", "gc.auto=0", "maintenance.auto=false",
    "advice.pushUpdateRejected=false", "http.lowSpeedLimit=100", "http.lowSpeedTime=60",
)  # fmt: skip
LOCAL = frozenset(
    {"GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_COMMON_DIR", "GIT_DIR", "GIT_GRAFT_FILE", "GIT_IMPLICIT_WORK_TREE",
     "GIT_INDEX_FILE", "GIT_INTERNAL_SUPER_PREFIX", "GIT_NO_REPLACE_OBJECTS", "GIT_OBJECT_DIRECTORY", "GIT_PREFIX",
     "GIT_QUARANTINE_PATH", "GIT_REPLACE_REF_BASE", "GIT_SHALLOW_FILE", "GIT_WORK_TREE", "GIT_TRACE", "GIT_TRACE_CURL",
     "GIT_CURL_VERBOSE"}
)  # fmt: skip
"""Environment variables that would direct git to another repository, or change its output."""
REFUSALS = (
    KnownFailure(
        r"denying non-fast-forward|(cannot|not allowed to) force.?push|force.?push.* (not allowed|denied|forbidden)",
        "the host does not let the history of this branch be replaced",
        "publish without --squash, or allow force pushes to this branch at the host",
    ),
    KnownFailure(
        r"'refs/[^']*' exists; cannot create|there are still refs under|directory/file conflict",
        "a branch at the host is in the way of this one",
        "`pages` and `pages/x` cannot be branches of one repository: name another branch",
    ),
    KnownFailure(
        r"cannot run ssh|ssh: (command )?not found",
        "there is no ssh on this machine",
        "install OpenSSH's client",
    ),
)
"""What hosts and git say of a push that will never succeed as it is."""
TAKEN = re.compile(
    r"\((stale info|fetch first|non-fast-forward)\)|cannot lock ref .*(is at|reference already exists)"
    r"|incorrect old value|failed to update ref"
)
"""Messages of git and hosts if the branch changed in the meantime."""
NO_RIGHTS = re.compile(r"permission denied|file exists", re.IGNORECASE)
"""Why a ref cannot be written although nothing changed it."""


class TemporaryRepository:
    """A bare repository with one remote, `origin`.

    Args:
        url: `git+ssh://…`, `git+https://…`, `git+file:///…`.

    Raises:
        SourcebookError: if a password would be sent unencrypted.
        PublishError: if git is not installed.
    """

    def __init__(self, url: TargetUrl) -> None:
        if url.scheme == "git+http" and url.user and not is_loopback(url.host):
            raise SourcebookError(f"{url} would send a password in the open", "use git+https://")
        scheme = url.scheme.removeprefix("git+")
        is_web = scheme.startswith("http")
        self._url = url
        self._user = f"{url.user}:{url.password}" if is_web and url.user else ""
        user = f"{quote(url.user)}@" if url.user and not is_web else ""
        port = f":{url.port}" if url.port else ""
        self._folder = tempfile.TemporaryDirectory(prefix="sourcebook-", ignore_cleanup_errors=True)
        self.git("init", "--quiet", "--bare", "--template=", self._folder.name)
        self.git("remote", "add", "origin", f"{scheme}://{user}{url.host}{port}{quote(url.path)}")

    def git(self, *arguments: str) -> bytes:
        """Run a git command, and return its output.

        Raises:
            PublishError: if it fails.
        """
        process = self.start(*arguments)
        try:
            printed, errors = process.communicate()
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
        if process.returncode:
            raise self.failed(errors + printed if arguments[0] == "push" else errors)
        return printed

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Start a git command with pipes for input and output."""
        settings = [part for setting in SETTINGS for part in ("-c", setting)]
        command = ["git", f"--git-dir={self._folder.name}", *settings, *arguments]
        pipe = subprocess.PIPE
        try:
            return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, env=self._environment())
        except FileNotFoundError as error:
            raise PublishError("there is no git on this machine", "install git 2.30 or newer") from error

    def _environment(self) -> dict[str, str]:
        """Return the environment for git: no other repository, no prompts, no secrets in command lines."""
        environment = {name: value for name, value in os.environ.items() if name not in LOCAL} | {"LC_ALL": "C"}
        if not sys.stdin.isatty():
            environment["GIT_TERMINAL_PROMPT"] = "0"
        config = os.environ.get(CONFIG)
        options = [*TIMES, *([] if sys.stdin.isatty() else ["BatchMode=yes"])]
        ssh = ["ssh", *(["-F", config] if config else []), *(f"-o{one}" for one in options)]
        environment.setdefault("GIT_SSH_COMMAND", shlex.join(ssh))
        if self._user:
            count = int(environment.get("GIT_CONFIG_COUNT", "0"))
            token = base64.b64encode(self._user.encode()).decode()
            environment |= {
                "GIT_CONFIG_COUNT": str(count + 1),
                f"GIT_CONFIG_KEY_{count}": "http.extraHeader",
                f"GIT_CONFIG_VALUE_{count}": f"Authorization: Basic {token}",
            }
        return environment

    def failed(self, errors: bytes) -> PublishError:
        """Return the error for a message of git."""
        text, where = without_secrets(errors.decode(errors="replace"), self._url.password), str(self._url)
        for cause in (*REFUSALS, *ROOM, None, REFUSED):
            if cause is None and TAKEN.search(text) and not NO_RIGHTS.search(text):
                return concurrent_publish_error(where)
            if cause and (found := re.search(cause.pattern, text, re.IGNORECASE)):
                return known_error(cause, where, _words_of_host(text) or line_at(text, found.start()))
        return classify_error(text, where)


def _words_of_host(text: str) -> str:
    """Return what the host and its hooks said of a push, on one line."""
    lines = (line.removeprefix("remote:").strip() for line in text.splitlines() if line.startswith("remote:"))
    return " ".join(line for line in lines if line)
