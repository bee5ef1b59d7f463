"""Findings as text for people, as JSON for programs, as annotations for a forge."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

import msgspec

from sourcebook.model import Finding, Level

Report = Callable[[Sequence[Finding], str], str]


def human(findings: Sequence[Finding], prefix: str) -> str:
    """One finding a line, its hint below it."""
    lines: list[str] = []
    for one in findings:
        lines.append(f"{prefix}{one.place}: {one.level}: {one.message} [{one.rule}]")
        lines += [f"    {one.hint}"] if one.hint else []
    return "\n".join(lines)


def as_json(findings: Sequence[Finding], prefix: str) -> str:
    """A JSON list; files are relative to the content folder."""
    rows = [
        {"rule": one.rule, "level": one.level, "message": one.message, "hint": one.hint,
         "file": one.place.file, "line": one.place.line, "column": one.place.column}
        for one in findings
    ]  # fmt: skip
    return msgspec.json.format(msgspec.json.encode(rows), indent=1).decode()


def github(findings: Sequence[Finding], prefix: str) -> str:
    """Workflow commands that GitHub turns into annotations of a pull request."""
    return "\n".join(
        f"::{'notice' if one.level == 'note' else one.level} file={_property(prefix + one.place.file)},"
        f"line={one.place.line},col={one.place.column},title={_property(one.rule)}::"
        + _data(one.message + (f"\n{one.hint}" if one.hint else ""))
        for one in findings
    )


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def count(levels: Iterable[Level]) -> str:
    """How many findings of each level, in words: `2 errors, 1 warning`."""
    counts = Counter(levels)
    order: tuple[Level, ...] = ("error", "warning", "note")
    parts = [f"{counts[level]} {level}{'s' * (counts[level] != 1)}" for level in order if counts[level]]
    return ", ".join(parts) or "nothing to report"


FORMATS: Mapping[str, Report] = {"human": human, "json": as_json, "github": github}
