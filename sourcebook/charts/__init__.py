"""Charts: data in, Altair charts out; one file per built-in chart, one line each in `BUILT_IN`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from altair import TopLevelMixin
    from polars import DataFrame

    from sourcebook.charts.data import ChartData

BUILT_IN: Mapping[str, str] = {
    "calibration": "sourcebook.charts.calibration",
    "claim-source-matrix": "sourcebook.charts.claim_source_matrix",
    "claims-by-claimant": "sourcebook.charts.claims_by_claimant",
    "corrections": "sourcebook.charts.corrections",
    "corroboration": "sourcebook.charts.corroboration",
    "evidence-strip": "sourcebook.charts.evidence_strip",
    "figures": "sourcebook.charts.figures",
    "forecast-horizons": "sourcebook.charts.forecast_horizons",
    "likelihood-ranges": "sourcebook.charts.likelihood_ranges",
    "reliability-credibility": "sourcebook.charts.reliability_credibility",
    "source-ages": "sourcebook.charts.source_ages",
    "source-flow": "sourcebook.charts.source_flow",
}
"""Name to module, loaded when first drawn, for Altair loads slowly."""


class BuiltIn(Protocol):
    """What the module of a built-in chart has."""

    TITLE: str
    """What it shows, for readers who cannot see it, where the author says nothing."""
    HOW: str
    """How it is to be read, in a sentence that follows the finding."""
    USES: Mapping[str, Sequence[str]]
    """The columns that it sees, by table: what else changes draws nothing anew."""

    def chart(self, data: ChartData) -> TopLevelMixin:
        """The drawing, for `data.width` pixels."""

    def table(self, data: ChartData) -> DataFrame:
        """The numbers of the drawing."""

    def finding(self, data: ChartData) -> str:
        """What it shows of these data, in a sentence: the caption, with `HOW`, where the author gives none."""


def built_in(name: str) -> BuiltIn:
    """The module of a chart of `BUILT_IN`."""
    return cast("BuiltIn", import_module(BUILT_IN[name]))
