"""Read amounts as people write them: `60.06e9`, `1.1 billion`, `622,000,000`, `58 %`; what is ambiguous is refused."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import yaml

from sourcebook.readers.decoding.yaml_nodes import text_pair

ENDS = ("value", "min", "max")
"""Keys of a quantity that hold an amount."""
PERCENT = "%"
POWERS = {"thousand": 3, "million": 6, "billion": 9, "trillion": 12}
SHORT = {"k": "thousand", "m": "million", "mn": "million", "mio": "million", "bn": "billion", "mrd": "billion",
         "b": "billion", "tn": "trillion", "t": "trillion"}  # fmt: skip
"""Abbreviations that mean different things to different readers, and what they may mean."""
LIMIT = 30
"""Amounts are below 1e30, with at most so many decimal places and digits."""
_PLAIN = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?")
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_SPACED = re.compile(r"[+-]?\d{1,3}(?:[ \u00a0\u2009\u202f]\d{3})+(?:\.\d+)?")
_SCALED = re.compile(r"(?P<number>.*\d\.?)\s*(?P<word>[A-Za-z]+)\.?")


class AmountError(ValueError):
    """A text that is no amount, or an ambiguous one.

    Args:
        hint: how to write it.
    """

    def __init__(self, hint: str) -> None:
        super().__init__(hint)
        self.hint = hint


def parse_amount(text: str, language: str) -> Decimal:
    """Return the number that a text means, with its decimal places.

    Args:
        text: without a unit.
        language: BCP 47 tag of the site. Only in English a comma separates thousands for certain, and a billion is 1e9.

    Raises:
        AmountError: if it is none, or could mean two numbers.
    """
    written = text.strip().replace("\u2212", "-")
    is_english = language.partition("-")[0].lower() == "en"
    scaled = None if _PLAIN.fullmatch(written) else _SCALED.fullmatch(written)
    if scaled is None:
        return _bounded(_digits(written, is_english))
    word = scaled["word"].lower()
    number = scaled["number"].strip()
    if word in SHORT:
        raise AmountError(f"write {number} {SHORT[word]}, or {number}e{POWERS[SHORT[word]]}")
    if word not in POWERS:
        raise AmountError("write the number alone: its unit has the key `unit`")
    if not is_english:
        raise AmountError(f"write {number}e{POWERS[word]}: “{word}” means different numbers in different languages")
    return _bounded(_digits(number, is_english).scaleb(POWERS[word]))


def _digits(text: str, is_english: bool) -> Decimal:
    if _PLAIN.fullmatch(text):
        return Decimal(text)
    if _SPACED.fullmatch(text):
        return Decimal(re.sub(r"\s", "", text))
    # Two commas can only separate thousands; a single one is the decimal mark of many languages.
    if _GROUPED.fullmatch(text) and (is_english or text.count(",") > 1):
        return Decimal(text.replace(",", ""))
    if _GROUPED.fullmatch(text):
        raise AmountError(f"write {text.replace(',', '')}, or {text.replace(',', '.')} if the comma is a decimal mark")
    if re.fullmatch(r"[+-]?\d+,\d+", text):
        raise AmountError(f"write {text.replace(',', '.')}, with a point")
    if re.fullmatch(r"[+-]?\d{1,3}(?:\.\d{3}){2,}(?:,\d+)?", text):
        raise AmountError(f"write {text.replace('.', '').replace(',', '.')}, without points between thousands")
    if re.search(r"\d", text):
        raise AmountError("write the number alone, as 60.06e9, 1.1 billion or 622000000")
    raise AmountError("")


def _bounded(number: Decimal) -> Decimal:
    digits = number.as_tuple().digits
    if len(digits) > LIMIT or (number and abs(number.adjusted()) >= LIMIT):
        raise AmountError(f"amounts have at most {LIMIT} digits, and lie between 1e-{LIMIT} and 1e{LIMIT}")
    return number


def lift_percent(node: yaml.MappingNode) -> yaml.ScalarNode | None:
    """Make `unit: "%"` of per cent signs in the amounts of a quantity; return an amount with another unit.

    Args:
        node: the quantity, which is changed.
    """
    scalars = {key.value: value for key, value in node.value if isinstance(value, yaml.ScalarNode)}
    signed = [scalars[key] for key in ENDS if key in scalars and scalars[key].value.rstrip().endswith(PERCENT)]
    if not signed:
        return None
    if "unit" not in scalars:
        node.value.append(text_pair(node, "unit", PERCENT))
    elif scalars["unit"].value != PERCENT:
        return signed[0]
    for one in signed:
        one.value = one.value.rstrip().removesuffix(PERCENT).rstrip()
    return None


def split_number(pairs: Any) -> str:
    """Return the number that commas have split into keys of a flow mapping: `{value: 622,000,000}`; or nothing."""
    texts = [(key.value, value.value) for key, value in pairs if isinstance(value, yaml.ScalarNode)]
    for index, (key, value) in enumerate(texts):
        groups = [name for name, empty in texts[index + 1 :] if re.fullmatch(r"\d+", str(name)) and not empty]
        if key in ENDS and groups and re.fullmatch(r"-?\d+", value):
            return ",".join([value, *groups])
    return ""


def split_number_hint(number: str) -> str:
    """Return how to write a number that commas have split."""
    if _GROUPED.fullmatch(number):
        return f'write "{number}" with quotation marks'
    integer, _, decimals = number.partition(",")
    return "write it without commas" if "," in decimals else f"write {integer}.{decimals}, with a full stop"
