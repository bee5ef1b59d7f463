"""A page of a list, with charts of the whole site on its first page."""

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
    pieces: Iterable[str],
    plain: object = None,
    *,
    list_page: ListPage,
    **values: Any,
) -> PlannedOutput:
    """A page of a list, with built-in charts of the whole site on its first page, which the template has as `charts`.

    Args:
        context: the site being rendered.
        template: of the page.
        page: what it is called, and where it stands.
        charts: names of built-in charts; none are drawn for a site without claims.
        pieces: names of the pieces of the site that its items are made from.
        plain: what else they are made from.
        list_page: the part of the list that it shows.
        values: what else the template has.
    """
    shown = charts if list_page.is_first and context.site_index.claims else ()
    path = f"{page.url}index.html"
    templates = (
        context.templates.dependencies(template, "figure.html") if shown else context.templates.dependencies(template)
    )
    reads = [*FRAME_DEPENDENCIES, *templates, *pieces, *(["date", "script", *sorted(EVERY_RECORD)] if shown else ())]

    def draw() -> RenderedOutput:
        figures = PageFigures(context, page, None)
        drawn = [figures.chart(name, "", "", name, SourceLocation("site.yaml")) for name in shown]
        html = Markup("\n").join(Markup(one) for one in drawn if isinstance(one, str))
        findings = tuple(one for found in drawn if not isinstance(found, str) for one in found)
        data = context.templates.render(template, page, charts=html, list_page=list_page, **values)
        return RenderedOutput(path, data, findings, pending_charts=tuple(figures.later))

    return PlannedOutput(path, draw, reads, (page, list_page.plain, plain))
