"""The list of claimants, and a page for each with the claims made."""

from __future__ import annotations

from collections.abc import Iterator

from sourcebook.pages.figures import charted
from sourcebook.pages.further import further
from sourcebook.pages.output import Planned
from sourcebook.pages.paging import newest_first, sheets
from sourcebook.pages.site_pages import SitePages
from sourcebook.pages.theme import PageInfo
from sourcebook.pages.views import named


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
