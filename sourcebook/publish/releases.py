"""Releases in folders, of this machine or an SSH host.

PATH/current            -> releases/000004/site: what a web server serves
PATH/releases/000004/   site/ with the files, release.json with the record
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from msgspec import json, structs

from sourcebook.core.errors import DECODING_ERRORS
from sourcebook.publish.deployment import DeploymentRecord
from sourcebook.publish.errors import PublishError

RECORD = "release.json"
RELEASE = re.compile(r"\d{6,}\Z")


def numbers(names: Iterable[str]) -> list[str]:
    """Return the names of releases among names, the oldest first."""
    return sorted(filter(RELEASE.match, names), key=int)


def next_release_number(names: Iterable[str]) -> str:
    """Return the next release number, of at least six digits."""
    return f"{max(map(int, numbers(names)), default=0) + 1:06}"


def read_record(data: bytes, number: str) -> DeploymentRecord | None:
    """Decode the record of a release; None if it is invalid."""
    try:
        return structs.replace(json.decode(data, type=DeploymentRecord), id=number)
    except DECODING_ERRORS:
        return None


def not_a_link_error(where: str) -> PublishError:
    """Return the error for a `current` that is not a link."""
    hint = "move it away, or publish into another folder: `current` becomes a link to the newest release"
    return PublishError(f"{where}/current is there already and is no link of a release", hint)


def unreadable_release_error(where: str) -> PublishError:
    """Return the error for a link to something else than a release."""
    hint = "make it point to one of the releases beside it, or delete it"
    return PublishError(f"{where}/current shows no release that can be read", hint)


def no_earlier_release_error(where: str) -> PublishError:
    """Return the error for a rollback without an earlier release."""
    return PublishError(f"{where} keeps no earlier release", "build the earlier state, and publish that")
