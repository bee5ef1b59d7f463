"""The kinds of output: one file each, a function from the site to files. A new kind is one file and one line here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from sourcebook.pages import (
    corrections,
    data,
    feed,
    forecasts,
    home,
    ledger,
    not_found,
    people,
    pictures,
    prose_page,
    redirects,
    script,
    sitemap,
    sources,
    topics,
)
from sourcebook.pages.output import Planned
from sourcebook.pages.site_pages import SitePages

KINDS: Mapping[str, Callable[[SitePages], Iterable[Planned]]] = {
    "prose": prose_page.outputs,
    "home": home.outputs,
    "claims": ledger.outputs,
    "sources": sources.outputs,
    "people": people.outputs,
    "topics": topics.outputs,
    "forecasts": forecasts.outputs,
    "corrections": corrections.outputs,
    "404": not_found.outputs,
    "feed": feed.outputs,
    "sitemap": sitemap.outputs,
    "data": data.outputs,
    "redirects": redirects.outputs,
    "script": script.outputs,
    "pictures": pictures.outputs,
}
