"""Conditional channels: their value depends on the row.

For a condition in a dictionary Altair searches its whole schema, which takes longer than the drawing; for a channel
class it need not.
"""

from __future__ import annotations

from typing import Any, TypeVar

import altair as alt

T = TypeVar("T", bound=alt.SchemaBase)


def either(channel: type[T], test: Any, then: object, otherwise: object) -> T:
    """Return a channel with one value for rows that satisfy a test, and another for the rest.

    Args:
        channel: as `alt.FillValue`.
        test: of a row, as a Vega expression.
        then: a channel with a field, or a value.
        otherwise: a value.
    """
    met: Any = then if isinstance(then, alt.SchemaBase) else alt.value(then)
    return channel(**alt.condition(test, met, alt.value(otherwise)))
