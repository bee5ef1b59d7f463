"""What every kind of page is handed: the records, the theme, the writer and the build's date."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NamedTuple

from sourcebook.charts.jobs.queue import ChartScheduler
from sourcebook.citations import CitationFormatter
from sourcebook.core.cache.disk_cache import NullCache
from sourcebook.markdown.renderer import MarkdownRenderer
from sourcebook.render.output import PageInfo, PlannedOutput, planned_output
from sourcebook.render.site_index import SiteIndex
from sourcebook.render.theme.templates import TemplateEnvironment

FRAME_DEPENDENCIES = ("settings", "frame")
"""What every page shows around its own matter."""


def file_of(page: PageInfo) -> str:
    """The site path of the file that a page is."""
    return f"{page.url}index.html" if page.url.endswith("/") or not page.url else page.url


class RenderContext(NamedTuple):
    """One site being rendered."""

    site_index: SiteIndex
    templates: TemplateEnvironment
    markdown: MarkdownRenderer
    citation_formatter: Callable[[], CitationFormatter]
    """Makes what cites on one page."""
    as_of: str
    """The build's date, YYYY-MM-DD."""
    cache: NullCache
    """What earlier builds made."""
    charts: ChartScheduler
    """Draws charts."""
    read: Callable[[str], bytes]
    """The bytes of a file of the content."""

    def page(
        self, template: str, page: PageInfo, reads: Sequence[str] = (), plain: object = None, **values: Any
    ) -> PlannedOutput:
        """A file that one template makes.

        Args:
            template: by name.
            page: what it is called, and where it stands.
            reads: names of the pieces that the values are made from.
            plain: what else they are made from.
            values: what the template has besides.
        """
        data = partial(self.templates.render, template, page, **values)
        return planned_output(
            file_of(page), data, (*FRAME_DEPENDENCIES, *self.templates.dependencies(template), *reads), (page, plain)
        )
