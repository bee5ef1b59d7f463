"""Options of a build."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple


class BuildOptions(NamedTuple):
    """What is to be built."""

    source: Path
    """The content folder; `templates/` stands beside it."""
    output: Path
    drafts: bool = False
    strict: bool = False
    """Whether warnings stop the build too."""
    as_of: str = ""
    """The build's date, YYYY-MM-DD; empty: that of the newest briefing."""
    clean: bool = False
    """Whether every file is drawn and written, those too that an earlier build left with the same bytes."""
    fingerprints: bool = True
    """Whether the names of assets change with their bytes; the preview keeps plain names, and changes them in place."""
    explain: bool = False
    """Whether an explanation is wanted even where nothing changed."""
    write: bool = True
    """Whether the site is written; else its findings are all that is wanted."""

    @property
    def kind(self) -> str:
        """What tells one order for this folder from another, as far as pages depend on it."""
        return f"{self.drafts} {self.as_of} {self.fingerprints}"
