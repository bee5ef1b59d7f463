"""Claims as templates see them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING

from sourcebook.core.cache.digests import digest
from sourcebook.core.text.slugs import slug
from sourcebook.markdown.document import ClaimLink
from sourcebook.model import BriefingSummary, Claim, Claimant
from sourcebook.model.provenance import corroboration_label

if TYPE_CHECKING:
    from sourcebook.render.site_index import SiteIndex


class ClaimView:
    """A claim with its number in the briefing, its claimant and its roots."""

    def __init__(self, briefing: BriefingSummary, number: int, claim: Claim, index: SiteIndex) -> None:
        self.claim = claim
        self.number = number
        self.briefing = briefing
        self.person: Claimant | None = index.site.people.get(claim.by)
        row = index.rows["claims"][claim.id]
        self.by: str = row["claimant"]
        self.by_url = f"people/{slug(claim.by)}/" if self.person else ""
        self.roots = tuple(index.site.sources[name] for name in row["roots"])
        self.topics: tuple[str, ...] = row["topics"]
        self.url = f"claims/{slug(claim.id)}/"
        self.in_prose = f"{briefing.url}#claim-{claim.id}"

    @cached_property
    def digest(self) -> bytes:
        """Stands for all that pages show of it."""
        return digest((self.claim, self.number, self.briefing, self.person, self.by, self.roots, self.topics))

    @property
    def parts(self) -> list[str]:
        """Names of the pieces of the site in it."""
        return [f"head {self.briefing.slug}", *(f"reference {root.id}" for root in self.roots)]

    @property
    def corroboration(self) -> int:
        """The number of independent root sources."""
        return len(self.roots)

    @property
    def standing(self) -> str:
        """How well it is sourced, in two words."""
        return corroboration_label(self.corroboration)


def claim_dependencies(claims: Iterable[ClaimView]) -> list[str]:
    """Names of the pieces of the site that are these claims."""
    return [f"claim {view.claim.id}" for view in claims]


def claim_link(view: ClaimView, *, is_own: bool) -> ClaimLink:
    """What a link to a claim shows of it."""
    return ClaimLink(
        view.number,
        view.claim.kind,
        view.by,
        view.claim.text,
        view.standing,
        bool(view.roots),
        view.url,
        is_own,
    )
