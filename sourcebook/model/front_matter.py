"""Front matter of briefings and pages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Literal

from msgspec import Meta

from sourcebook.core.text.dates import first_moment
from sourcebook.model.record import LANGUAGE, Alias, ContentRecord, Edtf, Id, Text

Language = Annotated[str, Meta(pattern=rf"^(?:{LANGUAGE})?\Z", description="a BCP 47 tag")]


class Correction(ContentRecord, frozen=True):
    """A published change of a briefing."""

    date: Edtf
    """When it was made."""
    text: Text
    """What was changed."""
    kind: Literal["typo", "clarify", "correct", "retract"]
    """How severe the error was."""
    claim: Id | None = None
    """The id of the claim that it concerns."""


DATE_PART = "[^%]|%[YmbBdeaAj%]"
"""A part of a format of dates: a literal, or a year, month, day, weekday or day of the year."""


class ColumnOptions(ContentRecord, frozen=True):
    """How a column of a table is read and shown."""

    type: Literal["text", "integer", "number", "boolean", "date"] | None = None
    """The type of its cells, if it is not to be inferred."""
    title: str = ""
    """Its heading, if not its name."""
    format: Annotated[
        str,
        Meta(
            pattern=rf"^(?:[+ ]?0?\d{{0,2}}(?:,?(?:\.\d{{1,2}})?[efg%]?|[,_]?d)|(?=.*%[A-Za-z])(?:{DATE_PART})*)\Z",
            description="a format as Python and Vega-Lite write it: ,.2f or .1% of numbers, %d %b %Y of dates",
        ),
    ] = ""
    """How its numbers or dates are shown: `,.2f`, `.1%`, `%d %b %Y`."""
    parse: Annotated[
        str,
        Meta(
            pattern=rf"^(?:\Z|(?=.*%Y)(?:(?=.*%[mbB])|(?!.*%[de]))(?:{DATE_PART})*\Z)",
            description="the format of the file's dates, with a year of four digits, as %d.%m.%Y",
        ),
    ] = ""
    """How the file writes its dates, if not as 2026-02-16: `%d.%m.%Y`."""

    @property
    def has_dates(self) -> bool:
        """Whether the options say that its cells are dates."""
        has_part = "%" in self.format and re.search("%[A-Za-z]", self.format) is not None
        return self.type == "date" or bool(self.parse) or has_part


class TableOptions(ContentRecord, frozen=True):
    """How a data file is read and shown."""

    columns: Mapping[str, ColumnOptions] = {}
    """By their names in the file."""
    max_rows: Annotated[int, Meta(ge=1, le=10_000, description="a number of rows from 1 to 10,000")] = 1_000
    """How many rows a page shows; the rest is in the file."""


class BriefingFrontMatter(ContentRecord, frozen=True):
    """The front matter of a briefing."""

    title: Text
    """The headline."""
    date: Edtf
    """When it was first published."""
    slug: Text = ""
    """Its part of the address, if another one than the file’s or folder’s name."""
    updated: Edtf | None = None
    """When it was last changed in substance."""
    authors: tuple[Text, ...] = ()
    """Who wrote it."""
    summary: str = ""
    """One sentence for lists, cards and feeds."""
    topics: tuple[Text, ...] = ()
    """What it is about; each has a page."""
    article: Id | None = None
    """The source that is being briefed."""
    articles: tuple[Id, ...] = ()
    """The sources that are being briefed, if there are several."""
    draft: bool = False
    """Whether it is left out of builds without --drafts."""
    aliases: tuple[Alias, ...] = ()
    """Old addresses of this page, which lead here."""
    tables: Mapping[str, TableOptions] = {}
    """How data files are read and shown, by name below data/."""
    image: Text | None = None
    """The image of the briefing in lists and in link previews: a file beside it."""
    image_alt: str = ""
    """What the picture shows, in words."""
    language: Language = ""
    """A BCP 47 tag, if another one than the site’s."""
    corrections: tuple[Correction, ...] = ()
    """What was changed after publication."""

    @property
    def changed(self) -> str:
        """The date of its last change: of a correction, of the update, or of its publication."""
        updated = [self.updated] if self.updated else []
        return max((self.date, *updated, *(one.date for one in self.corrections)), key=first_moment)

    @property
    def briefed(self) -> tuple[str, ...]:
        """Ids of all sources that are being briefed."""
        return tuple(dict.fromkeys([*([self.article] if self.article else []), *self.articles]))


class PageFrontMatter(ContentRecord, frozen=True):
    """The front matter of a page in `pages/`."""

    title: Text
    """The headline."""
    summary: str = ""
    """One sentence for lists and search engines."""
    language: Language = ""
    """A BCP 47 tag, if another one than the site’s."""
    draft: bool = False
    """Whether it is left out of builds without --drafts."""
    aliases: tuple[Alias, ...] = ()
    """Old addresses of this page, which lead here."""
