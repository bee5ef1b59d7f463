"""Claims and sources as rows: each field by its name, derived fields included.

Queries select from them, `charts.py` gets them as tables, and exports write them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlsplit

from sourcebook.core.text.collation import sort_key
from sourcebook.core.text.slugs import slug
from sourcebook.model import Briefing, Claim, Forecast, Site, Source
from sourcebook.model.claimants import affiliation, claimant_names, shown_names, stating_articles
from sourcebook.model.computation import all_via
from sourcebook.model.corroboration import Corroboration
from sourcebook.model.custom_fields import custom_fields
from sourcebook.model.provenance import root_sources
from sourcebook.model.relations import Relations, is_inactive, newest_review, status
from sourcebook.query.language import Row

UNREVIEWED = "unreviewed"


class RowContext(NamedTuple):
    """What rows of claims are computed from."""

    site: Site
    claims: Mapping[str, Claim]
    """By id."""
    names: Mapping[str, str]
    """Of people, by id, as they are shown."""
    relations: Mapping[str, Relations]
    """What other records say of claims, by id."""
    evidence: Mapping[str, Corroboration]
    """By id of the claim."""


def claim_rows(site: Site, evidence: Mapping[str, Corroboration], related: Mapping[str, Relations]) -> list[Row]:
    """Return all claims in the order of the ledger: newest briefing first, then in the order of claims.yaml.

    Args:
        site: of the claims.
        evidence: result of `corroborations`.
        related: result of `relations`.
    """
    context = RowContext(site, site.claim_by_id, shown_names(site), related, evidence)
    return [
        _claim_row(context, briefing, number, claim)
        for briefing in site.briefings
        for number, claim in enumerate(briefing.claims, 1)
    ]


def _claim_row(context: RowContext, briefing: Briefing, number: int, claim: Claim) -> Row:
    """Return the row of a claim; if it has no topics it gets its briefing's."""
    site, claims = context.site, context.claims
    forecast = claim.forecast or Forecast()
    is_forecast = claim.kind == "forecast"
    own = context.relations.get(claim.id) or Relations()
    articles = stating_articles(briefing.front, claim)
    people = [site.people[name] for name in claim.by if name in site.people]
    rests_on = context.evidence[claim.id]
    origins = tuple(sorted(rests_on.origins))
    return {
        "id": claim.id,
        "text": claim.text,
        "kind": claim.kind,
        "by": tuple(dict.fromkeys(claim.by)),
        "claimant": claimant_names(site, context.names, briefing, claim),
        "affiliation": tuple(dict.fromkeys(affiliation(site, person) for person in people if person.affiliation)),
        "article": articles[0] if len(articles) == 1 else "",
        "briefing": briefing.slug,
        "number": number,
        "via": tuple(dict.fromkeys(via.source for via in claim.via)),
        "origins": origins,
        "roots": origins,
        "corroboration": rests_on.least,
        "corroboration_max": rests_on.most,
        "sourced": rests_on.least > 0,
        "computed_from": claim.computed_from,
        "as_of": claim.as_of,
        "topics": claim.topics or briefing.front.topics,
        "confidence": claim.confidence,
        "status": status(claim, context.relations, claims, site.config.ratings),
        "verdict": verdict(claim),
        "supports": claim.supports,
        "supported_by": own.supported_by,
        "attacks": claim.attacks,
        "attacked_by": own.attacked_by,
        "supersedes": claim.supersedes,
        "superseded_by": own.superseded_by,
        "responses": len(claim.responses),
        "quotes": len(claim.quotes),
        "quantities": len(claim.quantities),
        "made_on": forecast.made_on,
        "horizon": forecast.horizon,
        "probability": forecast.probability,
        "likelihood": forecast.likelihood,
        "outcome": forecast.outcome if is_forecast else None,
        **_custom_values(site, "claims", claim),
    }


def verdict(claim: Claim) -> str:
    """Return the verdict of a claim's newest review, or that it has none."""
    newest = newest_review(claim)
    return newest.verdict if newest else UNREVIEWED


def source_rows(site: Site, related: Mapping[str, Relations]) -> list[Row]:
    """Return all sources by title.

    Args:
        site: of the sources.
        related: result of `relations`.
    """
    claims = site.claim_by_id
    active = [one for one in claims.values() if not is_inactive(one, related)]
    used = Counter(name for claim in active for name in {via.source for via in all_via(claim, claims)})
    key = sort_key(site.config.language)
    by_title = sorted(site.sources.values(), key=lambda source: (key(source.title), slug(source.id)))
    return [source_row(site, one, used[one.id]) for one in by_title]


def source_row(site: Site, source: Source, claims: int) -> Row:
    """Return the row of a source, with the number of active claims that name it."""
    return {
        "id": source.id,
        "title": source.title,
        "type": source.type,
        "author": tuple(name.shown for name in source.author),
        "publisher": source.publisher,
        "container_title": source.container_title,
        "domain": domain(source),
        "issued": source.issued,
        "accessed": source.accessed,
        "language": source.language,
        "tier": source.tier,
        "reliability": source.reliability,
        "derives_from": tuple(step.source for step in source.derives_from),
        "roots": tuple(sorted(root_sources(source.id, site.sources))),
        "root": not source.derives_from,
        "claims": claims,
        **_custom_values(site, "sources", source),
    }


def domain(source: Source) -> str:
    """Return the host of a source's URL, without www."""
    return (urlsplit(source.url or "").hostname or "").removeprefix("www.")


def _custom_values(site: Site, kind: str, record: Claim | Source) -> Row:
    return {custom.name: getattr(record, custom.name, None) for custom in custom_fields(site.config, kind)}
