"""Views of sources."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from sourcebook.core.cache.digests import digest
from sourcebook.core.text.slugs import slug
from sourcebook.model import BriefingSummary, Derivation, Site, Source
from sourcebook.query.language import Row
from sourcebook.query.rows import domain


class SourceSummary:
    """A source with its derivations, as references and claims show it.

    Args:
        source: the record.
        row: its query fields.
        sources: of the site, by id.
    """

    def __init__(self, source: Source, row: Row, sources: Mapping[str, Source]) -> None:
        self.source = source
        self.url = f"sources/{slug(source.id)}/"
        self.authors = ", ".join(name.shown for name in source.author)
        self.domain = domain(source)
        self.roots = [sources[name] for name in row["roots"]]
        self.is_root = not source.derives_from
        self.rests_on = [(step, sources[step.source]) for step in source.derives_from if step.source in sources]

    @cached_property
    def digest(self) -> bytes:
        """Digest of everything that pages show of it."""
        return digest((self.source, self.roots, self.rests_on))


class SourceView(SourceSummary):
    """A source with its derivations, the sources that derive from it, and the number of its claims.

    Args:
        source: the record.
        row: its query fields.
        sources: of the site, by id.
        feeds: the sources that derive from it, each with how.
        briefed_in: briefings about it.
    """

    def __init__(
        self,
        source: Source,
        row: Row,
        sources: Mapping[str, Source],
        feeds: Sequence[tuple[Derivation, Source]],
        briefed_in: Sequence[BriefingSummary],
    ) -> None:
        super().__init__(source, row, sources)
        self.feeds = feeds
        self.claims: int = row["claims"]
        self.briefed_in = briefed_in

    @cached_property
    def digest(self) -> bytes:
        """Digest of everything that pages show of it."""
        return digest((self.source, self.roots, self.rests_on, self.feeds, self.claims, self.briefed_in))

    @property
    def parts(self) -> list[str]:
        """Names of the dependencies that it consists of."""
        return [f"reference {self.source.id}"]


def source_views(
    site: Site, rows: Mapping[str, Row], briefed: Mapping[str, Sequence[BriefingSummary]]
) -> list[SourceView]:
    """Return the views of sources, by title.

    Args:
        site: of the sources.
        rows: query fields of sources, by id.
        briefed: briefings about a source, by source id.
    """
    feeds: dict[str, list[tuple[Derivation, Source]]] = defaultdict(list)
    for source in site.sources.values():
        for step in source.derives_from:
            feeds[step.source].append((step, source))
    return by_title(
        SourceView(one, rows[one.id], site.sources, feeds.get(one.id, ()), briefed.get(one.id, ()))
        for one in site.sources.values()
    )


def by_title(views: Iterable[SourceView]) -> list[SourceView]:
    """Return sources by title."""
    return sorted(views, key=lambda view: (view.source.title.casefold(), view.source.id))
