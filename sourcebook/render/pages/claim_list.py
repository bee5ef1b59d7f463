"""The further pages of a list of claims, which show these and nothing else."""

from __future__ import annotations

from sourcebook.render.context import RenderContext
from sourcebook.render.output import PageInfo, PlannedOutput
from sourcebook.render.pagination import ListPage
from sourcebook.render.views.claims import claim_dependencies


def further(context: RenderContext, list_page: ListPage, title: str) -> PlannedOutput:
    """One of them, made from its claims alone, so that it stays as it is while the list grows.

    Args:
        context: the site being rendered.
        list_page: the part of the list that it shows.
        title: of the page that the list begins on.
    """
    page = PageInfo(f"{title}: {list_page.title}", list_page.url)
    return context.page(
        "further.html",
        page,
        claim_dependencies(list_page.items),
        (list_page.plain, title),
        list_page=list_page,
        title=title,
    )
