"""An id is unknown.

What it does: reports every id of a source, claimant or claim that no file defines, with the nearest id that exists,
and a correction that names a claim of another briefing.
Why it matters: a claim whose source cannot be found is unsourced, though it looks sourced.
Example: `by: rory-gren`, where `people/` knows `rory-green`.
How to fix: correct the id, or add the source or the person.
How to turn off: `checks: {unknown-reference: warning}` in site.yaml; what cannot be found is then left out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from sourcebook.core.text.suggestions import did_you_mean
from sourcebook.model import ARTICLE, DESK, Claim, Finding, Site

HOMES = {
    "source": "sources/",
    "person": "people/",
    "claim": "a claims.yaml",
    "quantity": "a claim, and write CLAIM.QUANTITY",
}


class RecordReference(NamedTuple):
    """An id in a record: its kind, and the path of keys to it."""

    kind: str
    name: str
    keys: tuple[object, ...]


def check(site: Site) -> Iterator[Finding]:
    """Yield a finding for each unknown id; ids of invalid records were reported already."""
    claims = site.claim_by_id
    known: Mapping[str, Collection[str]] = {
        "source": site.sources.keys(),
        "person": {*site.people, ARTICLE, DESK},
        "claim": claims,
        "quantity": {*claims, *(f"{claim.id}.{one.id}" for claim in claims.values() for one in claim.quantities)},
    }
    for owner, name, reference in _references(site):
        kind = reference.kind
        if reference.name not in known[kind] and not _is_invalid(site, reference):
            new = site.current_id(kind, reference.name)
            hint = f"it is now “{new}”" if new else ""
            hint = hint or did_you_mean(reference.name, known[kind], f"add it to {HOMES[kind]}")
            message = f"no {kind} has the id “{reference.name}”"
            yield Finding("unknown-reference", "error", message, site.location(owner, name, *reference.keys), hint)
    yield from _corrections_of_others(site)


def _corrections_of_others(site: Site) -> Iterator[Finding]:
    """Yield a finding for each correction that names a claim of another briefing, where it would not be listed."""
    homes = {claim.id: briefing for briefing in site.briefings for claim in briefing.claims}
    for briefing in site.briefings:
        for index, correction in enumerate(briefing.front.corrections):
            home = homes.get(correction.claim or "", briefing)
            if home.slug != briefing.slug:
                location = site.location("briefing", briefing.slug, "corrections", index, "claim")
                message = f"“{correction.claim}” is a claim of another briefing, “{home.front.title}”"
                hint = f"write the correction in the front matter of {home.path}"
                yield Finding("unknown-reference", "error", message, location, hint)


def _is_invalid(site: Site, reference: RecordReference) -> bool:
    """Return whether the record is missing because it is invalid; of a quantity its claim, before any full stop."""
    if reference.kind != "quantity":
        return site.is_invalid(reference.kind, reference.name)
    starts = [reference.name[:at] for at, mark in enumerate(reference.name) if mark == "."]
    return any(site.is_invalid("claim", start) for start in [*starts, reference.name])


def _references(site: Site) -> Iterator[tuple[str, str, RecordReference]]:
    for source in site.sources.values():
        for index, step in enumerate(source.derives_from):
            yield "source", source.id, RecordReference("source", step.source, ("derives_from", index, "source"))
    for briefing in site.briefings:
        if briefing.front.article:
            yield "briefing", briefing.slug, RecordReference("source", briefing.front.article, ("article",))
        for index, article in enumerate(briefing.front.articles):
            yield "briefing", briefing.slug, RecordReference("source", article, ("articles", index))
        for index, correction in enumerate(briefing.front.corrections):
            if correction.claim:
                keys = ("corrections", index, "claim")
                yield "briefing", briefing.slug, RecordReference("claim", correction.claim, keys)
        for claim in briefing.claims:
            for reference in _of_claim(claim):
                yield "claim", claim.id, reference
            for index, name in enumerate(claim.computed_from):
                yield "claim", claim.id, RecordReference("quantity", name, ("computed_from", index))


def _of_claim(claim: Claim) -> Iterator[RecordReference]:
    for i, name in enumerate(claim.by):
        yield RecordReference("person", name, ("by", i))
    if claim.article:
        yield RecordReference("source", claim.article, ("article",))
    for i, via in enumerate(claim.via):
        yield RecordReference("source", via.source, ("via", i, "source"))
        for j, name in enumerate(via.carried_by):
            yield RecordReference("source", name, ("via", i, "from", j))
    for i, quote in enumerate(claim.quotes):
        yield RecordReference("source", quote.source, ("quotes", i, "source"))
        if quote.speaker:
            yield RecordReference("person", quote.speaker, ("quotes", i, "speaker"))
    for i, response in enumerate(claim.responses):
        for j, name in enumerate(response.by):
            yield RecordReference("person", name, ("responses", i, "by", j))
        for j, via in enumerate(response.via):
            yield RecordReference("source", via.source, ("responses", i, "via", j, "source"))
            for k, name in enumerate(via.carried_by):
                yield RecordReference("source", name, ("responses", i, "via", j, "from", k))
    for i, review in enumerate(claim.reviews):
        yield RecordReference("person", review.by, ("reviews", i, "by"))
        for j, name in enumerate(review.sources):
            yield RecordReference("source", name, ("reviews", i, "sources", j))
    for key, names in (("supports", claim.supports), ("attacks", claim.attacks), ("supersedes", claim.supersedes)):
        for i, name in enumerate(names):
            yield RecordReference("claim", name, (key, i))
