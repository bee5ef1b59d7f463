"""`sourcebook check`: findings only."""

from __future__ import annotations

from pathlib import Path

import click

from sourcebook.cli.console import counted, exit_code, print_findings, say
from sourcebook.cli.exit_codes import FINE
from sourcebook.cli.options import OUTPUT, build_date, known_rule, reading_options
from sourcebook.cli.progress_bars import rendered_files
from sourcebook.core.executors import open_executor
from sourcebook.pipeline.build import blocks_build, build
from sourcebook.pipeline.options import BuildOptions


@click.command("check")
@reading_options
@click.option("--rule", "rules", multiple=True, help="Report only this rule; may be repeated.")
@click.option("--all", "everything", is_flag=True, help="Print every finding; otherwise many of one rule are folded.")
def check_command(
    source: Path,
    strict: bool,
    drafts: bool,
    as_of: str | None,
    jobs: int | None,
    executor: str,
    report_format: str,
    rules: tuple[str, ...],
    everything: bool,
) -> int:
    """Check the content and print findings; write nothing.

    \b
    Examples:
      sourcebook check
      sourcebook check --rule unknown-reference --rule broken-link
      sourcebook check --format sarif > findings.sarif     for code scanning
    """
    for rule in rules:
        known_rule(rule)
    options = BuildOptions(source, source.absolute().parent / OUTPUT, drafts, strict, build_date(as_of), write=False)
    with rendered_files() as rendered:
        result = build(options, open_executor(jobs, executor), rendered)
    findings = tuple(one for one in result.findings if not rules or one.rule in rules)
    print_findings(findings, source, report_format, folds=not everything)
    if report_format == "human":
        say(counted(findings))
    return exit_code(findings) if blocks_build(findings, strict) else FINE
