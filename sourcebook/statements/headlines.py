"""Numbers of claims in the headline that an author wrote for a chart, held against the claims that it shows.

Only what can be known is judged: totals, and how many claims name a source, in English.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sourcebook.core.text.phrases import plural
from sourcebook.statements.shares import sourcing

_NUMERALS = "no one two three four five six seven eight nine ten eleven twelve".split()
_NUMBER = rf"(\d[\d,]*|{'|'.join(_NUMERALS)})"
_SAYS = r"(?: (?P<verb>names?|have|has) (?P<which>no|a|any) (?:named )?source)?"
_TOTAL_END = r"(?! (?:by|of|that|which|who|whose|with|without|on|about|from|in|made|for))"
"""What does not follow a total: it would be that of some claims only."""
_YEARS = range(1900, 2101)
"""Numbers that may be years, as in “the 2025 claims”."""
_NOUN = r"(?P<noun>claims?|forecasts?)\b"
_PATTERNS = (
    rf"\b(?P<number>{_NUMBER}|none) of (?:the |its |all )?(?P<total>{_NUMBER}) {_NOUN}{_TOTAL_END}{_SAYS}",
    rf"\ball (?P<total>{_NUMBER}) {_NOUN}{_TOTAL_END}{_SAYS}",
    rf"\b(?P<number>{_NUMBER}) {_NOUN}{_SAYS}",
)


class ClaimGroup(NamedTuple):
    """A group of claims of which a headline may speak."""

    claims: int
    forecasts: int
    unsourced: int
    """Number of claims that name no source."""
    unsourced_forecasts: int

    @classmethod
    def of(cls, claims: Iterable[tuple[str, bool]]) -> ClaimGroup:
        """Return it for the kind of each claim, and whether it names a source."""
        found = list(claims)
        forecasts = [names_source for kind, names_source in found if kind == "forecast"]
        return cls(
            len(found),
            len(forecasts),
            sum(not names_source for _, names_source in found),
            sum(not names_source for names_source in forecasts),
        )

    def total(self, noun: str) -> int:
        """Return the number of its claims, or of its forecasts."""
        return self.forecasts if noun.startswith("forecast") else self.claims

    def without_source(self, noun: str) -> int:
        """Return the number of those that name no source."""
        return self.unsourced_forecasts if noun.startswith("forecast") else self.unsourced


class ClaimNumber(NamedTuple):
    """A number of claims in a headline."""

    text: str
    number: int | None
    """None if all are meant."""
    total: int | None
    """None if it is not said of how many."""
    noun: str
    names_source: bool | None
    """Whether these claims are said to name a source; None if something else is said of them."""

    def is_true_of(self, group: ClaimGroup) -> bool:
        """Return whether it can be true of a group."""
        total = group.total(self.noun)
        if self.total is not None and self.total != total:
            return False
        number = total if self.number is None else self.number
        if self.names_source is None:
            return number <= total
        unsourced = group.without_source(self.noun)
        return number == (total - unsourced if self.names_source else unsourced)


def contradiction(headline: str, groups: Sequence[ClaimGroup]) -> str:
    """Return what a headline says that is true of none of these groups, and what is true of the first; or nothing.

    Args:
        headline: the caption that the author wrote.
        groups: the claims that the chart shows, and others of which it may speak.
    """
    for one in _claim_numbers(headline):
        if not any(one.is_true_of(group) for group in groups):
            shown = groups[0]
            counted = plural(shown.total(one.noun), one.noun.removesuffix("s"))
            if one.names_source is not None and not one.noun.startswith("forecast"):
                counted = sourcing(shown.unsourced, shown.claims).text
            return f"“{one.text}” is not what the data say: {counted[:1].lower()}{counted[1:]}"
    return ""


def _claim_numbers(headline: str) -> Iterable[ClaimNumber]:
    spans: list[tuple[int, int]] = []
    for pattern in _PATTERNS:
        for found in re.finditer(pattern, headline, re.IGNORECASE):
            if any(found.start() < end and start < found.end() for start, end in spans):
                continue
            spans.append(found.span())
            parts = found.groupdict()
            number, total = _number(parts.get("number")), _number(parts.get("total"))
            which = parts["which"]
            names_source = None if which is None else which.lower() != "no"
            if number is not None and total is None and number in _YEARS:
                continue
            yield ClaimNumber(found[0], number, total, parts["noun"].lower(), names_source)


def _number(text: str | None) -> int | None:
    if text is None:
        return None
    word = text.lower()
    if word in _NUMERALS or word == "none":
        return 0 if word == "none" else _NUMERALS.index(word)
    return int(text.replace(",", ""))
