"""Kinds of claims in charts: their order, colours and signs."""

from __future__ import annotations

from typing import Any

import altair as alt
import polars as pl

from sourcebook.charts.design.vega_theme import KIND_COLOURS, KIND_SIGNS
from sourcebook.model import CLAIM_KINDS


def present(kinds: pl.Series) -> list[str]:
    """Return the kinds that occur, in the fixed order."""
    found = set(kinds)
    return [kind for kind in CLAIM_KINDS if kind in found]


def scale(kinds: pl.Series) -> alt.Scale:
    """Return the colour scale of the kinds that occur."""
    shown = present(kinds)
    return alt.Scale(domain=shown, range=[KIND_COLOURS[kind] for kind in CLAIM_KINDS if kind in shown])


def legend(kinds: pl.Series, width: int) -> alt.Legend:
    """Return the legend of kinds with their signs, in as many columns as fit the width."""
    signs = " : ".join(f"datum.label === '{kind}' ? '{sign} {kind}'" for kind, sign in KIND_SIGNS.items())
    columns = max(1, min(len(present(kinds)), width // 85))
    return alt.Legend(title=None, columns=columns, labelExpr=f"{signs} : datum.label")


def tips(*fields: str) -> list[alt.Tooltip]:
    """Return the tooltip of a mark. Altair takes much longer for fields in shorthand."""
    return [alt.Tooltip(field) for field in fields]


def with_sign(frame: pl.DataFrame) -> pl.DataFrame:
    """Return a frame that has a column `kind` with the columns `sign` and `order`, the index of the kind."""
    options: dict[Any, int] = {kind: index for index, kind in enumerate(CLAIM_KINDS)}
    return frame.with_columns(
        sign=pl.col("kind").replace_strict(dict(KIND_SIGNS), default="", return_dtype=pl.String),
        order=pl.col("kind").replace_strict(options, default=len(CLAIM_KINDS), return_dtype=pl.Int64),
    )
