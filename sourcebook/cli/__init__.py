"""The command line: with the preview the only code that prints and catches `SourcebookError`."""

from sourcebook.cli.program import main

__all__ = ["main"]  # The build.py of every site imports it from here.
