"""Tables of the claims or sources that a query selects: `claims:?…` and `sources:?…` in prose."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sourcebook.core.text.dates import format_date
from sourcebook.core.text.numbers import format_number
from sourcebook.model.custom_fields import custom_fields
from sourcebook.model.site_paths import topic_title, topic_url
from sourcebook.query.language import Field, Query, Row, parse_query
from sourcebook.render.site_index import SiteIndex
from sourcebook.render.views.briefings import BriefingView

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
    query = parse_query("&".join(parts), index.fields[kind], index.site.config.language)
    is_wide = f"scope={WIDE}" in text.split("&") or "briefing" in query.fields
    if kind == "claims" and view is not None and not is_wide:
        own = [index.rows[kind][one.claim.id] for one in view.claims]
        return QueryResult(query, query.select(own), is_own=True, candidates=own)
    every = list(index.rows[kind].values())
    return QueryResult(query, query.select(every), is_own=False, candidates=every)


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
        _parted([cell_part(index, name, one, field) for one in values]), "num" if field.type == "number" else ""
    )


def custom_field_cells(index: SiteIndex, kind: str, name: str) -> list[tuple[str, TableCell]]:
    """Return the custom fields of a record with their titles."""
    row, fields = index.rows[kind][name], index.fields[kind]
    own = [one.name for one in custom_fields(index.site.config, kind) if row[one.name] not in (None, "", ())]
    return [(fields[one].title, cell(index, kind, one, row, fields[one])) for one in own]


def cell_part(index: SiteIndex, name: str, value: Any, field: Field) -> CellPart:
    """Return one value of a field for readers: of an id the name or the title, with its link."""
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
