"""`data/`: claims and sources in the formats of other programs, with derived fields."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import partial
from typing import Any

import msgspec

from sourcebook.citations.biblatex import bibliography
from sourcebook.citations.csl_item import csl_item
from sourcebook.model import Source
from sourcebook.query.tabular import as_csv
from sourcebook.render.context import RenderContext
from sourcebook.render.output import PlannedOutput, planned_output
from sourcebook.render.site_index import DATA
from sourcebook.render.views.claims import ClaimView


def outputs(context: RenderContext) -> Iterator[PlannedOutput]:
    """Yield claims as JSON and CSV, sources as CSL-JSON and BibLaTeX, in the order of their lists."""
    drawn = (_claims_json, _claims_csv, _sources_json, _sources_bib)
    for path, render in zip(DATA, drawn, strict=True):
        yield planned_output(path, partial(render, context), ("settings", "every claim", "every source"))


def _claims_json(context: RenderContext) -> bytes:
    """Return a JSON object with the title of the site and its claims."""
    claims = [_claim(view, context.templates.absolute(view.url)) for view in context.site_index.claims]
    return _json({"title": context.templates.config.title, "claims": claims})


def _claim(view: ClaimView, url: str) -> dict[str, Any]:
    return {
        "url": url,
        "briefing": view.briefing.slug,
        "number": view.number,
        **msgspec.to_builtins(view.claim, builtin_types=(Decimal,)),
        "claimant": [one.name for one in view.claimants],
        "status": view.status,
        "supported_by": view.relations.supported_by,
        "attacked_by": view.relations.attacked_by,
        "superseded_by": view.relations.superseded_by,
        "origins": [origin.id for origin in view.origins],
        "roots": [origin.id for origin in view.origins],
        "corroboration": view.corroboration,
        "corroboration_max": len(view.origins),
    }


def _claims_csv(context: RenderContext) -> bytes:
    """Return CSV with the query fields and the URL of each claim."""
    index = context.site_index
    rows = [
        {**index.rows["claims"][view.claim.id], "url": context.templates.absolute(view.url)} for view in index.claims
    ]
    return as_csv([*index.fields["claims"], "url"], rows, None).encode()


def _sources_json(context: RenderContext) -> bytes:
    """Return a list of CSL items; `custom` holds provenance, roots, claims and custom fields."""
    return _json([_source(context, view.source) for view in context.site_index.sources])


def _source(context: RenderContext, source: Source) -> dict[str, Any]:
    item, row = csl_item(source), context.site_index.rows["sources"][source.id]
    return {**item, "custom": {**item.get("custom", {}), "roots": row["roots"], "claims": row["claims"]}}


def _sources_bib(context: RenderContext) -> bytes:
    return bibliography(view.source for view in context.site_index.sources).encode()


def _json(document: Any) -> bytes:
    return msgspec.json.format(_ENCODER.encode(document), indent=1) + b"\n"


_ENCODER = msgspec.json.Encoder(decimal_format="number")
"""Writes amounts as numbers, with their decimal places."""
