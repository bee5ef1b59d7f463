"""A claim refers to itself, or its claimant judges it.

What it does: reports a claim that supports, attacks or supersedes itself or is computed from itself, also through
others that it supersedes or is computed from, a claim that supports and attacks the same one, and a review of a claim
by one of those who make it.
Why it matters: a claim is neither stronger nor weaker for what it says of itself, and a verdict of one's own is none.
Example: `id: fund` with `supports: [fund]`; `by: politifact` with `reviews: [{by: politifact, …}]`.
How to fix: name the other claim or the other claimant that was meant, or take the entry out.
How to turn off: `checks: {self-reference: warning}` in site.yaml.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sourcebook.model import Claim, Finding, Site
from sourcebook.model.computation import computed_input, with_inputs

KEYS = ("supports", "attacks", "supersedes")
HINT = "name the other one that was meant, or take it out"


def check(site: Site) -> Iterator[Finding]:
    """Yield a finding for each reference of a claim to itself, and each review by its claimant."""
    claims = site.claim_by_id
    for briefing in site.briefings:
        for claim in briefing.claims:
            for key in KEYS:
                for index, name in enumerate(getattr(claim, key)):
                    if name == claim.id:
                        location = site.location("claim", claim.id, key, index)
                        yield Finding("self-reference", "error", f"this claim {key} itself", location, HINT)
            for index, reference in enumerate(claim.computed_from):
                used = computed_input(reference, claims)
                if used and claim in with_inputs(used.claim, claims):
                    location = site.location("claim", claim.id, "computed_from", index)
                    yield Finding("self-reference", "error", "this claim is computed from itself", location, HINT)
            for index, name in enumerate(claim.supersedes):
                if name != claim.id and claim.id in _superseded(name, claims):
                    location = site.location("claim", claim.id, "supersedes", index)
                    message = f"this claim supersedes itself, through “{name}”"
                    yield Finding("self-reference", "error", message, location, "take one of the entries out")
            for index, name in enumerate(claim.attacks):
                if name in claim.supports:
                    location = site.location("claim", claim.id, "attacks", index)
                    message = f"this claim both supports and attacks “{name}”"
                    yield Finding("self-reference", "error", message, location, "take one of the two out")
            for index, review in enumerate(claim.reviews):
                if review.by in claim.by:
                    location = site.location("claim", claim.id, "reviews", index, "by")
                    message = f"“{review.by}” makes this claim and cannot review it"
                    yield Finding("self-reference", "error", message, location, HINT)


def _superseded(name: str, claims: Mapping[str, Claim]) -> set[str]:
    """Return the ids of all claims that a claim supersedes, step by step."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        claim = claims.get(waiting.pop())
        fresh = set(claim.supersedes) - found if claim else set()
        found |= fresh
        waiting += fresh
    return found
