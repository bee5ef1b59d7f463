"""Words whose pages would have one address: topics, and values of own fields."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

from sourcebook.core.text.addresses import canonical
from sourcebook.core.text.slugs import slug
from sourcebook.model import Finding, Site, SourceLocation
from sourcebook.model.custom_fields import custom_fields

RecordPath = tuple[str | int, ...]
"""The arguments of `Site.location`: kind and name of a record, and the path of a value in it."""
_BETWEEN = re.compile(r"[\s_-]+")


def merged_terms(site: Site) -> Iterator[Finding]:
    """Yield a finding at each of two terms that have one address and differ in more than capitals and hyphens.

    Topics with one address are one topic, and the page of a value lists the claims of both values: of `C` and `C++`.
    """
    claims = [claim for briefing in site.briefings for claim in briefing.claims]
    topics: dict[str, RecordPath] = {}
    for kind, name, tagged in (
        *(("briefing", one.slug, one.front.topics) for one in site.briefings),
        *(("claim", one.id, one.topics) for one in claims),
    ):
        for index, term in enumerate(tagged):
            if term not in topics:
                topics[term] = (kind, name, "topics", index)
    yield from _of_one_address(topics, site)
    for own in custom_fields(site.config, "claims"):
        paths = {term: ("site", "site.yaml", "fields", own.name, "enum", at) for at, term in enumerate(own.field.enum)}
        yield from _of_one_address(paths, site)


def _of_one_address(paths: Mapping[str, RecordPath], site: Site) -> Iterator[Finding]:
    by_slug: dict[str, dict[str, str]] = defaultdict(dict)
    for term in paths:
        by_slug[slug(term)].setdefault(_BETWEEN.sub("-", canonical(term).casefold()), term)
    for terms in by_slug.values():
        for term in terms.values() if len(terms) > 1 else ():
            other = next(one for one in terms.values() if one != term)
            message = f"“{term}” and “{other}” have one address, and would be one"
            hint = f"the other one is in {_location(paths[other], site)}: write one of them in other letters"
            yield Finding("duplicate-id", "error", message, _location(paths[term], site), hint)


def _location(record_path: RecordPath, site: Site) -> SourceLocation:
    kind, name, *path = record_path
    return site.location(str(kind), str(name), *path)
