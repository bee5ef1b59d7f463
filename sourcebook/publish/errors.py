"""Errors of publishing, with cause, next step, and exit code 3."""

from __future__ import annotations

import re
from typing import NamedTuple

from sourcebook.core.errors import SourcebookError


class PublishError(SourcebookError):
    """A failed publish: the target is unchanged, or holds old and new files with all pages complete."""

    code = 3


class TransientError(PublishError):
    """A failure that may not recur when the attempt is repeated."""


class KnownFailure(NamedTuple):
    """A known message of a tool or server, and what it means."""

    pattern: str
    """Regular expression, which ignores case."""
    message: str
    hint: str
    is_transient: bool = False
    """Whether a retry may succeed."""


ROOM = (
    KnownFailure(
        r"no space left|disk quota|quota ?exceeded|exceeded.*quota|insufficient ?storage|over quota"
        r"|file too large|\b507\b",
        "the target is full, or its quota is used up",
        "make room there, or publish fewer releases with --keep",
    ),
    KnownFailure(
        r"exceeds .*file size limit|larger than the maximum|entity ?too ?large|\b413\b",
        "a file is larger than the host allows",
        "make it smaller, or put it elsewhere and link to it",
    ),
)
"""The target has no room for what is sent."""
REFUSED = KnownFailure(
    r"hook declined|protected branch|push declined|not allowed to push|deny updating|refusing to|remote rejected",
    "the host refused the push",
    "do what the host says; or allow pushes to this branch there, or name another branch",
)
"""A refusal by a hook or a rule of the host."""
CAUSES = (
    KnownFailure(
        r"remote host identification has changed|host key for .* has changed|revoked host key|key is revoked",
        "the host shows another key than before",
        "the connection may be intercepted: compare its fingerprint with what the host publishes, then remove the old"
        " key with ssh-keygen -R",
    ),
    KnownFailure(
        r"host key is known|host key verification failed",
        "the host's key is not known yet",
        "compare its fingerprint with what the host publishes, then connect once with ssh to accept it",
    ),
    KnownFailure(
        r"certificate.*(not yet valid|expired)|requesttimetooskewed|clock.*skew|time too skewed",
        "this machine's clock and the host's differ too much, or its certificate has run out",
        "set the clock (timedatectl), then publish again",
    ),
    KnownFailure(
        r"certificate|ssl.*(verify|handshake)|unknown ca",
        "the host's certificate cannot be trusted",
        "check the address; a private authority belongs into the machine's trust store",
    ),
    KnownFailure(
        r"permission denied \(|permission denied, please|authentication fail|could not read (username|password)"
        r"|invalid username or|too many authentication|invalidaccesskeyid|signaturedoesnotmatch"
        r"|invalid.?token|expiredtoken"
        r"|unauthenticated|account must be specified|instance metadata"
        r"|169\.254\.|missing.*credential|no credentials|\b401\b",
        "the host does not accept these credentials",
        "check the key, token or environment that the docs name for this kind of target",
    ),
    KnownFailure(
        r"nosuchbucket|bucket.*(not exist|not found)|container ?not ?found|specified container",
        "there is no such bucket",
        "check its name and region, or create it first",
    ),
    KnownFailure(
        r"repository .*(not found|does not exist)|not appear to be a git repository|project.*not be found"
        r"|not found: did you run git update-server-info",
        "there is no such repository, or these credentials may not see it",
        "check the address, or create the repository first: an empty one will do",
    ),
    *ROOM,
    REFUSED,
    KnownFailure(
        r"slow ?down|too many requests|\b429\b|reduce your request rate",
        "the host asks to slow down",
        "wait a minute, then publish again",
        True,
    ),
    KnownFailure(
        r"access ?denied|accountproblem|forbidden|permission denied|write access|\b403\b|read-only file system",
        "these credentials may not write there",
        "give them the right to list, read, write and delete at this target",
    ),
    KnownFailure(
        r"could not resolve|name or service not known|nodename nor servname|dns error|temporary failure in name",
        "the host's name is not known",
        "check the address, and that this machine is online",
        True,
    ),
    KnownFailure(
        r"failed to connect|couldn.t connect"
        r"|connection (refused|reset|timed out|closed|aborted|was)|timed? ?out|early eof|hung up|rpc failed|broken pipe"
        r"|network is unreachable|no route to host|connect error|error sending request|operation too slow|incomplete"
        r"|unexpected eof|internal ?(server )?error|service ?unavailable|bad gateway"
        r"|\b50[0234]\b|error decoding response"
        r"|rsync error: .*\(code (10|12|30|35|255)\)"
        r"|lost connection|kex_exchange|empty reply|transfer closed|unexpected disconnect|connection error",
        "the connection to the host failed",
        "publish again when it holds: what was sent already is not sent again",
        True,
    ),
)


def classify_error(message: str, where: str) -> PublishError:
    """Return the error for a message of a tool or server.

    Args:
        message: the message, without secrets.
        where: the target, as it may be shown.
    """
    for cause in CAUSES:
        if found := re.search(cause.pattern, message, re.IGNORECASE):
            return known_error(cause, where, line_at(message, found.start()))
    last = next((line.strip() for line in reversed(message.splitlines()) if line.strip()), "no reason was given")
    return PublishError(f"{where}: {last[:600]}", "see what the host says of this; then publish again")


def known_error(cause: KnownFailure, where: str, reason: str) -> PublishError:
    """Return the error for a known message.

    Args:
        cause: the known failure.
        where: the target, as it may be shown.
        reason: what the tool or server said.
    """
    kind = TransientError if cause.is_transient else PublishError
    return kind(f"{where}: {cause.message} ({reason[:600]})", cause.hint)


def line_at(message: str, position: int) -> str:
    """Return the line of a message at a position, without the space around it."""
    return message[message.rfind("\n", 0, position) + 1 :].partition("\n")[0].strip(" @\t\r")


def concurrent_publish_error(where: str) -> PublishError:
    """Return the error of a publish that lost to another one."""
    hint = "look at what it shows now; publish again if yours is to be shown"
    return PublishError(f"{where}: another publish got there first", hint)


def publish_in_progress_error(where: str) -> PublishError:
    """Return the error of a publish that found another one under way."""
    hint = "let it end; then publish again if what it showed is not yours"
    return PublishError(f"{where}: another publish is under way", hint)
