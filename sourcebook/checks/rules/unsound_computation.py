"""A claim is computed from one that was withdrawn or retracted, or is not the desk's own.

What it does: reports an entry of `computed_from` whose claim was withdrawn or retracted, and `computed_from` on a claim
of another claimant.
Why it matters: a number that was computed from a wrong one is wrong, and no page shows it. A claim of another claimant
rests on that claimant's sources, not on the claims of this site.
Example: `by: desk` with `computed_from: [fund.size]`, where `fund` has `withdrawn`.
How to fix: compute it from other claims, or withdraw it, too; for another claimant write `via`.
How to turn off: `checks: {unsound-computation: off}` in site.yaml.
"""

from __future__ import annotations

from collections.abc import Iterator

from sourcebook.model import DESK, Finding, Site
from sourcebook.model.computation import computed_input
from sourcebook.model.relations import is_inactive, relations

RULE = "unsound-computation"


def check(site: Site) -> Iterator[Finding]:
    """Yield a finding for each input that does not stand, and for each computation of others."""
    computed = [claim for briefing in site.briefings for claim in briefing.claims if claim.computed_from]
    if not computed:
        return
    claims, found = site.claim_by_id, relations(site)
    for claim in (one for one in computed if not is_inactive(one, found)):
        if DESK not in claim.by:
            location = site.location("claim", claim.id, "computed_from")
            message = "only what the desk found out is computed from other claims"
            yield Finding(RULE, "error", message, location, "write `by: desk`, or `via` for where the claimant has it")
        for index, reference in enumerate(claim.computed_from):
            used = computed_input(reference, claims)
            if used and is_inactive(used.claim, found):
                state = "withdrawn" if used.claim.withdrawn else "retracted"
                location = site.location("claim", claim.id, "computed_from", index)
                message = f"it is computed from “{used.claim.id}”, which was {state}"
                hint = "compute it from other claims, or withdraw it, too"
                yield Finding(RULE, "warning", message, location, hint)
