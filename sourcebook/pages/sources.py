"""The list of sources, and a page for each: what it rests on, what rests on it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from sourcebook.pages.output import Planned, planned
from sourcebook.pages.site_pages import SitePages
from sourcebook.pages.theme import PageInfo


def outputs(site: SitePages) -> Iterator[Planned]:
    """The list, then one page a source."""
    page = PageInfo("Sources", "sources/", "What claims rest on, and where each source took its matter from.")
    data = partial(site.theme.render, "sources.html", page, sources=site.library.sources)
    yield planned("sources/index.html", data)
    for view in site.library.sources:
        page = PageInfo(view.source.title, view.url)
        yield planned(f"{view.url}index.html", partial(site.theme.render, "source.html", page, s=view))
