"""The list of topics, and a page for each: its briefings, and all claims on it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from sourcebook.pages.output import Planned, planned
from sourcebook.pages.paging import sheets
from sourcebook.pages.site_pages import SitePages
from sourcebook.pages.theme import PageInfo


def outputs(site: SitePages) -> Iterator[Planned]:
    """The list, then the pages of each topic; nothing where no claim has a topic."""
    if "topics/" not in site.library.site_paths:
        return
    page = PageInfo("Topics", "topics/", "What the claims are about.")
    data = partial(site.theme.render, "topics.html", page, topics=site.library.topics)
    yield planned("topics/index.html", data)
    for view in site.library.topics:
        for sheet in sheets(view.claims, view.url):
            page = PageInfo(view.title, sheet.url, f"Claims about {view.title}, and on what they rest.")
            data = partial(site.theme.render, "topic.html", page, t=view, sheet=sheet)
            yield planned(f"{page.url}index.html", data)
