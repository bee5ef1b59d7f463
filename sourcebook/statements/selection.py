"""Of which claims a statement is made, if not of all claims of the page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from sourcebook.core.text.phrases import join_names

NAMES = {
    "by": "claimant", "via": "named source", "origins": "independent source", "roots": "independent source",
    "corroboration": "number of independent sources", "topics": "topic", "as_of": "date", "horizon": "due date",
    "corroboration_max": "greatest possible number of independent sources", "made_on": "date of making",
    "computed_from": "input", "quantities": "number of quantities", "quotes": "number of quotations",
    "responses": "number of responses",
}  # fmt: skip
"""Fields whose name in a filter says less than other words."""
NUMBERS = {">=": "{} or more", "<=": "{} or less", ">": "more than {}", "<": "less than {}", "..": "{} to {}"}
DATES = {">=": "from {} on", "<=": "up to {}", ">": "after {}", "<": "before {}", "..": "{} to {}"}


class Condition(NamedTuple):
    """One condition of a filter."""

    field: str
    operator: str
    """As in the filter: `=`, `!=`, `~`, `<`, `<=`, `>` or `>=`."""
    values: Sequence[tuple[str, ...]]
    """For readers: a value, the two ends of a range, of which one may be empty, or an empty one for the lack of it."""
    is_date: bool = False

    @property
    def text(self) -> str:
        """It in words, after *with*: `kind fact or figure`, `due date before 2026`, `no topic`."""
        name = NAMES.get(self.field, self.field.replace("_", " "))
        if self.operator == "~":
            return f"“{self.values[0][0]}” in {name}"
        if self.operator not in ("=", "!="):
            return f"{name} {self._compared(self.operator, *self.values[0])}"
        if list(self.values) == [("",)]:
            return f"{'no' if self.operator == '=' else 'some'} {name}"
        *first, last = (self._value(*value) for value in self.values)
        joined = f"{', '.join(first)} or {last}" if first else last
        return f"{name} {'' if self.operator == '=' else 'other than '}{joined}"

    def _value(self, low: str, high: str | None = None) -> str:
        if high is None:
            return (f"“{low}”" if re.search(r"[.,;:]", low) else low) or "none"
        if low and high:
            return self._compared("..", low, high)
        return self._compared(">=", low) if low else self._compared("<=", high)

    def _compared(self, operator: str, *ends: str) -> str:
        return (DATES if self.is_date else NUMBERS)[operator].format(*ends)


class Selection(NamedTuple):
    """Which claims a chart counts, if not all of its page."""

    conditions: Sequence[Condition]
    limit: int | None = None
    """The most that it counts."""
    sort: Sequence[tuple[str, bool]] = ()
    """The fields by which they are sorted before that, and whether in falling order."""
    is_wide: bool = False
    """Whether they are selected from those of the whole site, on the page of a briefing."""

    def of(self, sentence: str) -> str:
        """Return a sentence on these claims, which names them: `Of the claims with kind fact: All 3 claims …`."""
        with_ = join_names([one.text for one in self.conditions], len(self.conditions))
        if not (with_ or self.limit or self.is_wide):
            return sentence
        where = f"{' of this site' if self.is_wide else ''}{f' with {with_}' if with_ else ''}"
        if none := re.fullmatch(r"There are no (\w+)\.", sentence):
            return f"There are no {none[1]}{where}."
        first = "the claims" if with_ else "all claims"
        if self.limit:
            first = "the first claim" if self.limit == 1 else f"the first {self.limit:,} claims"
            names = [NAMES.get(name, name.replace("_", " ")) for name, _ in self.sort]
            where += f", sorted by {join_names(names, len(names))}" if names else ""
            where += ", falling" if self.sort and self.sort[0][1] else ""
        return f"Of {first}{where}: {sentence}"
