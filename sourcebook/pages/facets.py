"""By what the ledger can be narrowed: kind, sourcing, reviews, claimants, topics, and a site's own fields."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from sourcebook.addresses import slug
from sourcebook.evidence import standing
from sourcebook.model import KINDS
from sourcebook.own import own_fields

if TYPE_CHECKING:
    from sourcebook.pages.library import ClaimView, Library

SHOWN = 12
"""Claimants and topics that the ledger links to; the rest are on their own lists."""


class Option(NamedTuple):
    """One value of a facet."""

    value: str
    title: str
    claims: Sequence[ClaimView]
    """Those that have it."""
    url: str
    """The site path of the page of all claims that have it."""


class Facet(NamedTuple):
    """One way to narrow the ledger."""

    field: str
    """As queries call it."""
    title: str
    options: Sequence[Option]
    more: str = ""
    """The site path of the list of all values, where these have pages elsewhere; else the ledger makes them."""

    @property
    def shown(self) -> Sequence[Option]:
        """The options that the ledger links to: all, or the most frequent ones of those that have their own list."""
        return self.options[:SHOWN] if self.more else self.options


def facets(library: Library) -> list[Facet]:
    """The facets of a site, those left out that would part nothing."""
    own = [one for one in own_fields(library.site.config, "claims") if one.field.enum]
    found = [
        _facet(library, "kind", "Kind"),
        _facet(library, "corroboration", "Rests on"),
        _people(library),
        _topics(library),
        _facet(library, "status", "Review"),
        *(_facet(library, one.name, one.title) for one in own),
    ]
    return [one for one in found if len(one.options) > 1]


def _facet(library: Library, field: str, title: str) -> Facet:
    claims: dict[Any, list[ClaimView]] = defaultdict(list)
    first: dict[str, Any] = {}
    for name, row in library.rows["claims"].items():
        value = row[field]
        for one in value if isinstance(value, tuple) else () if value in (None, "") else (value,):
            # Values of one address are one, as topics are.
            views = claims[first.setdefault(slug(str(one)), one)]
            if views[-1:] != [library.claim_by_id[name]]:
                views.append(library.claim_by_id[name])
    # Kinds in their fixed order, numbers in theirs, other values as they come.
    places: dict[Any, int] = {kind: index for index, kind in enumerate(KINDS)}
    values = sorted(claims, key=lambda value: value if isinstance(value, int) else places.get(value, 0))
    shown = standing if field == "corroboration" else str
    base = f"claims/{slug(field)}/"
    return Facet(
        field, title, [Option(str(one), shown(one), claims[one], f"{base}{slug(str(one))}/") for one in values]
    )


def _people(library: Library) -> Facet:
    views = [view for view in library.people if view.claims]
    options = [Option(view.person.id, view.person.name, view.claims, view.url) for view in views]
    return Facet("by", "Claimant", options, "people/")


def _topics(library: Library) -> Facet:
    views = sorted((view for view in library.topics if view.claims), key=lambda view: -len(view.claims))
    return Facet("topics", "Topic", [Option(view.name, view.title, view.claims, view.url) for view in views], "topics/")
