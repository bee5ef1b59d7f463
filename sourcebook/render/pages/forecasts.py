"""The forecasts of the site: by when each can be judged, how likely it was said to be, and how it turned out."""

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
    """The list, open forecasts first; charts above its first page."""
    found = sorted((view for view in context.site_index.claims if view.claim.kind == "forecast"), key=_order)
    for list_page in paginate(found, "forecasts/"):
        page = PageInfo("Forecasts", list_page.url, ABOUT)
        pieces = claim_dependencies(list_page.items)
        yield list_page_with_charts(
            context, "forecasts.html", page, CHARTS if found else (), pieces, list_page=list_page
        )


def _order(view: ClaimView) -> tuple[bool, str]:
    """Open ones by the day that they are due, those without a date after them, then those that turned out."""
    forecast = view.claim.forecast or Forecast()
    due = last_day(forecast.horizon).isoformat() if forecast.horizon else "no date"
    return forecast.outcome != "open", due
