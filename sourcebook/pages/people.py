"""The list of claimants, and a page for each with the claims made."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from sourcebook.pages.output import Planned, planned
from sourcebook.pages.site_pages import SitePages
from sourcebook.pages.theme import PageInfo


def outputs(site: SitePages) -> Iterator[Planned]:
    """The list, then one page a claimant."""
    page = PageInfo("People", "people/", "Who makes the claims: persons, organisations and publications.")
    data = partial(site.theme.render, "people.html", page, people=site.library.people)
    yield planned("people/index.html", data)
    for view in site.library.people:
        page = PageInfo(view.person.name, view.url, view.person.role)
        yield planned(f"{view.url}index.html", partial(site.theme.render, "person.html", page, p=view))
