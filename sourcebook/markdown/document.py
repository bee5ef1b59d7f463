"""The input and the output of `MarkdownRenderer`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple, Protocol

from sourcebook.citations import CitationFormatter
from sourcebook.model import AnchorLink, Finding, Kind, SourceLocation


class FigureRenderer(Protocol):
    """Renders the figures of a page; problems are returned as findings."""

    def chart(
        self, name: str, alt: str, caption: str, anchor: str, location: SourceLocation, query: str
    ) -> str | list[Finding]:
        """Return the `<figure>` of a chart of the claims that a query selects."""

    def has_generated_description(self, name: str) -> bool:
        """Return whether a chart describes itself."""

    def table(self, name: str, alt: str, caption: str, location: SourceLocation) -> str | list[Finding]:
        """Return a `<figure>` with the table of a data file."""

    def selection(self, kind: str, query: str, alt: str, caption: str, location: SourceLocation) -> str | list[Finding]:
        """Return a `<figure>` with a table of the claims or sources that a query selects."""

    def card(self, claim: str) -> str:
        """Return the card of a claim as HTML."""


class ClaimLink(NamedTuple):
    """The parts of a claim that a link to it shows."""

    number: int
    kind: Kind
    by: str
    text: str
    standing: str
    """Its corroboration in words: `no source named`, `1 independent source`."""
    mark: str
    """Its status, if that stands wherever the claim does: `disputed`, `retracted`; else empty."""
    is_sourced: bool
    url: str
    """The site path of its own page."""
    is_own: bool
    """Whether it is a claim of this page, with a card beside its paragraph."""


class ResponsiveImage(NamedTuple):
    """A raster image with smaller variants."""

    path: str
    """Of the content file."""
    url: str
    """Its site path."""
    width: int
    """Pixels."""
    height: int
    digest: bytes
    """Digest of its bytes."""
    quality: int
    """Quality of the variants, 1 to 100."""
    sources: tuple[tuple[str, tuple[tuple[str, int], ...]], ...]
    """Site paths and widths in pixels of the variants, by format, the best format first."""


class MarkdownInput(NamedTuple):
    """The Markdown of a page, and everything that it can refer to."""

    path: str
    """Of the content file."""
    url: str
    """Site path of the page, as `briefings/x/`."""
    text: str
    first_line: int
    figures: FigureRenderer
    link: Callable[[str], str]
    """Returns the relative URL for a site path, with or without a fragment."""
    citer: CitationFormatter
    """Formats citations."""
    claims: Mapping[str, ClaimLink]
    """Every claim of the site by id."""
    sources: Mapping[str, str]
    """Titles by id."""
    addresses: Mapping[str, str]
    """Site paths by the paths that authors write: those of content files, and paths that start with a slash."""
    pictures: Mapping[str, ResponsiveImage]
    """Raster images by site path."""
    current_id: Callable[[str, str], str]
    """Returns the id of a record that had an id before, given its kind and that id; empty if none had it."""
    is_invalid: Callable[[str, str], bool]
    """Returns whether a missing record was reported, given its kind and id."""


class MarkdownOutput(NamedTuple):
    """The HTML of a page, and what it refers to."""

    html: str
    links: tuple[AnchorLink, ...]
    cited: Mapping[str, tuple[str, ...]]
    """Anchors of citations by source id, in the order of first citation."""
    claims: frozenset[str]
    """Ids of the page's own claims that its text links to."""
    findings: tuple[Finding, ...]
