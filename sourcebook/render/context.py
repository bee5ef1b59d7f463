"""The render context: everything that page kinds need."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NamedTuple

from sourcebook.charts.jobs.queue import ChartScheduler
from sourcebook.citations import CitationFormatter
from sourcebook.core.cache.disk_cache import ResultCache
from sourcebook.markdown.renderer import MarkdownRenderer
from sourcebook.render.output import PageInfo, PlannedOutput, planned_output
from sourcebook.render.site_index import SiteIndex
from sourcebook.render.theme.templates import TemplateEnvironment

FRAME_DEPENDENCIES = ("settings", "frame")
"""Dependencies of the frame of every page."""


def file_of(page: PageInfo) -> str:
    """Return the site path of the file of a page."""
    return f"{page.url}index.html" if page.url.endswith("/") or not page.url else page.url


class RenderContext(NamedTuple):
    """The site that is being rendered, with templates, renderers and caches."""

    site_index: SiteIndex
    templates: TemplateEnvironment
    markdown: MarkdownRenderer
    citation_formatter: Callable[[], CitationFormatter]
    """Returns the citation formatter of one page."""
    as_of: str
    """The build's date, YYYY-MM-DD."""
    cache: ResultCache
    """Results of earlier builds."""
    charts: ChartScheduler
    """Draws charts."""
    read: Callable[[str], bytes]
    """Returns the bytes of a content file."""

    def page(
        self,
        template: str,
        page: PageInfo,
        dependencies: Sequence[str] = (),
        plain_values: object = None,
        **variables: Any,
    ) -> PlannedOutput:
        """Plan an output that one template renders.

        Args:
            template: by name.
            page: title and site path.
            dependencies: names of the dependencies of the values.
            plain_values: plain values that the output depends on too.
            variables: variables of the template.
        """
        data = partial(self.templates.render, template, page, **variables)
        return planned_output(
            file_of(page),
            data,
            (*FRAME_DEPENDENCIES, *self.templates.dependencies(template), *dependencies),
            (page, plain_values),
        )
