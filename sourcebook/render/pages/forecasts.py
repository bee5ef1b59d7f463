"""The list of forecasts: horizon, likelihood and outcome."""

from __future__ import annotations

from collections.abc import Iterator

from sourcebook.core.text.dates import last_day
from sourcebook.model import Forecast
from sourcebook.render.context import RenderContext
from sourcebook.render.figures.list_page import list_page_with_charts
from sourcebook.render.output import PageInfo, PlannedOutput
from sourcebook.render.pagination import paginate
from sourcebook.render.views.claims import ClaimView, claim_dependencies

CHARTS = ("forecast-horizons", "likelihood-ranges", "calibration")
ABOUT = "Every forecast of this site: who made it, when it is due, and how it turned out."


def outputs(context: RenderContext) -> Iterator[PlannedOutput]:
    """Yield the pages of the list, open forecasts first, with charts on the first one."""
    found = sorted((view for view in context.site_index.claims if view.claim.kind == "forecast"), key=_order)
    for list_page in paginate(found, "forecasts/"):
        page = PageInfo("Forecasts", list_page.url, ABOUT)
        dependencies = claim_dependencies(list_page.items)
        yield list_page_with_charts(
            context, "forecasts.html", page, CHARTS if found else (), dependencies, list_page=list_page
        )


def _order(view: ClaimView) -> tuple[bool, str]:
    """Return the sort key of a forecast: open ones by horizon, undated ones after them, then resolved ones."""
    forecast = view.claim.forecast or Forecast()
    due = last_day(forecast.horizon).isoformat() if forecast.horizon else "no date"
    return forecast.outcome != "open", due
