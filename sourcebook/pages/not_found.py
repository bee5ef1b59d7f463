"""`404.html`, which static hosts serve for what is not there, at any depth."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from sourcebook.pages.output import Planned, planned
from sourcebook.pages.site_pages import SitePages
from sourcebook.pages.theme import PageInfo


def outputs(site: SitePages) -> Iterator[Planned]:
    """One page, whose links start at the site's base path."""
    yield planned("404.html", partial(site.theme.render, "404.html", PageInfo("Not found", "404.html")))
