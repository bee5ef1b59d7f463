"""The claims ledger, whole and by each of its facets, and a page for each claim: its permanent address."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import msgspec

from sourcebook.dates import first_day, last_day
from sourcebook.pages.facets import Facet, Option
from sourcebook.pages.further import further
from sourcebook.pages.output import Planned, planned
from sourcebook.pages.paging import newest_first
from sourcebook.pages.selection import own_cells
from sourcebook.pages.site_pages import SitePages
from sourcebook.pages.theme import PageInfo
from sourcebook.pages.views import ClaimView, named

ABOUT = "Every claim of this site, who makes it, and on how many roots it rests."


def outputs(site: SitePages) -> Iterator[Planned]:
    """All claims in one table; those of each kind, corroboration, review and own field; each by itself; and as data."""
    library = site.library
    ways = library.facets
    yield from _list(site, library.claims, "claims/", ways, None)
    for facet in (one for one in ways if not one.more):
        chosen = facet.chosen(library.claims, library.rows["claims"])
        for option in facet.options:
            yield from _list(site, chosen[option.url], option.url, ways, option)
    for view in library.claims:
        yield _claim(site, view)
    yield planned("data/ledger.json", partial(_data, site, ways), ("settings", "facets", "every claim"))


def _claim(site: SitePages, view: ClaimView) -> Planned:
    library, claim = site.library, view.claim
    page = PageInfo(claim.text, view.url, f"{view.by}, {view.standing}")
    own = own_cells(library, "claims", claim.id)
    records = library.records(claim)
    ties = {name: library.ties[name] for name in (*claim.supports, *claim.attacks) if name in library.ties}
    return site.page(
        "claim.html", page, [f"claim {claim.id}"], (own, records, ties), c=view, own=own, ties=ties, **records
    )


def _list(
    site: SitePages, claims: Sequence[ClaimView], url: str, ways: Sequence[Facet], chosen: Option | None
) -> Iterator[Planned]:
    title = f"Claims: {chosen.title}" if chosen else "Claims"
    for sheet in newest_first(claims, url):
        if not sheet.is_first:
            yield further(site, sheet, title)
            continue
        page = PageInfo(title, sheet.url, ABOUT)
        pieces = ["facets", *named(sheet.items)]
        yield site.page("claims.html", page, pieces, (sheet.plain, chosen), sheet=sheet, facets=ways, chosen=chosen)


def _data(site: SitePages, ways: Sequence[Facet]) -> bytes:
    """What the ledger's script filters: facets, the fields of the filter language with their types, and all claims."""
    options = {one.field: [(option.value, option.title) for option in one.options] for one in ways}
    document = {
        "facets": [{"field": one.field, "title": one.title, "options": options[one.field]} for one in ways],
        "fields": {name: field.type for name, field in site.library.fields["claims"].items()},
        "claims": [_row(site, view) for view in site.library.claims],
    }
    return msgspec.json.encode(document) + b"\n"


def _row(site: SitePages, view: ClaimView) -> Mapping[str, Any]:
    """A claim with the values of its fields, dates as the first and the last day that they mean."""
    fields, row = site.library.fields["claims"], site.library.rows["claims"][view.claim.id]
    dates = {
        name: (first_day(row[name]), last_day(row[name]))
        for name in fields
        if fields[name].type == "date" and row[name]
    }
    return {
        "url": site.theme.file(view.url),
        "claimant_url": site.theme.file(view.by_url) if view.by_url else "",
        "standing": view.standing,
        "briefing": f"{view.briefing.front.title}, {view.number}",
        "briefing_url": site.theme.file(view.in_prose),
        "values": {**row, **dates},
    }
