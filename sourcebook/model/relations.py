"""What other records say of a claim, and the status that follows from it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, NamedTuple, get_args

from sourcebook.core.text.dates import last_day
from sourcebook.model.claims import Claim, Review
from sourcebook.model.computation import input_claims
from sourcebook.model.front_matter import Correction
from sourcebook.model.settings import Rating
from sourcebook.model.site import Site

Status = Literal["open", "confirmed", "disputed", "corrected", "retracted", "withdrawn"]
MARKED: tuple[Status, ...] = ("disputed", "corrected", "retracted", "withdrawn")
"""Statuses that stand wherever the claim does."""
INACTIVE: tuple[Status, ...] = ("retracted", "withdrawn")
"""Statuses of claims that are counted nowhere."""
STATUSES: tuple[Status, ...] = get_args(Status)


class Relations(NamedTuple):
    """What other records say of a claim; ids in the order of the ledger."""

    supported_by: tuple[str, ...] = ()
    attacked_by: tuple[str, ...] = ()
    superseded_by: tuple[str, ...] = ()
    used_by: tuple[str, ...] = ()
    """Ids of the claims that were computed from it."""
    corrections: tuple[Correction, ...] = ()
    """Those that concern it, in the order of the briefings."""


def relations(site: Site) -> Mapping[str, Relations]:
    """Return what other records say of each claim, by its id; claims of which none says anything are left out."""
    ids: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    corrections: dict[str, list[Correction]] = defaultdict(list)
    claims = site.claim_by_id
    for claim in claims.values():
        inputs = [one.id for one in input_claims(claim, claims)] if claim.computed_from else []
        keys = {
            "supported_by": claim.supports,
            "attacked_by": claim.attacks,
            "superseded_by": claim.supersedes,
            "used_by": inputs,
        }
        for key, names in keys.items():
            for name in dict.fromkeys(names):
                ids[name][key].append(claim.id)
    for briefing in site.briefings:
        for correction in briefing.front.corrections:
            if correction.claim:
                corrections[correction.claim].append(correction)
    return {
        name: Relations(
            **{key: tuple(values) for key, values in ids.get(name, {}).items()},
            corrections=tuple(corrections.get(name, ())),
        )
        for name in {**ids, **corrections}
    }


def status(
    claim: Claim, found: Mapping[str, Relations], claims: Mapping[str, Claim], ratings: Sequence[Rating]
) -> Status:
    """Return the status of a claim, the first of these that holds.

    - `withdrawn`: the briefing took it back;
    - `retracted`, `corrected`: a correction of that kind concerns it;
    - `disputed`: a claim that was neither withdrawn nor retracted attacks it, someone concerned denies it, or the
      newest review gives a rating with `status: disputed`;
    - `confirmed`: someone concerned confirms it, or the newest review gives a rating with `status: confirmed`;
    - `open`: none of these.

    Args:
        claim: the claim.
        found: result of `relations`.
        claims: of the site, by id.
        ratings: the scale of the site.
    """
    own = found.get(claim.id) or Relations()
    if inactive := _inactive_status(claim, own):
        return inactive
    if any(one.kind == "correct" for one in own.corrections):
        return "corrected"
    attackers = [claims[name] for name in own.attacked_by if name in claims and name != claim.id]
    rated = rating_of(claim, ratings)
    answers = {one.kind for one in claim.responses}
    if (
        "denies" in answers
        or (rated and rated.status == "disputed")
        or any(not is_inactive(one, found) for one in attackers)
    ):
        return "disputed"
    return "confirmed" if "confirms" in answers or (rated and rated.status == "confirmed") else "open"


def rating_of(claim: Claim, ratings: Iterable[Rating]) -> Rating | None:
    """Return the rating of the newest review of a claim; None if it has none on the scale."""
    newest = newest_review(claim)
    if newest is None or newest.rating is None:
        return None
    return next((one for one in ratings if one.value == newest.rating), None)


def newest_review(claim: Claim) -> Review | None:
    """Return the review of a claim with the latest date, of several the last one; None if it has none."""
    reviews = enumerate(claim.reviews)
    return max(reviews, key=lambda one: (last_day(one[1].date), one[0]), default=(0, None))[1]


def is_inactive(claim: Claim, found: Mapping[str, Relations]) -> bool:
    """Return whether a claim was withdrawn or retracted.

    Args:
        claim: the claim.
        found: result of `relations`.
    """
    return _inactive_status(claim, found.get(claim.id) or Relations()) is not None


def _inactive_status(claim: Claim, own: Relations) -> Literal["withdrawn", "retracted"] | None:
    if claim.withdrawn:
        return "withdrawn"
    return "retracted" if any(one.kind == "retract" for one in own.corrections) else None
