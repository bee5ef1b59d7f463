"""Page kinds: functions from the render context to planned outputs. A new one is one file and one line here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from sourcebook.render.context import RenderContext
from sourcebook.render.output import PlannedOutput
from sourcebook.render.pages import (
    claims,
    corrections,
    data_exports,
    feed,
    forecasts,
    home,
    not_found,
    people,
    prose,
    redirects,
    resized_images,
    sitemap,
    sources,
    topics,
    vega_script,
)

PAGE_KINDS: Mapping[str, Callable[[RenderContext], Iterable[PlannedOutput]]] = {
    "prose": prose.outputs,
    "home": home.outputs,
    "claims": claims.outputs,
    "sources": sources.outputs,
    "people": people.outputs,
    "topics": topics.outputs,
    "forecasts": forecasts.outputs,
    "corrections": corrections.outputs,
    "404": not_found.outputs,
    "feed": feed.outputs,
    "sitemap": sitemap.outputs,
    "data": data_exports.outputs,
    "redirects": redirects.outputs,
    "script": vega_script.outputs,
    "pictures": resized_images.outputs,
}


def plan_outputs(context: RenderContext) -> list[PlannedOutput]:
    """Return the outputs of all page kinds."""
    return [one for kind in PAGE_KINDS.values() for one in kind(context)]
