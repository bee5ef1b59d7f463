"""`from` names a source that is not behind the source of the `via`.

What it does: reports an id in `from` that cannot be reached from the `source` beside it by `derives_from`.
Why it matters: the claim is shown to go back to a source from which the named report took nothing.
Example: `via: [{source: report, from: survey}]`, where `report` derives from `interview` alone.
How to fix: correct the id, add the missing step to `derives_from` of the report, or give the source a `via` of its own.
How to turn off: `checks: {unrelated-origin: off}` in site.yaml.
"""

from __future__ import annotations

from collections.abc import Iterator

from sourcebook.core.text.suggestions import did_you_mean
from sourcebook.model import Finding, Site
from sourcebook.model.provenance import sources_behind


def check(site: Site) -> Iterator[Finding]:
    """Yield a finding for each id in `from` that is a source, but not one behind the named one."""
    for briefing in site.briefings:
        for claim in briefing.claims:
            for index, via in enumerate(claim.via):
                behind = sources_behind(via.source, site.sources) if via.carried_by else frozenset()
                for at, name in enumerate(via.carried_by):
                    if name in behind or name not in site.sources or via.source not in site.sources:
                        continue
                    location = site.location("claim", claim.id, "via", index, "from", at)
                    known = f"behind it: {', '.join(sorted(behind))}" if behind else "it derives from no source"
                    message = f"“{name}” is not among the sources behind “{via.source}”"
                    yield Finding("unrelated-origin", "error", message, location, did_you_mean(name, behind, known))
