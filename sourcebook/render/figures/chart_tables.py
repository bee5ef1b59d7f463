"""Tables of charts: claims, and the records that belong to them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import repeat
from typing import Any

from sourcebook.charts.jobs.tables import ChartTables
from sourcebook.core.text.phrases import join_names
from sourcebook.model import ARTICLE, Quantity
from sourcebook.model.claimants import article_name
from sourcebook.query.language import Field, Row
from sourcebook.render.quantity_text import format_quantity, unit_text
from sourcebook.render.site_index import SiteIndex
from sourcebook.render.views.briefings import BriefingView
from sourcebook.render.views.changes import changes
from sourcebook.render.views.claims import ClaimView
from sourcebook.render.views.sources import by_title

CLAIMS: dict[str, Any] = {
    "number": int, "ref": str, "id": str, "text": str, "kind": str, "by": str, "by_ids": list[str],
    "corroboration": int, "corroboration_max": int, "standing": str, "href": str, "as_of": str, "confidence": str,
    "legs": list[list[str]],
}  # fmt: skip
"""Types of columns that differ from the query field of the same name."""
SOURCES: dict[str, Any] = {
    "id": str, "title": str, "type": str, "publisher": str, "issued": str, "tier": str, "reliability": str,
    "roots": int, "root_ids": list[str], "claims": int, "href": str,
}  # fmt: skip
PEOPLE: dict[str, Any] = {"id": str, "name": str, "kind": str, "role": str, "affiliation": str, "claims": int}
QUANTITIES: dict[str, Any] = {
    "number": int, "ref": str, "claim": str, "text": str, "kind": str, "by": str, "measure": str,
    "low": float, "high": float, "unit": str, "bound": str, "amount": str, "period": str, "href": str,
}  # fmt: skip
CORRECTIONS: dict[str, Any] = {"date": str, "kind": str, "text": str, "briefing": str, "href": str}
COLUMNS = {"sources": SOURCES, "people": PEOPLE, "quantities": QUANTITIES, "corrections": CORRECTIONS}


def tables(
    index: SiteIndex,
    view: BriefingView | None,
    claims: Sequence[ClaimView],
    link: Callable[[str], str],
    named: Collection[str] | None = None,
    uses: Mapping[str, Sequence[str]] | None = None,
    concerned: Collection[str] | None = None,
) -> ChartTables:
    """Return the tables of one chart.

    Args:
        index: of the site.
        view: the briefing, if the chart is on the page of one.
        claims: that the chart shows.
        link: converts a site path to a URL of the page.
        named: ids of sources to include, with the claimants of the claims as people; None includes all.
        uses: columns to include, by table; None includes all.
        concerned: ids of claims; corrections of others are left out. None includes all.
    """
    fields = {name: _dtype(field) for name, field in index.fields["claims"].items()}
    types: Mapping[str, Mapping[str, Any]] = {**COLUMNS, "claims": {**fields, **CLAIMS}}
    # The numbers of claims are those of their briefing, if it is one.
    used, is_wide = types, len({one.briefing.slug for one in claims}) > 1
    if uses is not None:
        used = {table: {name: types[table][name] for name in uses.get(table, ())} for table in types}

    def numbered(table: str) -> Iterator[Row]:
        links: Iterable[str] = repeat("", len(claims))
        if "href" in used[table]:
            links = (link(one.in_prose if view else one.url) for one in claims)
        articles = _article_names(index, claims)
        for position, (one, href) in enumerate(zip(claims, links, strict=True), 1):
            named = _named(one, articles[one.claim.id]) if one.claim.id in articles else {}
            number = position if is_wide else one.number
            ref = f"{one.number} of {one.briefing.front.title}" if is_wide else str(one.number)
            yield {**index.claim_row(one), **named, "number": number, "ref": ref, "href": href}

    makers: Mapping[str, Callable[[], Iterable[Row]]] = {
        "claims": lambda: numbered("claims"),
        "sources": lambda: _source_rows(index, named, claims, link),
        "people": lambda: _person_rows(index, named is not None, claims),
        "quantities": lambda: _quantity_rows(numbered("quantities"), claims, index.site.config.units),
        "corrections": lambda: _correction_rows([view] if view else index.briefings, link, concerned),
    }
    rows = {
        table: [{name: row[name] for name in used[table]} for row in make()] if used[table] else []
        for table, make in makers.items()
    }
    return ChartTables(rows, used)


def _article_names(index: SiteIndex, claims: Sequence[ClaimView]) -> dict[str, str]:
    """Return the name of the article for each claim that one states, if they are the articles of several briefings."""
    stated = [one for one in claims if ARTICLE in one.claim.by]
    if len({one.briefing.slug for one in stated}) < 2:
        return {}
    records = index.briefing_by_slug
    return {one.claim.id: article_name(index.site, records[one.briefing.slug], one.claim) for one in stated}


def _named(view: ClaimView, article: str) -> Row:
    """Return the names of the claimants of a claim, with the article's own."""
    ids = dict.fromkeys(view.claim.by)
    names = [article if one == ARTICLE else link.name for one, link in zip(ids, view.claimants, strict=True)]
    return {"claimant": names, "by": join_names(names, len(names))}


