"""Bibliographic details of sources as text: for references that the theme formats, and for the page of a source."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sourcebook.core.text.dates import format_date
from sourcebook.core.text.phrases import join_names
from sourcebook.model import Name, Source

ROLES = (
    ("editor", "Edited by"), ("translator", "Translated by"), ("director", "Directed by"),
    ("interviewer", "Interview by"), ("recipient", "To"), ("collection_editor", "Series edited by"),
)  # fmt: skip
"""Fields for names, and the words before them."""
FACTS = (
    ("genre", "Genre"), ("container_author", "In a work by"), ("edition", "Edition"), ("collection_title", "Series"),
    ("collection_number", "Number in the series"), ("publisher_place", "Place"), ("volume", "Volume"),
    ("number_of_volumes", "Volumes"), ("issue", "Issue"), ("number", "Number"), ("chapter_number", "Chapter"),
    ("section", "Section"), ("page", "Pages"), ("version", "Version"), ("medium", "Medium"), ("event_title", "Event"),
    ("event_place", "Place of the event"),
    ("archive", "Archive"), ("archive_location", "Place in the archive"), ("isbn", "ISBN"), ("issn", "ISSN"),
    ("pmid", "PubMed"), ("pmcid", "PubMed Central"), ("language", "Language"),
)  # fmt: skip
"""Fields of a source, and their titles on its page."""
DATES = (("event_date", "Date of the event"), ("original_date", "First published"))
"""Its further dates, likewise."""


def authors_text(source: Source) -> str:
    """Return who wrote a source, else who edited it: `Jane Doe, John Roe`, `Jane Doe (ed.)`; else nothing."""
    if source.author or not source.editor:
        return ", ".join(name.shown for name in source.author)
    return f"{', '.join(name.shown for name in source.editor)} ({'ed.' if len(source.editor) == 1 else 'eds.'})"


def reference_parts(source: Source) -> list[str]:
    """Return the parts of a reference between title and date, each without its full stop."""
    people = [f"{title} {_names(names)}" for key, title in ROLES if (names := _role(source, key))]
    container = source.container_title
    if container and source.container_author:
        container = f"{container}, by {_names(source.container_author)}"
    series = " ".join(part for part in (source.collection_title, source.collection_number) if part)
    place = ": ".join(part for part in (source.publisher_place, source.publisher) if part)
    home = ". ".join(part for part in (container, edition_text(source.edition), series, place) if part)
    numbers = (
        ("vol.", source.volume), ("no.", source.issue), ("no.", source.number), ("ch.", source.chapter_number),
        ("sec.", source.section), ("version", source.version), ("p.", source.page),
    )  # fmt: skip
    issue = ", ".join(f"{mark} {text}" for mark, text in numbers if text)
    event = ", ".join(
        part for part in (source.event_title, source.event_place, format_date(source.event_date or "")) if part
    )
    archive = ", ".join(part for part in (source.archive, source.archive_location) if part)
    original = f"First published {format_date(source.original_date)}" if source.original_date else ""
    written = [source.genre, *people, ", ".join(part for part in (home, issue) if part), event, source.medium, archive]
    return [part for part in (*written, original) if part]


def edition_text(edition: str) -> str:
    """Return an edition in words: `2nd edition` for `2`; words stay as they are."""
    if not edition.isdecimal():
        return edition
    ending = "th" if edition[-2:-1] == "1" else {"1": "st", "2": "nd", "3": "rd"}.get(edition[-1], "th")
    return f"{edition}{ending} edition"


def source_facts(source: Source) -> Iterator[tuple[str, str]]:
    """Yield title and text of each detail that the head of a source's page does not say."""
    for key, title in ROLES:
        if names := _role(source, key):
            yield title, _names(names)
    if source.container_title and source.publisher:
        yield "Publisher", source.publisher
    for key, title in FACTS:
        value = getattr(source, key)
        if value:
            yield title, _names(value) if isinstance(value, tuple) else value


def source_dates(source: Source) -> Iterator[tuple[str, str]]:
    """Yield title and date, in EDTF, of each date that the head of a source's page does not say."""
    yield from ((title, date) for key, title in DATES if (date := getattr(source, key)))


def _role(source: Source, key: str) -> Sequence[Name]:
    """Return the names of a role; editors of a source without authors are named in their place."""
    names: Sequence[Name] = getattr(source, key)
    return () if key == "editor" and not source.author else names


def _names(names: Sequence[Name]) -> str:
    return join_names([name.shown for name in names], most=len(names))
