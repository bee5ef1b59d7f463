"""Words whose pages would have one address: topics, and values of own fields."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from sourcebook.core.text.addresses import canonical
from sourcebook.core.text.slugs import slug
from sourcebook.model import Finding, Site, SourceLocation
from sourcebook.model.custom_fields import custom_fields

RecordPath = tuple[str | int, ...]
"""The arguments of `Site.location`: kind and name of a record, and the path of a value in it."""
_BETWEEN = re.compile(r"[\s_-]+")


def merged_terms(site: Site) -> Iterator[Finding]:
    """Yield a finding at each of two terms that have one address, and at a topic that its record names a second time.

    Terms that differ in capitals and hyphens alone are one. Topics with one address are one topic,
    and the page of a value lists the claims of both values: of `C` and `C++`.
    """
    claims = [claim for briefing in site.briefings for claim in briefing.claims]
    topics: dict[str, RecordPath] = {}
    for kind, name, tagged in (
        *(("briefing", one.slug, one.front.topics) for one in site.briefings),
        *(("claim", one.id, one.topics) for one in claims),
    ):
        if len(tagged) > 1:
            yield from _doubled(tagged, (kind, name, "topics"), site)
        for index, term in enumerate(tagged):
            if term not in topics:
                topics[term] = (kind, name, "topics", index)
    yield from _of_one_address(topics, site)
    for own in custom_fields(site.config, "claims"):
        paths = {term: ("site", "site.yaml", "fields", own.name, "enum", at) for at, term in enumerate(own.field.enum)}
        yield from _of_one_address(paths, site)


def _doubled(tagged: Sequence[str], path: RecordPath, site: Site) -> Iterator[Finding]:
    """Yield a finding at each topic of a record that is there already, perhaps in other capitals."""
    known: dict[str, str] = {}
    for index, term in enumerate(tagged):
        first = known.get(_folded(term))
        if first is not None:
            message = f"the topic “{term}” is there already" + (f" as “{first}”" if first != term else "")
            yield Finding("duplicate-id", "warning", message, _location((*path, index), site), "keep one of them")
        known.setdefault(_folded(term), term)


def _of_one_address(paths: Mapping[str, RecordPath], site: Site) -> Iterator[Finding]:
    by_slug: dict[str, dict[str, str]] = defaultdict(dict)
    for term in paths:
        by_slug[slug(term)].setdefault(_folded(term), term)
    for terms in by_slug.values():
        for term in terms.values() if len(terms) > 1 else ():
            other = next(one for one in terms.values() if one != term)
            message = f"“{term}” and “{other}” have one address, and would be one"
            hint = f"the other one is in {_location(paths[other], site)}: write one of them in other letters"
            yield Finding("duplicate-id", "error", message, _location(paths[term], site), hint)


def _folded(term: str) -> str:
    """Return a term without what may differ between two ways of writing one."""
    return _BETWEEN.sub("-", canonical(term).casefold())


def _location(record_path: RecordPath, site: Site) -> SourceLocation:
    kind, name, *path = record_path
    return site.location(str(kind), str(name), *path)
