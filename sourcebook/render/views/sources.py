"""Views of sources."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from sourcebook.core.text.collation import sort_key
from sourcebook.core.text.slugs import slug
from sourcebook.model import BriefingSummary, Derivation, Site, Source
from sourcebook.query.language import Row
from sourcebook.query.rows import domain
from sourcebook.render.source_text import authors_text
from sourcebook.render.views.view import View


class SourceSummary(View):
    """A source with its derivations, as references and claims show it."""

    source: Source
    roots: Sequence[Source]
    """The sources at the end of its derivations."""
    rests_on: Sequence[tuple[Derivation, Source]]
    """The sources that it derives from, each with how."""

    @property
    def url(self) -> str:
        """The site path of its page."""
        return f"sources/{slug(self.source.id)}/"

    @cached_property
    def authors(self) -> str:
        """Its authors' names, or those of its editors."""
        return authors_text(self.source)

    @cached_property
    def domain(self) -> str:
        """The host of its URL, without www."""
        return domain(self.source)

    @property
    def is_root(self) -> bool:
        """Whether it derives from no other source."""
        return not self.source.derives_from


class SourceView(SourceSummary):
    """A source with its derivations, the sources that derive from it, and the number of its claims."""

    further: Sequence[tuple[Source, Derivation, Source]]
    """The steps further back: a source behind it, how it took its matter, and from which."""
    feeds: Sequence[tuple[Derivation, Source]]
    """The sources that derive from it, each with how."""
    claims: int
    """Number of active claims that name it."""
    briefed_in: Sequence[BriefingSummary]
    """Briefings about it."""

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
    views = (
        SourceView(
            source=one,
            roots=_roots(rows[one.id], site.sources),
            rests_on=_parents(one, site.sources),
            further=_further(one, site.sources),
            feeds=feeds.get(one.id, ()),
            claims=rows[one.id]["claims"],
            briefed_in=briefed.get(one.id, ()),
        )
        for one in site.sources.values()
    )
    return by_title(views, site.config.language)


def source_summary(source: Source, row: Row, sources: Mapping[str, Source]) -> SourceSummary:
    """Return the summary of a source.

    Args:
        source: the record.
        row: its query fields.
        sources: of the site, by id.
    """
    return SourceSummary(source=source, roots=_roots(row, sources), rests_on=_parents(source, sources))


def _roots(row: Row, sources: Mapping[str, Source]) -> list[Source]:
    return [sources[name] for name in row["roots"]]


def _parents(source: Source, sources: Mapping[str, Source]) -> list[tuple[Derivation, Source]]:
    """Return the sources that a source derives from, as far as they are defined, each with how."""
    return [(step, sources[step.source]) for step in source.derives_from if step.source in sources]


def _further(source: Source, sources: Mapping[str, Source]) -> list[tuple[Source, Derivation, Source]]:
    """Return the steps of all sources behind a source, the nearest first."""
    found = []
    ahead = [other for _, other in _parents(source, sources)]
    seen = {source.id}
    for here in ahead:
        if here.id not in seen:
            seen.add(here.id)
            for step, other in _parents(here, sources):
                found.append((here, step, other))
                ahead.append(other)
    return found


def by_title(views: Iterable[SourceView], language: str) -> list[SourceView]:
    """Return sources by title, in the order of a language."""
    key = sort_key(language)
    return sorted(views, key=lambda view: (key(view.source.title), view.source.id))
