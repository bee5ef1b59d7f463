"""Files that never leave: keys, and settings with passwords, by their names and by what they hold."""

from __future__ import annotations

import re

NAMES = re.compile(
    r"\.env(\..*)?|.*\.env|id_(rsa|dsa|ecdsa|ed25519)(\..*)?|.*\.(pem|key|p12|pfx|jks|keystore|kdbx|ppk|gpg|asc)"
    r"|\.?(netrc|npmrc|pypirc|htpasswd|pgpass|git-credentials)|credentials(\.(json|ya?ml|csv|toml))?|secrets?\.(json|ya?ml|toml)",
    re.IGNORECASE,
)
KEY = re.compile(rb"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----")


def secret_name(path: str) -> str:
    """Return the reason why a file with this name must not leave; empty if there is none."""
    is_secret = NAMES.fullmatch(path.rpartition("/")[2])
    return "its name is that of a key or of settings with passwords" if is_secret else ""


def secret_content(data: bytes) -> str:
    """Return the reason why a file with these bytes must not leave; empty if there is none."""
    return "it holds a private key" if KEY.search(data) else ""
