"""The list of sources, and a page for each with derivations and claims."""

from __future__ import annotations

from collections.abc import Iterator

from sourcebook.render.context import RenderContext
from sourcebook.render.figures.list_page import list_page_with_charts
from sourcebook.render.figures.query_table import custom_field_cells
from sourcebook.render.output import PageInfo, PlannedOutput
from sourcebook.render.pages.claim_list import plan_next_page
from sourcebook.render.pagination import paginate, paginate_newest_first
from sourcebook.render.views.claims import claim_dependencies
from sourcebook.statements.inactive_claims import InactiveClaims

MOST = 50
"""Most claims that a source's page names that can go back to it through others."""


def outputs(context: RenderContext) -> Iterator[PlannedOutput]:
    """Yield the list, and the page of each source."""
    for list_page in paginate(context.site_index.sources, "sources/"):
        page = PageInfo("Sources", list_page.url, "What claims rest on, and where each source took its matter from.")
        dependencies = [f"source {view.source.id}" for view in list_page.items]
        yield list_page_with_charts(
            context, "sources.html", page, ("source-flow", "source-ages"), dependencies, list_page=list_page
        )
    for view in context.site_index.sources:
        own = custom_field_cells(context.site_index, "sources", view.source.id)
        through = context.site_index.backlinks.through_others.get(view.source.id, ())
        for list_page in paginate_newest_first(context.site_index.claims_by_source[view.source.id], view.url):
            if not list_page.is_first:
                yield plan_next_page(context, list_page, view.source.title)
                continue
            page = PageInfo(view.source.title, list_page.url)
            inactive = InactiveClaims.of(one.status for one in context.site_index.claims_by_source[view.source.id])
            dependencies = [f"source {view.source.id}", *claim_dependencies([*list_page.items, *through[:MOST]])]
            yield context.page(
                "source.html",
                page,
                dependencies,
                (list_page.plain_values, own, [(one.claim.id, one.status) for one in through], inactive),
                source_view=view,
                list_page=list_page,
                inactive=inactive,
                custom_fields=own,
                through=through[:MOST],
                through_inactive=InactiveClaims.of(one.status for one in through),
                active_through=sum(one.is_active for one in through),
                all_through=len(through),
            )
