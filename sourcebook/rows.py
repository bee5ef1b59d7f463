"""Claims and sources as rows: each field by its name, what follows from other records among them.

These are what queries select from, what `charts.py` gets as tables, and what exports write.
"""

from __future__ import annotations

import typing
from collections import Counter
from collections.abc import Mapping
from urllib.parse import urlsplit

from sourcebook.core.text.slugs import slug
from sourcebook.evidence import claim_roots, roots
from sourcebook.model import ARTICLE, KINDS, Briefing, Claim, Forecast, Likelihood, Review, Site, Source
from sourcebook.own import own_fields
from sourcebook.query import Field, Row

UNREVIEWED = "unreviewed"


def claim_rows(site: Site) -> list[Row]:
    """Every claim in the order of the ledger: newest briefing first, then reading order."""
    return [
        claim_row(site, briefing, number, claim)
        for briefing in site.briefings
        for number, claim in enumerate(briefing.claims, 1)
    ]


def claim_row(site: Site, briefing: Briefing, number: int, claim: Claim) -> Row:
    """One claim; a claim without topics has its briefing's."""
    forecast = claim.forecast or Forecast()
    is_forecast = claim.kind == "forecast"
    person = site.people.get(claim.by)
    behind = sorted(claim_roots(claim, site.sources))
    return {
        "id": claim.id,
        "text": claim.text,
        "kind": claim.kind,
        "by": claim.by,
        "claimant": person.name if person else "The article" if claim.by == ARTICLE else claim.by,
        "affiliation": person.affiliation if person else "",
        "briefing": briefing.slug,
        "number": number,
        "via": tuple(dict.fromkeys(via.source for via in claim.via)),
        "roots": tuple(behind),
        "corroboration": len(behind),
        "sourced": bool(behind),
        "as_of": claim.as_of,
        "topics": claim.topics or briefing.front.topics,
        "confidence": claim.confidence,
        "status": status(claim.reviews),
        "supports": claim.supports,
        "attacks": claim.attacks,
        "quotes": len(claim.quotes),
        "quantities": len(claim.quantities),
        "made_on": forecast.made_on,
        "horizon": forecast.horizon,
        "probability": forecast.probability,
        "likelihood": forecast.likelihood,
        "outcome": forecast.outcome if is_forecast else None,
        **_own(site, "claims", claim),
    }


def status(reviews: tuple[Review, ...]) -> str:
    """What was judged of a claim: the newest review's verdict, or that there is none."""
    return max(reviews, key=lambda review: review.date).verdict.casefold() if reviews else UNREVIEWED


def source_rows(site: Site) -> list[Row]:
    """Every source by title."""
    used = Counter(name for one in site.briefings for claim in one.claims for name in {v.source for v in claim.via})
    return [source_row(site, one, used[one.id]) for one in sorted(site.sources.values(), key=_title)]


def source_row(site: Site, source: Source, claims: int) -> Row:
    """One source, and how many claims name it."""
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
        "roots": tuple(sorted(roots(source.id, site.sources))),
        "root": not source.derives_from,
        "claims": claims,
        **_own(site, "sources", source),
    }


def domain(source: Source) -> str:
    """The host that a source can be read at, without www."""
    return (urlsplit(source.url or "").hostname or "").removeprefix("www.")


def claim_fields(site: Site) -> Mapping[str, Field]:
    """What can be asked of claims; ids of claimants, sources, topics and briefings are those that there are."""
    sources, topics = frozenset(site.sources), _topics(site)
    return {
        "id": Field("Id"),
        "text": Field("Claim"),
        "kind": Field("Kind", choices=frozenset(KINDS)),
        "by": Field("By", choices=frozenset({*site.people, ARTICLE})),
        "claimant": Field("Claimant"),
        "affiliation": Field("Affiliation"),
        "briefing": Field("Briefing", choices=frozenset(one.slug for one in site.briefings)),
        "number": Field("Number", "number"),
        "via": Field("Sources", choices=sources, is_list=True),
        "roots": Field("Roots", choices=sources, is_list=True),
        "corroboration": Field("Independent roots", "number"),
        "sourced": Field("Sourced", "flag"),
        "as_of": Field("As of", "date"),
        "topics": Field("Topics", choices=topics, is_list=True),
        "confidence": Field("Confidence", choices=frozenset({"low", "moderate", "high"})),
        "status": Field("Review"),
        "supports": Field("Supports", is_list=True),
        "attacks": Field("Attacks", is_list=True),
        "quotes": Field("Quotations", "number"),
        "quantities": Field("Quantities", "number"),
        "made_on": Field("Made on", "date"),
        "horizon": Field("Due", "date"),
        "probability": Field("Probability", "number"),
        "likelihood": Field("Likelihood", choices=frozenset(typing.get_args(Likelihood))),
        "outcome": Field("Outcome", choices=frozenset({"open", "yes", "no", "ambiguous", "annulled"})),
        **{own.name: own.asked for own in own_fields(site.config, "claims")},
    }


def source_fields(site: Site) -> Mapping[str, Field]:
    """What can be asked of sources."""
    sources = frozenset(site.sources)
    return {
        "id": Field("Id", choices=sources),
        "title": Field("Source"),
        "type": Field("Type"),
        "author": Field("By", is_list=True),
        "publisher": Field("Publisher"),
        "container_title": Field("Published in"),
        "domain": Field("Domain"),
        "issued": Field("Date", "date"),
        "accessed": Field("Read", "date"),
        "language": Field("Language"),
        "tier": Field("Tier", choices=frozenset({"primary", "secondary", "tertiary"})),
        "reliability": Field("Reliability", choices=frozenset("ABCDEF")),
        "derives_from": Field("Derives from", choices=sources, is_list=True),
        "roots": Field("Roots", choices=sources, is_list=True),
        "root": Field("Root", "flag"),
        "claims": Field("Claims", "number"),
        **{own.name: own.asked for own in own_fields(site.config, "sources")},
    }


def _own(site: Site, kind: str, record: Claim | Source) -> Row:
    return {own.name: getattr(record, own.name, None) for own in own_fields(site.config, kind)}


def _topics(site: Site) -> frozenset[str]:
    of_claims = (topic for one in site.briefings for claim in one.claims for topic in claim.topics)
    return frozenset([*of_claims, *(topic for one in site.briefings for topic in one.front.topics)])


def _title(source: Source) -> tuple[str, str]:
    return source.title.casefold(), slug(source.id)
