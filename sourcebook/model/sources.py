"""Sources, with CSL-JSON keys, and their derivations."""

from __future__ import annotations

from typing import Literal

from sourcebook.model.record import ContentRecord, Edtf, Id, Ids, Text, Url

CSL_TYPES = frozenset(
    """article article-journal article-magazine article-newspaper bill book broadcast chapter classic collection dataset
    document entry entry-dictionary entry-encyclopedia event figure graphic hearing interview legal_case legislation
    manuscript map motion_picture musical_score pamphlet paper-conference patent performance periodical
    personal_communication post post-weblog regulation report review review-book software song speech standard thesis
    treaty webpage""".split()
)
"""Item types of CSL 1.0.2."""


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
    def shown(self) -> str:
        """The full name in reading order."""
        parts = (self.given, self.dropping_particle, self.non_dropping_particle, self.family, self.suffix)
        return self.literal or " ".join(part for part in parts if part)


class Derivation(ContentRecord, frozen=True):
    """One step back: the source that this one took its matter from, and how."""

    source: Id
    """The source that the matter was taken from."""
    how: Literal["quotes", "rewrites", "syndicates", "cites"]
    """In which way it was taken."""


class Source(ContentRecord, frozen=True, rename={"url": "URL", "doi": "DOI", "container_title": "container-title"}):
    """A published thing that a claim can rest on, in CSL-JSON's keys plus provenance."""

    id: Id
    """What claims and citations call it; unique in the site."""
    title: Text
    """Its title, or words that describe it."""
    type: Text = "document"
    """A CSL item type: article-newspaper, webpage, report, broadcast, interview, …"""
    author: tuple[Name, ...] = ()
    """Who wrote it."""
    publisher: str = ""
    """Who brought it out."""
    container_title: str = ""
    """The newspaper, journal, programme or site that it stands in."""
    volume: str = ""
    """Volume of the journal."""
    issue: str = ""
    """Issue of the journal."""
    page: str = ""
    """Page or pages."""
    doi: str = ""
    """Digital object identifier, without an address in front."""
    url: Url | None = None
    """Where it can be read."""
    issued: Edtf | None = None
    """When it was published."""
    accessed: Edtf | None = None
    """When it was last read."""
    language: str = ""
    """Its language, a BCP 47 tag."""
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
