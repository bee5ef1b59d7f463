"""`sitemap.xml` and `robots.txt`, for search engines."""

from __future__ import annotations

from collections.abc import Iterator

from sourcebook.pages.output import Output
from sourcebook.pages.site_pages import SitePages
from sourcebook.pages.theme import PageInfo


def outputs(site: SitePages) -> Iterator[Output]:
    """Every page's address, and where to find that list."""
    paths = sorted(path for path in site.library.site_paths if not path or path.endswith("/"))
    page = PageInfo("", "sitemap.xml")
    yield Output("sitemap.xml", site.theme.render("sitemap.xml", page, paths=paths))
    robots = f"User-agent: *\nAllow: /\nSitemap: {site.theme.absolute('sitemap.xml')}\n"
    yield Output("robots.txt", robots.encode())
