"""What is measured from the date of the build, which is named."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from sourcebook.core.text.dates import first_day, first_year, format_date, format_year, last_day, last_year
from sourcebook.core.text.phrases import plural
from sourcebook.statements.shares import HAS_A_DATE, Share

SOURCE = "source of a claim"
YEAR, MONTH = 365.25, 30.44
"""Mean days."""


def as_of_text(as_of: str) -> str:
    """Return the date of the build as it is named in words and in drawings: `as of 3 March 2026`."""
    return f"as of {format_date(as_of)}"


class Overdue(NamedTuple):
    """How many open forecasts were due before the date of the build."""

    forecasts: int
    as_of: str

    @property
    def text(self) -> str:
        """It in words, after a semicolon; empty if there is none."""
        verb = "was" if self.forecasts == 1 else "were"
        return f"; {self.forecasts:,} {verb} overdue {as_of_text(self.as_of)}" if self.forecasts and self.as_of else ""


class Age(NamedTuple):
    """The least and the greatest age of a source in days at the build’s date: its own may be a month or a year."""

    least: int
    most: int | None
    """None if its date is open to the past."""

    @classmethod
    def of(cls, issued: str, as_of: str) -> Age:
        """Return the age of what was published on an EDTF date, at a day."""
        day = first_day(as_of) if as_of else date.min
        least = (day - min(last_day(issued), date.max)).days + _before_year_one(last_year(issued))
        first = first_year(issued)
        return cls(least, None if first is None else (day - first_day(issued)).days + _before_year_one(first))

    @property
    def text(self) -> str:
        """It in words: `3 years`, `10 to 12 months`, `under 2 years`, `dated later`."""
        if self.most is None:
            return f"{_span(max(self.least, 0))} or more"
        if self.most < 0:
            return "dated later"
        if self.least < 0:
            return f"up to {_span(self.most)}"
        least, most = _span(self.least), _span(self.most)
        if least == most:
            return most
        (low, unit), (high, other) = least.split(), most.split()
        same = unit.rstrip("s") == other.rstrip("s")
        return f"{low} to {high} {other}" if same else f"{least} to {most}"


def _before_year_one(year: int | None) -> int:
    """Return the days from a year to year 1, which `first_day` and `last_day` put in its place; 0 for later ones."""
    return round(max(1 - year, 0) * YEAR) if year is not None else 0


def _span(days: int) -> str:
    """Return whole years from two years on, whole months from two months on, else days."""
    if days >= 2 * YEAR:
        return plural(int(days / YEAR), "year")
    return plural(int(days / MONTH), "month") if days >= 2 * MONTH else plural(days, "day")


class PublishedBetween(NamedTuple):
    """The years between which all dated sources were published."""

    dated: int
    total: int
    """Number of all sources, undated ones included."""
    first: int | None
    """0 is 1 BCE; None if one is open to the past."""
    last: int | None
    """None if one is open to the future."""

    @classmethod
    def of(cls, dates: Iterable[str], total: int) -> PublishedBetween:
        """Return the years that hold all of some EDTF dates."""
        given = list(dates)
        first, last = [first_year(one) for one in given], [last_year(one) for one in given]
        known_first, known_last = [one for one in first if one is not None], [one for one in last if one is not None]
        return cls(
            len(given),
            total,
            min(known_first) if len(known_first) == len(given) else None,
            max(known_last) if len(known_last) == len(given) else None,
        )

    @property
    def _when(self) -> str:
        if self.first is None or self.last is None:
            known, side = (self.first, "later") if self.last is None else (self.last, "before")
            return f"in {format_year(known or 0)} or {side}"
        first, last = format_year(self.first), format_year(self.last)
        return f"in {first}" if first == last else f"between {first} and {last}"

    @property
    def text(self) -> str:
        """It in words, without a full stop: `8 dated sources were published between 2019 and 2026`."""
        if self.first is None and self.last is None:
            # The others may have plain dates, so that nothing short is true of all.
            return Share(self.dated, self.total, SOURCE, HAS_A_DATE).text
        when = self._when
        if self.total == 1:
            return f"The only {SOURCE} was published {when}"
        dated = "dated " if self.dated < self.total else ""
        if self.dated == 1:
            return f"The only dated {SOURCE} was published {when}"
        return f"The {plural(self.dated, f'{dated}{SOURCE}')} were published {when}"
