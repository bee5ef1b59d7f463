"""What is to be built, and how all that it is made from lies on the disk."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sourcebook.disk import Folder, Sign

if TYPE_CHECKING:
    from sourcebook.workers import Crew

PACKAGE = Path(__file__).resolve().parent.parent
SETTLED = 50_000_000
"""Nanoseconds after a change in which another one might leave the same date."""
COARSE = 2_000_000_000
"""The same, where dates are whole seconds or even ones."""


class Order(NamedTuple):
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
    jobs: int | None = None
    """How many processes draw; 0: this one alone. None: as many as there are cores, where there is enough to do."""
    executor: str = ""
    """The address of a cluster that draws, `dask://host:port`, instead of processes here."""

    @property
    def crew(self) -> Crew:
        """Who draws pages and charts.

        Raises:
            SourcebookError: when a cluster does not answer.
        """
        if self.executor:
            from sourcebook.cluster import cluster

            return cluster(self.executor)
        from sourcebook.workers import cores, processes

        return processes(cores() if self.jobs is None else self.jobs)

    @property
    def kind(self) -> str:
        """What tells one order for this folder from another, as far as pages depend on it."""
        return f"{self.drafts} {self.as_of} {self.fingerprints}"


def theme_folders(source: Path) -> tuple[Path, Path]:
    """The folders of templates: the program's, and the site's own, which need not exist."""
    packed = PACKAGE / "theme"
    return packed if packed.is_dir() else PACKAGE.parent / "templates", source.absolute().parent / "templates"


def inputs(order: Order) -> dict[str, Sign | None]:
    """How every file lies on the disk that a build may read, by what it is to the site; a stat each, no file is opened.

    A file that changed only just now has None: it could change once more without lying there in another way.
    """
    now, found = time.time_ns(), dict[str, Sign | None]()
    for name, root in zip(("content", "theme", "templates"), (order.source, *theme_folders(order.source)), strict=True):
        folder = Folder(root)
        signs = folder.signs() if root.is_dir() else {}
        found |= {f"{name}/{path}": _settled(sign, now) for path, sign in signs.items()}
        found |= {f"{name}/{path} leads astray": (0, 0, 0, 0) for path in folder.strays}
    beside = Folder(order.source).signs_beside()
    return found | {f"beside/{path}": _settled(sign, now) for path, sign in beside.items()}


def _settled(sign: Sign, now: int) -> Sign | None:
    changed = sign[2]
    window = COARSE if changed % 1_000_000_000 == 0 else SETTLED
    return sign if changed < now - window else None
