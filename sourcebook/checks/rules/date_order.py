"""Dates of a record contradict one another.

What it does: reports an interval that ends before it begins, a forecast that was due or resolved before it was made,
and a briefing that was updated or corrected, or a claim that was withdrawn, before the briefing was published. Dates of
which one can lie on the right side of the other are left alone.
Why it matters: who said what first decides who copied whom, and a reader who finds one impossible date doubts the rest.
Example: `forecast: {made_on: 2026-02-16, horizon: 2025-12}`.
How to fix: correct one of the two dates.
How to turn off: `checks: {date-order: warning}` in site.yaml.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sourcebook.core.text.dates import first_day, format_date, last_day, on_date
from sourcebook.model import Claim, Finding, Site
from sourcebook.model.custom_fields import custom_fields


class GivenDate(NamedTuple):
    """A date of a record, and the path of keys to it."""

    text: str | None
    keys: tuple[object, ...]


class DatePair(NamedTuple):
    """Two dates of which the second cannot be before the first, each with the words for what happened then."""

    first: str | None
    happened: str
    second: str | None
    keys: tuple[object, ...]
    """To the second."""
    later: str


def check(site: Site) -> Iterator[Finding]:
    """Yield a finding for each interval and pair of dates in the wrong order."""
    own = {
        kind: [one.name for one in custom_fields(site.config, kind) if one.field.type == "date"]
        for kind in ("claims", "sources")
    }
    for source in site.sources.values():
        dates = [GivenDate(getattr(source, name), (name,)) for name in ("issued", "accessed", *own["sources"])]
        yield from _intervals(site, "source", source.id, dates)
    for briefing in site.briefings:
        front = briefing.front
        dates = [GivenDate(front.date, ("date",)), GivenDate(front.updated, ("updated",))]
        dates += [GivenDate(one.date, ("corrections", at, "date")) for at, one in enumerate(front.corrections)]
        yield from _intervals(site, "briefing", briefing.slug, dates)
        pair = DatePair(front.date, "published", front.updated, ("updated",), "updated")
        yield from _wrong_order(site, "briefing", briefing.slug, pair)
        for at, one in enumerate(front.corrections):
            pair = DatePair(front.date, "published", one.date, ("corrections", at, "date"), "corrected")
            yield from _wrong_order(site, "briefing", briefing.slug, pair)
        for claim in briefing.claims:
            if claim.withdrawn:
                pair = DatePair(front.date, "published", claim.withdrawn.date, ("withdrawn", "date"), "withdrawn")
                yield from _wrong_order(site, "claim", claim.id, pair)
            custom = [GivenDate(getattr(claim, name), (name,)) for name in own["claims"]]
            yield from _intervals(site, "claim", claim.id, [*_dates(claim), *custom])
            if claim.forecast:
                made, due, known = claim.forecast.made_on, claim.forecast.horizon, claim.forecast.resolved_on
                for second, key, later in ((due, "horizon", "due"), (known, "resolved_on", "resolved")):
                    pair = DatePair(made, "made", second, ("forecast", key), later)
                    yield from _wrong_order(site, "claim", claim.id, pair)


def _dates(claim: Claim) -> Iterator[GivenDate]:
    yield GivenDate(claim.as_of, ("as_of",))
    for at, quantity in enumerate(claim.quantities):
        yield GivenDate(quantity.period, ("quantities", at, "period"))
        yield GivenDate(quantity.rate_date, ("quantities", at, "rate_date"))
    if claim.forecast:
        for key in ("made_on", "horizon", "resolved_on"):
            yield GivenDate(getattr(claim.forecast, key), ("forecast", key))
    for at, review in enumerate(claim.reviews):
        yield GivenDate(review.date, ("reviews", at, "date"))
    for at, response in enumerate(claim.responses):
        yield GivenDate(response.date, ("responses", at, "date"))
    if claim.withdrawn:
        yield GivenDate(claim.withdrawn.date, ("withdrawn", "date"))


def _intervals(site: Site, kind: str, name: str, dates: Iterable[GivenDate]) -> Iterator[Finding]:
    for one in dates:
        if one.text and _is_reversed(one.text):
            start, _, end = one.text.partition("/")
            message = f"the interval ends before it begins: {format_date(start)}, {format_date(end)}"
            hint = f"write {end}/{start}, or correct one of them"
            yield Finding("date-order", "error", message, site.location(kind, name, *one.keys), hint)


def _is_reversed(text: str) -> bool:
    start, slash, end = text.partition("/")
    return bool(slash) and start not in ("", "..") and end not in ("", "..") and last_day(end) < first_day(start)


def _wrong_order(site: Site, kind: str, name: str, pair: DatePair) -> Iterator[Finding]:
    if not (pair.first and pair.second) or _is_reversed(pair.first) or _is_reversed(pair.second):
        return  # An interval that ends before it begins is reported as such.
    if last_day(pair.second) < first_day(pair.first):
        message = f"{pair.later} {on_date(pair.second)}, but {pair.happened} {on_date(pair.first)}"
        yield Finding(
            "date-order", "error", message, site.location(kind, name, *pair.keys), "correct one of the two dates"
        )
