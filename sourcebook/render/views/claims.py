"""Views of claims."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from sourcebook.core.text.slugs import slug
from sourcebook.markdown.document import ClaimLink
from sourcebook.model import BriefingSummary, Claim, Claimant, Site, Source
from sourcebook.query.language import Row
from sourcebook.render.views.view import View
from sourcebook.statements.standing import Standing


class ClaimView(View):
    """A claim with its number in the briefing, its claimant and its origins."""

    briefing: BriefingSummary
    number: int
    """In the order of `claims.yaml`, from 1."""
    claim: Claim
    person: Claimant | None
    """The claimant; None for the article, and if the claimant is not defined."""
    by: str
    """The claimant's name."""
    topics: tuple[str, ...]
    origins: tuple[Source, ...]
    """The independent sources that it can rest on."""
    corroboration: int
    """The least number of independent sources on which it rests."""

    @cached_property
    def by_url(self) -> str:
        """The site path of the claimant's page, or empty."""
        return f"people/{slug(self.claim.by)}/" if self.person else ""

    @cached_property
    def url(self) -> str:
        """The site path of its page."""
        return f"claims/{slug(self.claim.id)}/"

    @property
    def in_prose(self) -> str:
        """The address of its place in the briefing."""
        return f"{self.briefing.url}#claim-{self.claim.id}"

    @property
    def parts(self) -> list[str]:
        """Names of the dependencies that it consists of."""
        return [f"summary {self.briefing.slug}", *(f"reference {origin.id}" for origin in self.origins)]

    @property
    def standing(self) -> str:
        """Its corroboration in words: `no source named`, `1 independent source`."""
        return Standing(self.corroboration, len(self.origins), bool(self.claim.via)).text


def claim_views(site: Site, rows: Mapping[str, Row]) -> Mapping[str, Sequence[ClaimView]]:
    """Return the views of the claims of each briefing, by slug.

    Args:
        site: of the claims.
        rows: query fields of claims, by id.
    """
    return {
        briefing.slug: [
            ClaimView(
                briefing=BriefingSummary(briefing.slug, briefing.url, briefing.front),
                number=number,
                claim=claim,
                person=site.people.get(claim.by),
                by=rows[claim.id]["claimant"],
                topics=rows[claim.id]["topics"],
                origins=tuple(site.sources[name] for name in rows[claim.id]["origins"]),
                corroboration=rows[claim.id]["corroboration"],
            )
            for number, claim in enumerate(briefing.claims, 1)
        ]
        for briefing in site.briefings
    }


def claim_dependencies(claims: Iterable[ClaimView]) -> list[str]:
    """Return the names of dependencies on these claims."""
    return [f"claim {view.claim.id}" for view in claims]


def claim_link(view: ClaimView, *, is_own: bool) -> ClaimLink:
    """Return the link to a claim."""
    return ClaimLink(
        view.number,
        view.claim.kind,
        view.by,
        view.claim.text,
        view.standing,
        bool(view.origins),
        view.url,
        is_own,
    )
