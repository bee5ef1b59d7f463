"""Formats of findings: text with lines of code, JSON, SARIF, and annotations of GitHub."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import quote

import msgspec

from sourcebook.checks.explanations import explain_rule
from sourcebook.core.text.terminal import escaped_controls, terminal_json, terminal_text
from sourcebook.model import Finding, Level

MAX_PER_RULE = 20
"""Most findings of one rule that are printed as text; the rest is counted."""
WIDTH = 110
"""Most characters of a line that are shown around the location."""
COLOURS: Mapping[Level, str] = {"error": "31", "warning": "33", "note": "34"}
"""Colours as ANSI codes."""


class ReportOptions(NamedTuple):
    """Options of the formats."""

    prefix: str
    """Prefix of content paths: `content/`."""
    lines: Callable[[str], Sequence[str]]
    """Returns the lines of a content file; none if it cannot be read."""
    version: str = ""
    """Of the program."""
    is_coloured: bool = False
    folds: bool = True
    """Whether many findings of one rule are folded."""


def as_text(findings: Sequence[Finding], options: ReportOptions) -> str:
    """Return findings with lines, carets and hints; of many of one rule the first ones and their number."""
    counts = Counter((one.level, one.rule) for one in findings)
    printed: Counter[tuple[Level, str]] = Counter()
    lines: list[str] = []
    for one in findings:
        key = one.level, one.rule
        if options.folds and printed[key] == MAX_PER_RULE and counts[key] > MAX_PER_RULE + 1:
            lines.append(f"… and {counts[key] - MAX_PER_RULE} more like this [{one.rule}]")
        elif not options.folds or printed[key] < MAX_PER_RULE or counts[key] == MAX_PER_RULE + 1:
            lines.append("\n".join(_described(one, options)))
        printed[key] += 1
    return "\n".join(lines)


def _described(one: Finding, options: ReportOptions) -> Iterator[str]:
    level = _coloured(one.level, COLOURS[one.level], options)
    place = _coloured(terminal_text(f"{options.prefix}{one.location}"), "1", options)
    yield f"{place}: {level}{terminal_text(f': {one.message} [{one.rule}]')}"
    lines = options.lines(one.location.file)
    if 0 < one.location.line <= len(lines) and lines[one.location.line - 1].strip():
        line = lines[one.location.line - 1]
        # A place at the beginning of a line means what stands there, not the indentation.
        text, before = _cut(line, max(one.location.column, len(line) - len(line.lstrip()) + 1))
        number = str(one.location.line)
        yield f"    {number} | {text}"
        yield f"    {' ' * len(number)} | {' ' * before}{_coloured('^', COLOURS[one.level], options)}"
    if one.hint:
        yield terminal_text(f"    {one.hint}")


def _cut(line: str, column: int) -> tuple[str, int]:
    """Return the part of a line around a column, and the width before the column in it."""
    line = "".join(mark if mark.isprintable() else " " for mark in line.rstrip())
    start = max(0, min(column - 1 - WIDTH // 2, len(line) - WIDTH))
    head, tail = "…" if start else "", "…" if len(line) > start + WIDTH else ""
    before = head + line[start : max(column - 1, 0)]
    wide = sum(unicodedata.east_asian_width(mark) in "WF" for mark in before)
    combining = sum(bool(unicodedata.combining(mark)) for mark in before)
    return head + line[start : start + WIDTH] + tail, len(before) + wide - combining


def _coloured(text: str, colour: str, options: ReportOptions) -> str:
    return f"\x1b[{colour}m{text}\x1b[0m" if options.is_coloured else text


def as_json(findings: Sequence[Finding], options: ReportOptions) -> str:
    """Return a JSON list; paths are relative to the content folder."""
    rows = [
        {"rule": one.rule, "level": one.level, "message": one.message, "hint": one.hint,
         "file": one.location.file, "line": one.location.line, "column": one.location.column}
        for one in findings
    ]  # fmt: skip
    return _json(rows)


def as_sarif(findings: Sequence[Finding], options: ReportOptions) -> str:
    """Return a log in SARIF 2.1.0 (OASIS); paths are relative to the current folder."""
    rules = sorted({one.rule for one in findings})
    driver = {"name": "Sourcebook", "version": options.version, "rules": [_rule(name) for name in rules]}
    results = [_result(one, rules.index(one.rule), options) for one in findings]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return _json({"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]})


def _rule(name: str) -> Mapping[str, Any]:
    summary, _, more = explain_rule(name).partition("\n\n")
    return {"id": name, "shortDescription": {"text": summary}, "help": {"text": more}}


def _result(one: Finding, rule: int, options: ReportOptions) -> Mapping[str, Any]:
    location = {
        "artifactLocation": {"uri": quote(options.prefix + one.location.file)},
        "region": {"startLine": one.location.line, "startColumn": one.location.column},
    }
    text = f"{one.message}. {one.hint}." if one.hint else one.message
    return {
        "ruleId": one.rule,
        "ruleIndex": rule,
        "level": one.level,
        "message": {"text": text},
        "locations": [{"physicalLocation": location}],
    }


def _json(value: object) -> str:
    return terminal_json(msgspec.json.format(msgspec.json.encode(value), indent=1).decode())


def as_github(findings: Sequence[Finding], options: ReportOptions) -> str:
    """Return workflow commands, which GitHub shows as annotations of a pull request."""
    return "\n".join(
        f"::{'notice' if one.level == 'note' else one.level} file={_property(options.prefix + one.location.file)},"
        f"line={one.location.line},col={one.location.column},title={_property(one.rule)}::"
        + _data(one.message + (f"\n{one.hint}" if one.hint else ""))
        for one in findings
    )


def _data(text: str) -> str:
    return escaped_controls(text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A"))


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def summarize_counts(levels: Iterable[Level]) -> str:
    """Return the number of findings by level: `2 errors, 1 warning`."""
    counts = Counter(levels)
    options: tuple[Level, ...] = ("error", "warning", "note")
    parts = [f"{counts[level]} {level}{'s' * (counts[level] != 1)}" for level in options if counts[level]]
    return ", ".join(parts) or "nothing to report"


FORMATS: Mapping[str, Callable[[Sequence[Finding], ReportOptions], str]] = {
    "human": as_text,
    "json": as_json,
    "github": as_github,
    "sarif": as_sarif,
}
"""Formats by the value of --format."""
