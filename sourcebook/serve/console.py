"""Reports of the preview on the terminal: a line for each round, and findings below it."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

import click

from sourcebook.checks.formatters import summarize_counts
from sourcebook.core.text.terminal import terminal_text
from sourcebook.model import Level
from sourcebook.serve.diagnostics import Diagnostic
from sourcebook.serve.update_loop import RoundReport

MOST = 10
"""Most findings that are listed; the page shows all."""
COLOURS: Mapping[Level, str] = {"error": "red", "warning": "yellow", "note": "blue"}


class ConsoleReporter:
    """Formats the reports of rounds; unchanged findings are not repeated."""

    def __init__(self) -> None:
        self._printed: Sequence[Diagnostic] = ()

    def lines_on(self, report: RoundReport) -> str:
        """Return the lines on one round."""
        new, self._printed = (() if report.diagnostics == self._printed else report.diagnostics), report.diagnostics
        what = "shown" if report.is_shown else "not shown: the last good pages stay"
        counted = summarize_counts(one.level for one in report.diagnostics)
        summary = f"build {report.number}: {counted}, {what} ({report.seconds * 1e3:.0f} ms)"
        lines = [_styled(summary, "green" if report.is_shown else "red"), *(_line(one) for one in new[:MOST])]
        return "\n".join([*lines, f"  and {len(new) - MOST} more"] if len(new) > MOST else lines)


def _line(one: Diagnostic) -> str:
    location = f"{one.file}:{one.line}:{one.column}: " if one.file else ""
    hint = f"\n      {one.hint}" if one.hint else ""
    before, after = terminal_text(f"  {location}"), terminal_text(f": {one.message} [{one.rule}]{hint}")
    return f"{before}{_styled(one.level, COLOURS[one.level])}{after}"


def _styled(text: str, colour: str) -> str:
    return text if os.environ.get("NO_COLOR") else click.style(text, fg=colour)
