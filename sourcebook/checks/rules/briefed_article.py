"""A claim rests on the very article that is being briefed.

What it does: reports a `via` that names the source which the front matter gives as `article`.
Why it matters: that the article says so is what a claim means. Counting the article as its own support would make
every unsourced claim look sourced.
Example: `article: aicnbc-18554` in index.md, and `via: [{source: aicnbc-18554}]` in claims.yaml.
How to fix: name what the article itself rests on, or leave `via` out: the claim is then shown with “no source named”.
How to turn off: `checks: {briefed-article: off}` in site.yaml.
"""

from __future__ import annotations

from collections.abc import Iterator

from sourcebook.model import Finding, Site


def check(site: Site) -> Iterator[Finding]:
    """Yield a finding for each `via` that names the briefed article."""
    for briefing in site.briefings:
        for claim in briefing.claims:
            for index, via in enumerate(claim.via):
                if via.source in briefing.front.briefed:
                    location = site.location("claim", claim.id, "via", index, "source")
                    message = f"“{via.source}” is the article being briefed: it cannot support its own claim"
                    hint = "name what the article rests on, or leave `via` out"
                    yield Finding("briefed-article", "error", message, location, hint)
