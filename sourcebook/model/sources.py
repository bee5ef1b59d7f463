"""Sources, with CSL-JSON keys, and their derivations."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

import msgspec

from sourcebook.core.text.languages import language_tag
from sourcebook.model.record import ContentRecord, Edtf, Id, Ids, Text, Url

CSL_TYPES = frozenset(
    """article article-journal article-magazine article-newspaper bill book broadcast chapter classic collection dataset
    document entry entry-dictionary entry-encyclopedia event figure graphic hearing interview legal_case legislation
    manuscript map motion_picture musical_score pamphlet paper-conference patent performance periodical
    personal_communication post post-weblog regulation report review review-book software song speech standard thesis
    treaty webpage""".split()
)
"""Item types of CSL 1.0.2."""


ET_AL = "et al."
"""The literal name in the place of those that a bibliography does not list: `and others` of BibTeX."""


_FAMILY_FIRST = re.compile("[\u3005\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]+")
"""Names in Chinese characters, Kana or Hangul."""


class Name(ContentRecord, frozen=True, rename="kebab"):
    """A name as CSL-JSON writes it: `family` and `given`, or `literal` for organisations and pen names."""

    family: str = ""
    """The family name."""
    given: str = ""
    """Given names."""
    literal: str = ""
    """The whole name, of an organisation or a pen name."""
    dropping_particle: str = ""
    """A particle left out when sorted: de, von."""
    non_dropping_particle: str = ""
    """A particle that stays with the family name: van der."""
    suffix: str = ""
    """Jr., III."""

    @property
    def is_family_first(self) -> bool:
        """Whether its script puts the family name first, without a space: Chinese, Japanese and Korean."""
        return bool(self.family and self.given and _FAMILY_FIRST.fullmatch(self.family + self.given))

    @property
    def shown(self) -> str:
        """The full name in reading order."""
        if self.is_family_first and not self.literal:
            return self.family + self.given
        parts = (self.given, self.dropping_particle, self.non_dropping_particle, self.family, self.suffix)
        return self.literal or " ".join(part for part in parts if part)


NAMES = tuple[Name, ...]
"""The type of fields that hold names."""


class Derivation(ContentRecord, frozen=True):
    """One step back: the source that this one took its matter from, and how."""

    source: Id
    """The source that the matter was taken from."""
    how: Literal["quotes", "rewrites", "syndicates", "cites"]
    """In which way it was taken."""


CSL_NAMES: Mapping[str, str] = {
    "url": "URL", "doi": "DOI", "isbn": "ISBN", "issn": "ISSN", "pmid": "PMID", "pmcid": "PMCID",
    **{
        name: name.replace("_", "-")
        for name in (
            "container_title", "container_author", "collection_title", "collection_editor", "collection_number",
            "publisher_place", "event_title", "event_place", "event_date", "original_date", "chapter_number",
            "number_of_volumes",
        )
    },
}  # fmt: skip
"""Variables of CSL whose names are no names in Python, by those that they have here."""


DOI_ADDRESS = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi: ?)", re.IGNORECASE)
"""What is written before a DOI and is no part of it."""


class Source(ContentRecord, frozen=True, rename=CSL_NAMES):
    """A published thing that a claim can rest on, in CSL-JSON's keys plus provenance."""

    id: Id
    """What claims and citations call it; unique in the site."""
    title: Text
    """Its title, or words that describe it."""
    type: Text = "document"
    """A CSL item type: article-newspaper, webpage, report, broadcast, interview, …"""
    author: tuple[Name, ...] = ()
    """Who wrote it."""
    editor: tuple[Name, ...] = ()
    """Who edited it, or the book that it is a part of."""
    translator: tuple[Name, ...] = ()
    """Who translated it."""
    container_author: tuple[Name, ...] = ()
    """Who wrote the book that it is a part of."""
    collection_editor: tuple[Name, ...] = ()
    """Who edits the series."""
    director: tuple[Name, ...] = ()
    """Who directed it."""
    interviewer: tuple[Name, ...] = ()
    """Who asked the questions."""
    recipient: tuple[Name, ...] = ()
    """To whom it was written."""
    publisher: str = ""
    """Who brought it out."""
    publisher_place: str = ""
    """Where that is."""
    container_title: str = ""
    """The newspaper, journal, programme or site that it stands in."""
    volume: str = ""
    """Volume of the journal."""
    issue: str = ""
    """Issue of the journal."""
    page: str = ""
    """Page or pages."""
    edition: str = ""
    """Its edition: 2, or words."""
    number: str = ""
    """The number of a report, patent, standard or article."""
    genre: str = ""
    """What kind of its type it is: PhD thesis, white paper."""
    medium: str = ""
    """On what it is: DVD, audio."""
    version: str = ""
    """The version of software or data."""
    section: str = ""
    """The section of a newspaper or law."""
    chapter_number: str = ""
    """The number of a chapter."""
    number_of_volumes: str = ""
    """How many volumes it has."""
    collection_title: str = ""
    """The series."""
    collection_number: str = ""
    """Its number in the series."""
    event_title: str = ""
    """The conference, exhibition or broadcast at which it was presented."""
    event_place: str = ""
    """Where that was."""
    event_date: Edtf | None = None
    """When that was."""
    original_date: Edtf | None = None
    """When it was first published."""
    archive: str = ""
    """The archive that keeps it."""
    archive_location: str = ""
    """Where in the archive: box, folder, call number."""
    isbn: str = ""
    """International Standard Book Number."""
    issn: str = ""
    """International Standard Serial Number."""
    pmid: str = ""
    """Its number in PubMed."""
    pmcid: str = ""
    """Its number in PubMed Central."""
    doi: str = ""
    """Digital object identifier; an address before it is left out."""
    url: Url | None = None
    """Where it can be read."""
    issued: Edtf | None = None
    """When it was published."""
    accessed: Edtf | None = None
    """When it was last read."""
    language: str = ""
    """Its language, a BCP 47 tag; names of languages are taken as such."""
    note: str = ""
    """Anything else worth knowing."""
    archive_url: Url | None = None
    """A copy in an archive of the web."""
    derives_from: tuple[Derivation, ...] = ()
    """The steps back. None: a root source."""
    tier: Literal["primary", "secondary", "tertiary"] | None = None
    """How near to the event, set by hand."""
    reliability: Literal["A", "B", "C", "D", "E", "F"] | None = None
    """The Admiralty code's first half: A completely reliable … E unreliable, F cannot be judged."""
    aliases: Ids = ()
    """Ids that it had: the addresses of their pages lead to its page."""

    def __post_init__(self) -> None:
        """Leave out what is no part of the DOI, and write the language as a tag if it is one."""
        if self.language and (tag := language_tag(self.language)) not in ("", self.language):
            msgspec.structs.force_setattr(self, "language", tag)
        if self.doi and not self.doi.startswith("10."):
            msgspec.structs.force_setattr(self, "doi", DOI_ADDRESS.sub("", self.doi.strip()))
