"""What other records say of claimants and sources: reviews, responses, members, claims that can go back to a source."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache, cached_property
from typing import NamedTuple

from sourcebook.core.text.collation import sort_key
from sourcebook.model import BriefingSummary, Claim, Claimant, Response, Review, Site, Source
from sourcebook.model.computation import all_via
from sourcebook.model.provenance import sources_behind
from sourcebook.render.views.claims import ClaimView


class ReviewedClaim(NamedTuple):
    """A review, with the claim that it judges."""

    claim_view: ClaimView
    review: Review


class AnsweredClaim(NamedTuple):
    """A response, with the claim that it answers."""

    claim_view: ClaimView
    response: Response


class Backlinks:
    """What other records say of claimants and sources, computed on first use.

    Args:
        site: of the records.
        claims: views of all claims, in the order of the ledger.
    """

    def __init__(self, site: Site, claims: Sequence[ClaimView]) -> None:
        self._site = site
        self._claims = claims
        self._ranks = {one.slug: rank for rank, one in enumerate(site.briefings)}
        self._sharing: dict[tuple[str, ...], Sequence[BriefingSummary]] = {}

    @cached_property
    def reviews(self) -> Mapping[str, Sequence[ReviewedClaim]]:
        """Reviews by id of the claimant who gave them."""
        found: dict[str, list[ReviewedClaim]] = defaultdict(list)
        for view in self._claims:
            for review in view.claim.reviews:
                found[review.by].append(ReviewedClaim(view, review))
        return found

    @cached_property
    def responses(self) -> Mapping[str, Sequence[AnsweredClaim]]:
        """Responses by id of the claimant who gave them."""
        found: dict[str, list[AnsweredClaim]] = defaultdict(list)
        for view in self._claims:
            for response in view.claim.responses:
                for name in dict.fromkeys(response.by):
                    found[name].append(AnsweredClaim(view, response))
        return found

    @cached_property
    def quoted(self) -> Mapping[str, Sequence[ClaimView]]:
        """Claims that quote a claimant, and that others make, by id of the claimant."""
        found: dict[str, list[ClaimView]] = defaultdict(list)
        for view in self._claims:
            for name in dict.fromkeys(quote.speaker for quote in view.claim.quotes):
                if name and name not in view.claim.by:
                    found[name].append(view)
        return found

    @cached_property
    def members(self) -> Mapping[str, Sequence[Claimant]]:
        """Those who speak for an organisation, by its id, by name."""
        found: dict[str, list[Claimant]] = defaultdict(list)
        key = sort_key(self._site.config.language)
        for person in sorted(self._site.people.values(), key=lambda one: (key(one.name), one.id)):
            if person.affiliation in self._site.people:
                found[person.affiliation].append(person)
        return found

    @cached_property
    def _briefings(self) -> Mapping[str, Mapping[str, BriefingSummary]]:
        """Briefings with active claims that can rest on an origin, by its id and by their slugs, newest first."""
        found: dict[str, dict[str, BriefingSummary]] = defaultdict(dict)
        for view in filter(lambda view: view.is_active, self._claims):
            for origin in view.origins:
                found[origin.id][view.briefing.slug] = view.briefing
        return found

    def sharing(self, origins: tuple[str, ...]) -> Sequence[BriefingSummary]:
        """Return the briefings with active claims that can rest on one of these origins, newest first."""
        if origins not in self._sharing:
            found = {slug: one for name in origins for slug, one in self._briefings[name].items()}
            self._sharing[origins] = sorted(found.values(), key=lambda one: self._ranks[one.slug])
        return self._sharing[origins]

    @cached_property
    def through_others(self) -> Mapping[str, Sequence[ClaimView]]:
        """Claims that can go back to a source through others and do not name it, by its id."""
        found: dict[str, list[ClaimView]] = defaultdict(list)
        sources, claims = self._site.sources, self._site.claim_by_id
        behind = cache(lambda name: sources_behind(name, sources))
        for view in self._claims:
            every_via = all_via(view.claim, claims)
            starts = [name for via in every_via for name in via.carried_by or (via.source,)]
            reached = {one for name in starts for one in (name, *behind(name))} - {via.source for via in every_via}
            for name in sorted(reached & sources.keys()):
                found[name].append(view)
        return found


def origin_paths(claim: Claim, sources: Mapping[str, Source]) -> list[list[tuple[Source, str]]]:
    """Return for each `via` of a claim the shortest path to every origin on which it can rest there.

    A path is a list of sources, each with how it took its matter from the next one; empty for the last.
    """
    found: list[list[tuple[Source, str]]] = []
    for via in claim.via:
        if via.source not in sources:
            continue
        from_named = _shortest_paths(via.source, sources)
        for start in via.carried_by or (via.source,):
            if start in from_named:
                *before, _ = from_named[start]
                paths = _shortest_paths(start, sources)
                found += [[*before, *path] for name, path in paths.items() if not sources[name].derives_from]
    return found


def _shortest_paths(start: str, sources: Mapping[str, Source]) -> dict[str, list[tuple[Source, str]]]:
    """Return the shortest path from a source to each that is behind it, and to itself, by id."""
    paths: dict[str, list[tuple[Source, str]]] = {start: [(sources[start], "")]}
    ahead = [start]
    for here in ahead:
        for step in sources[here].derives_from:
            if step.source in sources and step.source not in paths:
                *before, (last, _) = paths[here]
                paths[step.source] = [*before, (last, step.how), (sources[step.source], "")]
                ahead.append(step.source)
    return paths
