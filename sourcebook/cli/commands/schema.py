"""`sourcebook schema`: JSON Schemas for editors."""

from __future__ import annotations

import os
from pathlib import Path

import click

from sourcebook.cli.console import say
from sourcebook.cli.exit_codes import FINE
from sourcebook.cli.options import source_option


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
    from sourcebook.core.filesystem import write_atomically
    from sourcebook.model import SiteConfig
    from sourcebook.readers.json_schema import FILES, encode_schema
    from sourcebook.readers.site import read_config

    config = read_config(source)[0] if source.is_dir() else SiteConfig(title="")
    if name is not None:
        click.echo(encode_schema(name, config), nl=False)
        return FINE
    folder = source.absolute().parent / "schemas"
    for one in FILES:
        write_atomically(folder / f"{one}.schema.json", encode_schema(one, config))
    say(f"{os.path.relpath(folder)}/: {len(FILES)} schemas written; .vscode/settings.json can name them")
    return FINE
