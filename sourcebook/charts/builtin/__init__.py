"""The built-in charts: for each a file with functions from data to an Altair chart, and a line in `BUILT_IN_CHARTS`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol, cast

if TYPE_CHECKING:
    from altair import TopLevelMixin
    from polars import DataFrame

    from sourcebook.charts.data import ChartData


Counted = Literal["claims", "sourced", "forecasts", "resolved", "quantities", "nothing"]


class ChartEntry(NamedTuple):
    """An entry of the table."""

    module: str
    uses: Mapping[str, Sequence[str]]
    """The columns that it uses, by table; a change of other columns does not redraw it."""
    counts: Counted
    """Which claims it counts: all, those with a source, forecasts, resolved ones with a probability, those that state a
    quantity, or none."""
    can_aggregate: bool = False
    """Whether its module is an `AggregatingChartModule`."""


def _entry(name: str, counts: Counted = "claims", *, can_aggregate: bool = False, **uses: str) -> ChartEntry:
    columns = {table: names.split() for table, names in uses.items()}
    return ChartEntry(f"sourcebook.charts.builtin.{name}", columns, counts, can_aggregate)


BUILT_IN_CHARTS: Mapping[str, ChartEntry] = {
    "calibration": _entry("calibration", "resolved", claims="kind claimant probability outcome"),
    "claim-source-matrix": _entry(
        "claim_source_matrix",
        can_aggregate=True,
        claims="number ref text by kind via legs standing href",
        sources="id title",
    ),
    "claims-by-claimant": _entry("claims_by_claimant", claims="claimant by_ids kind"),
    "corrections": _entry("corrections", "nothing", corrections="date kind text briefing href"),
    "corroboration": _entry(
        "corroboration",
        claims="corroboration origins legs computed_from claimant kind",
        sources="id title",
    ),
    "evidence-strip": _entry(
        "evidence_strip", can_aggregate=True, claims="number ref text by kind legs corroboration standing href"
    ),
    "figures": _entry(
        "figures", "quantities", quantities="number ref claim text kind by measure low high unit bound amount href"
    ),
    "forecast-horizons": _entry(
        "forecast_horizons",
        "forecasts",
        can_aggregate=True,
        claims="number text by claimant kind made_on horizon outcome href",
    ),
    "likelihood-ranges": _entry("likelihood_ranges", "forecasts", claims="kind claimant likelihood probability"),
    "reliability-credibility": _entry(
        "reliability_credibility", claims="number kind claimant via legs confidence", sources="id reliability"
    ),
    "source-ages": _entry(
        "source_ages", "sourced", can_aggregate=True, claims="kind claimant legs", sources="id title issued href"
    ),
    "source-flow": _entry(
        "source_flow",
        claims="number ref text by by_ids claimant kind legs standing corroboration href",
        sources="id title",
    ),
}
"""Charts by name; a module is imported when its chart is drawn, because Altair loads slowly."""


class ChartModule(Protocol):
    """The interface of the module of a built-in chart."""

    TITLE: str
    """The accessible name of the chart, if the author gives none."""
    HOW: str
    """How to read it, in a sentence that follows the takeaway."""

    def chart(self, data: ChartData) -> TopLevelMixin:
        """Return the chart for `data.width` pixels; called only if the table has rows."""

    def table(self, data: ChartData) -> DataFrame:
        """Return the numbers in the chart."""

    def takeaway(self, data: ChartData) -> str:
        """Return a sentence on what the data show: with `how_to_read` the caption, if the author gives none."""


class AggregatingChartModule(ChartModule, Protocol):
    """The interface of the module of a chart that counts its marks if they are too many to be drawn one by one."""

    HOW_MANY: str
    """How to read it then."""

    def is_aggregated(self, data: ChartData) -> bool:
        """Return whether it counts them."""


def chart_module(name: str) -> ChartModule:
    """Return the module of a built-in chart."""
    return cast("ChartModule", import_module(BUILT_IN_CHARTS[name].module))


def how_to_read(name: str, data: ChartData) -> str:
    """Return how to read a built-in chart of some data."""
    module = chart_module(name)
    if not BUILT_IN_CHARTS[name].can_aggregate:
        return module.HOW
    aggregating = cast("AggregatingChartModule", module)
    return aggregating.HOW_MANY if aggregating.is_aggregated(data) else aggregating.HOW
