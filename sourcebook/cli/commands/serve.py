"""`sourcebook serve`: the live preview."""

from __future__ import annotations

from pathlib import Path

import click

from sourcebook.cli.console import say
from sourcebook.cli.exit_codes import FINE
from sourcebook.cli.options import OUTPUT, as_of_option, build_date, drafts_option, output_option, source_option


@click.command("serve")
@source_option
@output_option
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(0, 65_535), default=8000, show_default=True, help="Or the next free one.")
@click.option("--open", "opened", is_flag=True, help="Open a browser.")
@drafts_option
@as_of_option
@click.option("--poll", is_flag=True, help="Poll for changes; for file systems that do not announce them.")
@click.option(
    "--editor",
    envvar="SOURCEBOOK_EDITOR",
    default="vscode",
    show_default=True,
    help="Editor for links to source locations: a name, or an address with {path}, {line}, {column}.",
)
def serve_command(
    source: Path,
    output: Path | None,
    host: str,
    port: int,
    opened: bool,
    drafts: bool,
    as_of: str | None,
    poll: bool,
    editor: str,
) -> int:
    """Show the site while it is edited: open pages change as files are saved.

    Nothing is written. Findings are shown in the page and on the terminal.

    \b
    Examples:
      sourcebook serve --open --drafts
      sourcebook serve --port 0 --editor pycharm
    """
    from sourcebook.core.executors import open_executor
    from sourcebook.pipeline.options import BuildOptions
    from sourcebook.serve.console import ConsoleReporter
    from sourcebook.serve.server import ServeOptions, serve

    folder = output or source.absolute().parent / OUTPUT
    options, terminal = BuildOptions(source, folder, drafts, as_of=build_date(as_of)), ConsoleReporter()
    serve(
        options,
        open_executor(),
        ServeOptions(host, port, opened, poll, editor),
        say,
        lambda report: click.echo(terminal.lines_on(report), err=True),
    )
    return FINE
