"""Of which claims a statement is made, if not of all claims of the page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sourcebook.core.text.phrases import join_names

NAMES = {"by": "claimant", "via": "source", "corroboration": "number of independent sources"}
"""Fields whose name in a filter says less than another word."""


class Condition(NamedTuple):
    """One condition of a filter."""

    field: str
    operator: str
    """As in the filter: `=`, `!=`, `~`, `<`, `<=`, `>` or `>=`."""
    values: Sequence[str]
    """For readers; an empty one is the lack of a value, `2..5` a range."""

    @property
    def text(self) -> str:
        """It in words, after *with*: `kind fact or figure`, `corroboration 2 or more`, `no topics`."""
        name = NAMES.get(self.field, self.field.replace("_", " "))
        if self.operator == "~":
            return f"“{self.values[0]}” in {name}"
        if self.operator in COMPARED:
            return f"{name} {COMPARED[self.operator].format(self.values[0])}"
        if list(self.values) == [""]:
            return f"{'no' if self.operator == '=' else 'a'} {name}"
        *first, last = (_ranged(value) for value in self.values)
        joined = f"{', '.join(first)} or {last}" if first else last
        return f"{name} {'' if self.operator == '=' else 'other than '}{joined}"


COMPARED = {">=": "{} or more", "<=": "{} or less", ">": "more than {}", "<": "less than {}"}


def _ranged(value: str) -> str:
    low, dots, high = value.partition("..")
    if not dots:
        return value or "none"
    if low and high:
        return f"{low} to {high}"
    return f"{low} or more" if low else f"{high} or less"


class Selection(NamedTuple):
    """Which claims a chart counts, if not all of its page."""

    conditions: Sequence[Condition]
    limit: int | None = None
    """The most that it counts."""
    is_wide: bool = False
    """Whether they are selected from those of the whole site, on the page of a briefing."""

    def of(self, sentence: str) -> str:
        """Return a sentence on these claims, which names them: `Of the claims with kind fact: All 3 claims …`."""
        with_ = join_names([one.text for one in self.conditions], len(self.conditions))
        if not (with_ or self.limit or self.is_wide):
            return sentence
        first = f"the first {self.limit:,} claims" if self.limit else "the claims" if with_ else "all claims"
        return f"Of {first}{' of this site' if self.is_wide else ''}{f' with {with_}' if with_ else ''}: {sentence}"
