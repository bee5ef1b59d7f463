"""The list of claimants, and a page for each with the claims made."""

from __future__ import annotations

from collections.abc import Iterator

from sourcebook.render.context import RenderContext
from sourcebook.render.figures.list_page import list_page_with_charts
from sourcebook.render.output import PageInfo, PlannedOutput
from sourcebook.render.pages.claim_list import further
from sourcebook.render.pagination import paginate, paginate_newest_first
from sourcebook.render.views.claims import claim_dependencies


def outputs(context: RenderContext) -> Iterator[PlannedOutput]:
    """The list, then one page a claimant."""
    for sheet in paginate(context.site_index.people, "people/"):
        page = PageInfo("People", sheet.url, "Who makes the claims: persons, organisations and publications.")
        pieces = [f"person {view.person.id}" for view in sheet.items]
        yield list_page_with_charts(context, "people.html", page, ("claims-by-claimant",), pieces, sheet=sheet)
    for view in context.site_index.people:
        for sheet in paginate_newest_first(context.site_index.claims_by_person[view.person.id], view.url):
            if not sheet.is_first:
                yield further(context, sheet, view.person.name)
                continue
            page = PageInfo(view.person.name, sheet.url, view.person.role)
            pieces = [f"person {view.person.id}", *claim_dependencies(sheet.items)]
            yield context.page("person.html", page, pieces, sheet.plain, p=view, sheet=sheet)
