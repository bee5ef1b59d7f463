"""Printing: findings to stdout, everything else to stderr."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import click

import sourcebook
from sourcebook.cli.exit_codes import FINDINGS, USAGE
from sourcebook.core.text.terminal import terminal_text
from sourcebook.model import Finding

SHOWN = 5
"""Most paths that a line names."""


def print_findings(findings: Sequence[Finding], source: Path, report_format: str, folds: bool = True) -> None:
    """Print findings to the output.

    Args:
        findings: in their order.
        source: the content folder.
        report_format: `human`, `json`, `github` or `sarif`.
        folds: whether many findings of one rule are folded.
    """
    if not findings and report_format == "human":
        return  # As after most builds: what prints findings, and knows all rules, need not be loaded.
    from functools import cache

    from sourcebook.checks.formatters import FORMATS, ReportOptions
    from sourcebook.core.filesystem import ContentFolder

    is_coloured = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    lines = cache(ContentFolder(source).lines)
    text = FORMATS[report_format](
        findings, ReportOptions(f"{source}/", lines, sourcebook.__version__, is_coloured, folds)
    )
    if text:
        click.echo(text, color=is_coloured)


def counted(findings: Sequence[Finding]) -> str:
    """Return the number of findings by level: `2 errors, 1 warning`."""
    from sourcebook.checks.formatters import summarize_counts

    return summarize_counts(one.level for one in findings)


def exit_code(findings: Sequence[Finding]) -> int:
    """Return the exit code for findings: 2 if site.yaml has errors, else 1."""
    return USAGE if any(one.level == "error" and one.location.file == "site.yaml" for one in findings) else FINDINGS


def left_files(paths: Sequence[str]) -> str:
    """Return the line about old files that are not deleted, as they may not be those of a build."""
    shown = ", ".join(paths[:SHOWN]) + (f" and {len(paths) - SHOWN} more" if len(paths) > SHOWN else "")
    return f"left as they are, for they are not as a build here wrote them: {shown}; delete them if nothing needs them"


def say(text: str) -> None:
    """Print a line to the error stream, in which nothing controls a terminal or a workflow."""
    click.echo(terminal_text(text), err=True)
