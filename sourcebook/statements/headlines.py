"""Numbers of claims in the headline that an author wrote for a chart, held against the claims that it shows.

Only what can be known is judged: totals, and how many claims name a source, in English.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from sourcebook.core.text.phrases import plural
from sourcebook.statements.shares import sourcing

_NUMERALS = "no one two three four five six seven eight nine ten eleven twelve".split()
_NUMBER = rf"(?:\d{{1,3}}(?:,\d{{3}})+|\d+|{'|'.join(_NUMERALS)})"
_START = r"(?:(?<=^)|(?<=[.:;] ))"
"""Only what begins a sentence is judged: before a number there can stand *not*, *at least*, *section* and much else."""
_NOUN = r"(?P<noun>claims?|forecasts?)"
_END = r"(?=[.,;:!?)]|$)"
_SAYS = rf" (?P<verb>names?|have|has) (?P<which>no|a|any) (?:named )?source{_END}"
_VERB = r"(?= (?:names?|rests?|go|goes|is|are|have|has|were|was)\b|[.,;:!?)]|$)"
"""What follows a total; after *by* and *about* it would be that of some claims only."""
_PATTERNS = (
    rf"{_START}(?P<number>{_NUMBER}|none) of (?:the |its |all )?(?P<total>{_NUMBER}) {_NOUN}(?:{_SAYS}|{_VERB})",
    rf"{_START}all (?P<total>{_NUMBER}) {_NOUN}(?:{_SAYS}|{_VERB})",
    rf"{_START}(?P<number>{_NUMBER}) {_NOUN}(?:{_SAYS}|{_VERB})",
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


def _claim_numbers(headline: str) -> Iterator[ClaimNumber]:
    spans: list[tuple[int, int]] = []
    for pattern in _PATTERNS:
        for found in re.finditer(pattern, headline, re.IGNORECASE):
            if any(found.start() < end and start < found.end() for start, end in spans):
                continue
            spans.append(found.span())
            parts = found.groupdict()
            if "total" in parts and (parts.get("number") or "").isalpha() and parts["total"].isalpha():
                continue  # “One of two claims” may be a share.
            which = parts["which"]
            names_source = None if which is None else which.lower() != "no"
            number, total = _number(parts.get("number")), _number(parts.get("total"))
            yield ClaimNumber(found[0], number, total, parts["noun"].lower(), names_source)


def _number(text: str | None) -> int | None:
    if text is None:
        return None
    word = text.lower()
    if word in _NUMERALS or word == "none":
        return 0 if word == "none" else _NUMERALS.index(word)
    return int(text.replace(",", ""))
