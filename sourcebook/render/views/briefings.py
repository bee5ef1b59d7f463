"""Views of briefings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from sourcebook.core.cache.digests import digest
from sourcebook.core.text.dates import first_day
from sourcebook.markdown.document import ResponsiveImage
from sourcebook.model import ARTICLE, Briefing, BriefingSummary, Site
from sourcebook.render.views.claims import ClaimView, claim_dependencies


class BriefingView:
    """A briefing with its claims and their counts.

    Args:
        briefing: the record.
        image: the site path of its image, or empty.
        picture: that image with variants, if it is a raster image.
        claims: in reading order.
    """

    def __init__(
        self, briefing: Briefing, image: str, picture: ResponsiveImage | None, claims: Sequence[ClaimView]
    ) -> None:
        self.summary = BriefingSummary(briefing.slug, briefing.url, briefing.front)
        self.slug, self.url, self.front = self.summary
        self.image = image
        self.picture = picture
        self.claims = claims
        self.named = len({view.claim.by for view in self.claims if view.claim.by != ARTICLE})
        self.roots = tuple({root.id: root for view in self.claims for root in view.roots}.values())
        self.unsourced = sum(not view.roots for view in self.claims)
        self.forecasts = sum(
            view.claim.kind == "forecast" and (view.claim.forecast is None or view.claim.forecast.outcome == "open")
            for view in self.claims
        )

    @cached_property
    def digest(self) -> bytes:
        """Digest of everything that pages show of it."""
        return digest((self.summary, self.image, self.picture, self.claims))

    @property
    def parts(self) -> list[str]:
        """Names of the dependencies that it consists of."""
        shown = [f"picture {self.image}"] if self.picture else []
        return [f"summary {self.slug}", *shown, *claim_dependencies(self.claims)]


class YearView(NamedTuple):
    """A year with its briefings."""

    year: int
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
        found.append(BriefingView(briefing, image, images.get(image), claims[briefing.slug]))
    return found


def by_year(briefings: Sequence[BriefingView]) -> dict[int, list[BriefingView]]:
    """Return briefings by year, both newest first."""
    found: dict[int, list[BriefingView]] = {}
    for view in briefings:
        found.setdefault(first_day(view.front.date).year, []).append(view)
    return found
