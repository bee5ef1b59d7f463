"""The list of sources, and a page for each: what it rests on, what rests on it."""

from __future__ import annotations

from collections.abc import Iterator

from sourcebook.pages.output import Output
from sourcebook.pages.site_pages import SitePages
from sourcebook.pages.theme import PageInfo


def outputs(site: SitePages) -> Iterator[Output]:
    """The list, then one page a source."""
    page = PageInfo("Sources", "sources/", "What claims rest on, and where each source took its matter from.")
    yield Output("sources/index.html", site.theme.render("sources.html", page, sources=site.library.sources))
    for view in site.library.sources:
        page = PageInfo(view.source.title, view.url)
        yield Output(f"{view.url}index.html", site.theme.render("source.html", page, s=view))
