"""`sourcebook build`: build the site."""

from __future__ import annotations

import os
import time
from pathlib import Path

import click

from sourcebook.cli.console import counted, exit_code, left_files, print_findings, say
from sourcebook.cli.exit_codes import FINE
from sourcebook.cli.options import OUTPUT, build_date, output_option, reading_options
from sourcebook.cli.progress_bars import rendered_files
from sourcebook.cli.schema_files import refresh_schemas
from sourcebook.core.executors import open_executor
from sourcebook.pipeline.build import build
from sourcebook.pipeline.options import BuildOptions


@click.command("build")
@reading_options
@output_option
@click.option(
    "--clean",
    is_flag=True,
    help="Render and write every file again; only charts that were drawn before come from the cache.",
)
@click.option(
    "--explain",
    metavar="[PATH]",
    is_flag=False,
    flag_value="",
    default=None,
    help="Print why each page was rendered; with PATH, everything about one file.",
)
def build_command(
    source: Path,
    output: Path | None,
    strict: bool,
    drafts: bool,
    as_of: str | None,
    jobs: int | None,
    executor: str,
    report_format: str,
    clean: bool,
    explain: str | None,
) -> int:
    """Build the site (the default command).

    Only pages whose inputs changed since the previous build are rendered. A site with errors is not written: the
    last good one stays.

    \b
    Examples:
      sourcebook build --output /tmp/preview --drafts
      sourcebook build --format github     annotate a pull request
      sourcebook build --jobs 4            use four processes
      sourcebook build --explain           print why each page was rendered
      sourcebook build --explain briefings/x/index.html
    """
    started = time.perf_counter()
    folder = output or source.absolute().parent / OUTPUT
    shown = output or Path(os.path.relpath(folder))
    options = BuildOptions(source, folder, drafts, strict, build_date(as_of), clean, explain=explain is not None)
    with rendered_files() as rendered:
        result = build(options, open_executor(jobs, executor), rendered)
    print_findings(result.findings, source, report_format)
    if result.written is None:
        say(f"{counted(result.findings)}: nothing was written, {shown}/ is as it was")
        return exit_code(result.findings)
    refresh_schemas(source)
    new, changed, deleted, unchanged, _, left = result.written
    if explain is not None and result.explanation is not None:
        inside = Path(os.path.relpath(explain, folder)).as_posix() if Path(explain).is_relative_to(shown) else explain
        written, account = frozenset((*new, *changed)), result.explanation
        for line in account.of_file(inside, written) if explain else account.lines(written):
            say(line)
    if report_format == "human" and result.findings:
        say(counted(result.findings))
    done = (
        f"{len(new) + len(changed)} written, {len(deleted)} deleted"
        if new or changed or deleted
        else "nothing to write"
    )
    if left:
        say(left_files(left))
    files = len(new) + len(changed) + unchanged
    say(f"{shown}/: {files} files, {done} in {time.perf_counter() - started:.1f} s")
    return FINE
