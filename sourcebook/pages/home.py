"""The index of briefings, at the site's root and at briefings/."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from sourcebook.pages.output import Planned, planned
from sourcebook.pages.site_pages import SitePages
from sourcebook.pages.theme import PageInfo


def outputs(site: SitePages) -> Iterator[Planned]:
    """The same list twice: visitors come to the root, addresses are cut back to briefings/."""
    for title, url in ((site.theme.config.title, ""), ("Briefings", "briefings/")):
        page = PageInfo(title, url)
        data = partial(site.theme.render, "index.html", page, briefings=site.library.briefings)
        yield planned(f"{url}index.html", data)
