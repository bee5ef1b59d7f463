"""The fields of claims and sources that a query can name."""

from __future__ import annotations

import typing
from collections.abc import Mapping

from sourcebook.model import ARTICLE, CLAIM_KINDS, DESK, Likelihood, Site
from sourcebook.model.custom_fields import CustomField, custom_fields
from sourcebook.model.relations import STATUSES
from sourcebook.query.language import Field, FieldType

FIELD_TYPES: Mapping[str, FieldType] = {"number": "number", "integer": "number", "boolean": "flag", "date": "date"}
"""The query type of a custom field by its type in the settings; all others are `text`."""


def query_field(custom: CustomField) -> Field:
    """Return the query field of a custom field."""
    kind = FIELD_TYPES.get(custom.field.type, "text")
    return Field(custom.title, kind, frozenset(custom.field.enum), custom.field.type == "list")


def claim_fields(site: Site) -> Mapping[str, Field]:
    """Return the query fields of claims; their choices are the ids that exist in the site."""
    sources, topics = frozenset(site.sources), _topics(site)
    return {
        "id": Field("Id"),
        "text": Field("Claim"),
        "kind": Field("Kind", choices=frozenset(CLAIM_KINDS)),
        "by": Field("By", choices=frozenset({*site.people, ARTICLE, DESK}), is_list=True),
        "claimant": Field("Claimant", is_list=True),
        "affiliation": Field("Affiliation", is_list=True),
        "article": Field("Article", choices=sources),
        "briefing": Field("Briefing", choices=frozenset(one.slug for one in site.briefings)),
        "number": Field("Number", "number"),
        "via": Field("Sources", choices=sources, is_list=True),
        "origins": Field("Independent sources", choices=sources, is_list=True),
        "roots": Field("Independent sources", choices=sources, is_list=True),
        "corroboration": Field("Rests on", "number"),
        "corroboration_max": Field("Rests on at most", "number"),
        "sourced": Field("Sourced", "flag"),
        "computed_from": Field("Computed from", is_list=True),
        "as_of": Field("As of", "date"),
        "topics": Field("Topics", choices=topics, is_list=True),
        "confidence": Field("Confidence", choices=frozenset({"low", "moderate", "high"})),
        "status": Field("Status", choices=frozenset(STATUSES)),
        "verdict": Field("Review"),
        "supports": Field("Supports", is_list=True),
        "supported_by": Field("Supported by", is_list=True),
        "attacks": Field("Attacks", is_list=True),
        "attacked_by": Field("Attacked by", is_list=True),
        "supersedes": Field("Supersedes", is_list=True),
        "superseded_by": Field("Superseded by", is_list=True),
        "responses": Field("Responses", "number"),
        "quotes": Field("Quotations", "number"),
        "quantities": Field("Quantities", "number"),
        "made_on": Field("Made on", "date"),
        "horizon": Field("Due", "date"),
        "probability": Field("Probability", "number"),
        "likelihood": Field("Likelihood", choices=frozenset(typing.get_args(Likelihood))),
        "outcome": Field("Outcome", choices=frozenset({"open", "yes", "no", "ambiguous", "annulled"})),
        **{custom.name: query_field(custom) for custom in custom_fields(site.config, "claims")},
    }


def source_fields(site: Site) -> Mapping[str, Field]:
    """Return the query fields of sources."""
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
        **{custom.name: query_field(custom) for custom in custom_fields(site.config, "sources")},
    }


def _topics(site: Site) -> frozenset[str]:
    of_claims = (topic for one in site.briefings for claim in one.claims for topic in claim.topics)
    return frozenset([*of_claims, *(topic for one in site.briefings for topic in one.front.topics)])
