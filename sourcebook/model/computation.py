"""What a finding of the desk was computed from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from sourcebook.model.claims import Claim, Quantity, Via


class ComputedInput(NamedTuple):
    """A quantity, or a claim as a whole, from which another claim was computed."""

    claim: Claim
    quantity: Quantity | None


def computed_input(reference: str, claims: Mapping[str, Claim]) -> ComputedInput | None:
    """Return what an entry of `computed_from` refers to: CLAIM.QUANTITY or CLAIM; None if there is no such thing.

    Ids may contain full stops, so each of them can be the one between the two.
    """
    for at in (index for index, mark in enumerate(reference) if mark == "."):
        claim = claims.get(reference[:at])
        for quantity in claim.quantities if claim else ():
            if claim and quantity.id == reference[at + 1 :]:
                return ComputedInput(claim, quantity)
    claim = claims.get(reference)
    return ComputedInput(claim, None) if claim else None


def input_claims(claim: Claim, claims: Mapping[str, Claim]) -> Iterator[Claim]:
    """Yield each claim once from which a claim was computed, in the order of `computed_from`."""
    seen: set[str] = set()
    for reference in claim.computed_from:
        found = computed_input(reference, claims)
        if found and found.claim.id not in seen:
            seen.add(found.claim.id)
            yield found.claim


def with_inputs(claim: Claim, claims: Mapping[str, Claim]) -> list[Claim]:
    """Return a claim and all claims from which it was computed, step by step, each once."""
    found: dict[str, Claim] = {}
    waiting = [claim]
    while waiting:
        here = waiting.pop()
        if here.id not in found:
            found[here.id] = here
            waiting += input_claims(here, claims)
    return list(found.values())


def all_via(claim: Claim, claims: Mapping[str, Claim]) -> tuple[Via, ...]:
    """Return the entries of `via` of a claim, and of the claims from which it was computed, step by step."""
    if not claim.computed_from:
        return claim.via
    return tuple(via for one in with_inputs(claim, claims) for via in one.via)
