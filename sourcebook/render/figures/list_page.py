"""Plan pages of lists, with charts of the whole site on the first page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from markupsafe import Markup

from sourcebook.model import SourceLocation
from sourcebook.render.context import FRAME_DEPENDENCIES, RenderContext
from sourcebook.render.figures.page_figures import EVERY_RECORD, PageFigures
from sourcebook.render.output import PageInfo, PlannedOutput, RenderedOutput
from sourcebook.render.pagination import ListPage


def list_page_with_charts(
    context: RenderContext,
    template: str,
    page: PageInfo,
    charts: Sequence[str],
    dependencies: Iterable[str],
    plain_values: object = None,
    *,
    list_page: ListPage,
    **variables: Any,
) -> PlannedOutput:
    """Plan a page of a list, with built-in charts on the first page, which the template gets as `charts`.

    Args:
        context: of the site.
        template: of the page.
        page: title and site path.
        charts: names of built-in charts; none are drawn for a site without claims.
        dependencies: names of the dependencies of its items.
        plain_values: plain values that it depends on too.
        list_page: the items, and links to other pages.
        variables: further variables of the template.
    """
    shown = charts if list_page.is_first and context.site_index.claims else ()
    path = f"{page.url}index.html"
    templates = (
        context.templates.dependencies(template, "figure.html") if shown else context.templates.dependencies(template)
    )
    all_dependencies = [
        *FRAME_DEPENDENCIES,
        *templates,
        *dependencies,
        *(["date", "script", *sorted(EVERY_RECORD)] if shown else ()),
    ]

    def render() -> RenderedOutput:
        figures = PageFigures(context, page, None)
        drawn = [figures.chart(name, "", "", name, SourceLocation("site.yaml")) for name in shown]
        html = Markup("\n").join(Markup(one) for one in drawn if isinstance(one, str))
        findings = tuple(one for found in drawn if not isinstance(found, str) for one in found)
        data = context.templates.render(template, page, charts=html, list_page=list_page, **variables)
        return RenderedOutput(path, data, findings, pending_charts=tuple(figures.pending_charts))

    return PlannedOutput(path, render, all_dependencies, (page, list_page.plain_values, plain_values))
