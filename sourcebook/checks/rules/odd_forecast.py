"""A forecast contradicts its own record, or lacks what its outcome needs.

What it does: reports `forecast:` on a claim of another kind, an outcome without `resolved_on` and the reverse, and a
`probability` outside the range that ICD 203 gives to its `likelihood`.
Why it matters: forecasts are counted and scored, and what is recorded in two ways is counted in one of them.
Example: `forecast: {likelihood: likely, probability: 0.3}`, where likely means 55 to 80 per cent.
How to fix: correct the kind, give `resolved_on` with the outcome, or keep the probability or the term that was said.
How to turn off: `checks: {odd-forecast: off}` in site.yaml.
"""

from __future__ import annotations

from collections.abc import Iterator

from sourcebook.core.text.numbers import exact, format_percent
from sourcebook.model import LIKELIHOOD_RANGES, Claim, Finding, Forecast, Site

OPEN = "open"


def check(site: Site) -> Iterator[Finding]:
    """Yield a finding for each contradiction."""
    for briefing in site.briefings:
        for claim in briefing.claims:
            if claim.forecast:
                for key, message, hint in _problems(claim, claim.forecast):
                    location = site.location("claim", claim.id, "forecast", *([key] if key else []))
                    yield Finding("odd-forecast", "warning", message, location, hint)


def _problems(claim: Claim, forecast: Forecast) -> Iterator[tuple[str, str, str]]:
    """Yield the key, the message and the hint of each problem."""
    if claim.kind != "forecast":
        yield "", f"a claim of the kind {claim.kind} has a forecast", "write `kind: forecast`, or take it out"
    if forecast.outcome != OPEN and not forecast.resolved_on:
        yield "outcome", f"the outcome is {forecast.outcome}, and since when is not said", "add `resolved_on: DATE`"
    if forecast.outcome == OPEN and forecast.resolved_on:
        yield "resolved_on", "it is resolved, and its outcome is open", "add `outcome: yes`, or no, ambiguous, annulled"
    if forecast.likelihood and forecast.probability is not None:
        low, high = LIKELIHOOD_RANGES[forecast.likelihood]
        if not low <= exact(forecast.probability) * 100 <= high:
            message = (
                f"{format_percent(forecast.probability)} is not “{forecast.likelihood}”, which is {low} to {high} %"
            )
            yield "probability", message, "keep the one that was said"
