"""Tables of the claims or sources that a query selects: `claims:?…` and `sources:?…` in prose."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from sourcebook.charts.builtin import Counted
from sourcebook.core.text.dates import format_date
from sourcebook.core.text.numbers import format_number
from sourcebook.model import ARTICLE, DESK
from sourcebook.model.custom_fields import custom_fields
from sourcebook.model.relations import TAKEN_BACK
from sourcebook.model.site_paths import topic_title, topic_url
from sourcebook.query.language import Field, Query, Row, parse_query
from sourcebook.render.site_index import SiteIndex
from sourcebook.render.views.briefings import BriefingView
from sourcebook.statements.headlines import ClaimGroup
from sourcebook.statements.selection import Condition, Selection
from sourcebook.statements.taken_back import TakenBack

COLUMNS = {"claims": ("text", "claimant", "kind", "corroboration"), "sources": ("title", "publisher", "issued", "root")}
"""Columns of a table if the query names none."""
CLAIM_IDS = frozenset({"supports", "supported_by", "attacks", "attacked_by", "supersedes", "superseded_by"})
"""Columns of ids of claims."""
SOURCE_IDS = frozenset({"via", "origins", "roots", "derives_from", "article"})
"""Columns of ids of sources."""
WIDE = "site"


class CellPart(NamedTuple):
    """A part of a cell: text, and the site path of its link, if any."""

    text: str
    url: str = ""


class TableCell(NamedTuple):
    """One cell of a table."""

    parts: Sequence[CellPart]
    css: str = ""
    """CSS class."""
    mark: str = ""
    """The status of the claim that it names, if that stands wherever the claim does."""


class QueryResult(NamedTuple):
    """The result of a query."""

    query: Query
    rows: Sequence[Row]
    is_own: bool
    """Whether it selects from the claims of one briefing only."""
    candidates: Sequence[Row]
    """The rows from which it selects."""


class QueryTable(NamedTuple):
    """A table of selected rows."""

    heads: Sequence[Field]
    rows: Sequence[Sequence[TableCell]]
    css: Sequence[str]
    """CSS classes of each row."""
    more: int
    """Number of rows that are not shown."""


def run_query(index: SiteIndex, kind: str, text: str, view: BriefingView | None) -> QueryResult:
    """Parse and run a query.

    On the page of a briefing it selects from its own claims, unless it names briefings or has `scope=site`.

    Args:
        index: of the site.
        kind: `claims` or `sources`.
        text: the query, without the question mark.
        view: the briefing, if the query is on the page of one.

    Raises:
        QueryError: if the query is invalid.
    """
    parts = [part for part in text.split("&") if part not in ("", f"scope={WIDE}")]
    query = parse_query("&".join(parts), index.fields[kind])
    is_wide = f"scope={WIDE}" in text.split("&") or "briefing" in query.fields
    if kind == "claims" and view is not None and not is_wide:
        own = [index.rows[kind][one.claim.id] for one in view.claims]
        return QueryResult(query, query.select(own), is_own=True, candidates=own)
    every = list(index.rows[kind].values())
    return QueryResult(query, query.select(every), is_own=False, candidates=every)


COUNTED: Mapping[Counted, Callable[[Row], bool]] = {
    "claims": lambda row: True,
    "sourced": lambda row: bool(row["via"] or row["computed_from"]),
    "forecasts": lambda row: row["kind"] == "forecast",
    "resolved": lambda row: row["probability"] is not None and row["outcome"] in ("yes", "no"),
    "quantities": lambda row: row["quantities"] > 0,
    "nothing": lambda row: False,
}
"""Whether a chart would count a claim, by what it counts."""


def standing_only(selected: QueryResult, counts: Counted = "claims") -> tuple[QueryResult, TakenBack]:
    """Return the claims of a result without those that were withdrawn or retracted, and how many these are.

    If the query asks for a status, all remain.

    Args:
        selected: the result.
        counts: the claims among which those that are left out are counted.
    """
    if "status" in selected.query.fields:
        return selected, TakenBack(0, 0)
    query = selected.query
    standing = query.select(row for row in selected.candidates if row["status"] not in TAKEN_BACK)
    gone = query._replace(limit=None).select(row for row in selected.candidates if row["status"] in TAKEN_BACK)
    left_out = TakenBack.of(row["status"] for row in gone if COUNTED[counts](row))
    return selected._replace(rows=standing), left_out


def headline_groups(index: SiteIndex, view: BriefingView | None, selected: QueryResult) -> list[ClaimGroup]:
    """Return the claims of which a chart's headline may speak: those that it shows, and all of its page.

    Each with and without those that were taken back.
    """
    shown = [index.claim_by_id[row["id"]] for row in selected.rows]
    every = view.claims if view else index.claims
    standing = ([one for one in group if one.stands] for group in (shown, every))
    return [ClaimGroup.of((one.claim.kind, one.names_source) for one in group) for group in (*standing, shown, every)]


def selection_of(index: SiteIndex, query: Query, is_wide: bool) -> Selection:
    """Return which claims a query selects, with names and titles instead of ids.

    Args:
        index: of the site.
        query: the query.
        is_wide: whether it selects from the whole site, on the page of a briefing.
    """
    fields = index.fields["claims"]
    conditions = [
        Condition(name, operator, [_shown_range(index, name, value) for value in values], fields[name].type == "date")
        for name, operator, values in query.parts
    ]
    return Selection(conditions, query.limit, [(name, falls) for name, falls, _ in query.sort], is_wide)


def named_records(index: SiteIndex, query: Query) -> set[str]:
    """Return the names of dependencies on the records whose names and titles stand in a query's place."""
    site, values = index.site, [(part.field, value) for part in query.parts for value in part.values]
    found = {f"person {value}" for name, value in values if name == "by" and value in site.people}
    found |= {f"reference {value}" for name, value in values if name in SOURCE_IDS and value in site.sources}
    found |= {f"claim {value}" for name, value in values if name in CLAIM_IDS and value in index.claim_by_id}
    return found | {f"summary {value}" for name, value in values if name == "briefing"}


