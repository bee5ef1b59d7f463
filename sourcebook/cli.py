"""The command line: the only place, with the preview server, that catches errors and speaks to people."""

from __future__ import annotations

import sys

import click

import sourcebook


def main() -> None:
    """Run the program and leave with its exit code."""
    sys.exit(program.main(sys.argv[1:], prog_name="sourcebook", standalone_mode=True))


@click.group()
@click.version_option(sourcebook.__version__, message="sourcebook %(version)s")
def program() -> None:
    """Turn briefings and their claims, sources and figures into a site that readers can check."""
