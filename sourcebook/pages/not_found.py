"""`404.html`, which static hosts serve for what is not there, at any depth."""

from __future__ import annotations

from collections.abc import Iterator

from sourcebook.pages.output import Output
from sourcebook.pages.site_pages import SitePages
from sourcebook.pages.theme import PageInfo


def outputs(site: SitePages) -> Iterator[Output]:
    """One page, whose links start at the site's base path."""
    yield Output("404.html", site.theme.render("404.html", PageInfo("Not found", "404.html")))
