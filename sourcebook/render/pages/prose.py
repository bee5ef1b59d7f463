"""Pages of prose: briefings, and pages that are none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import NamedTuple

from markupsafe import Markup

from sourcebook.citations import CitationFormatter
from sourcebook.markdown.document import Manuscript, Prose
from sourcebook.model import Briefing, Finding, Page, SourceLocation
from sourcebook.render.context import SURROUNDINGS, SitePages
from sourcebook.render.figures.page_figures import PageFigures
from sourcebook.render.output import Output, PageInfo, Planned
from sourcebook.render.tracked_mapping import Noted
from sourcebook.render.views.briefings import BriefingView
from sourcebook.render.views.claims import tie
from sourcebook.render.views.sources import SourceLine

PARTS = ("card.html", "figure.html", "selection.html")
"""Templates of what can stand in prose."""
STRIP_WIDTHS = {"wide": 760, "narrow": 340}
"""CSS pixels: at a desk it is as wide as the page, prose and margin together, and a quarter larger than drawn."""


class Reference(NamedTuple):
    """One entry of the references, by its number on the page."""

    number: int
    view: SourceLine
    html: str
    """The entry in a style of CSL; empty for the theme's own."""
    uses: tuple[str, ...]
    """Anchors of the citations on this page."""


def outputs(site: SitePages) -> Iterator[Planned]:
    """Every briefing and every page."""
    for view in site.library.briefings:
        yield _planned_briefing(site, view)
    for page in site.library.site.pages:
        yield _planned_page(site, page)


def output(site: SitePages, path: str) -> Planned:
    """The page of prose that is written in a content file, of which there is one."""
    library = site.library
    page = next((one for one in library.site.pages if one.path == path), None)
    if page is not None:
        return _planned_page(site, page)
    return _planned_briefing(site, next(one for one in library.briefings if library.written[one.slug].path == path))


def _planned_briefing(site: SitePages, view: BriefingView) -> Planned:
    library = site.library
    places = [library.site.location("claim", one.claim.id, "id") for one in view.claims]
    around = library.neighbours[view.slug]
    pieces = [f"briefing {view.slug}", f"material {view.slug}", *(f"head {one.slug}" for one in around if one)]
    pieces += [f"reference {view.front.article}"] if view.front.article else []
    plain = (view.url, [one.slug if one else "" for one in around], places)
    draw = partial(briefing_page, site, view)
    return _planned(site, "briefing.html", library.written[view.slug], pieces, plain, draw)


def _planned_page(site: SitePages, page: Page) -> Planned:
    return _planned(site, "page.html", page, (), page.front, partial(_page, site, page))


def _planned(
    site: SitePages,
    template: str,
    written: Briefing | Page,
    pieces: Iterable[str],
    plain: object,
    draw: Callable[[], Output],
) -> Planned:
    """A page of prose, which reads its text, and the templates of all that can stand in it."""
    reads = (*SURROUNDINGS, "faults", *site.theme.pieces(template, *PARTS), f"text {written.path}", *pieces)
    return Planned(f"{written.url}index.html", draw, reads, plain)


def briefing_page(site: SitePages, view: BriefingView) -> Output:
    """The page of a briefing: its evidence in figures first, then prose with its claims, all claims, references."""
    front = view.front
    page = PageInfo(front.title, view.url, front.summary, front.language, view.image, front.image_alt)
    figures = PageFigures(site, page, view)
    manuscript = _manuscript(site, site.library.written[view.slug], page, figures, view)
    prose = site.writer.write(manuscript)
    strip = _strip(figures, view) if view.claims else ""
    data = site.theme.render(
        "briefing.html",
        page,
        b=view,
        strip=Markup(strip),
        content=Markup(prose.html),
        article=site.library.site.sources.get(front.article or ""),
        references=_references(site, prose, manuscript.citer),
        numbered=manuscript.citer.is_numbered,
        around=site.library.neighbours[view.slug],
    )
    return _output(page, data, (*prose.findings, *_untied(site, view, prose)), prose, figures)


def _page(site: SitePages, written: Page) -> Output:
    page = PageInfo(written.front.title, written.url, written.front.summary)
    figures = PageFigures(site, page, None)
    manuscript = _manuscript(site, written, page, figures, None)
    prose = site.writer.write(manuscript)
    cited = {"references": _references(site, prose, manuscript.citer), "numbered": manuscript.citer.is_numbered}
    data = site.theme.render("page.html", page, content=Markup(prose.html), **cited)
    return _output(page, data, prose.findings, prose, figures)


def _output(page: PageInfo, data: bytes, findings: tuple[Finding, ...], prose: Prose, figures: PageFigures) -> Output:
    path = f"{page.url}index.html"
    return Output(path, data, findings, prose.links, later=tuple(figures.later), notes=frozenset(figures.notes))


def _manuscript(
    site: SitePages, written: Briefing | Page, page: PageInfo, figures: PageFigures, view: BriefingView | None
) -> Manuscript:
    library = site.library
    own, notes = {one.claim.id: tie(one, is_own=True) for one in (view.claims if view else ())}, figures.notes
    return Manuscript(
        path=written.path,
        url=written.url,
        text=written.body.read(),
        first_line=written.body_line,
        figures=figures,
        link=lambda path: site.theme.link(page, path),
        citer=site.citer(),
        claims=Noted("claim", library.ties, notes, "every claim", own),
        sources=Noted("reference", library.titles, notes, "every source"),
        addresses=Noted("address", library.addresses, notes, "every address"),
        pictures=Noted("picture", library.pictures, notes, "every address"),
        reported=library.site.is_invalid,
    )


def _strip(figures: PageFigures, view: BriefingView) -> str:
    place = SourceLocation(figures.library.written[view.slug].path)
    drawn = figures.chart("evidence-strip", "", "", "evidence", place, widths=STRIP_WIDTHS)
    return drawn if isinstance(drawn, str) else ""


def _untied(site: SitePages, view: BriefingView, prose: Prose) -> Iterator[Finding]:
    for one in view.claims:
        if one.claim.id not in prose.claims:
            place = site.library.site.location("claim", one.claim.id, "id")
            message = f"the prose is not tied to the claim “{one.claim.id}”"
            yield Finding(
                "untied-claim", "warning", message, place, f"write […](claim:{one.claim.id}) where it is made"
            )


def _references(site: SitePages, prose: Prose, citer: CitationFormatter) -> list[Reference]:
    """What the page cites, in the order of its style; each keeps the number of its first citation."""
    numbers = {key: number for number, key in enumerate(prose.cited, 1)}
    return [
        Reference(numbers[key], site.library.lines[key], citer.reference(key), prose.cited[key])
        for key in citer.order(list(prose.cited))
    ]
