"""Faster Altair: it copies a chart at every method call, and most of what it copies is undefined.

The result is the same, for what is passed over has nothing to copy, or is a value that never changes.
"""

from __future__ import annotations

from functools import cache
from typing import Any

PLAIN = frozenset({str, int, float, bool, type(None)})
"""Types of values that a copy shares, and that stand in a specification as they are."""
GENERATED = frozenset({"altair.vegalite.v6.schema.core", "altair.vegalite.v6.schema.channels"})
"""Modules whose classes do nothing when they begin but to keep what they are handed."""


@cache
def install_fast_altair() -> None:
    """Let Altair be quicker in this process."""
    from altair.utils import schemapi

    altair: Any = schemapi
    copy_of_others, plain_of_others = altair._deep_copy, altair._todict
    undefined, base = altair.Undefined, altair.SchemaBase
    shared = PLAIN | {type(undefined)}

    def copied(value: Any, by_ref: set[str]) -> Any:
        kind = type(value)
        if kind in shared:
            return value
        if kind is dict:
            return {name: one if name in by_ref else copied(one, by_ref) for name, one in value.items()}
        if kind is list:
            return [copied(one, by_ref) for one in value]
        if isinstance(value, base) and kind.__module__ in GENERATED and not hasattr(kind, "__deepcopy__"):
            other = object.__new__(kind)
            keywords = {
                name: one if one is undefined or name in by_ref else copied(one, by_ref)
                for name, one in value._kwds.items()
            }
            vars(other).update(_args=tuple(copied(one, by_ref) for one in value._args), _kwds=keywords)
            return other
        return copy_of_others(value, by_ref)

    def plain(obj: Any, context: Any, np_opt: Any, pd_opt: Any) -> Any:  # the names that callers know
        kind = type(obj)
        if kind in PLAIN:
            return obj
        if kind is dict:
            items = obj.items()
            return {name: plain(one, context, np_opt, pd_opt) for name, one in items if one is not undefined}
        if kind is list:
            return [plain(one, context, np_opt, pd_opt) for one in obj]
        return plain_of_others(obj, context, np_opt, pd_opt)

    altair._deep_copy, altair._todict = copied, plain
