"""The script that makes charts interactive: Vega, as it drew them, loaded when a reader turns to one."""

from __future__ import annotations

from collections.abc import Iterator

from sourcebook.charts.jobs.renderer import Remembering, script_path
from sourcebook.pages.output import Planned, planned
from sourcebook.pages.site_pages import SitePages


def outputs(site: SitePages) -> Iterator[Planned]:
    """One file for the whole site, if there is a chart in it."""
    path = script_path(site.store)
    yield planned(path, Remembering(site.store).script, (), path)._replace(serves="script")
