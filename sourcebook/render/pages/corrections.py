"""The list of corrections and withdrawals, newest first."""

from __future__ import annotations

from collections.abc import Iterator

from sourcebook.core.text.dates import first_day
from sourcebook.render.context import RenderContext
from sourcebook.render.figures.list_page import list_page_with_charts
from sourcebook.render.output import PageInfo, PlannedOutput
from sourcebook.render.pagination import paginate_newest_first
from sourcebook.render.views.changes import changes


def outputs(context: RenderContext) -> Iterator[PlannedOutput]:
    """Yield the pages of the list, with a chart on the first one."""
    index = context.site_index
    found = [(one, view.summary) for view in index.briefings for one in changes(view)]
    found.sort(key=lambda pair: first_day(pair[0].date), reverse=True)
    for list_page in paginate_newest_first(found, "corrections/"):
        page = PageInfo("Corrections", list_page.url, "What was changed on this site after it was published.")
        charts = ("corrections",) if found else ()
        named = sorted({one.claim for one, _ in list_page.items if one.claim in index.claim_by_id})
        claims = {name: index.claim_by_id[name] for name in named}
        dependencies = [f"claim {name}" for name in claims]
        own = [(one, head) for one, head in list_page.items]
        yield list_page_with_charts(
            context, "corrections.html", page, charts, dependencies, own, list_page=list_page, claims=claims
        )
