"""The claims ledger, and a page for each claim: its permanent address."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from sourcebook.model import KINDS
from sourcebook.pages.output import Planned, planned
from sourcebook.pages.paging import sheets
from sourcebook.pages.selection import own_cells
from sourcebook.pages.site_pages import SitePages
from sourcebook.pages.theme import PageInfo


def outputs(site: SitePages) -> Iterator[Planned]:
    """All claims in one table that can be filtered by kind and by sourcing, without a script."""
    library = site.library
    kinds = [kind for kind in KINDS if any(view.claim.kind == kind for view in library.claims)]
    for sheet in sheets(library.claims, "claims/"):
        page = PageInfo("Claims", sheet.url, "Every claim of this site, who makes it, and on how many roots it rests.")
        data = partial(site.theme.render, "claims.html", page, sheet=sheet, kinds=kinds)
        yield planned(f"{page.url}index.html", data)
    for view in library.claims:
        page = PageInfo(view.claim.text, view.url, f"{view.by}, {view.standing}")
        records = {"sources": library.site.sources, "people": library.site.people, "ties": library.ties}
        own = own_cells(library, "claims", view.claim.id)
        data = partial(site.theme.render, "claim.html", page, c=view, own=own, **records)
        yield planned(f"{view.url}index.html", data)
