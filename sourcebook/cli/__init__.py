"""The command line. Only this package and the preview print, and catch `SourcebookError`."""

from sourcebook.cli.program import main

__all__ = ["main"]  # The build.py of every site imports it from here.
