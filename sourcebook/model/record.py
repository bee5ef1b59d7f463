"""The base class of records, and annotated types of their fields."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

import msgspec
from msgspec import Meta

LANGUAGE = "[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*"
"""A tag of BCP 47, as a pattern."""
Id = Annotated[
    str,
    Meta(
        pattern=r"^(?![!#$%&*+\-./:=?|~])[^\s()\[\]{}<>\x22'`,;@\\^]+\Z",
        description="an id: letters of any script, digits and marks such as - _ . : /, no spaces or brackets",
    ),
]
Ids = Annotated[tuple[Id, ...], Meta(description="an id, or a list of ids", extra={"one_or_more": True})]
IdOrIds = Annotated[
    tuple[Id, ...], Meta(description="an id, or a list of ids, not empty", min_length=1, extra={"one_or_more": True})
]
Text = Annotated[str, Meta(min_length=1, description="words, not empty")]
Edtf = Annotated[
    str, Meta(description="a date in EDTF, as 2026, 2026-02, 2026-02-16, 2025/2027 or 2026~", extra={"date": True})
]
Url = Annotated[str, Meta(pattern=r"^https?://[^\s<>\x22{}|\\^`]+\Z", description="a full web address: https://…")]
_ALIAS_SIGN = r"(?:[^\s?#<>\x22\\:*|%]|%(?![01]|2[AEFaef]|3[ACEFacef]|5[Cc]|7[CFcf])[0-9A-Fa-f]{2})"
"""A character of an old address, or a byte of one in percent-encoding: none that a path cannot have."""
Alias = Annotated[
    str,
    Meta(
        pattern=rf"^/?(?!.*//)(?!(?:.*/)?\.){_ALIAS_SIGN}*(?!/){_ALIAS_SIGN}/?\Z",
        description="an old address below the site's root, as news/2025/ai/",
    ),
]
_AMOUNT = r"^\s*[+\-\u2212]?[\d.][\d.,\s]*(?:[eE][+-]?\d{1,3})?(?:\s*(?:thousand|million|billion|trillion))?\s*%?\s*$"
Amount = Annotated[
    Decimal,
    Meta(
        description="a number, as 60.06e9, 1.1 billion or 622,000,000",
        extra={"amount": True},
        extra_json_schema={"pattern": _AMOUNT},
    ),
]


class ContentRecord(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A record that a content file can hold."""
