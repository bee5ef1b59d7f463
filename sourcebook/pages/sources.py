"""The list of sources, and a page for each: what it rests on, what rests on it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from sourcebook.pages.figures import charted
from sourcebook.pages.output import Planned, planned
from sourcebook.pages.paging import sheets
from sourcebook.pages.selection import own_cells
from sourcebook.pages.site_pages import SitePages
from sourcebook.pages.theme import PageInfo


def outputs(site: SitePages) -> Iterator[Planned]:
    """The list, then one page a source."""
    for sheet in sheets(site.library.sources, "sources/"):
        page = PageInfo("Sources", sheet.url, "What claims rest on, and where each source took its matter from.")
        yield charted(site, "sources.html", page, ("source-flow", "source-ages"), sheet=sheet)
    for view in site.library.sources:
        own = own_cells(site.library, "sources", view.source.id)
        for sheet in sheets(view.claims, view.url):
            page = PageInfo(view.source.title, sheet.url)
            data = partial(site.theme.render, "source.html", page, s=view, sheet=sheet, own=own)
            yield planned(f"{page.url}index.html", data)
