"""Sources as templates see them."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from sourcebook.core.cache.digests import digest
from sourcebook.core.text.slugs import slug
from sourcebook.model import Derivation, Source
from sourcebook.query.rows import domain

if TYPE_CHECKING:
    from sourcebook.render.site_index import SiteIndex


class SourceSummary:
    """A source with what it rests on: what references and claims show of it."""

    def __init__(self, source: Source, index: SiteIndex) -> None:
        sources = index.site.sources
        self.source = source
        self.url = f"sources/{slug(source.id)}/"
        self.authors = ", ".join(name.shown for name in source.author)
        self.domain = domain(source)
        self.roots = [sources[name] for name in index.rows["sources"][source.id]["roots"]]
        self.is_root = not source.derives_from
        self.rests_on = [(step, sources[step.source]) for step in source.derives_from if step.source in sources]

    @cached_property
    def digest(self) -> bytes:
        """Stands for all that pages show of it."""
        return digest((self.source, self.roots, self.rests_on))


class SourceView(SourceSummary):
    """A source with what it rests on, what rests on it, and how many claims name it."""

    def __init__(self, source: Source, index: SiteIndex) -> None:
        super().__init__(source, index)
        self.feeds: list[tuple[Derivation, Source]] = index.feeds[source.id]
        self.claims = len(index.claims_by_source[source.id])
        self.briefed_in = index.briefed[source.id]

    @cached_property
    def digest(self) -> bytes:
        """Stands for all that pages show of it."""
        return digest((self.source, self.roots, self.rests_on, self.feeds, self.claims, self.briefed_in))

    @property
    def parts(self) -> list[str]:
        """Names of the pieces of the site in it."""
        return [f"reference {self.source.id}"]
