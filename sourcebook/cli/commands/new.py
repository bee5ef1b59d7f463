"""`sourcebook new`: files to start from."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import click

import sourcebook
from sourcebook.cli.console import say
from sourcebook.cli.exit_codes import FINE
from sourcebook.cli.options import source_option
from sourcebook.core.errors import SourcebookError


@click.group("new")
def new_group() -> None:
    """Write files to start from; no existing file is overwritten.

    \b
    Examples:
      sourcebook new site briefings
      sourcebook new briefing chip-exports
      sourcebook new source cnbc-2026-02-16 --url https://www.cnbc.com/
      sourcebook new workflow github
    """


@new_group.command("site")
@click.argument("folder", type=click.Path(path_type=Path))
def new_site_command(folder: Path) -> int:
    """Write a whole small site into FOLDER: a briefing, its claims, sources and a chart.

    \b
    Example:
      sourcebook new site briefings && cd briefings && python build.py serve --open
    """
    from sourcebook.cli.scaffold.starters import site_files
    from sourcebook.cli.scaffold.writer import write_new
    from sourcebook.model import SiteConfig
    from sourcebook.readers.json_schema import FILES, encode_schema

    files = {name: text.encode() for name, text in site_files(sourcebook.__version__).items()}
    write_new(
        folder, files | {f"schemas/{name}.schema.json": encode_schema(name, SiteConfig(title="")) for name in FILES}
    )
    say(f"{folder}/ is a site: `cd {folder}`, then `python build.py serve --open` to see and edit it")
    return FINE


@new_group.command("briefing")
@click.argument("slug")
@click.option("--title", default="", help="Its title.  [default: made of the slug]")
@click.option("--article", metavar="ID", default="", help="The source that is briefed.")
@source_option
def new_briefing_command(slug: str, title: str, article: str, source: Path) -> int:
    """Write a briefing with three claims and a chart; SLUG is its part of the address.

    \b
    Example:
      sourcebook new briefing chip-exports --title "Chip exports, claim by claim"
    """
    from sourcebook.cli.scaffold.starters import briefing_files

    return _start(source, briefing_files(slug, title, article, date.today().isoformat()))


@new_group.command("source")
@click.argument("id")
@click.option("--title", default="", help="Its title.  [default: made of the id]")
@click.option("--url", default="", help="Its address on the web.")
@source_option
def new_source_command(id: str, title: str, url: str, source: Path) -> int:
    """Write a source; ID is the name by which claims refer to it.

    \b
    Example:
      sourcebook new source cnbc-2026-02-16 --title "China tech shock" --url https://www.cnbc.com/
    """
    from sourcebook.cli.scaffold.starters import source_files

    return _start(source, source_files(id, title, url, date.today().isoformat()))


@new_group.command("workflow")
@click.argument("host", type=click.Choice(["github", "gitlab"]))
@source_option
def new_workflow_command(host: str, source: Path) -> int:
    """Write the file with which GitHub or GitLab builds and publishes the site at every push.

    \b
    Example:
      sourcebook new workflow github
    """
    from sourcebook.cli.scaffold.workflows import WORKFLOWS, write_workflow

    path = write_workflow(host, source.absolute().parent)
    say(f"{os.path.relpath(path)} is written: {WORKFLOWS[host].next}")
    return FINE


def _start(source: Path, files: Mapping[str, str]) -> int:
    """Write the files of something new below the content folder, and say where to go on."""
    from sourcebook.cli.scaffold.writer import write_new

    if not source.is_dir():
        raise SourcebookError(f"there is no content folder {source}/", "name it with --source DIR, or run `new site`")
    write_new(source, {name: text.encode() for name, text in files.items()})
    for name in files:
        say(f"{source / name} is written")
    return FINE
