"""Prose pages: briefings, and the pages of `pages/`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import NamedTuple

from markupsafe import Markup

from sourcebook.citations import CitationFormatter
from sourcebook.core.cpu_limit import CpuLimitError, cpu_limit
from sourcebook.markdown.document import MarkdownInput, MarkdownOutput
from sourcebook.markdown.page_cost import costliest_line
from sourcebook.model import Briefing, Finding, Page, SourceLocation
from sourcebook.render.context import FRAME_DEPENDENCIES, RenderContext
from sourcebook.render.figures.page_figures import PageFigures
from sourcebook.render.output import PageInfo, PlannedOutput, RenderedOutput
from sourcebook.render.tracked_mapping import TrackedMapping
from sourcebook.render.views.briefings import BriefingView
from sourcebook.render.views.claims import claim_link
from sourcebook.render.views.sources import SourceSummary

PARTS = ("card.html", "figure.html", "selection.html")
"""Templates of parts of prose."""
STRIP_WIDTHS = {"wide": 760, "narrow": 340}
"""Widths in CSS pixels. Wide, it spans text and margin, and is shown a quarter larger than drawn."""


class ReferenceEntry(NamedTuple):
    """A reference with its number on the page."""

    number: int
    view: SourceSummary
    html: str
    """The reference in a style of CSL; empty if the theme formats it."""
    uses: tuple[str, ...]
    """Anchors of the citations on this page."""


def outputs(context: RenderContext) -> Iterator[PlannedOutput]:
    """Yield all briefings and pages."""
    for view in context.site_index.briefings:
        yield _planned_briefing(context, view)
    for page in context.site_index.site.pages:
        yield _planned_page(context, page)


def output(context: RenderContext, path: str) -> PlannedOutput:
    """Plan the prose page of a content file."""
    index = context.site_index
    page = next((one for one in index.site.pages if one.path == path), None)
    if page is not None:
        return _planned_page(context, page)
    return _planned_briefing(
        context, next(one for one in index.briefings if index.briefing_by_slug[one.slug].path == path)
    )


def _planned_briefing(context: RenderContext, view: BriefingView) -> PlannedOutput:
    index = context.site_index
    locations = [index.site.location("claim", one.claim.id, "id") for one in view.claims]
    neighbours = index.neighbours[view.slug]
    dependencies = [
        f"briefing {view.slug}",
        f"files {view.slug}",
        *(f"summary {one.slug}" for one in neighbours if one),
    ]
    dependencies += [f"reference {name}" for name in view.front.briefed]
    plain_values = (view.url, [one.slug if one else "" for one in neighbours], locations)
    render = partial(briefing_page, context, view)
    return _planned(context, "briefing.html", index.briefing_by_slug[view.slug], dependencies, plain_values, render)


def _planned_page(context: RenderContext, page: Page) -> PlannedOutput:
    return _planned(context, "page.html", page, (), page.front, partial(_page, context, page))


def _planned(
    context: RenderContext,
    template: str,
    record: Briefing | Page,
    dependencies: Iterable[str],
    plain_values: object,
    render: Callable[[], RenderedOutput],
) -> PlannedOutput:
    """Plan a prose page, which depends on its text and on the templates of all parts."""
    all_dependencies = (
        *FRAME_DEPENDENCIES,
        "invalid-records",
        *context.templates.dependencies(template, *PARTS),
        f"text {record.path}",
        *dependencies,
    )
    return PlannedOutput(f"{record.url}index.html", render, all_dependencies, plain_values)


def briefing_page(context: RenderContext, view: BriefingView) -> RenderedOutput:
    """Render a briefing: numbers on its evidence, text with claims, table of claims, references."""
    front = view.front
    page = PageInfo(front.title, view.url, front.summary, front.language, view.image, front.image_alt)
    figures = PageFigures(context, page, view)
    source = _markdown_input(context, context.site_index.briefing_by_slug[view.slug], page, figures, view)
    prose = _rendered(context, source, [one.claim.id for one in view.claims])
    strip = _strip(figures, view) if view.claims else ""
    data = context.templates.render(
        "briefing.html",
        page,
        briefing=view,
        strip=Markup(strip),
        content=Markup(prose.html),
        articles=[context.site_index.site.sources[name] for name in front.briefed if name in context.site_index.titles],
        references=_references(context, prose, source.citer),
        numbered=source.citer.is_numbered,
        neighbours=context.site_index.neighbours[view.slug],
    )
    return _output(page, data, (*prose.findings, *_unlinked_claims(context, view, prose)), prose, figures)


def _page(context: RenderContext, record: Page) -> RenderedOutput:
    page = PageInfo(record.front.title, record.url, record.front.summary, record.front.language)
    figures = PageFigures(context, page, None)
    source = _markdown_input(context, record, page, figures, None)
    prose = _rendered(context, source, ())
    cited = {"references": _references(context, prose, source.citer), "numbered": source.citer.is_numbered}
    data = context.templates.render("page.html", page, content=Markup(prose.html), **cited)
    return _output(page, data, prose.findings, prose, figures)


def _rendered(context: RenderContext, source: MarkdownInput, own: Iterable[str]) -> MarkdownOutput:
    """Render the text of a page; if that takes too long, or the text is nested too deep, a finding takes its place.

    Args:
        context: of the build.
        source: the text.
        own: ids of the claims of the page, which such a text counts as linked to.
    """
    seconds = context.site_index.site.config.page_time_limit
    try:
        with cpu_limit(seconds):
            return context.markdown.render(source)
    except CpuLimitError:
        message = f"this text was not rendered within {seconds:g} seconds of processor time"
        hint = (
            "look for brackets or marks without end in this line; or give it longer: page_time_limit: 60 in site.yaml"
        )
        rule, line = "slow-page", costliest_line(source.text)
    except RecursionError:
        message, rule, line = "this text is nested too deep", "too-deep", costliest_line(source.text)
        hint = "flatten its quotations, lists or emphasis"
    location = SourceLocation(source.path, source.first_line + line)
    return MarkdownOutput("", (), {}, frozenset(own), (Finding(rule, "error", message, location, hint),))


def _output(
    page: PageInfo, data: bytes, findings: tuple[Finding, ...], prose: MarkdownOutput, figures: PageFigures
) -> RenderedOutput:
    path = f"{page.url}index.html"
    return RenderedOutput(
        path,
        data,
        findings,
        prose.links,
        pending_charts=tuple(figures.pending_charts),
        discovered_dependencies=frozenset(figures.discovered),
    )


def _markdown_input(
    context: RenderContext, record: Briefing | Page, page: PageInfo, figures: PageFigures, view: BriefingView | None
) -> MarkdownInput:
    index = context.site_index
    own = {one.claim.id: claim_link(one, is_own=True) for one in (view.claims if view else ())}
    discovered = figures.discovered
    return MarkdownInput(
        path=record.path,
        url=record.url,
        text=record.body.read(),
        first_line=record.body_line,
        figures=figures,
        link=lambda path: context.templates.link(page, path),
        citer=context.citation_formatter(),
        claims=TrackedMapping("claim", index.claim_links, discovered, "every claim", own),
        sources=TrackedMapping("reference", index.titles, discovered, "every source"),
        addresses=TrackedMapping("address", index.addresses, discovered, "every address"),
        pictures=TrackedMapping("picture", index.images, discovered, "every address"),
        current_id=index.site.current_id,
        is_invalid=index.site.is_invalid,
    )


def _strip(figures: PageFigures, view: BriefingView) -> str:
    location = SourceLocation(figures.index.briefing_by_slug[view.slug].path)
    figure = figures.chart("evidence-strip", "", "", "evidence", location, widths=STRIP_WIDTHS)
    return figure if isinstance(figure, str) else ""


def _unlinked_claims(context: RenderContext, view: BriefingView, prose: MarkdownOutput) -> Iterator[Finding]:
    for one in view.claims:
        if one.claim.id not in prose.claims:
            location = context.site_index.site.location("claim", one.claim.id, "id")
            message = f"the prose is not tied to the claim “{one.claim.id}”"
            yield Finding(
                "untied-claim", "warning", message, location, f"write […](claim:{one.claim.id}) where it is made"
            )


def _references(context: RenderContext, prose: MarkdownOutput, citer: CitationFormatter) -> list[ReferenceEntry]:
    """Return the references of a page in the order of the style, each with the number of its first citation."""
    numbers = {key: number for number, key in enumerate(prose.cited, 1)}
    return [
        ReferenceEntry(numbers[key], context.site_index.source_summaries[key], citer.reference(key), prose.cited[key])
        for key in citer.order(list(prose.cited))
    ]
