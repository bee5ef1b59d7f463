"""Which claims a built-in chart counts: those that its query selects and that were neither withdrawn nor retracted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from sourcebook.charts.builtin import Counted
from sourcebook.core.text.dates import format_date
from sourcebook.model import ARTICLE, DESK
from sourcebook.model.relations import INACTIVE
from sourcebook.query.language import Query, Row
from sourcebook.render.figures.query_table import CLAIM_IDS, SOURCE_IDS, QueryResult, cell_part
from sourcebook.render.site_index import SiteIndex
from sourcebook.render.views.briefings import BriefingView
from sourcebook.statements.headlines import ClaimGroup, contradiction
from sourcebook.statements.inactive_claims import InactiveClaims
from sourcebook.statements.selection import Condition, Selection

COUNTED: Mapping[Counted, Callable[[Row], bool]] = {
    "claims": lambda row: True,
    "sourced": lambda row: bool(row["via"] or row["computed_from"]),
    "forecasts": lambda row: row["kind"] == "forecast",
    "resolved": lambda row: (
        row["kind"] == "forecast" and row["probability"] is not None and row["outcome"] in ("yes", "no")
    ),
    "quantities": lambda row: row["quantities"] > 0,
    "nothing": lambda row: False,
}
"""Whether a chart counts a claim, by what the chart counts."""


class ChartSelection(NamedTuple):
    """The claims that a built-in chart counts."""

    selected: QueryResult
    selection: Selection
    """Which claims they are, in words."""
    inactive: InactiveClaims
    """How many further claims the chart would count if they were active."""


def chart_selection(
    index: SiteIndex, view: BriefingView | None, selected: QueryResult, counts: Counted
) -> ChartSelection:
    """Return the claims that a built-in chart counts.

    Args:
        index: of the site.
        view: the briefing, if the chart is on the page of one.
        selected: the claims that its query selects.
        counts: what the chart counts. A chart of other records concerns inactive claims, too.
    """
    if counts == "nothing":
        return ChartSelection(selected, selection_of(index, selected.query, is_wide=False), InactiveClaims(0, 0))
    active, inactive = active_only(selected, counts)
    is_wide = view is not None and not selected.is_own
    return ChartSelection(active, selection_of(index, selected.query, is_wide), inactive)


def active_only(selected: QueryResult, counts: Counted = "claims") -> tuple[QueryResult, InactiveClaims]:
    """Return the claims of a result without those that were withdrawn or retracted, and how many these are.

    If the query names a status, all remain. A limit applies to the claims that remain.

    Args:
        selected: the result.
        counts: which of the claims that are left out are counted.
    """
    query = selected.query
    if "status" in query.fields:
        return selected, InactiveClaims(0, 0)
    active = query.select(row for row in selected.candidates if row["status"] not in INACTIVE)
    others = query._replace(limit=None).select(row for row in selected.candidates if row["status"] in INACTIVE)
    return selected._replace(rows=active), InactiveClaims.of(row["status"] for row in others if COUNTED[counts](row))


def untrue_headline(index: SiteIndex, view: BriefingView | None, selected: QueryResult, caption: str) -> str:
    """Return what an author's caption says against the data; or nothing.

    It may speak of the claims that the chart shows or of all claims of its page, each with and without inactive ones.

    Args:
        index: of the site.
        view: the briefing, if the chart is on the page of one.
        selected: the claims that its query selects.
        caption: that the author wrote.
    """
    if not caption:
        return ""
    groups = [[index.claim_by_id[row["id"]] for row in selected.rows], view.claims if view else index.claims]
    active = [[one for one in group if one.is_active] for group in groups]
    every = (ClaimGroup.of((one.claim.kind, one.names_source) for one in group) for group in [*active, *groups])
    return contradiction(caption, list(every))


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
    return cell_part(index, name, value, field._replace(type="text")).text
