"""`404.html`, which static hosts serve for what is not there, at any depth."""

from __future__ import annotations

from collections.abc import Iterator

from sourcebook.render.context import RenderContext
from sourcebook.render.output import PageInfo, PlannedOutput


def outputs(context: RenderContext) -> Iterator[PlannedOutput]:
    """One page, whose links start at the site's base path."""
    yield context.page("404.html", PageInfo("Not found", "404.html"))
