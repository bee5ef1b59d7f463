"""Write a source as an item of CSL-JSON 1.0.2."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from sourcebook.model import Source

OWN = ("archive_url", "derives_from", "tier", "reliability", "aliases")
"""Fields of a source that CSL does not have."""
DATES = ("issued", "accessed", "event-date", "original-date")
PLAIN = tuple(field.encode_name for field in msgspec.structs.fields(Source) if field.encode_name not in (*DATES, *OWN))
"""Variables of CSL that have the same form there."""
DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?:T[\d:Z.+-]+)?(~?)\Z")


def csl_item(source: Source) -> dict[str, Any]:
    """Return a source with the keys of CSL; `custom` holds the fields that CSL does not have.

    Returns:
        Values for JSON; empty fields are left out, the type is always given.
    """
    values = msgspec.to_builtins(source)
    item = {"type": source.type} | {key: values[key] for key in PLAIN if key in values}
    item |= {key: csl_date(values[key]) for key in DATES if values.get(key)}
    custom = {key: value for key, value in values.items() if key not in (*PLAIN, *DATES) and value is not None}
    return item | ({"custom": custom} if custom else {})


def csl_date(text: str) -> Any:
    """Return a date or interval as `date-parts`, or as EDTF, which CSL 1.0.2 accepts, if parts cannot express it."""
    found = [DATE.match(day) for day in text.split("/")]
    days = [one for one in found if one]
    months = [int(one[2] or 1) for one in days]
    if len(days) < len(found) or (len(days) > 1 and any(one[4] for one in days)) or max(months) > 24:
        return text
    if max(months) > 12:
        # The seasons of EDTF are its months 21 to 24.
        return {"date-parts": [[int(days[0][1])]], "season": months[0] - 20} if len(days) == 1 else text
    about = {"circa": True} if days[0][4] else {}
    return {"date-parts": [[int(part) for part in one.groups()[:3] if part] for one in days]} | about
