"""Reports of the preview on the terminal: a line for each round, and findings below it."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

import click

from sourcebook.checks.formatters import summarize_counts
from sourcebook.model import Level
from sourcebook.serve.diagnostics import Diagnostic
from sourcebook.serve.update_loop import RoundReport

MOST = 10
"""Most findings that are listed; the page shows all."""
COLOURS: Mapping[Level, str] = {"error": "red", "warning": "yellow", "note": "blue"}


class ConsoleReporter:
    """Formats the reports of rounds; unchanged findings are not repeated."""

    def __init__(self) -> None:
        self._said: Sequence[Diagnostic] = ()

    def words(self, report: RoundReport) -> str:
        """Return the lines on one round."""
        notes, self._said = (() if report.diagnostics == self._said else report.diagnostics), report.diagnostics
        what = "shown" if report.is_shown else "not shown: the last good pages stay"
        counted = summarize_counts(note.level for note in report.diagnostics)
        head = f"build {report.number}: {counted}, {what} ({report.seconds * 1e3:.0f} ms)"
        lines = [_styled(head, "green" if report.is_shown else "red"), *(_line(note) for note in notes[:MOST])]
        return "\n".join([*lines, f"  and {len(notes) - MOST} more"] if len(notes) > MOST else lines)


def _line(note: Diagnostic) -> str:
    place = f"{note.file}:{note.line}:{note.column}: " if note.file else ""
    hint = f"\n      {note.hint}" if note.hint else ""
    return f"  {place}{_styled(note.level, COLOURS[note.level])}: {note.message} [{note.rule}]{hint}"


def _styled(text: str, colour: str) -> str:
    return text if os.environ.get("NO_COLOR") else click.style(text, fg=colour)
