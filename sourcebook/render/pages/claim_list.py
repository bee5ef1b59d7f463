"""Further pages of lists of claims."""

from __future__ import annotations

from sourcebook.render.context import RenderContext
from sourcebook.render.output import PageInfo, PlannedOutput
from sourcebook.render.pagination import ListPage
from sourcebook.render.views.claims import claim_dependencies


def plan_next_page(context: RenderContext, list_page: ListPage, title: str) -> PlannedOutput:
    """Plan a further page, which depends only on its claims, so that it does not change while the list grows.

    Args:
        context: of the site.
        list_page: the claims, and links to other pages.
        title: of the first page.
    """
    page = PageInfo(f"{title}: {list_page.title}", list_page.url)
    return context.page(
        "further.html",
        page,
        claim_dependencies(list_page.items),
        (list_page.plain_values, title),
        list_page=list_page,
        title=title,
    )
