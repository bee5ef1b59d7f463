"""Numbers in cells of text: with separated thousands, decimal commas, and words for no number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import isinf
from typing import NamedTuple

NO_NUMBER = frozenset(
    {"", "n/a", "na", "n.a.", "nan", "null", "none", "#n/a", "k. a.", "k.a.", "-", "–", "—", "…", "...", "..", "."}
)
"""What stands in columns of numbers where there is none, in small letters."""
LARGEST = 2**53
"""Whole numbers up to here are exact as floats, which charts and JavaScript count with."""
SPACES = "\u00a0\u2007\u2009\u202f '’"
_SIGN = r"(?P<sign>[+\-\u2212]?)"
_EXPONENT = r"(?P<exponent>[eE][+-]?\d{1,3})?"
_POINT = re.compile(rf"{_SIGN}(?P<whole>\d*)(?:\.(?P<part>\d+)|\.?){_EXPONENT}\Z", re.ASCII)
_COMMA = re.compile(rf"{_SIGN}(?P<whole>\d+)(?:,(?P<part>\d+))?{_EXPONENT}\Z", re.ASCII)
_GROUPED_POINT = re.compile(
    rf"{_SIGN}(?P<whole>\d{{1,3}}(?P<mark>[,{SPACES}])\d{{3}}(?:(?P=mark)\d{{3}})*)(?:\.(?P<part>\d+))?(?P<exponent>)\Z",
    re.ASCII,
)
_GROUPED_COMMA = re.compile(
    rf"{_SIGN}(?P<whole>\d{{1,3}}(?P<mark>[.{SPACES}])\d{{3}}(?:(?P=mark)\d{{3}})*)(?:,(?P<part>\d+))?(?P<exponent>)\Z",
    re.ASCII,
)
_SIMPLE = re.compile(r"(?:-?(?:0|[1-9]\d{0,14})(?:\.\d+)?)?\Z", re.ASCII)
"""A number that is written as programs write it, or nothing."""
_EITHER = re.compile(r"[+\-\u2212]?[1-9]\d{0,2}[.,]\d{3}\Z", re.ASCII)
"""A number that means something else with either decimal mark: 1,234 or 1.234."""
_LEADING_ZERO = re.compile(r"[+\-\u2212]?0\d")


class CellColumn(NamedTuple):
    """The cells of a column."""

    cells: Sequence[str]
    numbers: Sequence[str | None] | None
    """Its numbers with a decimal point and nothing between thousands, None for none; None if it is text."""
    is_uncertain: bool
    """Whether nothing in the file tells which mark is the decimal one."""


def has_decimal_commas(cells: Sequence[str]) -> bool | None:
    """Return whether the numbers of a column have decimal commas; None if its cells do not tell."""
    found: set[bool] = set()
    joined = "".join(cells)
    if not ("," in joined or "." in joined):
        return None
    for cell in cells:
        text = cell.strip()
        if _EITHER.match(text) or not any(mark in text for mark in ".,"):
            continue
        by_point, by_comma = plain_number(text, commas=False), plain_number(text, commas=True)
        if (by_point is None) != (by_comma is None):
            found.add(by_point is None)
            if "," not in joined:  # All others can only say the same.
                break
    return found.pop() if len(found) == 1 else None


TELEPHONE = 8
"""Digits of a number with a plus that is taken for one of a telephone."""


def plain_number(cell: str, commas: bool) -> str | None:
    """Return a number with a decimal point and nothing between thousands; None if the text is no number.

    Args:
        cell: the text.
        commas: whether the decimal mark is a comma.
    """
    text = cell.strip()
    for pattern in (_COMMA, _GROUPED_COMMA) if commas else (_POINT, _GROUPED_POINT):
        match = pattern.match(text)
        if match and (match["whole"] or match["part"]) and not _is_name(match):
            integer = re.sub(r"\D", "", match["whole"])
            sign = "-" if match["sign"] in ("-", "\u2212") else ""
            part = f".{match['part']}" if match["part"] else ""
            return f"{sign}{integer or '0'}{part}{match['exponent'] or ''}"
    return None


def _is_name(number: re.Match[str]) -> bool:
    """Return whether a number is a name for something: `1E5`, whose exponent no program writes so, or a telephone's."""
    exponent = number["exponent"] or ""
    is_telephone = number["sign"] == "+" and len(re.sub(r"\D", "", number["whole"])) >= TELEPHONE
    return not number["part"] and (exponent[1:].isdigit() or is_telephone)


def number_texts(cells: Sequence[str], commas: bool | None) -> list[str | None] | None:
    """Return the numbers of a column; None if it is no column of numbers.

    Args:
        cells: of the column.
        commas: whether the decimal mark is a comma; None: it is not known, and taken for a point.
    """
    found: list[str | None] = []
    if not commas and all(map(_SIMPLE.match, cells)):  # most columns, in a fraction of the time
        found = [cell or None for cell in cells]
        return found if any(found) else None
    for cell in cells:
        text = cell.strip()
        if text.lower() in NO_NUMBER:
            found.append(None)
            continue
        number = plain_number(text, bool(commas))
        if number is None or _LEADING_ZERO.match(text) or _is_too_large(number):
            return None
        found.append(number)
    return found if any(found) else None


def is_ambiguous(column: CellColumn) -> int | None:
    """Return the index of the first cell of a column of numbers that may mean two; None if there is none."""
    if not column.is_uncertain or column.numbers is None:
        return None
    return next((index for index, cell in enumerate(column.cells) if _EITHER.match(cell.strip())), None)


def _is_too_large(number: str) -> bool:
    digits = number.lstrip("-")
    if "e" in digits.lower() and isinf(float(digits)):
        return True
    return digits.isdigit() and (len(digits) > len(str(LARGEST)) or int(digits) > LARGEST)
