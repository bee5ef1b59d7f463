"""Views of briefings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from sourcebook.core.text.dates import UNDATED, first_day
from sourcebook.markdown.document import ResponsiveImage
from sourcebook.model import BriefingFrontMatter, BriefingSummary, Site, Source
from sourcebook.render.views.claims import ClaimView, claim_dependencies
from sourcebook.render.views.view import View
from sourcebook.statements.groups import Foundation, Makers
from sourcebook.statements.inactive_claims import InactiveClaims


class BriefingView(View):
    """A briefing with its claims and their counts."""

    summary: BriefingSummary
    image: str
    """The site path of its image, or empty."""
    picture: ResponsiveImage | None
    """That image with variants, if it is a raster image."""
    claims: Sequence[ClaimView]
    """In the order of `claims.yaml`."""

    @property
    def slug(self) -> str:
        """The last part of its URL."""
        return self.summary.slug

    @property
    def url(self) -> str:
        """The site path of its page."""
        return self.summary.url

    @property
    def front(self) -> BriefingFrontMatter:
        """Its front matter."""
        return self.summary.front

    @cached_property
    def origins(self) -> tuple[Source, ...]:
        """The independent sources on which its claims can rest."""
        return tuple({origin.id: origin for view in self.claims for origin in view.origins}.values())

    @cached_property
    def active_claims(self) -> Sequence[ClaimView]:
        """Those that were neither withdrawn nor retracted."""
        return [view for view in self.claims if view.is_active]

    @property
    def inactive(self) -> InactiveClaims:
        """How many of its claims were withdrawn or retracted."""
        return InactiveClaims.of(view.status for view in self.claims)

    @cached_property
    def unnamed(self) -> int:
        """Number of active claims that name no source."""
        return sum(not view.names_source for view in self.active_claims)

    @cached_property
    def foundation(self) -> Foundation:
        """How many of its active claims name no source, and to what the others go back."""
        titles = {origin.id: origin.title for view in self.active_claims for origin in view.origins}
        return Foundation.of([view.evidence for view in self.active_claims], titles)

    @cached_property
    def makers(self) -> Makers:
        """Who makes how many of its active claims."""
        return Makers.of([view.evidence for view in self.active_claims])

    @property
    def parts(self) -> list[str]:
        """Names of the dependencies that it consists of."""
        shown = [f"picture {self.image}"] if self.picture else []
        return [f"summary {self.slug}", *shown, *claim_dependencies(self.claims)]


NO_YEAR = 0
"""The year of briefings without a date."""


def year_title(year: int) -> str:
    """Return the name of a year in the archive."""
    return str(year) if year != NO_YEAR else "undated"


class YearView(NamedTuple):
    """A year with its briefings."""

    year: str
    """Its number, or `undated`."""
    url: str
    first: str
    """The date of its first briefing."""
    last: str
    briefings: int
    """Number of briefings."""


def briefing_views(
    site: Site, images: Mapping[str, ResponsiveImage], claims: Mapping[str, Sequence[ClaimView]]
) -> list[BriefingView]:
    """Return the views of briefings, newest first.

    Args:
        site: of the briefings.
        images: raster images by site path.
        claims: of each briefing, by its slug.
    """
    found = []
    for briefing in site.briefings:
        image = site.files.get(briefing.image, "")
        summary = BriefingSummary(briefing.slug, briefing.url, briefing.front)
        found.append(
            BriefingView(summary=summary, image=image, picture=images.get(image), claims=claims[briefing.slug])
        )
    return found


def by_year(briefings: Sequence[BriefingView]) -> dict[int, list[BriefingView]]:
    """Return briefings by year, both newest first; those without a date last, under `NO_YEAR`."""
    found: dict[int, list[BriefingView]] = {}
    for view in briefings:
        year = first_day(view.front.date).year if view.front.date != UNDATED else NO_YEAR
        found.setdefault(year, []).append(view)
    return found
