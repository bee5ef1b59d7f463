"""A site: everything that was read, the one argument of checks, charts and pages."""

from __future__ import annotations

import hashlib
import posixpath
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from sourcebook.model.claims import Claim, Claimant
from sourcebook.model.findings import Place, Places
from sourcebook.model.front_matter import Front, PageFront
from sourcebook.model.settings import Config
from sourcebook.model.sources import Source

if TYPE_CHECKING:
    from polars import DataFrame


class Anchor(NamedTuple):
    """A link to a place in a page, to be checked when that page is known."""

    url: str
    fragment: str
    place: Place


VEGA_LITE = (".vl.json", ".vl.yaml", ".vl.yml")
"""What the name of a file ends with that holds a chart."""


class Body:
    """The Markdown of a page. Two are equal when they say the same.

    Args:
        digest: stands for the text.
        read: returns it.
    """

    __slots__ = ("digest", "read")

    def __init__(self, digest: bytes, read: Callable[[], str]) -> None:
        self.digest = digest
        self.read = read

    @classmethod
    def of(cls, text: str) -> Body:
        """A text that is at hand."""
        return cls(hashlib.blake2b(text.encode(), digest_size=16).digest(), lambda: text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Body) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)


class Briefing(msgspec.Struct, frozen=True, kw_only=True):
    """An article made checkable: prose, claims and data."""

    slug: str
    path: str
    """Of its Markdown file, below the content folder."""
    front: Front
    body: Body
    body_line: int = 1
    """The line of the file that the body starts on."""
    claims: tuple[Claim, ...] = ()
    """In reading order."""
    tables: Mapping[str, DataFrame] = {}
    """Data files by name below data/, as `fund.csv`."""
    charts: str = ""
    """The path of its `charts.py` below the content folder, or nothing."""
    files: tuple[str, ...] = ()
    """All files of its folder, by their paths below it."""
    material: str = ""
    """A digest of the code and data that its figures can read; empty when it has neither."""

    @property
    def bundle(self) -> str:
        """The folder of the briefing below the content folder; empty for one without a folder."""
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


class Head(NamedTuple):
    """What other pages show of a briefing."""

    slug: str
    url: str
    """Its site path."""
    front: Front


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """A page of prose that is no briefing."""

    slug: str
    path: str
    front: PageFront
    body: Body
    body_line: int = 1

    @property
    def url(self) -> str:
        """Its site path; that of the front page is empty."""
        return f"{self.slug}/" if self.slug else ""


class Picture(msgspec.Struct, frozen=True, array_like=True):
    """An image of pixels."""

    width: int
    """Pixels, as it is shown."""
    height: int
    digest: bytes
    """Stands for its bytes."""
    moves: bool
    """Whether it is a film."""


class Site(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that was read: the one argument of checks, charts and pages."""

    config: Config
    root: str = ""
    """The content folder on this machine, for running `charts.py` from; never part of an output."""
    briefings: tuple[Briefing, ...] = ()
    """Newest first, then by slug."""
    pages: tuple[Page, ...] = ()
    sources: Mapping[str, Source] = {}
    people: Mapping[str, Claimant] = {}
    style: str = ""
    """The text of the CSL style in which it cites; empty for a way of our own."""
    files: Mapping[str, str] = {}
    """Files that are copied as they are, as images and data: content path to site path."""
    pictures: Mapping[str, Picture] = {}
    """Those of these files that are images of pixels, by content path."""
    places: Mapping[tuple[str, str], Places] = {}
    """By kind of record (source, person, claim, briefing, page) and id or path."""
    faulty: Mapping[str, frozenset[str]] = {}
    """Ids of records that could not be read, by kind; `*` among them: a whole file could not."""

    def place(self, kind: str, name: str, *keys: object) -> Place:
        """Where a value was written: the place of the longest known beginning of the way to it."""
        known = self.places.get((kind, name), {})
        for length in range(len(keys), -1, -1):
            found = known.get(".".join(map(str, keys[:length])))
            if found is not None:
                return found
        return Place(name)

    def is_faulty(self, kind: str, name: str) -> bool:
        """Whether a missing record is missing because it was reported already."""
        faulty = self.faulty.get(kind, frozenset())
        return name in faulty or "*" in faulty
