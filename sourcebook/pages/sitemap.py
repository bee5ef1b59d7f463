"""`sitemap.xml` and `robots.txt`, for search engines."""

from __future__ import annotations

from collections.abc import Iterator

from sourcebook.pages.output import Planned, planned
from sourcebook.pages.site_pages import SitePages
from sourcebook.pages.theme import PageInfo


def outputs(site: SitePages) -> Iterator[Planned]:
    """Every page's address, and where to find that list."""
    paths = sorted(path for path in site.library.site_paths if not path or path.endswith("/"))
    page = PageInfo("", "sitemap.xml")
    yield site.page("sitemap.xml", page, plain=paths, paths=paths)
    robots = f"User-agent: *\nAllow: /\nSitemap: {site.theme.absolute('sitemap.xml')}\n"
    yield planned("robots.txt", robots.encode, (), robots)
