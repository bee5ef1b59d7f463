"""A claim does not say which of a source's own sources carried it.

What it does: reports a `via` whose source goes back to several independent sources, where `from` does not say which of
them carried the claim, and the number of independent sources of the claim depends on it.
Why it matters: a report that quotes three sources does not confirm a claim three times. Until the record says which of
them carried the claim, only the least number is certain, and the page says so: at least 1 independent source.
Example: `via: [{source: report}]`, where `report` derives from `interview`, `survey` and `filing`.
How to fix: name those that carried it: `via: [{source: report, from: interview}]`, or `from: [interview, survey]`.
How to turn off: `checks: {unclear-origin: off}` in site.yaml; the page still says only what is certain.
"""

from __future__ import annotations

from collections.abc import Iterator

from sourcebook.core.text.phrases import join_names
from sourcebook.model import Finding, Site
from sourcebook.model.corroboration import corroboration

MOST = 6
"""Most candidates in a hint."""


def check(site: Site) -> Iterator[Finding]:
    """Yield a finding for each `via` with several possible origins, in claims whose corroboration is not exact."""
    for briefing in site.briefings:
        for claim in briefing.claims:
            rests_on = corroboration(claim, site.sources, {})
            if rests_on.least == rests_on.most:
                continue
            for leg in rests_on.legs:
                if len(leg.origins) > 1:
                    names = claim.via[leg.via].carried_by
                    keys = ("from", names.index(leg.name)) if names else ()
                    location = site.location("claim", claim.id, "via", leg.via, *keys)
                    message = (
                        f"“{leg.name}” goes back to {len(leg.origins):,} independent sources, and the claim does not "
                        "say which of them carried it"
                    )
                    start = f"write in place of “{leg.name}”" if names else "add `from:` with"
                    hint = f"{start} one or more of {join_names(sorted(leg.origins), MOST)}"
                    yield Finding("unclear-origin", "warning", message, location, hint)
