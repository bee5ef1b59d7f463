"""The list of topics, and a page for each: its briefings, and all claims on it."""

from __future__ import annotations

from collections.abc import Iterator

from sourcebook.addresses import slug
from sourcebook.pages.output import Planned
from sourcebook.pages.paging import sheets
from sourcebook.pages.site_pages import SitePages
from sourcebook.pages.theme import PageInfo


def outputs(site: SitePages) -> Iterator[Planned]:
    """The list, then the pages of each topic; nothing where no claim has a topic."""
    if "topics/" not in site.library.site_paths:
        return
    page = PageInfo("Topics", "topics/", "What the claims are about.")
    pieces = [f"topic {slug(view.name)}" for view in site.library.topics]
    yield site.page("topics.html", page, pieces, topics=site.library.topics)
    for piece, view in zip(pieces, site.library.topics, strict=True):
        for sheet in sheets(view.claims, view.url):
            page = PageInfo(view.title, sheet.url, f"Claims about {view.title}, and on what they rest.")
            yield site.page("topic.html", page, [piece], sheet.plain, t=view, sheet=sheet)
