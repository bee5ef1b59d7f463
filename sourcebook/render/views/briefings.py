"""Briefings as templates see them."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from sourcebook.core.cache.digests import digest
from sourcebook.model import ARTICLE, Briefing, BriefingSummary
from sourcebook.render.views.claims import ClaimView, claim_dependencies

if TYPE_CHECKING:
    from sourcebook.render.site_index import SiteIndex


class BriefingView:
    """A briefing with its claims counted."""

    def __init__(self, briefing: Briefing, index: SiteIndex) -> None:
        self.head = BriefingSummary(briefing.slug, briefing.url, briefing.front)
        self.slug, self.url, self.front = self.head
        self.image = index.site.files.get(briefing.image, "")
        self.picture = index.images.get(self.image)
        self.claims = [ClaimView(self.head, n, claim, index) for n, claim in enumerate(briefing.claims, 1)]
        self.named = len({view.claim.by for view in self.claims if view.claim.by != ARTICLE})
        self.roots = tuple({root.id: root for view in self.claims for root in view.roots}.values())
        self.unsourced = sum(not view.roots for view in self.claims)
        self.forecasts = sum(
            view.claim.kind == "forecast" and (view.claim.forecast is None or view.claim.forecast.outcome == "open")
            for view in self.claims
        )

    @cached_property
    def digest(self) -> bytes:
        """Stands for all that pages show of it."""
        return digest((self.head, self.image, self.picture, self.claims))

    @property
    def parts(self) -> list[str]:
        """Names of the pieces of the site in it."""
        shown = [f"picture {self.image}"] if self.picture else []
        return [f"head {self.slug}", *shown, *claim_dependencies(self.claims)]


class YearView(NamedTuple):
    """A year with the briefings of that time."""

    year: int
    url: str
    first: str
    """The date of its first briefing."""
    last: str
    briefings: int
    """How many there are."""
