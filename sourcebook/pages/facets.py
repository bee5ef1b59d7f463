"""By what the ledger can be narrowed: kind, sourcing, reviews, claimants, topics, and a site's own fields."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from sourcebook.addresses import slug
from sourcebook.model import KINDS
from sourcebook.own import own_fields
from sourcebook.pages.library import Library, topic_title, topic_url
from sourcebook.query import Row
from sourcebook.rows import UNREVIEWED

SHOWN = 12
"""Claimants and topics that the ledger links to; the rest are on their own lists."""


class Option(NamedTuple):
    """One value of a facet."""

    value: str
    title: str
    claims: int
    """How many have it."""
    url: str
    """The site path of the page of all claims that have it."""


class Facet(NamedTuple):
    """One way to narrow the ledger."""

    field: str
    """As queries call it."""
    title: str
    options: Sequence[Option]
    more: str = ""
    """The site path of the list of all values, where there are too many for the ledger."""
    has_pages: bool = True
    """Whether its values have pages below the ledger; those of people and topics stand elsewhere."""


def facets(library: Library) -> list[Facet]:
    """The facets of a site, those left out that would part nothing."""
    rows = list(library.rows["claims"].values())
    site = library.site
    found = [
        _facet(rows, "kind", "Kind"),
        _facet(rows, "corroboration", "Rests on"),
        Facet("by", "Claimant", _people(library, rows), "people/", has_pages=False),
        Facet("topics", "Topic", _topics(library, rows), "topics/", has_pages=False),
        _facet(rows, "status", "Review") if any(row["status"] != UNREVIEWED for row in rows) else Facet("", "", ()),
        *(_facet(rows, own.name, own.title) for own in own_fields(site.config, "claims") if own.field.enum),
    ]
    return [one for one in found if len(one.options) > 1]


def _facet(rows: Sequence[Row], field: str, title: str) -> Facet:
    counts = Counter(value for row in rows for value in values_of(row[field]))
    order: dict[object, int] = {kind: index for index, kind in enumerate(KINDS)}
    # Kinds in their fixed order, numbers in theirs, other values as they come.
    values = sorted(counts, key=lambda one: one if isinstance(one, int) else order.get(one, 0))
    options = [
        Option(str(one), _title(field, one), counts[one], f"claims/{slug(field)}/{slug(str(one))}/") for one in values
    ]
    return Facet(field, title, options)


def values_of(value: object) -> Sequence[object]:
    """The values of a field: several of a list, one or none of others."""
    if isinstance(value, tuple):
        return value
    return () if value in (None, "") else (value,)


def _title(field: str, value: object) -> str:
    if field != "corroboration":
        return str(value)
    return "unsourced" if value == 0 else f"{value} root{'' if value == 1 else 's'}"


def _people(library: Library, rows: Sequence[Row]) -> list[Option]:
    counts = Counter(row["by"] for row in rows)
    views = {view.person.id: view for view in library.people}
    return [Option(one, views[one].person.name, n, views[one].url) for one, n in counts.most_common() if one in views]


def _topics(library: Library, rows: Sequence[Row]) -> list[Option]:
    names = library.site.config.topics
    counts = Counter(topic for row in rows for topic in row["topics"])
    return [Option(one, topic_title(one, names), count, topic_url(one)) for one, count in counts.most_common()]
