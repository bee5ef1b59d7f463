"""`sourcebook clean`: delete what builds wrote."""

from __future__ import annotations

import os
from pathlib import Path

import click

from sourcebook.cli.console import left_files, say
from sourcebook.cli.exit_codes import FINE
from sourcebook.cli.options import OUTPUT, output_option, source_option


@click.command("clean")
@source_option
@output_option
@click.option("--cache", is_flag=True, help="Delete the cache of drawn charts too.")
def clean_command(source: Path, output: Path | None, cache: bool) -> int:
    """Delete the files that builds wrote, and no others; the cache of drawn charts only with --cache.

    \b
    Example:
      sourcebook clean --output /tmp/preview
    """
    from sourcebook.core.cache.disk_cache import cache_folder, clear_cache
    from sourcebook.pipeline.incremental.state_file import StateFile
    from sourcebook.pipeline.output.deletion import delete_outputs

    folder = output or source.absolute().parent / OUTPUT
    deleted, left = delete_outputs(folder, StateFile(folder).outputs)
    StateFile(folder).delete()
    say(f"{output or Path(os.path.relpath(folder))}/: {deleted} files deleted")
    if left:
        say(left_files(left))
    if cache:
        say(f"{clear_cache(cache_folder(source))} drawn charts forgotten")
    return FINE
