"""The script that makes charts interactive: Vega, as it drew them, loaded when a reader turns to one."""

from __future__ import annotations

from collections.abc import Iterator

from sourcebook.model import VEGA_LITE, Briefing
from sourcebook.pages.output import Planned, planned
from sourcebook.pages.remembering import Remembering, script_path
from sourcebook.pages.site_pages import SitePages


def outputs(site: SitePages) -> Iterator[Planned]:
    """One file for the whole site; none where there is nothing that a chart could show."""
    library = site.library
    if not (library.claims or library.sources or any(one.charts or _has_chart(one) for one in library.site.briefings)):
        return
    path = script_path(site.store)
    yield planned(path, Remembering(site.store).script, (), path)


def _has_chart(briefing: Briefing) -> bool:
    return any(name.endswith(VEGA_LITE) for name in briefing.files)
