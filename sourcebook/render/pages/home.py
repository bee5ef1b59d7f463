"""The index of briefings, at the root of the site and at briefings/, and the archive by year."""

from __future__ import annotations

from collections.abc import Iterator

from sourcebook.render.context import RenderContext
from sourcebook.render.figures.list_page import list_page_with_charts
from sourcebook.render.output import PageInfo, PlannedOutput
from sourcebook.render.pagination import paginate_newest_first
from sourcebook.render.views.briefings import NO_YEAR, year_title

CHARTS = ("corroboration",)
"""Charts of all claims of the site."""


def outputs(context: RenderContext) -> Iterator[PlannedOutput]:
    """Yield the pages of the list, the first one both at the root and at briefings/, and the archive.

    If pages/index.md is the front page, the list is at briefings/ only.
    """
    theme, index = context.templates, context.site_index
    has_front = any(not page.slug for page in index.site.pages)
    for list_page in paginate_newest_first(index.briefings, "briefings/"):
        page = PageInfo("Briefings", list_page.url)
        dependencies = [f"briefing {view.slug}" for view in list_page.items]
        dependencies += [f"picture {view.image}" for view in list_page.items if view.picture]
        yield list_page_with_charts(context, "index.html", page, CHARTS, dependencies, list_page=list_page)
        if list_page.is_first and not has_front:
            home = PageInfo(theme.config.title, "")
            yield list_page_with_charts(context, "index.html", home, CHARTS, dependencies, list_page=list_page)
    page = PageInfo("Archive", "archive/", "All briefings by year.")
    yield context.page("archive.html", page, plain_values=index.years, years=index.years)
    for year, briefings in index.by_year.items():
        title = year_title(year)
        for list_page in paginate_newest_first(briefings, f"archive/{title}/"):
            name = title.capitalize()
            description = f"Briefings of {title}." if year != NO_YEAR else "Briefings without a date."
            page = PageInfo(name, list_page.url, description)
            dependencies = [f"briefing {view.slug}" for view in list_page.items]
            yield context.page("year.html", page, dependencies, list_page.plain_values, list_page=list_page)
