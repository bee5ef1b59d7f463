"""The ledger of claims, whole and by facet, and a page for each claim."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from functools import partial

from sourcebook.core.text.dates import first_day, last_day
from sourcebook.core.text.json_text import json_bytes
from sourcebook.model.computation import computed_input
from sourcebook.render.backlinks import origin_paths
from sourcebook.render.context import RenderContext
from sourcebook.render.figures.query_table import custom_field_cells
from sourcebook.render.output import PageInfo, PlannedOutput, planned_output
from sourcebook.render.pages.claim_list import plan_next_page
from sourcebook.render.pagination import paginate_newest_first, parts
from sourcebook.render.views.claims import ClaimView, claim_dependencies
from sourcebook.render.views.facets import Facet, FacetValue
from sourcebook.statements.inactive_claims import InactiveClaims

ABOUT = "Every claim of this site, who makes it, and on how many independent sources it rests."
PER_PART = 2000
"""Claims in one data file of the ledger's script."""
MOST_BRIEFINGS = 20
"""Most other briefings with the same origin that a claim's page names."""
OFFERED = 200
"""Most options of a field in the ledger's form; the most frequent ones of claimants and topics."""


def outputs(context: RenderContext) -> Iterator[PlannedOutput]:
    """Yield the ledger, its pages by facet value, the page of each claim, and data files of the ledger's script."""
    index = context.site_index
    facets = index.facets
    yield from _list(context, index.claims, "claims/", facets, None)
    for facet in (one for one in facets if not one.more):
        claims = facet.claims_by_url(index.claims, index.rows["claims"])
        for value in facet.values:
            yield from _list(context, claims[value.url], value.url, facets, value)
    for view in index.claims:
        yield _claim(context, view)
    yield from _data(context, facets)


def _claim(context: RenderContext, view: ClaimView) -> PlannedOutput:
    index, claim = context.site_index, view.claim
    state = "" if view.is_active else f"{view.status.capitalize()}. "
    page = PageInfo(claim.text, view.url, f"{state}{view.by}, {view.standing}")
    claims, own = index.site.claim_by_id if claim.computed_from else {}, view.relations
    inputs = [found for one in claim.computed_from if (found := computed_input(one, claims))]
    related = [*claim.supports, *claim.attacks, *claim.supersedes, *(one.claim.id for one in inputs)]
    related += [*own.supported_by, *own.attacked_by, *own.superseded_by, *own.used_by]
    sharing = index.backlinks.sharing(tuple(origin.id for origin in view.origins))
    others = [one for one in sharing[: MOST_BRIEFINGS + 1] if one.slug != view.briefing.slug]
    attackers = [name for name in own.attacked_by if name in index.claim_by_id]
    variables = {
        "disputed_by": [name for name in attackers if index.claim_by_id[name].is_active],
        "was_disputed_by": [name for name in attackers if not index.claim_by_id[name].is_active],
        "custom_fields": custom_field_cells(index, "claims", claim.id),
        "claim_links": {name: index.claim_links[name] for name in related if name in index.claim_links},
        "inputs": inputs,
        "articles": [index.site.sources[name] for name in view.articles if name in index.site.sources],
        "paths": origin_paths(claim, index.site.sources),
        "others": others[:MOST_BRIEFINGS],
        "more": max(len(sharing) - 1 - MOST_BRIEFINGS, 0),
        **index.records(claim),
    }
    return context.page("claim.html", page, [f"claim {claim.id}"], variables, claim_view=view, **variables)


def _list(
    context: RenderContext, claims: Sequence[ClaimView], url: str, facets: Sequence[Facet], selected: FacetValue | None
) -> Iterator[PlannedOutput]:
    title = f"Claims: {selected.title}" if selected else "Claims"
    inactive = InactiveClaims.of(view.status for view in claims)
    for list_page in paginate_newest_first(claims, url):
        if not list_page.is_first:
            yield plan_next_page(context, list_page, title)
            continue
        page = PageInfo(title, list_page.url, ABOUT)
        dependencies = ["facets", *claim_dependencies(list_page.items)]
        yield context.page(
            "claims.html",
            page,
            dependencies,
            (list_page.plain_values, selected, inactive),
            list_page=list_page,
            inactive=inactive,
            active=len(claims) - inactive.total,
            facets=facets,
            selected=selected,
        )


def _data(context: RenderContext, facets: Sequence[Facet]) -> Iterator[PlannedOutput]:
    """Yield the data files of the ledger's script: facets and fields, and all claims in parts."""
    index = context.site_index
    rows, total = index.rows["claims"], len(index.claims)
    paths = []
    for number, shown in parts(total, PER_PART):
        paths.append(f"data/ledger/{number}.json")
        views = index.claims[shown]
        plain_values = [(view, rows[view.claim.id]) for view in views]
        yield planned_output(paths[-1], partial(_part, context, views), ("settings",), plain_values)
    yield planned_output(
        "data/ledger.json", partial(_index, context, facets, paths), ("settings", "facets"), (paths, total)
    )


def _index(context: RenderContext, facets: Sequence[Facet], paths: Sequence[str]) -> bytes:
    """Return facets, fields with their types, the number of claims, and the paths of the parts."""
    options = {one.field: [(value.value, value.title) for value in one.values[:OFFERED]] for one in facets}
    document = {
        "facets": [{"field": one.field, "title": one.title, "options": options[one.field]} for one in facets],
        "fields": {name: field.type for name, field in context.site_index.fields["claims"].items()},
        "claims": len(context.site_index.claims),
        "parts": paths,
    }
    return json_bytes(document, indent=None)


def _part(context: RenderContext, views: Sequence[ClaimView]) -> bytes:
    """Return claims by column: the values of each field, once if all are equal, and the cells of the table.

    Dates are given as their first and last day.
    """
    index, file = context.site_index, context.templates.file
    rows = [index.rows["claims"][view.claim.id] for view in views]
    columns = {
        name: [_days(row[name]) if field.type == "date" else row[name] for row in rows]
        for name, field in index.fields["claims"].items()
    }
    same = {name: values[0] for name, values in columns.items() if values and values.count(values[0]) == len(values)}
    document = {
        "claims": len(views),
        "same": same,
        "columns": {name: values for name, values in columns.items() if name not in same},
        "urls": [file(view.url) for view in views],
        "briefings": {one.slug: (one.front.title, file(one.url)) for one in (view.briefing for view in views)},
        "people": {
            name: file(one.url)
            for view in views
            for name, one in zip(dict.fromkeys(view.claim.by), view.claimants, strict=True)
            if one.person
        },
        "articles": {
            row["article"]: file(one.url)
            for view, row in zip(views, rows, strict=True)
            for one in view.claimants
            if one.url and not one.person
        },
        "standings": [view.standing for view in views],
        "marks": [view.mark for view in views],
    }
    return json_bytes(document, indent=None)


def _days(date: str | None) -> tuple[datetime.date, datetime.date] | None:
    return (first_day(date), last_day(date)) if date else None
