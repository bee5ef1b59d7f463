"""Charts: data in, Altair charts out; one file per built-in chart, one line each in `BUILT_IN`."""

from __future__ import annotations

from collections.abc import Mapping

BUILT_IN: Mapping[str, str] = {
    "claims-by-claimant": "sourcebook.charts.claims_by_claimant",
    "corroboration": "sourcebook.charts.corroboration",
    "evidence-strip": "sourcebook.charts.evidence_strip",
}
"""Name to module, loaded when first drawn, for Altair loads slowly.

A module has `chart(data)`, `table(data)`, and `USES`: the columns of claims that these two see.
"""
