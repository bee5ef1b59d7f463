"""EDTF dates (ISO 8601-2): validate them, put them into words, reduce them to one day for sorting."""

from __future__ import annotations

import contextlib
import io
import re
from calendar import monthrange
from collections.abc import Callable
from datetime import UTC, date, datetime, time, tzinfo
from functools import cache

PLAIN = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?\Z")
EARLY = re.compile(r"(-\d{4}|Y-?\d{5,})(?:-(\d{2})(?:-(\d{2}))?)?\Z")
"""Dates in years before 1, and in years of more than four digits."""
YEAR = re.compile(r"Y?(-?\d{4,})(?=[-T ~?%]|\Z)")
DAY_WITH_TIME = re.compile(r"(\d{4}-\d{2}-\d{2})[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)? ?(?:Z|[+-]\d{2}:?\d{2})?\Z")
MONTHS = "January February March April May June July August September October November December".split()
SEASONS = "spring summer autumn winter".split()
NAMED = {**dict(enumerate(MONTHS, 1)), **dict(enumerate(SEASONS, 21))}
"""Names for the second part of a date: months, and EDTF's seasons."""
UNKNOWN = date(1, 1, 1)
UNDATED = "XXXX"
"""The date of which nothing is known, in EDTF."""
WORDED = re.compile(
    r"(?:c\.|ca\.?|circa|about) ?(?P<about>\d{4})"
    r"|(?:(?P<day>\d{1,2})(?:st|nd|rd|th)? )?(?P<name>[a-z]+)\.?,? (?P<year>\d{4})"
    r"|(?P<name_first>[a-z]+)\.? (?P<day_after>\d{1,2})(?:st|nd|rd|th)?, (?P<year_last>\d{4})",
    re.IGNORECASE,
)
"""Dates in English words, in the orders that are certain."""


def is_edtf(text: str) -> bool:
    """Return whether a text is a date, a date with a time, or an interval in EDTF."""
    return _first(text) is not None


def first_day(text: str) -> date:
    """Return the first day that a date can mean: 2026-02-01 for 2026-02; a day of year 1 if there is none."""
    return _first(text) or UNKNOWN


def first_moment(text: str, zone: tzinfo = UTC) -> datetime:
    """Return the first moment that a date can mean, in UTC.

    Args:
        text: an EDTF date, perhaps with a time, which is one of the zone if it names none.
        zone: in which days begin.
    """
    day = first_day(text)
    try:
        timed = datetime.fromisoformat(text.replace(" Z", "Z")) if DAY_WITH_TIME.match(text) else None
        found = timed or datetime.combine(day, time())
        return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)
    except (OverflowError, ValueError):
        return datetime.combine(day, time(), UTC)


def last_day(text: str) -> date:
    """Return the last day that a date can mean: 2026-02-28 for 2026-02; the last day of year 9999 if it is open.

    For an interval that is the last day of its second date. Qualifiers such as “circa” are ignored.
    """
    end = text.rpartition("/")[2]
    if end in ("", ".."):
        return date.max
    timed = DAY_WITH_TIME.match(end)
    plain = PLAIN.match(timed[1] if timed else end.rstrip("~?%"))
    if plain is None or (plain[2] and int(plain[2]) > 12):
        return _last(end)
    year, month, day = max(int(plain[1]), 1), int(plain[2] or 12), plain[3]
    return date(year, month, int(day) if day else monthrange(year, month)[1])


def first_year(text: str) -> int | None:
    """Return the first year that a date can mean, 0 for 1 BCE and -43 for 44 BCE; None if its start is open."""
    return _year_of(text.partition("/")[0], first_day)


def last_year(text: str) -> int | None:
    """Return the last year that a date can mean, counted likewise; None if its end is open."""
    return _year_of(text.rpartition("/")[2], last_day)


def _year_of(text: str, day_of: Callable[[str], date]) -> int | None:
    if text in ("", ".."):
        return None
    found = YEAR.match(text)
    return int(found[1]) if found else day_of(text).year


def format_date_as(text: str, pattern: str) -> str:
    """Write a date as a format says, `2026-02-06` by `%e %b %Y` as *6 Feb 2026*; put one that is less into words.

    Args:
        text: a date in EDTF.
        pattern: with the directives of `strftime`; months and weekdays are English.
    """
    parts = re.fullmatch(r"(?!0000)\d{4}(-\d{2})?(-\d{2})?", text)
    asks_month, asks_day = re.search("%[mbB]", pattern), re.search("%[deaAj]", pattern)
    if parts is None or (asks_month and not parts[1]) or (asks_day and not parts[2]):
        return format_date(text)
    day = first_day(text)
    plain = {"%Y": text[:4], "%e": str(day.day), "%%": "%"}
    return re.sub("%.", lambda part: plain.get(part[0]) or day.strftime(part[0]), pattern)


