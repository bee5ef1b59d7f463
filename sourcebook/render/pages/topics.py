"""The list of topics, and a page for each with its briefings and claims."""

from __future__ import annotations

from collections.abc import Iterator

from sourcebook.core.text.slugs import slug
from sourcebook.render.context import RenderContext
from sourcebook.render.output import PageInfo, PlannedOutput
from sourcebook.render.pages.claim_list import plan_next_page
from sourcebook.render.pagination import paginate_newest_first
from sourcebook.render.views.claims import claim_dependencies

NEWEST = 20
"""Most briefings on the first page of a topic."""


def outputs(context: RenderContext) -> Iterator[PlannedOutput]:
    """Yield the list, and the pages of each topic; nothing if there are no topics."""
    if "topics/" not in context.site_index.site_paths:
        return
    page = PageInfo("Topics", "topics/", "What the claims are about.")
    names = [f"topic {slug(view.name)}" for view in context.site_index.topics]
    yield context.page("topics.html", page, names, topics=context.site_index.topics)
    for name, view in zip(names, context.site_index.topics, strict=True):
        about = context.site_index.topic_members[slug(view.name)]
        for list_page in paginate_newest_first(about.claims, view.url):
            if not list_page.is_first:
                yield plan_next_page(context, list_page, view.title)
                continue
            page = PageInfo(view.title, list_page.url, f"Claims about {view.title}, and on what they rest.")
            newest = about.briefings[:NEWEST]
            dependencies = [name, *(f"briefing {one.slug}" for one in newest), *claim_dependencies(list_page.items)]
            yield context.page(
                "topic.html",
                page,
                dependencies,
                list_page.plain_values,
                topic=view,
                list_page=list_page,
                briefings=newest,
            )
