"""Bundles: folders of briefings, each with an index.md and the files that belong to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

FOLDER = "briefings/"


class Bundles:
    """The bundles among the paths of a content folder."""

    def __init__(self, paths: Sequence[str]) -> None:
        self._all = frozenset(paths)
        self._files: dict[str, list[str]] = defaultdict(list)
        for path in paths:
            bundle = self.bundle_of(path)
            if bundle:
                self._files[bundle].append(path)

    def bundle_of(self, path: str) -> str:
        """Return the bundle that a file belongs to: the outermost folder above it with an index.md; empty if none."""
        if not path.startswith(FOLDER):
            return ""
        steps = path.split("/")
        above = ("/".join(steps[:length]) for length in range(2, len(steps)))
        return next((folder for folder in above if f"{folder}/index.md" in self._all), "")

    def files(self, bundle: str) -> Sequence[str]:
        """Return the content paths of the files of a bundle, sorted; none for a briefing without one."""
        return self._files.get(bundle, ())
