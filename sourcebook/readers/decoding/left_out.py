"""Tell, once a file, which fields of its sources are not kept."""

from __future__ import annotations

from collections.abc import Mapping

from sourcebook.model import Finding, SourceLocation


def left_out(fields: Mapping[str, SourceLocation]) -> list[Finding]:
    """Return a finding about fields that are not kept, at the first of them; none if all are.

    Args:
        fields: where each of them occurs first.
    """
    if not fields:
        return []
    names = ", ".join(f"“{name}”" for name in fields)
    message = f"{names} {'is' if len(fields) == 1 else 'are'} not kept"
    return [Finding("left-out", "note", message, next(iter(fields.values())), "what matters can be said in `note`")]
