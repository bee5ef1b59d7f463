"""A quantity has no value, or its minimum is above its maximum.

What it does: reports a quantity with neither `value` nor `min` or `max`, with both forms at once, with a range
and a `bound` of up_to or at_least, or with `min` above `max`; and one whose `converted_from` names no other quantity
of the claim; and an id that two quantities of the claim have.
Why it matters: a reader cannot check a number that is not there, nor a conversion from nowhere.
Example: `{id: fund, unit: CNY, measure: fund size}`.
How to fix: give `value: 60.06e9`, or `min:` and `max:`.
How to turn off: `checks: {odd-quantity: off}` in site.yaml.
"""

from __future__ import annotations

from collections.abc import Iterator

from sourcebook.core.text.suggestions import did_you_mean
from sourcebook.model import Finding, Quantity, Site


def check(site: Site) -> Iterator[Finding]:
    """Yield a finding for each quantity that says nothing or contradicts itself."""
    for briefing in site.briefings:
        for claim in briefing.claims:
            ids = [quantity.id for quantity in claim.quantities]
            for index, name in enumerate(ids):
                if name in ids[:index]:
                    location = site.location("claim", claim.id, "quantities", index, "id")
                    message = f"another quantity of this claim has the id “{name}”"
                    yield Finding("odd-quantity", "error", message, location, "rename one of them")
            others = set(ids)
            for index, quantity in enumerate(claim.quantities):
                message = _problem(quantity)
                if message:
                    location = site.location("claim", claim.id, "quantities", index)
                    yield Finding("odd-quantity", "error", message, location, "give `value`, or `min` and `max`")
                source = quantity.converted_from
                if source is not None and source not in others - {quantity.id}:
                    location = site.location("claim", claim.id, "quantities", index, "converted_from")
                    message = f"no other quantity of this claim has the id “{source}”"
                    hint = did_you_mean(source, others - {quantity.id}, "name the quantity that was converted")
                    yield Finding("odd-quantity", "error", message, location, hint)


def _problem(quantity: Quantity) -> str:
    ends = [end for end in (quantity.min, quantity.max) if end is not None]
    if quantity.value is None and not ends:
        return "this quantity has no value"
    if quantity.value is not None and ends:
        return "this quantity has a value and a range"
    if ends and quantity.bound in ("up_to", "at_least"):
        return f"the ends of a range say what `bound: {quantity.bound}` would"
    return "the range is upside down" if ends != sorted(ends) else ""
