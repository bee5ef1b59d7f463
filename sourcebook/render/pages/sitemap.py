"""`sitemap.xml` and `robots.txt`, for search engines."""

from __future__ import annotations

from collections.abc import Iterator

from sourcebook.render.context import RenderContext
from sourcebook.render.output import PageInfo, PlannedOutput, planned_output

MOST = 50_000
"""Most URLs in one file, by the protocol (sitemaps.org)."""


def outputs(context: RenderContext) -> Iterator[PlannedOutput]:
    """Yield `sitemap.xml`, as an index of several files if there are too many URLs, and `robots.txt`."""
    paths = sorted(path for path in context.site_index.site_paths if not path or path.endswith("/"))
    parts = [paths[start : start + MOST] for start in range(0, len(paths), MOST)]
    names = [f"sitemaps/{number}.xml" for number in range(1, len(parts) + 1)] if len(parts) > 1 else []
    for name, part in zip(names or ["sitemap.xml"], parts, strict=True):
        yield _sitemap(context, name, part, [])
    if names:
        yield _sitemap(context, "sitemap.xml", [], names)
    robots = f"User-agent: *\nAllow: /\nSitemap: {context.templates.absolute('sitemap.xml')}\n"
    yield planned_output("robots.txt", robots.encode, (), robots)


def _sitemap(context: RenderContext, name: str, paths: list[str], parts: list[str]) -> PlannedOutput:
    return context.page("sitemap.xml", PageInfo("", name), plain_values=(paths, parts), paths=paths, parts=parts)