def format_date(text: str) -> str:
    """Put a date into words for readers: `2026-02-16` as *16 February 2026*, `2031/2036` as *2031 to 2036*."""
    if text == UNDATED:
        return "undated"
    if "/" in text:
        start, _, end = text.partition("/")
        if start == "..":
            return f"up to {format_date(end)}"
        if end == "..":
            return f"{format_date(start)} and later"
        first, last = (format_date(part) if part else "an unknown date" for part in (start, end))
        return f"{first} to {last}"
    mark = {"~": "about ", "?": "perhaps ", "%": "perhaps about "}.get(text[-1:], "")
    timed = DAY_WITH_TIME.match(text)
    plain = PLAIN.match(timed[1] if timed else text.rstrip("~?%"))
    early = EARLY.match(text.rstrip("~?%"))
    if plain is None and early is None:
        return text
    year, month, day = plain.groups() if plain else early.groups() if early else ("", "", "")
    parts = [str(int(day))] if day else []
    parts += [NAMED.get(int(month), month)] if month else []
    return mark + " ".join([*parts, _year(year)])


def on_date(text: str) -> str:
    """Put a date into words after a verb: `on 16 February 2026`, `in February 2026`, `between 2031 and 2036`."""
    shown = format_date(text)
    start, slash, end = text.partition("/")
    if slash:
        if end == "..":
            return f"{on_date(start)} or later"
        return shown if start in ("", "..") or not end else f"between {format_date(start)} and {format_date(end)}"
    single = PLAIN.match(text) or EARLY.match(text)
    if DAY_WITH_TIME.match(text) or (single and single[3]):
        return f"on {shown}"
    if text[-1:] == "?":
        return f"perhaps {on_date(text[:-1])}"
    return shown if shown.startswith(("about", "perhaps")) else f"in {shown}"


def year_text(text: str) -> str:
    """Return the year or years of a date, as citations show them: `2026`, `1984–1986`, `–1985`, `c. 1984`, `44 BCE`."""
    start, slash, end = text.partition("/")
    if not slash:
        about = "c. " if text[-1:] in ("~", "%") else ""
        perhaps = "?" if text[-1:] in ("?", "%") else ""
        return f"{about}{_year(text.rstrip('~?%'))}{perhaps}"
    first, last = ("" if part in ("", "..") else year_text(part) for part in (start, end))
    return first if first == last else f"{first}–{last}"


def _year(text: str) -> str:
    """Return the year of a single date; a year before 1 is counted as historians do, who have no year 0."""
    found = re.match(r"Y?(-?\d+)(?:\Z|-\d\d|T)", text)
    return format_year(int(found[1])) if found else text


def format_year(year: int) -> str:
    """Put a year into words; 0 is 1 BCE."""
    return str(year) if year > 0 else f"{1 - year} BCE"


@cache
def _first(text: str) -> date | None:
    timed = DAY_WITH_TIME.match(text)
    plain = PLAIN.match(timed[1] if timed else text)
    if plain is None:
        return _parsed(text)
    year, month, day = (int(part) if part else 1 for part in plain.groups())
    try:
        return date(max(year, 1), month, day)
    except ValueError:
        # 2021-21 is a season in EDTF, not a wrong month.
        return _parsed(text) if plain[2] and not plain[3] and 21 <= month <= 41 else None


@cache
def _last(text: str) -> date:
    from edtf import EDTFParseException, parse_edtf

    try:
        with contextlib.redirect_stdout(io.StringIO()):
            moment = parse_edtf(text).upper_strict()
        return date(min(max(moment.tm_year, 1), 9999), max(moment.tm_mon, 1), max(moment.tm_mday, 1))
    except (EDTFParseException, ValueError, OverflowError, TypeError, AttributeError):
        return date.max


def date_in_words(text: str) -> str:
    """Return a date in English words in EDTF: `2020-21` for `Spring 2020`, `1920~` for `c. 1920`.

    The EDTF library has a parser for words too, which guesses: it takes `12 mai 2020` for December.

    Returns:
        An empty text if it is no date, or not certainly this one: `3/4/2020`, `Mai 2020`, `44 BC`.
    """
    found = WORDED.fullmatch(text.strip())
    if found is None:
        return ""
    if found["about"]:
        return f"{found['about']}~"
    name = (found["name"] or found["name_first"]).lower().replace("fall", "autumn")
    numbers = [number for number, known in NAMED.items() if _is_short_for(name, known.lower())]
    day = found["day"] or found["day_after"] or ""
    written = "-".join(
        [
            found["year"] or found["year_last"],
            *(f"{number:02d}" for number in numbers),
            *([day.zfill(2)] if day else []),
        ]
    )
    return written if len(numbers) == 1 and is_edtf(written) else ""


def _is_short_for(name: str, known: str) -> bool:
    """Return whether a name is one of a month or season, or an abbreviation of a month with at least three letters."""
    return name == known or (known.capitalize() in MONTHS and len(name) in (3, 4) and known.startswith(name))


def _parsed(text: str) -> date | None:
    """Return the first day of a date in extended syntax, by the EDTF library, which is slow and prints to stdout."""
    from edtf import EDTFParseException, parse_edtf

    try:
        with contextlib.redirect_stdout(io.StringIO()):
            moment = parse_edtf(text).lower_strict()
        return date(min(max(moment.tm_year, 1), 9999), max(moment.tm_mon, 1), max(moment.tm_mday, 1))
    except (EDTFParseException, ValueError, OverflowError):
        return None
    except (TypeError, AttributeError):
        return UNKNOWN  # An interval with an open start is a date, only without a first day.
