"""The claims ledger, whole and by each of its facets, and a page for each claim: its permanent address."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import msgspec

from sourcebook.pages.facets import Facet, Option, facets
from sourcebook.pages.library import ClaimView
from sourcebook.pages.output import Planned, planned
from sourcebook.pages.paging import sheets
from sourcebook.pages.selection import own_cells
from sourcebook.pages.site_pages import SitePages
from sourcebook.pages.theme import PageInfo

ABOUT = "Every claim of this site, who makes it, and on how many roots it rests."


def outputs(site: SitePages) -> Iterator[Planned]:
    """All claims in one table; those of each kind, corroboration, review and own field; each by itself; and as data."""
    library = site.library
    ways = facets(library)
    yield from _list(site, library.claims, "claims/", ways, None)
    for option in (option for facet in ways if not facet.more for option in facet.options):
        yield from _list(site, option.claims, option.url, ways, option)
    for view in library.claims:
        page = PageInfo(view.claim.text, view.url, f"{view.by}, {view.standing}")
        yield planned(f"{view.url}index.html", partial(_claim, site, page, view))
    yield planned("data/ledger.json", partial(_data, site, ways))


def _claim(site: SitePages, page: PageInfo, view: ClaimView) -> bytes:
    records = {"sources": site.library.site.sources, "people": site.library.site.people, "ties": site.library.ties}
    own = own_cells(site.library, "claims", view.claim.id)
    return site.theme.render("claim.html", page, c=view, own=own, **records)


def _list(
    site: SitePages, claims: Sequence[ClaimView], url: str, ways: Sequence[Facet], chosen: Option | None
) -> Iterator[Planned]:
    title = f"Claims: {chosen.title}" if chosen else "Claims"
    for sheet in sheets(claims, url):
        page = PageInfo(title, sheet.url, ABOUT)
        data = partial(site.theme.render, "claims.html", page, sheet=sheet, facets=ways, chosen=chosen)
        yield planned(f"{page.url}index.html", data)


def _data(site: SitePages, ways: Sequence[Facet]) -> bytes:
    """What the ledger's script filters: the facets with their values, and a row for each claim."""
    values: dict[str, dict[str, list[str]]] = {view.claim.id: defaultdict(list) for view in site.library.claims}
    for facet in ways:
        for option in facet.options:
            for view in option.claims:
                values[view.claim.id][facet.field].append(option.value)
    options = {one.field: [(option.value, option.title) for option in one.options] for one in ways}
    document = {
        "facets": [{"field": one.field, "title": one.title, "options": options[one.field]} for one in ways],
        "claims": [_row(site, view, values[view.claim.id]) for view in site.library.claims],
    }
    return msgspec.json.encode(document) + b"\n"


def _row(site: SitePages, view: ClaimView, values: Mapping[str, Sequence[str]]) -> Mapping[str, Any]:
    return {
        "text": view.claim.text,
        "url": site.theme.file(view.url),
        "claimant": view.by,
        "claimant_url": site.theme.file(view.by_url) if view.by_url else "",
        "kind": view.claim.kind,
        "standing": view.standing,
        "briefing": f"{view.briefing.front.title}, {view.number}",
        "briefing_url": site.theme.file(view.in_prose),
        "values": values,
    }
