"""Addresses that pages had before, from the `aliases` of all records."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sourcebook.core.text.slugs import slug
from sourcebook.model.findings import SourceLocation
from sourcebook.model.site import Briefing, Page, Site
from sourcebook.model.site_paths import topic_url


class OldAddress(NamedTuple):
    """An address that leads to another one."""

    alias: str
    """Below the site's root, as the author wrote it: `/news/ai/`."""
    url: str
    """The site path of the page that it leads to."""
    location: SourceLocation
    """Where it is given."""


def old_addresses(site: Site) -> Iterator[OldAddress]:
    """Yield the old addresses of briefings, pages, claims, sources, claimants and topics."""
    prose: list[tuple[str, Briefing | Page]] = [
        *(("briefing", one) for one in site.briefings),
        *(("page", one) for one in site.pages),
    ]
    for kind, entry in prose:
        for index, alias in enumerate(entry.front.aliases):
            yield OldAddress(alias, entry.url, site.location(kind, entry.slug, "aliases", index))
    claims = [claim for briefing in site.briefings for claim in briefing.claims]
    groups = (
        ("claim", "claims", claims),
        ("source", "sources", site.sources.values()),
        ("person", "people", site.people.values()),
    )
    for kind, section, records in groups:
        for record in records:
            for index, name in enumerate(record.aliases):
                location = site.location(kind, record.id, "aliases", index)
                yield OldAddress(f"{section}/{slug(name)}/", f"{section}/{slug(record.id)}/", location)
    for old, new in site.config.topic_aliases.items():
        location = site.location("site", "site.yaml", "topic_aliases", old)
        yield OldAddress(topic_url(old), topic_url(new), location)
