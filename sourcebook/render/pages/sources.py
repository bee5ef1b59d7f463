"""The list of sources, and a page for each: what it rests on, what rests on it."""

from __future__ import annotations

from collections.abc import Iterator

from sourcebook.render.context import SitePages
from sourcebook.render.figures.list_page import charted
from sourcebook.render.figures.query_table import own_cells
from sourcebook.render.output import PageInfo, Planned
from sourcebook.render.pages.claim_list import further
from sourcebook.render.pagination import newest_first, sheets
from sourcebook.render.views.claims import named


def outputs(site: SitePages) -> Iterator[Planned]:
    """The list, then one page a source."""
    for sheet in sheets(site.library.sources, "sources/"):
        page = PageInfo("Sources", sheet.url, "What claims rest on, and where each source took its matter from.")
        pieces = [f"source {view.source.id}" for view in sheet.items]
        yield charted(site, "sources.html", page, ("source-flow", "source-ages"), pieces, sheet=sheet)
    for view in site.library.sources:
        own = own_cells(site.library, "sources", view.source.id)
        for sheet in newest_first(site.library.claims_by_source[view.source.id], view.url):
            if not sheet.is_first:
                yield further(site, sheet, view.source.title)
                continue
            page = PageInfo(view.source.title, sheet.url)
            pieces = [f"source {view.source.id}", *named(sheet.items)]
            yield site.page("source.html", page, pieces, (sheet.plain, own), s=view, sheet=sheet, own=own)
