"""The list of claimants, and a page for each with its claims."""

from __future__ import annotations

from collections.abc import Iterator

from sourcebook.render.context import RenderContext
from sourcebook.render.figures.list_page import list_page_with_charts
from sourcebook.render.output import PageInfo, PlannedOutput
from sourcebook.render.pages.claim_list import plan_next_page
from sourcebook.render.pagination import ListPage, paginate, paginate_newest_first
from sourcebook.render.views.claims import ClaimView, claim_dependencies
from sourcebook.render.views.people import PersonView


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
            yield _person(context, view, list_page)


def _person(context: RenderContext, view: PersonView, list_page: ListPage) -> PlannedOutput:
    """Plan the first page of a claimant: claims, reviews and responses, and whom it speaks for or who for it."""
    index, name = context.site_index, view.person.id
    links = index.backlinks
    reviews, responses, quoted = links.reviews.get(name, ()), links.responses.get(name, ()), links.quoted.get(name, ())
    organisation, members = index.site.people.get(view.person.affiliation), links.members.get(name, ())
    shown: list[ClaimView] = [*list_page.items, *quoted]
    shown += [one.claim_view for one in reviews] + [one.claim_view for one in responses]
    return context.page(
        "person.html",
        PageInfo(view.person.name, list_page.url, view.person.role),
        [f"person {name}", *claim_dependencies(shown)],
        (list_page.plain_values, organisation, members, len(quoted), len(reviews)),
        person_view=view,
        list_page=list_page,
        organisation=organisation,
        members=members,
        reviews=reviews,
        responses=responses,
        quoted=quoted,
    )
