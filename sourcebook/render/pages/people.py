"""The list of claimants, and a page for each with the claims made."""

from __future__ import annotations

from collections.abc import Iterator

from sourcebook.render.context import SitePages
from sourcebook.render.figures.list_page import charted
from sourcebook.render.output import PageInfo, Planned
from sourcebook.render.pages.claim_list import further
from sourcebook.render.pagination import newest_first, sheets
from sourcebook.render.views.claims import named


def outputs(site: SitePages) -> Iterator[Planned]:
    """The list, then one page a claimant."""
    for sheet in sheets(site.library.people, "people/"):
        page = PageInfo("People", sheet.url, "Who makes the claims: persons, organisations and publications.")
        pieces = [f"person {view.person.id}" for view in sheet.items]
        yield charted(site, "people.html", page, ("claims-by-claimant",), pieces, sheet=sheet)
    for view in site.library.people:
        for sheet in newest_first(site.library.claims_by_person[view.person.id], view.url):
            if not sheet.is_first:
                yield further(site, sheet, view.person.name)
                continue
            page = PageInfo(view.person.name, sheet.url, view.person.role)
            pieces = [f"person {view.person.id}", *named(sheet.items)]
            yield site.page("person.html", page, pieces, sheet.plain, p=view, sheet=sheet)
