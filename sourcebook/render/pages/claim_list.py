"""The further pages of a list of claims, which show these and nothing else."""

from __future__ import annotations

from sourcebook.render.context import SitePages
from sourcebook.render.output import PageInfo, Planned
from sourcebook.render.pagination import Sheet
from sourcebook.render.views.claims import named


def further(site: SitePages, sheet: Sheet, title: str) -> Planned:
    """One of them, made from its claims alone, so that it stays as it is while the list grows.

    Args:
        site: the site being rendered.
        sheet: the part of the list that it shows.
        title: of the page that the list begins on.
    """
    page = PageInfo(f"{title}: {sheet.title}", sheet.url)
    return site.page("further.html", page, named(sheet.items), (sheet.plain, title), sheet=sheet, title=title)
