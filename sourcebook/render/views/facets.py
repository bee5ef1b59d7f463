"""Facets of the ledger: kind, corroboration, reviews, claimants, topics and custom fields."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sourcebook.core.text.slugs import slug
from sourcebook.model import CLAIM_KINDS, SiteConfig
from sourcebook.model.custom_fields import custom_fields
from sourcebook.query.language import Row
from sourcebook.render.views.claims import ClaimView
from sourcebook.render.views.people import PersonView
from sourcebook.render.views.topics import TopicView
from sourcebook.statements.standing import Standing, group_text

SHOWN = 12
"""Most claimants and topics that the ledger links to; the rest are on other lists."""


class FacetValue(NamedTuple):
    """One value of a facet."""

    value: str
    title: str
    claims: int
    """Number of claims with it."""
    url: str
    """The site path of the page of these claims."""


class Facet(NamedTuple):
    """A facet of the ledger."""

    field: str
    """Its query field."""
    title: str
    values: Sequence[FacetValue]
    more: str = ""
    """The site path of the list of all values, if they have pages elsewhere."""

    def claims_by_url(self, claims: Iterable[ClaimView], rows: Mapping[str, Row]) -> Mapping[str, Sequence[ClaimView]]:
        """Return claims by site path of their facet value.

        Args:
            claims: of the site, in order.
            rows: their query fields, by id.
        """
        found: dict[str, list[ClaimView]] = {value.url: [] for value in self.values}
        base = f"claims/{slug(self.field)}/"
        for view in claims:
            for address in _addresses(rows[view.claim.id][self.field]):
                found[f"{base}{address}/"].append(view)
        return found

    @property
    def shown(self) -> Sequence[FacetValue]:
        """Values that the ledger links to: all, or the most frequent ones if they have another list."""
        return self.values[:SHOWN] if self.more else self.values


def facets(
    config: SiteConfig,
    claims: Sequence[ClaimView],
    rows: Mapping[str, Row],
    people: Iterable[PersonView],
    topics: Iterable[TopicView],
) -> list[Facet]:
    """Return the facets of a site, without those that all claims share.

    Args:
        config: the settings.
        claims: of the site.
        rows: their query fields, by id.
        people: in the order of their list.
        topics: in the order of their list.
    """
    custom = [one for one in custom_fields(config, "claims") if one.field.enum]
    values = list(rows.values())
    found = [
        _facet(values, "kind", "Kind"),
        _facet(values, "corroboration", "Rests on", claims),
        _people(people, _counts(values, "by")),
        _topics(topics, _counts(values, "topics")),
        _facet(values, "status", "Status"),
        _facet(values, "verdict", "Review"),
        *(_facet(values, one.name, one.title) for one in custom),
    ]
    return [one for one in found if len(one.values) > 1]


def _facet(rows: Sequence[Row], field: str, title: str, claims: Iterable[ClaimView] = ()) -> Facet:
    counts = Counter[str]()
    first: dict[str, Any] = {}
    for row in rows:
        addresses = _addresses(row[field])
        counts.update(addresses.keys())
        for address, value in addresses.items():
            first.setdefault(address, value)
    # Kinds in their fixed order, numbers in theirs, other values as they come.
    ranks: dict[Any, int] = {kind: index for index, kind in enumerate(CLAIM_KINDS)}
    values = sorted(first.items(), key=lambda one: one[1] if isinstance(one[1], int) else ranks.get(one[1], 0))
    shown = _standings(claims) if field == "corroboration" else str
    base = f"claims/{slug(field)}/"
    options = [FacetValue(str(value), shown(value), counts[address], f"{base}{address}/") for address, value in values]
    return Facet(field, title, options)


def _standings(claims: Iterable[ClaimView]) -> Callable[[int], str]:
    """Return a function from a number of independent sources to what is true of all claims with it."""
    found: dict[int, list[Standing]] = defaultdict(list)
    for view in claims:
        found[view.corroboration].append(view.support)
    return lambda least: group_text(found[least])


def _addresses(value: Any) -> dict[str, Any]:
    """Return the values of a field by slug; values with the same slug are one, as topics are."""
    found: dict[str, Any] = {}
    for one in value if isinstance(value, tuple) else () if value in (None, "") else (value,):
        found.setdefault(slug(str(one)), one)
    return found


def _counts(rows: Iterable[Row], field: str) -> Counter[str]:
    """Count all claims by the slugs of a field's values: what the list of a value shows, also what was taken back."""
    return Counter(address for row in rows for address in _addresses(row[field]))


def _people(people: Iterable[PersonView], counts: Mapping[str, int]) -> Facet:
    found = [(view, counts.get(slug(view.person.id), 0)) for view in people]
    options = [FacetValue(view.person.id, view.name, count, view.url) for view, count in found if count]
    return Facet("by", "Claimant", options, "people/")


def _topics(topics: Iterable[TopicView], counts: Mapping[str, int]) -> Facet:
    found = sorted(((view, counts.get(slug(view.name), 0)) for view in topics), key=lambda one: -one[1])
    options = [FacetValue(view.name, view.title, count, view.url) for view, count in found if count]
    return Facet("topics", "Topic", options, "topics/")
