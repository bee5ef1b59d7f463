"""Redirects from aliases: pages for any host; `_redirects` and `_headers` for hosts that read them."""

from __future__ import annotations

from collections.abc import Iterator

from sourcebook.core.manifest import CACHE_CONTROL
from sourcebook.core.text.addresses import encoded_path
from sourcebook.model.old_addresses import old_addresses
from sourcebook.model.site_paths import alias_path
from sourcebook.render.context import RenderContext
from sourcebook.render.output import PageInfo, PlannedOutput, planned_output
from sourcebook.render.theme.templates import POLICY


def outputs(context: RenderContext) -> Iterator[PlannedOutput]:
    """Yield a page for each alias; for Netlify and Cloudflare `_redirects` and `_headers` instead.

    These two contain no base path, because such hosts serve a site at the root.
    """
    content = context.site_index.site
    moved = dict.fromkeys((alias_path(one.alias), one.url) for one in old_addresses(content))
    if not content.config.hosting:
        for path, url in moved:
            page = PageInfo("This page has moved", path)
            yield context.page("moved.html", page, plain_values=url, there=url)
        return
    lines = [f"/{encoded_path(path.removesuffix('/index.html'))} /{encoded_path(url)} 301\n" for path, url in moved]
    yield planned_output("_redirects", "".join(lines).encode, (), lines)
    headers = (
        f"/*\n  Content-Security-Policy: {POLICY}; frame-ancestors 'self'\n  X-Content-Type-Options: nosniff\n"
        "  Referrer-Policy: strict-origin-when-cross-origin\n"
        f"/assets/*\n  Cache-Control: {CACHE_CONTROL['immutable']}\n"
    )
    yield planned_output("_headers", headers.encode, (), headers)
