"""The claims ledger, whole and by each of its facets, and a page for each claim: its permanent address."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import msgspec

from sourcebook.pages.facets import SHOWN, Facet, Option, facets, values_of
from sourcebook.pages.library import ClaimView
from sourcebook.pages.output import Planned, planned
from sourcebook.pages.paging import sheets
from sourcebook.pages.selection import own_cells
from sourcebook.pages.site_pages import SitePages
from sourcebook.pages.theme import PageInfo
from sourcebook.query import parse

ABOUT = "Every claim of this site, who makes it, and on how many roots it rests."


def outputs(site: SitePages) -> Iterator[Planned]:
    """All claims in one table; those of each kind, corroboration, review and own field; each by itself; and as data."""
    library = site.library
    ways = facets(library)
    yield from _list(site, library.claims, "claims/", ways, None)
    for facet in ways:
        for option in facet.options if facet.has_pages else ():
            query = parse(f"{facet.field}={option.value}", library.fields["claims"])
            rows = query.select(library.rows["claims"].values())
            yield from _list(site, [library.claim_by_id[row["id"]] for row in rows], option.url, ways, option)
    for view in library.claims:
        page = PageInfo(view.claim.text, view.url, f"{view.by}, {view.standing}")
        records = {"sources": library.site.sources, "people": library.site.people, "ties": library.ties}
        own = own_cells(library, "claims", view.claim.id)
        data = partial(site.theme.render, "claim.html", page, c=view, own=own, **records)
        yield planned(f"{view.url}index.html", data)
    yield planned("data/ledger.json", partial(_data, site, ways))


def _list(
    site: SitePages, claims: Sequence[ClaimView], url: str, ways: Sequence[Facet], chosen: Option | None
) -> Iterator[Planned]:
    title = f"Claims: {chosen.title}" if chosen else "Claims"
    for sheet in sheets(claims, url):
        page = PageInfo(title, sheet.url, ABOUT)
        data = partial(
            site.theme.render, "claims.html", page, sheet=sheet, facets=ways, chosen=chosen, most=SHOWN, base=url
        )
        yield planned(f"{page.url}index.html", data)


def _data(site: SitePages, ways: Sequence[Facet]) -> bytes:
    """What the ledger's script filters: the facets with their values, and a row for each claim."""
    document = {
        "facets": [
            {
                "field": one.field,
                "title": one.title,
                "options": [[option.value, option.title] for option in one.options],
            }
            for one in ways
        ],
        "claims": [_row(site, view, [one.field for one in ways]) for view in site.library.claims],
    }
    return msgspec.json.encode(document) + b"\n"


def _row(site: SitePages, view: ClaimView, fields: Sequence[str]) -> Mapping[str, Any]:
    row = site.library.rows["claims"][view.claim.id]
    values = {field: [str(one) for one in values_of(row[field])] for field in fields}
    return {
        "text": view.claim.text,
        "url": site.theme.below(view.url),
        "claimant": view.by,
        "claimant_url": site.theme.below(view.by_url) if view.by_url else "",
        "kind": view.claim.kind,
        "standing": view.standing,
        "briefing": f"{view.briefing.front.title}, {view.number}",
        "briefing_url": site.theme.below(view.in_prose),
        "values": values,
    }
