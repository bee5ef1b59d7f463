"""Folders of an output folder, and the symbolic links among them, through which nothing is written or deleted."""

from __future__ import annotations

import os
from pathlib import Path

from sourcebook.core.errors import SourcebookError


class FoldersWithoutLinks:
    """Tells which folders below an output folder are reached without a link; each is looked at once.

    Args:
        output: the built folder, which may itself be a link.
    """

    def __init__(self, output: Path) -> None:
        self.output = output
        self._links: dict[str, Path | None] = {"": None}

    def link_on_the_way(self, folder: str) -> Path | None:
        """Return the first link on the way to a folder of the site, or None.

        Args:
            folder: its site path, without a slash at the end; it need not exist.
        """
        if folder not in self._links:
            found = self.link_on_the_way(os.path.dirname(folder))
            place = self.output / folder
            self._links[folder] = place if found is None and place.is_symlink() else found
        return self._links[folder]


def link_error(place: Path) -> SourcebookError:
    """Return the error for a link in the output folder."""
    message = f"{place} is a symbolic link; a build writes and deletes nothing through one"
    return SourcebookError(message, "delete the link, then build again")
