"""The list of claimants, and a page for each with its claims."""

from __future__ import annotations

from collections.abc import Iterator

from sourcebook.render.context import RenderContext
from sourcebook.render.figures.list_page import list_page_with_charts
from sourcebook.render.output import PageInfo, PlannedOutput
from sourcebook.render.pages.claim_list import plan_next_page
from sourcebook.render.pagination import paginate, paginate_newest_first
from sourcebook.render.views.claims import claim_dependencies


def outputs(context: RenderContext) -> Iterator[PlannedOutput]:
    """Yield the list, and the page of each claimant."""
    for list_page in paginate(context.site_index.people, "people/"):
        page = PageInfo("People", list_page.url, "Who makes the claims: persons, organisations and publications.")
        dependencies = [f"person {view.person.id}" for view in list_page.items]
        yield list_page_with_charts(
            context, "people.html", page, ("claims-by-claimant",), dependencies, list_page=list_page
        )
    for view in context.site_index.people:
        for list_page in paginate_newest_first(context.site_index.claims_by_person[view.person.id], view.url):
            if not list_page.is_first:
                yield plan_next_page(context, list_page, view.person.name)
                continue
            page = PageInfo(view.person.name, list_page.url, view.person.role)
            dependencies = [f"person {view.person.id}", *claim_dependencies(list_page.items)]
            yield context.page(
                "person.html", page, dependencies, list_page.plain_values, person_view=view, list_page=list_page
            )
