"""The index of briefings, at the site's root and at briefings/, and the archive of their years."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from sourcebook.pages.figures import charted
from sourcebook.pages.output import Planned, planned
from sourcebook.pages.paging import sheets
from sourcebook.pages.site_pages import SitePages
from sourcebook.pages.theme import PageInfo

CHARTS = ("corroboration",)
"""Of all claims of the site."""


def outputs(site: SitePages) -> Iterator[Planned]:
    """The first page of the list twice: visitors come to the root, addresses are cut back to briefings/.

    A site whose pages/index.md is its front page has the list at briefings/ alone.
    """
    theme, library = site.theme, site.library
    has_front = any(not page.slug for page in library.site.pages)
    for sheet in sheets(library.briefings, "briefings/"):
        page = PageInfo("Briefings", sheet.url)
        yield charted(site, "index.html", page, CHARTS, sheet=sheet)
        if sheet.number == 1 and not has_front:
            home = PageInfo(theme.config.title, "")
            yield charted(site, "index.html", home, CHARTS, sheet=sheet)
    page = PageInfo("Archive", "archive/", "All briefings by year.")
    yield planned("archive/index.html", partial(theme.render, "archive.html", page, years=library.years))
    for year, briefings in library.years.items():
        for sheet in sheets(briefings, f"archive/{year}/"):
            page = PageInfo(str(year), sheet.url, f"Briefings of {year}.")
            data = partial(theme.render, "year.html", page, sheet=sheet, years=library.years)
            yield planned(f"{page.url}index.html", data)
