"""It is not clear which article states a claim.

What it does: reports an `article` of a claim that its briefing is not about, and a claim `by: article` without
`article` in a briefing about several.
Why it matters: a reader wants to know who says it, and of two articles only one may.
Example: `by: article` in a briefing with `articles: [politico-2016, reuters-2016]`.
How to fix: add `article:` with the id of the one that states it; add it to `articles` in the front matter if it lacks.
How to turn off: `checks: {unclear-article: off}` in site.yaml.
"""

from __future__ import annotations

from collections.abc import Iterator

from sourcebook.core.text.phrases import join_names
from sourcebook.core.text.suggestions import did_you_mean
from sourcebook.model import ARTICLE, Finding, Site

MOST = 6
"""Most candidates in a hint."""


def check(site: Site) -> Iterator[Finding]:
    """Yield a finding for each claim whose article is not known, or is none of its briefing."""
    for briefing in site.briefings:
        known = briefing.front.briefed
        for claim in briefing.claims:
            if claim.article and claim.article not in known and claim.article in site.sources:
                location = site.location("claim", claim.id, "article")
                message = f"this briefing is not about “{claim.article}”"
                hint = did_you_mean(claim.article, known, "add it to `articles` in the front matter")
                yield Finding("unclear-article", "warning", message, location, hint)
            elif ARTICLE in claim.by and not claim.article and len(known) > 1:
                location = site.location("claim", claim.id, "by")
                message = f"the briefing is about {len(known)} articles, and the claim does not say which one states it"
                hint = f"add `article:` with {join_names(known, MOST).replace(' and ', ' or ')}"
                yield Finding("unclear-article", "warning", message, location, hint)
