"""The script that makes charts interactive: Vega, as it drew them, loaded when a reader turns to one."""

from __future__ import annotations

from collections.abc import Iterator

from sourcebook.charts.jobs.renderer import Remembering, script_path
from sourcebook.render.context import SitePages
from sourcebook.render.output import Planned, planned


def outputs(site: SitePages) -> Iterator[Planned]:
    """One file for the whole site, if there is a chart in it."""
    path = script_path(site.store)
    yield planned(path, Remembering(site.store).script, (), path)._replace(serves="script")
