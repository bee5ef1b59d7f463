"""Decode content files as UTF-8."""

from __future__ import annotations

import re

from sourcebook.model import Finding, SourceLocation, location_in

MAX_BYTES = 10_000_000
"""Largest size of a text file."""
MAX_LINE = 1_000_000
MAX_DEPTH = 50
"""Deepest nesting of front matter and data."""
_CONTROLS = bytes({*range(0x20), 0x7F} - {*b"\t\n\f\r"})
_BEYOND = "\uffff".encode()[:2]
"""The first bytes of U+FFFE and U+FFFF, which are not allowed in a text."""
CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff￾￿]")
"""Characters that no text of a page contains; XML allows none of them."""


def decode(path: str, data: bytes) -> str | Finding:
    """Decode a content file, with line feeds as line ends and without a byte order mark.

    Returns:
        The text, or a finding at the first invalid character.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8", "replace").removeprefix("\ufeff")
        message = f"not UTF-8: byte 0x{data[error.start]:02x} is no part of a character"
        location = location_in(path, before, len(before))
        return Finding("encoding", "error", message, location, "save the file with the encoding UTF-8")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    # To see that there is none takes two fifths of the time of a search.
    may_be = _BEYOND in data or len(data.translate(None, _CONTROLS)) != len(data)
    control = CONTROL.search(text) if may_be else None
    if control:
        message = f"a control character, U+{ord(control[0]):04X}"
        location = location_in(path, text, control.start())
        return Finding("encoding", "error", message, location, "delete it; a binary file does not belong here")
    if len(text) > MAX_LINE and max(map(len, text.split("\n"))) > MAX_LINE:
        return Finding(
            "too-large", "error", f"a line of more than {MAX_LINE:,} characters", SourceLocation(path), "break it"
        )
    return text
