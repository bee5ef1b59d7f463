"""`404.html`, which static hosts serve for unknown paths."""

from __future__ import annotations

from collections.abc import Iterator

from sourcebook.render.context import RenderContext
from sourcebook.render.output import PageInfo, PlannedOutput


def outputs(context: RenderContext) -> Iterator[PlannedOutput]:
    """Yield the page; its links start with the base path, as it is served at any depth."""
    yield context.page("404.html", PageInfo("Not found", "404.html"))
