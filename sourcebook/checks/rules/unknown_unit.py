"""The unit of a quantity is not known.

What it does: reports a `unit` that is neither a currency of ISO 4217 nor a unit of UCUM nor declared in `units:` of
site.yaml. Units may be combined: `USD/t`, `kW.h`.
Why it matters: numbers are compared only in the same unit, and `Mio` or `usd` is the same as nothing else.
Example: `{id: fund, value: 60.06e9, unit: RMB}`, where the code is `CNY`.
How to fix: write the code: `CNY`, `%`, `km`, `t`, `a` for years; or declare what is counted: `units: {votes: votes}`.
How to turn off: `checks: {unknown-unit: off}` in site.yaml.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from sourcebook.core.text.suggestions import did_you_mean
from sourcebook.model import Finding, Site

if TYPE_CHECKING:
    from lark import Lark

WORD = re.compile(r"\{[^{}]*\}|[A-Za-z]+")
"""What is counted, in braces; or what may be the code of a currency or a declared unit."""
PLAIN = frozenset({"%", "1"})
"""Frequent units that need no look into UCUM."""


def check(site: Site) -> Iterator[Finding]:
    """Yield a finding for each unit that is not known."""
    declared = site.config.units
    for briefing in site.briefings:
        for claim in briefing.claims:
            for index, quantity in enumerate(claim.quantities):
                if quantity.unit not in declared and not is_unit(quantity.unit, frozenset(declared)):
                    location = site.location("claim", claim.id, "quantities", index, "unit")
                    message = f"“{quantity.unit}” is a unit neither of ISO 4217 nor of UCUM"
                    add = f'declare it in site.yaml: units: {{"{quantity.unit}": {quantity.unit}}}'
                    known = [*declared, *(_currencies() if len(quantity.unit) == 3 else ())]
                    yield Finding("unknown-unit", "warning", message, location, did_you_mean(quantity.unit, known, add))


@cache
def is_unit(text: str, declared: frozenset[str] = frozenset()) -> bool:
    """Return whether a text is a currency of ISO 4217, a unit of UCUM or of the site, or a combination of these."""
    if text in PLAIN or text in _currencies():
        return True
    # In UCUM what is counted stands in braces, in which a currency is like any other thing.
    known = _currencies() | declared
    return _is_ucum(WORD.sub(lambda found: f"{{{found[0]}}}" if found[0] in known else found[0], text))


@cache
def _currencies() -> frozenset[str]:
    """Return the codes of all currencies, of the past too."""
    from babel.core import get_global

    return frozenset(get_global("all_currencies"))


def _is_ucum(text: str) -> bool:
    from lark.exceptions import LarkError

    try:
        _parser().parse(text)
    except LarkError:
        return False
    return True


@cache
def _parser() -> Lark:
    from ucumvert import get_ucum_parser

    parser: Lark = get_ucum_parser()
    return parser
