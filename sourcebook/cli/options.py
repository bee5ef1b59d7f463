"""Options of several commands, and their values."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click

from sourcebook.core.errors import SourcebookError

SOURCE = Path("content")
OUTPUT = "site"


def source_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--source`."""
    text = "The content folder; templates/ is beside it."
    kind = click.Path(path_type=Path)
    return click.option("--source", type=kind, default=SOURCE, show_default=True, help=text)(command)


def output_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--output`."""
    text = "The output folder.  [default: site/ beside the content folder]"
    return click.option("--output", type=click.Path(path_type=Path), default=None, help=text)(command)


def drawing_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--jobs` and `--executor`."""
    jobs = "Processes that render pages and draw charts; 0: only this one.  [default: one for each core]"
    executor = "A Dask cluster to use instead: dask://HOST:PORT."
    command = click.option("--executor", metavar="ADDRESS", default="", help=executor)(command)
    return click.option("--jobs", type=click.IntRange(0, 512), metavar="N", default=None, help=jobs)(command)


def as_of_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--as-of`."""
    text = "The build's date.  [default: the newest briefing's]"
    return click.option("--as-of", metavar="DATE", default=None, help=text)(command)


def drafts_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--drafts`."""
    return click.option("--drafts", is_flag=True, help="Include briefings and pages marked as drafts.")(command)


def reading_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of commands that read a whole site."""
    shapes = click.Choice(["human", "json", "github", "sarif"])
    for option in (
        click.option("--format", "report_format", type=shapes, default="human", help="How findings are printed."),
        as_of_option,
        drafts_option,
        click.option("--strict", is_flag=True, help="Treat warnings as errors."),
    ):
        command = option(command)
    return source_option(drawing_options(command))


def known_rule(name: str) -> str:
    """Return the name of a rule.

    Raises:
        SourcebookError: if there is no such rule.
    """
    from sourcebook.checks.explanations import RULE_NAMES
    from sourcebook.core.text.suggestions import did_you_mean

    if name not in RULE_NAMES:
        hint = did_you_mean(name, RULE_NAMES, "it is the name in brackets at the end of a message")
        raise SourcebookError(f"no rule is named “{name}”", hint)
    return name


def build_date(as_of: str | None) -> str:
    """Return the build's date from --as-of or SOURCE_DATE_EPOCH; empty if neither is given."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    try:
        if as_of is not None:
            return date.fromisoformat(as_of).isoformat()
        return datetime.fromtimestamp(int(epoch), UTC).date().isoformat() if epoch else ""
    except (ValueError, OverflowError, OSError) as error:
        name = "--as-of" if as_of is not None else "SOURCE_DATE_EPOCH"
        hint = "write a day as 2026-02-16" if as_of is not None else "set it to a number of seconds, or unset it"
        raise SourcebookError(f"{name} is “{as_of if as_of is not None else epoch}”, which is no date", hint) from error
