"""Channels whose value depends on the row.

Altair takes a condition as a dictionary too, and then searches its whole schema for what it may mean, which takes
longer than the drawing; of a channel that is named it knows.
"""

from __future__ import annotations

from typing import Any, TypeVar

import altair as alt

T = TypeVar("T", bound=alt.SchemaBase)


def either(channel: type[T], test: Any, then: object, otherwise: object) -> T:
    """What a row has of which a test holds, and what others have.

    Args:
        channel: as `alt.FillValue`.
        test: of a row, as a Vega expression.
        then: a channel with a field, or a value.
        otherwise: a value.
    """
    met: Any = then if isinstance(then, alt.SchemaBase) else alt.value(then)
    return channel(**alt.condition(test, met, alt.value(otherwise)))