def _shown_range(index: SiteIndex, name: str, value: str) -> tuple[str, ...]:
    """Return a value of a condition for readers, or the two ends of a range."""
    field = index.fields["claims"][name]
    start, dots, end = value.partition("..")
    if dots and "/" not in value and field.type in ("number", "date"):
        return tuple(_shown(index, name, one) if one else "" for one in (start, end))
    return (_shown(index, name, value) if value else "",)


def _shown(index: SiteIndex, name: str, value: str) -> str:
    field = index.fields["claims"][name]
    if field.type == "date":
        return format_date(value)
    if name == "by":
        known = index.site.people.get(value)
        return known.name if known else {ARTICLE: "the article", DESK: index.site.config.desk}.get(value, value)
    return _part(index, name, value, field._replace(type="text")).text


def query_table(index: SiteIndex, kind: str, query: Query, rows: Sequence[Row], most: int) -> QueryTable:
    """Return a table of at most a number of rows."""
    fields, names = index.fields[kind], query.columns or COLUMNS[kind]
    cells = [[cell(index, kind, name, row, fields[name]) for name in names] for row in rows[:most]]
    css = [f"{row['kind']} {'sourced' if row['sourced'] else 'unsourced'}" if kind == "claims" else "" for row in rows]
    return QueryTable([fields[name] for name in names], cells, css[:most], max(0, len(rows) - most))


def cell(index: SiteIndex, kind: str, name: str, row: Row, field: Field) -> TableCell:
    """Format one value of a row: dates in words, ids as links."""
    value = row[name]
    if kind == "claims" and name in ("text", "id"):
        view = index.claim_by_id[row["id"]]
        return TableCell([CellPart(value, view.url)], "text" if name == "text" else "", view.mark)
    if kind == "sources" and name in ("title", "id"):
        return TableCell([CellPart(value, index.source_by_id[row["id"]].url)], "text" if name == "title" else "")
    if name == "corroboration":
        return TableCell([CellPart(index.claim_by_id[row["id"]].standing)], "standing")
    if name in ("by", "claimant"):
        claimants = index.claim_by_id[row["id"]].claimants
        return TableCell(_parted([CellPart(one.name, one.url) for one in claimants]))
    if name == "kind":
        return TableCell([CellPart(value)], "mark" if kind == "claims" else "")
    values = value if isinstance(value, tuple) else () if value in (None, "") else (value,)
    return TableCell(
        _parted([_part(index, name, one, field) for one in values]), "num" if field.type == "number" else ""
    )


def custom_field_cells(index: SiteIndex, kind: str, name: str) -> list[tuple[str, TableCell]]:
    """Return the custom fields of a record with their titles."""
    row, fields = index.rows[kind][name], index.fields[kind]
    own = [one.name for one in custom_fields(index.site.config, kind) if row[one.name] not in (None, "", ())]
    return [(fields[one].title, cell(index, kind, one, row, fields[one])) for one in own]


def _part(index: SiteIndex, name: str, value: Any, field: Field) -> CellPart:
    site = index.site
    if name in SOURCE_IDS and value in site.sources:
        return CellPart(site.sources[value].title, index.source_by_id[value].url)
    if name == "topics":
        return CellPart(topic_title(value, site.config.topics), topic_url(value))
    if name == "briefing" and value in index.briefing_view_by_slug:
        return CellPart(index.briefing_view_by_slug[value].front.title, index.briefing_view_by_slug[value].url)
    if name in CLAIM_IDS and value in index.claim_by_id:
        return CellPart(index.claim_by_id[value].claim.text, index.claim_by_id[value].url)
    if field.type == "date":
        return CellPart(format_date(value))
    if field.type == "flag":
        return CellPart("yes" if value else "no")
    return CellPart(format_number(value) if field.type == "number" else str(value))


def _parted(parts: Sequence[CellPart]) -> Sequence[CellPart]:
    """Return parts separated by commas; a dash if there are none."""
    return [one for part in parts for one in (CellPart(", "), part)][1:] or [CellPart("–")]
