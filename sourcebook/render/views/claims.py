"""Views of claims."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from sourcebook.core.text.phrases import join_names
from sourcebook.core.text.slugs import slug
from sourcebook.markdown.document import ClaimLink
from sourcebook.model import ARTICLE, BriefingSummary, Claim, Claimant, Site, Source
from sourcebook.model.claimants import affiliation, stating_articles
from sourcebook.model.corroboration import Corroboration, Origins
from sourcebook.model.relations import INACTIVE, MARKED, Relations, Status
from sourcebook.query.language import Row
from sourcebook.render.views.view import View
from sourcebook.statements.groups import Evidence
from sourcebook.statements.standing import Standing


class ClaimantLink(NamedTuple):
    """One of the claimants of a claim."""

    name: str
    url: str
    """The site path of its page, or of that of the article; empty if it has none."""
    affiliation: str
    """The name of the organisation that it speaks for, or nothing."""
    person: Claimant | None
    """None for the article and the desk, and if the claimant is not defined."""


class ClaimView(View):
    """A claim with its number in the briefing, its claimants and its origins."""

    briefing: BriefingSummary
    number: int
    """In the order of `claims.yaml`, from 1."""
    claim: Claim
    claimants: Sequence[ClaimantLink]
    """Those who make it together, one at least."""
    topics: tuple[str, ...]
    origins: tuple[Source, ...]
    """The independent sources that it can rest on."""
    legs: Sequence[Sequence[str]]
    """For each way back the id of the source that is named and the ids of the origins that it can reach, sorted; of a
    claim that was computed from others, one of which reaches none, it reaches none either."""
    corroboration: int
    """The least number of independent sources on which it rests."""

    status: Status
    """What follows from withdrawals, corrections, attacks, responses and reviews."""
    relations: Relations
    """What other records say of it."""
    computed_from: int
    """The number of claims that it was computed from."""

    @cached_property
    def by(self) -> str:
        """The names of its claimants."""
        return join_names([one.name for one in self.claimants], len(self.claimants))

    @property
    def articles(self) -> tuple[str, ...]:
        """Ids of the articles that may state it: the one that it names, or all briefed ones; none for the desk."""
        return stating_articles(self.briefing.front, self.claim)

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
    def mark(self) -> str:
        """Its status, if that stands wherever the claim does, else empty."""
        return self.status if self.status in MARKED else ""

    @property
    def is_active(self) -> bool:
        """Whether it was neither withdrawn nor retracted: only such claims are counted."""
        return self.status not in INACTIVE

    @property
    def names_source(self) -> bool:
        """Whether it names a source, or was computed from claims of which one does."""
        return bool(self.legs)

    @property
    def evidence(self) -> Evidence:
        """What statements on several claims are made from."""
        legs = [Origins(leg[1:]) for leg in self.legs]
        pairs = zip(dict.fromkeys(self.claim.by), self.claimants, strict=True)
        return Evidence([(name, one.name) for name, one in pairs], legs)

    @property
    def is_sourced(self) -> bool:
        """Whether it rests on an independent source, with all that it was computed from."""
        return self.corroboration > 0

    @cached_property
    def certain(self) -> Sequence[Source]:
        """The independent sources on which it rests for certain: a way back leads to nothing else."""
        single = {leg[1] for leg in self.legs if len(leg) == 2}
        return [origin for origin in self.origins if origin.id in single]

    @property
    def possible(self) -> Sequence[Source]:
        """The independent sources of which it is not recorded whether it rests on them."""
        return [origin for origin in self.origins if origin not in self.certain]

    @property
    def support(self) -> Standing:
        """On how many independent sources it rests."""
        return Standing(self.corroboration, len(self.origins), self.names_source, len(self.certain), self.computed_from)

    @property
    def standing(self) -> str:
        """Its corroboration in words: `no source named`, `1 independent source`."""
        return self.support.text


def claim_views(
    site: Site, rows: Mapping[str, Row], evidence: Mapping[str, Corroboration], related: Mapping[str, Relations]
) -> Mapping[str, Sequence[ClaimView]]:
    """Return the views of the claims of each briefing, by slug.

    Args:
        site: of the claims.
        rows: query fields of claims, by id.
        evidence: corroboration of claims, by id.
        related: what other records say of claims, by id.
    """
    return {
        briefing.slug: [
            ClaimView(
                briefing=BriefingSummary(briefing.slug, briefing.url, briefing.front),
                number=number,
                claim=claim,
                claimants=_claimants(site, rows[claim.id]),
                topics=rows[claim.id]["topics"],
                origins=tuple(site.sources[name] for name in rows[claim.id]["origins"]),
                corroboration=rows[claim.id]["corroboration"],
                status=rows[claim.id]["status"],
                relations=related.get(claim.id) or Relations(),
                legs=[
                    (leg.source, *sorted(leg.origins & evidence[claim.id].origins)) for leg in evidence[claim.id].legs
                ],
                computed_from=evidence[claim.id].computed_from,
            )
            for number, claim in enumerate(briefing.claims, 1)
        ]
        for briefing in site.briefings
    }


def _claimants(site: Site, row: Row) -> Sequence[ClaimantLink]:
    found = []
    for name, one in zip(row["claimant"], dict.fromkeys(row["by"]), strict=True):
        person = site.people.get(one)
        article = row["article"] if one == ARTICLE and row["article"] in site.sources else ""
        url = f"people/{slug(one)}/" if person else f"sources/{slug(article)}/" if article else ""
        found.append(ClaimantLink(name, url, affiliation(site, person) if person else "", person))
    return found


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
        view.mark,
        view.is_sourced,
        view.url,
        is_own,
    )
