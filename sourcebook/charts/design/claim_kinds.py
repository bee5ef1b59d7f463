"""How every chart shows the kind of a claim: one order, one colour, one sign."""

from __future__ import annotations

from typing import Any

import altair as alt
import polars as pl

from sourcebook.charts.design.vega_theme import KIND_COLOURS, KIND_SIGNS
from sourcebook.model import CLAIM_KINDS


def present(kinds: pl.Series) -> list[str]:
    """The kinds that occur, in the fixed order."""
    found = set(kinds)
    return [kind for kind in CLAIM_KINDS if kind in found]


def scale(kinds: pl.Series) -> alt.Scale:
    """The colours of the kinds that occur."""
    shown = present(kinds)
    return alt.Scale(domain=shown, range=[KIND_COLOURS[kind] for kind in CLAIM_KINDS if kind in shown])


def legend(kinds: pl.Series, width: int) -> alt.Legend:
    """The key, each kind with its sign, in as many columns as the width holds."""
    signs = " : ".join(f"datum.label === '{kind}' ? '{sign} {kind}'" for kind, sign in KIND_SIGNS.items())
    columns = max(1, min(len(present(kinds)), width // 85))
    return alt.Legend(title=None, columns=columns, labelExpr=f"{signs} : datum.label")


def tips(*fields: str) -> list[alt.Tooltip]:
    """What a mark says when it is pointed at. Altair takes much longer over fields that come as words."""
    return [alt.Tooltip(field) for field in fields]


def with_sign(frame: pl.DataFrame) -> pl.DataFrame:
    """A frame with a column `kind`, and two more: `sign` and `order`, the kind's place among all."""
    options: dict[Any, int] = {kind: index for index, kind in enumerate(CLAIM_KINDS)}
    return frame.with_columns(
        sign=pl.col("kind").replace_strict(dict(KIND_SIGNS), default="", return_dtype=pl.String),
        order=pl.col("kind").replace_strict(options, default=len(CLAIM_KINDS), return_dtype=pl.Int64),
    )