def _dtype(field: Field) -> Any:
    """Return the type of a column of claims."""
    return list[str] if field.is_list else {"number": float, "flag": bool}.get(field.type, str)


def _source_rows(
    index: SiteIndex, named: Collection[str] | None, claims: Iterable[ClaimView], link: Callable[[str], str]
) -> Iterator[Row]:
    used = Counter(name for one in claims for name in {leg[0] for leg in one.legs})
    known = index.source_by_id
    language = index.site.config.language
    views = index.sources if named is None else by_title((known[name] for name in named if name in known), language)
    for view in views:
        plain = ("id", "title", "type", "publisher", "issued", "tier", "reliability")
        yield {
            **{name: getattr(view.source, name) for name in plain},
            "roots": len(view.roots),
            "root_ids": [root.id for root in view.roots],
            "claims": used[view.source.id],
            "href": link(view.url),
        }


def _person_rows(index: SiteIndex, only_made: bool, claims: Iterable[ClaimView]) -> Iterator[Row]:
    made = Counter(name for one in claims for name in set(one.claim.by))
    for view in index.people:
        if only_made and not made[view.person.id]:
            continue
        plain = {name: getattr(view.person, name) for name in ("id", "name", "kind", "role")}
        yield {**plain, "affiliation": view.affiliation, "claims": made[view.person.id]}


def _quantity_rows(numbered: Iterable[Row], claims: Sequence[ClaimView], units: Mapping[str, str]) -> Iterator[Row]:
    for row, claim in zip(numbered, claims, strict=True):
        for one in claim.claim.quantities:
            low, high = _ends(one)
            if low is None and high is None:
                continue  # It says nothing; a rule of its own reports it.
            yield {
                **{name: row[name] for name in ("number", "ref", "text", "kind", "by", "href")},
                **{name: getattr(one, name) for name in ("measure", "bound", "period")},
                "unit": unit_text(one.unit, units), "claim": row["id"],
                "low": low, "high": high, "amount": format_quantity(one, units),
            }  # fmt: skip


def _ends(one: Quantity) -> tuple[float | None, float | None]:
    """Return the least and the greatest possible value of a quantity; None for an open end."""
    low = one.min if one.value is None else None if one.bound == "up_to" else one.value
    high = one.max if one.value is None else None if one.bound == "at_least" else one.value
    return None if low is None else float(low), None if high is None else float(high)


def _correction_rows(
    briefings: Iterable[BriefingView], link: Callable[[str], str], concerned: Collection[str] | None
) -> Iterator[Row]:
    for view in briefings:
        for one in changes(view):
            if concerned is not None and one.claim not in concerned:
                continue
            yield {
                "date": one.date, "kind": one.kind, "text": one.text, "briefing": view.front.title,
                "href": link(view.url),
            }  # fmt: skip
