"""Rows that a query selects, as an aligned table, as JSON, or as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence

from sourcebook.core.text.csv_cells import csv_cell
from sourcebook.core.text.json_text import json_bytes
from sourcebook.core.text.phrases import cell_text
from sourcebook.core.text.terminal import terminal_json, terminal_text
from sourcebook.model import Site
from sourcebook.model.corroboration import corroborations
from sourcebook.model.relations import relations
from sourcebook.query.fields import claim_fields, source_fields
from sourcebook.query.language import Row, parse_query
from sourcebook.query.rows import claim_rows, source_rows

COLUMNS = {
    "claims": ("id", "kind", "claimant", "corroboration", "text"),
    "sources": ("id", "issued", "claims", "title"),
}
"""Columns of a table if the query names none; other formats then have all."""
Names = Sequence[str]


def select_rows(site: Site, kind: str, text: str) -> tuple[Names, list[Row]]:
    """Return the columns that a query names, which may be none, and the rows that it selects.

    Args:
        site: to select from.
        kind: `claims` or `sources`.
        text: the query.

    Raises:
        QueryError: if it is invalid.
    """
    fields = claim_fields(site) if kind == "claims" else source_fields(site)
    query = parse_query(text, fields, site.config.language)
    related = relations(site)
    rows = query.select(
        claim_rows(site, corroborations(site), related) if kind == "claims" else source_rows(site, related)
    )
    return query.columns, rows


def as_table(names: Names, rows: Sequence[Row], width: int | None) -> str:
    """Return aligned columns below their names; on a terminal lines are truncated to its width."""
    if not rows:
        return "none matches\n"
    names = names or COLUMNS["claims" if "kind" in rows[0] else "sources"]
    lines = [
        list(names),
        *([terminal_text(" ".join(cell_text(row[name]).split("\n"))) for name in names] for row in rows),
    ]
    widths = [max(len(line[index]) for line in lines) for index in range(len(names) - 1)]
    text = ""
    for line in lines:
        line_text = "  ".join(
            [*(cell.ljust(size) for cell, size in zip(line, widths, strict=False)), line[-1]]
        ).rstrip()
        text += (line_text if width is None or len(line_text) <= width else f"{line_text[: width - 1]}…") + "\n"
    return text


def as_json(names: Names, rows: Sequence[Row], width: int | None) -> str:
    """Return a JSON list of objects."""
    data = [{name: row[name] for name in names or row} for row in rows]
    return terminal_json(json_bytes(data).decode())


def as_csv(names: Names, rows: Sequence[Row], width: int | None) -> str:
    """Return CSV (RFC 4180) with a header; lists are joined by semicolons, what looks like a formula is made a text."""
    file = io.StringIO()
    names = list(names or (rows[0] if rows else ()))
    writer = csv.writer(file)
    writer.writerow(names)
    writer.writerows([[csv_cell(cell_text(row[name])) for name in names] for row in rows])
    return file.getvalue()


FORMATS: Mapping[str, Callable[[Names, Sequence[Row], int | None], str]] = {
    "table": as_table,
    "json": as_json,
    "csv": as_csv,
}
