"""`data/claims.json`: every claim with what follows from its sources, for other programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from sourcebook.pages.library import ClaimView
from sourcebook.pages.output import Planned, planned
from sourcebook.pages.site_pages import SitePages


def outputs(site: SitePages) -> Iterator[Planned]:
    """One JSON object: the title of the site and its claims in the order of the ledger."""
    yield planned("data/claims.json", lambda: _document(site))


def _document(site: SitePages) -> bytes:
    claims = [_claim(view, site.theme.absolute(view.url)) for view in site.library.claims]
    document = {"title": site.theme.config.title, "claims": claims}
    return msgspec.json.format(msgspec.json.encode(document), indent=1) + b"\n"


def _claim(view: ClaimView, url: str) -> dict[str, Any]:
    return {
        "url": url,
        "briefing": view.briefing.slug,
        "number": view.number,
        **msgspec.to_builtins(view.claim),
        "claimant": view.by,
        "roots": [root.id for root in view.roots],
        "corroboration": view.corroboration,
    }
