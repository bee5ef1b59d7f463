"""Find published addresses that lead nowhere any more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence, Set

from sourcebook.core.published_addresses import alias_line, is_address, shown_address
from sourcebook.core.text.suggestions import CUTOFF, most_similar
from sourcebook.model import Finding, Site, SourceLocation
from sourcebook.model.site_paths import SECTIONS
from sourcebook.pipeline.path_conflicts import makers_by_path

MOST_FOLLOWERS = 200
"""Lost addresses for which the record that replaces them is searched: each search compares all new ones."""


def lost_addresses(site: Site, published: Mapping[str, Collection[str]], paths: Set[str]) -> Iterator[Finding]:
    """Yield a warning for each published address that leads nowhere any more, with the line that keeps it.

    It is at the record that most likely replaces it: the one with the most similar name among those whose address was
    not published yet.

    Args:
        site: as it was read.
        published: the site paths that were published, by target.
        paths: site paths of all outputs, old addresses included.
    """
    known = {path for target in published.values() for path in target}
    lost = sorted(known - paths)
    if not lost:
        return
    makers = makers_by_path(site)
    new = [path for path in makers if path in paths and path not in known and is_address(path)]
    sets = {target: frozenset(paths_of) for target, paths_of in published.items()}
    by_section = Counter(map(_section, lost))
    for number, path in enumerate(lost):
        targets = ", ".join(target for target, every in sets.items() if path in every)
        is_only = by_section[_section(path)] == 1
        follower = _follower(path, new, is_only) if number < MOST_FOLLOWERS else ""
        location = next(iter(makers.get(follower, ())), SourceLocation("site.yaml"))
        hint = f"{alias_line(path, follower)}, or let it go: sourcebook publish --accept-loss"
        yield Finding(
            "lost-address", "warning", f"{shown_address(path)} is at {targets}, and will vanish", location, hint
        )


def _follower(path: str, new: Sequence[str], is_only: bool) -> str:
    """Return the path that most likely replaces another one; empty if none of its section is new, and similar.

    The only new path of a section follows the only lost one, whatever its name is.
    """
    same = [one for one in new if _section(one) == _section(path)]
    return most_similar(path, same, cutoff=0 if is_only and len(same) == 1 else CUTOFF)


def _section(path: str) -> str:
    """Return the section of an address; empty for pages, which have none."""
    first = path.partition("/")[0]
    return first if first in SECTIONS else ""
