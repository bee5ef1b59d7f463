"""The data of a chart: claims, sources and people as tables, and data files of the briefing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import msgspec

from sourcebook.core.text.suggestions import did_you_mean
from sourcebook.query.language import Field, Row, parse_query

if TYPE_CHECKING:
    from polars import DataFrame


class MissingTableError(LookupError):
    """A chart uses a table that the briefing does not have.

    Args:
        name: the unknown name.
        known: the names that exist.
    """

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        super().__init__(f"there is no table “{name}” in the briefing's data folder")
        self.name = name
        listed = f"tables here: {', '.join(known)}" if known else "this briefing has no tables: add data/NAME.csv"
        self.hint = did_you_mean(name, known, listed)


class ChartData(msgspec.Struct, frozen=True, kw_only=True):
    """The data of one briefing, or of the whole site, in the form that charts take."""

    claims: DataFrame
    """In the order of claims.yaml: number (that of the briefing; if they are of several, the position from 1), ref
    (`8`, or `8 of TITLE` if they are of several), id, text, kind, by (names), claimant (a list of them), by_ids,
    corroboration, corroboration_max, standing, href, as_of, confidence, legs (for each way back the source that is
    named and the origins), and every other field that filters know."""
    sources: DataFrame
    """By title: id, title, type, publisher, issued, tier, reliability, roots (how many), root_ids, claims (how many),
    href."""
    people: DataFrame
    """Those with most claims first: id, name, kind, role, affiliation, claims (how many)."""
    quantities: DataFrame
    """Numbers that the claims state: number and ref (the claim's), claim (its id), text, kind, by, measure, low, high,
    unit, bound, amount (in words), period, href. A low or a high that is not there is an end that the claim leaves
    open."""
    corrections: DataFrame
    """Of the briefing, or of all, and its withdrawn claims: date, kind (of correction, or `withdraw`), text, briefing
    (its title), href."""
    tables: Mapping[str, DataFrame] = {}
    """The bundle's data files by name, as `fund.csv`."""
    rows: tuple[Row, ...] = ()
    """What filters select from: every row of `claims`, in its order."""
    fields: Mapping[str, Field] = {}
    """Query fields of the rows."""
    language: str = "en"
    """The language of the site, in whose order texts are sorted."""
    width: int = 640
    """Width of the drawing in CSS pixels: 640 for wide screens, 340 for narrow ones."""
    as_of: str = ""
    """The build's date, YYYY-MM-DD."""

    def where(self, query: str) -> DataFrame:
        """Return the claims that a filter selects, sorted as it says.

        Args:
            query: as in prose, `kind=forecast&by=rory-green&sort=-as_of`.

        Raises:
            QueryError: when it names no field, or a value that the field cannot have; its hint says which there are.
        """
        position = {row["id"]: index for index, row in enumerate(self.rows)}
        found = parse_query(query, self.fields, self.language).select(self.rows)
        return self.claims[[position[row["id"]] for row in found]]

    def table(self, name: str) -> DataFrame:
        """Return a data file of the briefing.

        Args:
            name: the file's name below data/, as `fund.csv`.

        Raises:
            MissingTableError: when there is none of that name; its hint says the nearest one.
        """
        try:
            return self.tables[name]
        except KeyError:
            raise MissingTableError(name, tuple(self.tables)) from None
