"""The list of claimants, and a page for each with the claims made."""

from __future__ import annotations

from collections.abc import Iterator

from sourcebook.pages.output import Output
from sourcebook.pages.site_pages import SitePages
from sourcebook.pages.theme import PageInfo


def outputs(site: SitePages) -> Iterator[Output]:
    """The list, then one page a claimant."""
    page = PageInfo("People", "people/", "Who makes the claims: persons, organisations and publications.")
    yield Output("people/index.html", site.theme.render("people.html", page, people=site.library.people))
    for view in site.library.people:
        page = PageInfo(view.person.name, view.url, view.person.role)
        yield Output(f"{view.url}index.html", site.theme.render("person.html", page, p=view))
