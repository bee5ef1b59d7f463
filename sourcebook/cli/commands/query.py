"""`sourcebook claims` and `sourcebook sources`: what a query selects."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import click

from sourcebook.cli.console import counted, say
from sourcebook.cli.exit_codes import FINDINGS, FINE
from sourcebook.cli.options import source_option
from sourcebook.core.errors import SourcebookError
from sourcebook.core.text.terminal import terminal_text

QUERY_HELP = {
    "claims": """Print the claims that QUERY selects, with the query language of `claims:?…` in prose and of charts.

    \b
    Examples:
      sourcebook claims 'kind=forecast&corroboration=0'
      sourcebook claims 'by=rory-green&sort=-as_of&columns=as_of,text' --format csv
    """,
    "sources": """Print the sources that QUERY selects.

    \b
    Example:
      sourcebook sources 'root=true&claims>=2' --format json
    """,
}


def query_command(kind: str) -> click.Command:
    """The command that prints what a query selects of `claims` or of `sources`."""

    @click.command(kind, help=QUERY_HELP[kind])
    @click.argument("query", default="")
    @source_option
    @click.option("--drafts", is_flag=True, help="Include briefings marked as drafts.")
    @click.option(
        "--format", "report_format", type=click.Choice(["table", "json", "csv"]), default="table", show_default=True
    )
    def command(query: str, source: Path, drafts: bool, report_format: str) -> int:
        from sourcebook.query.language import QueryError
        from sourcebook.query.tabular import FORMATS, select_rows
        from sourcebook.readers.site import read_site

        site, findings = read_site(source, drafts)
        errors = [one for one in findings if one.level == "error"]
        try:
            names, rows = select_rows(site, kind, query)
        except QueryError as error:
            raise SourcebookError(str(error), error.hint) from error
        width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
        text = FORMATS[report_format](names, rows, width)
        click.echo(terminal_text(text) if report_format == "csv" and sys.stdout.isatty() else text, nl=False)
        if errors:
            say(f"{counted(errors)} in the content: what is faulty is left out; run `sourcebook check`")
        return FINDINGS if errors else FINE

    return command


claims_command = query_command("claims")
sources_command = query_command("sources")
