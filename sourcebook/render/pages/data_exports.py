"""`data/`: claims, sources, claimants and briefings in the formats of other programs, with derived fields."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import partial
from typing import Any

import msgspec

from sourcebook.citations.biblatex import bibliography
from sourcebook.citations.csl_item import csl_item
from sourcebook.core.text.json_text import json_bytes
from sourcebook.model import Source
from sourcebook.query.tabular import as_csv
from sourcebook.render.context import RenderContext
from sourcebook.render.output import PlannedOutput, planned_output
from sourcebook.render.site_index import DATA
from sourcebook.render.views.claims import ClaimView


def outputs(context: RenderContext) -> Iterator[PlannedOutput]:
    """Yield claims, sources, people and briefings, each in the order of its list."""
    evidence = ("every claim", "every source")
    drawn = (
        *((_claims_json, evidence), (_claims_csv, evidence), (_sources_json, evidence), (_sources_bib, evidence)),
        *((_people_json, ("every person",)), (_briefings_json, ("every briefing",))),
    )
    for path, (render, dependencies) in zip(DATA, drawn, strict=True):
        yield planned_output(path, partial(render, context), ("settings", *dependencies))


def _claims_json(context: RenderContext) -> bytes:
    """Return a JSON object with the title of the site and its claims."""
    claims = [_claim(view, context.templates.absolute(view.url)) for view in context.site_index.claims]
    return json_bytes({"title": context.templates.config.title, "claims": claims})


def _claim(view: ClaimView, url: str) -> dict[str, Any]:
    return {
        "url": url,
        "briefing": view.briefing.slug,
        "number": view.number,
        **msgspec.to_builtins(view.claim, builtin_types=(Decimal,)),
        "topics": view.topics,
        "article": view.articles[0] if len(view.articles) == 1 else None,
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
    return json_bytes([_source(context, view.source) for view in context.site_index.sources])


def _source(context: RenderContext, source: Source) -> dict[str, Any]:
    item, row = csl_item(source), context.site_index.rows["sources"][source.id]
    return {**item, "custom": {**item.get("custom", {}), "roots": row["roots"], "claims": row["claims"]}}


def _sources_bib(context: RenderContext) -> bytes:
    return bibliography(view.source for view in context.site_index.sources).encode()


def _people_json(context: RenderContext) -> bytes:
    """Return a list of claimants, with the numbers of their claims."""
    return json_bytes(
        [
            {"page": context.templates.absolute(view.url), **msgspec.to_builtins(view.person), "claims": view.claims}
            for view in context.site_index.people
        ]
    )  # fmt: skip


def _briefings_json(context: RenderContext) -> bytes:
    """Return a list of briefings: their front matter, and the ids of their claims."""
    return json_bytes(
        [
            {"page": context.templates.absolute(view.url), "slug": view.slug, **msgspec.to_builtins(view.front),
             "claims": [one.claim.id for one in view.claims]}
            for view in context.site_index.briefings
        ]
    )  # fmt: skip
