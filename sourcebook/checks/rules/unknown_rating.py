"""A review has a rating that is not on the site's scale.

What it does: reports a `rating` that `ratings` in site.yaml does not have, or whose label there is another word than
the review's `verdict`.
Why it matters: a number says nothing without its scale, and two readings of one verdict are one too many.
Example: `{verdict: Half true, rating: 7}`, where the scale ends with 6.
How to fix: correct the rating, or add it to `ratings`: `{value: 7, label: Half true}`.
How to turn off: `checks: {unknown-rating: off}` in site.yaml.
"""

from __future__ import annotations

from collections.abc import Iterator

from sourcebook.core.text.numbers import format_number
from sourcebook.model import Finding, Site


def check(site: Site) -> Iterator[Finding]:
    """Yield a finding for each rating that the scale does not have, or has with another label."""
    labels = {one.value: one.label for one in site.config.ratings}
    for briefing in site.briefings:
        for claim in briefing.claims:
            for index, review in enumerate(claim.reviews):
                if review.rating is None or labels.get(review.rating, "").casefold() == review.verdict.casefold():
                    continue
                number = format_number(review.rating)
                if review.rating in labels:
                    message = f"the rating {number} is “{labels[review.rating]}”, the verdict “{review.verdict}”"
                    hint = "correct one of the two"
                else:
                    message = f"the rating {number} is not on the scale of this site"
                    hint = f"add {{value: {number}, label: {review.verdict}}} to `ratings` in site.yaml"
                location = site.location("claim", claim.id, "reviews", index, "rating")
                yield Finding("unknown-rating", "warning", message, location, hint)
