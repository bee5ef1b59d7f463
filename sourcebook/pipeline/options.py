"""Options of a build."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

Progress = Callable[[int, int], None]
"""Called with the number of files rendered so far, and that of all to be rendered."""


class BuildOptions(NamedTuple):
    """Options of a build: plain data."""

    source: Path
    """The content folder; `templates/` stands beside it."""
    output: Path
    drafts: bool = False
    strict: bool = False
    """Whether warnings block the build too."""
    as_of: str = ""
    """The build's date, YYYY-MM-DD; empty: the date of the newest briefing."""
    clean: bool = False
    """Whether every file is rendered and written, also those that the previous build left with the same bytes."""
    fingerprints: bool = True
    """Whether names of assets contain a fingerprint of their bytes; in the preview they do not."""
    explain: bool = False
    """Whether the build runs, and explains itself, even if nothing changed."""
    write: bool = True
    """Whether the site is written; otherwise the build only returns findings."""

    @property
    def output_key(self) -> str:
        """Return the options that outputs depend on, as one string."""
        return f"{self.drafts} {self.as_of} {self.fingerprints}"
