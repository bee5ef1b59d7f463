"""The command line: the only place, with the preview server, that catches errors and speaks to people."""

from sourcebook.cli.program import main

__all__ = ["main"]  # The build.py of every site imports it from here.
