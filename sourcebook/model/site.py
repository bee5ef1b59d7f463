"""The site: all content that was read, and the argument of checks, charts and pages."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from sourcebook.core.cache.digests import digest_bytes
from sourcebook.model.claims import Claim, Claimant
from sourcebook.model.findings import RecordLocations, SourceLocation
from sourcebook.model.front_matter import BriefingFrontMatter, PageFrontMatter
from sourcebook.model.settings import SiteConfig
from sourcebook.model.sources import Source

if TYPE_CHECKING:
    from polars import DataFrame


class AnchorLink(NamedTuple):
    """A link to an anchor of a page, which is checked after all pages were rendered."""

    url: str
    fragment: str
    location: SourceLocation


VEGA_LITE_SUFFIXES = (".vl.json", ".vl.yaml", ".vl.yml")
"""Suffixes of files that hold a chart."""


class MarkdownBody:
    """The Markdown text of a page, which can be read on demand; compared by its digest.

    Args:
        digest: of the text.
        read: returns it.
    """

    __slots__ = ("digest", "read")

    def __init__(self, digest: bytes, read: Callable[[], str]) -> None:
        self.digest = digest
        self.read = read

    @classmethod
    def of(cls, text: str) -> MarkdownBody:
        """Return the body with a given text."""
        return cls(digest_bytes(text.encode()), lambda: text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, MarkdownBody) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)


class Briefing(msgspec.Struct, frozen=True, kw_only=True):
    """An article made checkable: prose, claims and data."""

    slug: str
    path: str
    """Of its Markdown file, below the content folder."""
    front: BriefingFrontMatter
    body: MarkdownBody
    body_line: int = 1
    """The line of the file that the body starts on."""
    claims: tuple[Claim, ...] = ()
    """In the order of claims.yaml."""
    tables: Mapping[str, DataFrame] = {}
    """Data files by name below data/, as `fund.csv`."""
    written: Mapping[str, Mapping[str, Sequence[Decimal | None]]] = {}
    """By name of a data file and by column, numbers that are written there in another way than their values."""
    charts: str = ""
    """The path of its `charts.py` below the content folder, or nothing."""
    files: tuple[str, ...] = ()
    """All files of its folder, by their paths below it."""
    figure_inputs_digest: str = ""
    """A digest of the code and data that its figures can read; empty when it has neither."""

    @property
    def bundle(self) -> str:
        """The folder of the briefing below the content folder; empty for a file without one."""
        return self.path.rpartition("/")[0] if self.path.endswith("/index.md") else ""

    @property
    def image(self) -> str:
        """The content path of its picture, or nothing."""
        image = self.front.image
        return posixpath.normpath(posixpath.join(posixpath.dirname(self.path), image)) if image else ""

    @property
    def url(self) -> str:
        """Its site path."""
        return f"briefings/{self.slug}/"


class BriefingSummary(NamedTuple):
    """The parts of a briefing that other pages show."""

    slug: str
    url: str
    """Its site path."""
    front: BriefingFrontMatter


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """A page of `pages/`."""

    slug: str
    path: str
    front: PageFrontMatter
    body: MarkdownBody
    body_line: int = 1

    @property
    def url(self) -> str:
        """Its site path; that of the front page is empty."""
        return f"{self.slug}/" if self.slug else ""


class ImageInfo(msgspec.Struct, frozen=True, array_like=True):
    """A raster image."""

    width: int
    """Pixels, as it is shown."""
    height: int
    digest: bytes
    """Digest of its bytes."""
    moves: bool
    """Whether it is animated."""


class Site(msgspec.Struct, frozen=True, kw_only=True):
    """All content that was read: the argument of checks, charts and pages."""

    config: SiteConfig
    root: str = ""
    """The content folder on this machine, for running `charts.py` from; never part of an output."""
    briefings: tuple[Briefing, ...] = ()
    """Newest first, then by slug."""
    has_unrecorded_reads: bool = False
    """Whether the code of a chart may read any file of the content without a record of it."""
    pages: tuple[Page, ...] = ()
    sources: Mapping[str, Source] = {}
    people: Mapping[str, Claimant] = {}
    style: str = ""
    """The XML of its CSL style; empty for a built-in citation style."""
    files: Mapping[str, str] = {}
    """Files that are copied as they are, as images and data: content path to site path."""
    images: Mapping[str, ImageInfo] = {}
    """The raster images among these files, by content path."""
    locations: Mapping[tuple[str, str], RecordLocations] = {}
    """By kind of record (source, person, claim, briefing, page) and id or path."""
    invalid_ids: Mapping[str, frozenset[str]] = {}
    """Ids of records that could not be read, by kind; `*` if a whole file could not be."""

    @property
    def claim_by_id(self) -> dict[str, Claim]:
        """All claims by id, made anew on each use."""
        return {claim.id: claim for briefing in self.briefings for claim in briefing.claims}

    @property
    def prose(self) -> Iterator[Briefing | Page]:
        """All briefings and pages."""
        yield from self.briefings
        yield from self.pages

    def location(self, kind: str, name: str, *keys: object) -> SourceLocation:
        """Return the location of a value, or of the nearest enclosing value whose location is known."""
        known = self.locations.get((kind, name), {})
        for length in range(len(keys), -1, -1):
            found = known.get(".".join(map(str, keys[:length])))
            if found is not None:
                return found
        return SourceLocation(name)

    def current_id(self, kind: str, old: str) -> str:
        """Return the id of the claim, source or person that had an id before; empty if none had it."""
        records: Mapping[str, Iterable[Claim | Source | Claimant]] = {
            "claim": self.claim_by_id.values(), "source": self.sources.values(), "person": self.people.values()
        }  # fmt: skip
        return next((one.id for one in records.get(kind, ()) if old in one.aliases), "")

    def is_invalid(self, kind: str, name: str) -> bool:
        """Return whether a record is missing because it is invalid, which was reported."""
        invalid = self.invalid_ids.get(kind, frozenset())
        return name in invalid or "*" in invalid
