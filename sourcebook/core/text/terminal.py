"""Texts on a terminal and in the log of a workflow, where they may hold what others wrote."""

from __future__ import annotations

import re

CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
"""Characters by which a text changes what a terminal shows, or the order of its letters; not tabs and line ends."""
COMMAND = re.compile(r"^(\s*)(?=::|##\[)", re.MULTILINE)
"""The beginning of a line that the log of a workflow takes for a command."""


def terminal_text(text: str) -> str:
    r"""Return a text for a terminal: control characters as `\x1b`, a backslash before what looks like a command."""
    return COMMAND.sub(r"\1\\", escaped_controls(text))


def escaped_controls(text: str) -> str:
    r"""Return a text with its control characters as in `\x1b`."""
    return CONTROL.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


def terminal_json(text: str) -> str:
    """Return JSON with the control characters as escapes that it may hold as they are; it means the same."""
    return CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
