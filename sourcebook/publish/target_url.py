"""URLs of targets, given directly or by a name in `site.yaml`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from sourcebook.core.errors import SourcebookError
from sourcebook.core.text.suggestions import did_you_mean
from sourcebook.core.text.terminal import escaped_controls

SECRET = re.compile(r"(?<=//)[^/@\s]*:[^/@\s]*(?=@)|(?<=//)[^/@:\s]{20,}(?=@)")
"""A user name with a password, or a token, which is longer than a user name."""
CONTROL = re.compile(r"[\x00-\x20\x7f]")
FORMS = (
    "git+ssh://…#branch, git+https://…#branch, git+file:///…#branch, ssh://user@host/path, s3://bucket/prefix, "
    "gs://…, az://…, file:///path"
)


class TargetUrl(NamedTuple):
    """The parts of a target's URL."""

    scheme: str
    user: str
    password: str
    """Never shown or written."""
    host: str
    port: int | None
    path: str
    """Starts with a slash, unless it is empty."""
    fragment: str

    def __str__(self) -> str:
        """Return the URL without password and token."""
        user = f"{'…' if self.password or len(self.user) >= 20 else self.user}@" if self.user else ""
        port = f":{self.port}" if self.port else ""
        mark = f"#{self.fragment}" if self.fragment else ""
        return f"{self.scheme}://{user}{self.host}{port}{self.path}{mark}"


def find_target_url(requested: str, named: Mapping[str, str]) -> TargetUrl:
    """Return the URL of a target.

    Args:
        requested: a name, a URL, or empty for the only target in `site.yaml`.
        named: URLs by name, from `site.yaml`.

    Raises:
        SourcebookError: if there is no such target, or the URL is invalid.
    """
    if not requested:
        if len(named) != 1:
            names = ", ".join(sorted(named))
            message = f"which target? site.yaml names {names}" if named else "no target: site.yaml names none"
            raise SourcebookError(message, "write `sourcebook publish NAME`, or an address: " + FORMS)
        requested = next(iter(named))
    if ":" not in requested and requested not in named:
        hint = did_you_mean(requested, named, f"site.yaml names {', '.join(sorted(named)) or 'none'}")
        raise SourcebookError(f"no target is named “{requested}”", hint)
    return parse_target_url(named.get(requested, requested))


def parse_target_url(text: str) -> TargetUrl:
    """Parse a URL.

    Raises:
        SourcebookError: if it is invalid.
    """
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise SourcebookError(f"the address {without_secrets(text)} cannot be read: {error}", FORMS) from error
    if not parts.scheme or "//" not in text or not (parts.hostname or parts.path):
        raise SourcebookError(f"{without_secrets(text)} is no address of a target", "write one of " + FORMS)
    # The host as it was written: names of buckets may hold capitals.
    host = parts.netloc.rpartition("@")[2]
    host = host.removesuffix(f":{port}") if port is not None else host
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if any(one.startswith("-") or CONTROL.search(one) for one in (host, unquote(host), user)):
        # Programs that are given such a name take it for an option.
        message = f"{escaped_controls(without_secrets(text))} names no host: it would be an option of a program"
        raise SourcebookError(message, "write one of " + FORMS)
    return TargetUrl(parts.scheme.lower(), user, password, host, port, unquote(parts.path), unquote(parts.fragment))


def without_secrets(text: str, *secrets: str) -> str:
    """Return a text without passwords and tokens in URLs, and without known secrets."""
    for secret in secrets:
        text = text.replace(secret, "…") if secret else text
    return SECRET.sub("…", text)


def is_loopback(host: str) -> bool:
    """Whether a host's name, or its address, is this machine."""
    return host in ("localhost", "::1", "[::1]") or host.startswith("127.")
