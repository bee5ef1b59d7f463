"""Pages of prose: briefings, and pages that are none."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

from markupsafe import Markup

from sourcebook.citing import Citer
from sourcebook.model import Briefing, Finding, Page, Place
from sourcebook.pages.figures import PageFigures
from sourcebook.pages.library import BriefingView, SourceView, tie
from sourcebook.pages.output import Output, Planned
from sourcebook.pages.site_pages import SitePages
from sourcebook.pages.theme import PageInfo
from sourcebook.prose import Manuscript, Prose

STRIP_WIDTHS = {"wide": 760, "narrow": 340}
"""CSS pixels: at a desk it is as wide as the page, prose and margin together, and a quarter larger than drawn."""


class Reference(NamedTuple):
    """One entry of the references, by its number on the page."""

    number: int
    view: SourceView
    html: str
    """The entry in a style of CSL; empty for the theme's own."""
    uses: tuple[str, ...]
    """Anchors of the citations on this page."""


def outputs(site: SitePages) -> Iterator[Planned]:
    """Every briefing and every page."""
    for view in site.library.briefings:
        one = view.briefing
        places = [site.library.site.place("claim", claim.id, "id") for claim in one.claims]
        stamp = (site.shared, one.body, one.body_line, one.charts, one.material, places)
        yield Planned(f"{view.url}index.html", partial(briefing_page, site, view), stamp)
    for page in site.library.site.pages:
        yield Planned(f"{page.url}index.html", partial(_page, site, page), (site.shared, page.body, page.body_line))


def briefing_page(site: SitePages, view: BriefingView) -> Output:
    """The page of a briefing: its evidence in figures first, then prose with its claims, all claims, references."""
    front = view.front
    page = PageInfo(front.title, view.url, front.summary, front.language, view.image, front.image_alt)
    figures = PageFigures(site, page, view)
    manuscript = _manuscript(site, view.briefing, page, figures, view)
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
        around=site.library.neighbours[view.briefing.slug],
    )
    untied = tuple(_untied(site, view, prose))
    return Output(
        f"{view.url}index.html", data, (*prose.findings, *untied), prose.links, figures.files, tuple(figures.later)
    )


def _page(site: SitePages, written: Page) -> Output:
    page = PageInfo(written.front.title, written.url, written.front.summary)
    figures = PageFigures(site, page, None)
    manuscript = _manuscript(site, written, page, figures, None)
    prose = site.writer.write(manuscript)
    cited = {"references": _references(site, prose, manuscript.citer), "numbered": manuscript.citer.is_numbered}
    data = site.theme.render("page.html", page, content=Markup(prose.html), **cited)
    return Output(f"{written.url}index.html", data, prose.findings, prose.links, figures.files, tuple(figures.later))


def _manuscript(
    site: SitePages, written: Briefing | Page, page: PageInfo, figures: PageFigures, view: BriefingView | None
) -> Manuscript:
    library = site.library
    own = {one.claim.id: tie(one, is_own=True) for one in (view.claims if view else ())}
    return Manuscript(
        path=written.path,
        url=written.url,
        text=written.body,
        first_line=written.body_line,
        figures=figures,
        link=lambda path: site.theme.link(page, path),
        citer=site.citer(),
        claims=ChainMap(own, library.ties),
        sources=library.titles,
        urls=library.urls,
        site_paths=library.site_paths,
        files=library.site.files,
        reported=library.site.is_faulty,
    )


def _strip(figures: PageFigures, view: BriefingView) -> str:
    place = Place(view.briefing.path)
    drawn = figures.chart("evidence-strip", "", "", "evidence", place, widths=STRIP_WIDTHS)
    return drawn if isinstance(drawn, str) else ""


def _untied(site: SitePages, view: BriefingView, prose: Prose) -> Iterator[Finding]:
    for one in view.claims:
        if one.claim.id not in prose.claims:
            place = site.library.site.place("claim", one.claim.id, "id")
            message = f"the prose is not tied to the claim “{one.claim.id}”"
            yield Finding(
                "untied-claim", "warning", message, place, f"write […](claim:{one.claim.id}) where it is made"
            )


def _references(site: SitePages, prose: Prose, citer: Citer) -> list[Reference]:
    """What the page cites, in the order of its style; each keeps the number of its first citation."""
    numbers = {key: number for number, key in enumerate(prose.cited, 1)}
    return [
        Reference(numbers[key], site.library.source_by_id[key], citer.reference(key), prose.cited[key])
        for key in citer.order(list(prose.cited))
    ]
