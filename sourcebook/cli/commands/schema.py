"""`sourcebook schema`: JSON Schemas for editors."""

from __future__ import annotations

import os
from pathlib import Path

import click

from sourcebook.cli.console import say
from sourcebook.cli.exit_codes import FINE
from sourcebook.cli.options import source_option
from sourcebook.cli.schema_files import FOLDER, write_schemas


@click.command("schema")
@click.argument("name", type=click.Choice(["site", "briefing", "page", "claims", "sources", "people"]), required=False)
@source_option
def schema_command(name: str | None, source: Path) -> int:
    """Write JSON Schemas of the content's files for editors, into schemas/ beside the content; or print one, by NAME.

    \b
    Examples:
      sourcebook schema
      sourcebook schema claims > claims.schema.json
    """
    from sourcebook.model import SiteConfig
    from sourcebook.readers.json_schema import encode_schema
    from sourcebook.readers.site import read_config

    if name is not None:
        config = read_config(source)[0] if source.is_dir() else SiteConfig(title="")
        click.echo(encode_schema(name, config), nl=False)
        return FINE
    count = write_schemas(source)
    folder = os.path.relpath(source.absolute().parent / FOLDER)
    say(f"{folder}/: {count} schemas written; .vscode/settings.json can name them. Builds keep them current")
    return FINE
