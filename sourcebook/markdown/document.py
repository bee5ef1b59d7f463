"""What the writer of a page is handed, and what it hands back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple, Protocol

from sourcebook.citations import CitationFormatter
from sourcebook.model import AnchorLink, Finding, Kind, SourceLocation


class FigureRenderer(Protocol):
    """Draws what the prose embeds; problems come back as findings, with the page's own place given."""

    def chart(
        self, name: str, alt: str, caption: str, anchor: str, location: SourceLocation, query: str
    ) -> str | list[Finding]:
        """A chart as a whole `<figure>`, of the claims that a query selects."""

    def names_itself(self, name: str) -> bool:
        """Whether a chart has a description of its own."""

    def table(self, name: str, alt: str, caption: str, location: SourceLocation) -> str | list[Finding]:
        """A data file as a whole `<figure>` with a table."""

    def selection(self, kind: str, query: str, alt: str, caption: str, location: SourceLocation) -> str | list[Finding]:
        """The claims or sources that a query selects, as a whole `<figure>` with a table."""

    def card(self, claim: str) -> str:
        """The card of a claim."""


class ClaimLink(NamedTuple):
    """What a link to a claim shows of it."""

    number: int
    kind: Kind
    by: str
    text: str
    standing: str
    """How well it is sourced, in words: `unsourced`, `1 root`."""
    is_sourced: bool
    url: str
    """The site path of its own page."""
    is_own: bool
    """Whether it is a claim of this page, with a card beside its paragraph."""


class ResponsiveImage(NamedTuple):
    """An image of pixels, and smaller ones of it."""

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
    """Of the smaller ones, 1 to 100."""
    sources: tuple[tuple[str, tuple[tuple[str, int], ...]], ...]
    """By format, the best one first: site paths with their widths in pixels."""


class MarkdownInput(NamedTuple):
    """One page's Markdown and all that its references can mean."""

    path: str
    """Of the content file."""
    url: str
    """Site path of the page, as `briefings/x/`."""
    text: str
    first_line: int
    figures: FigureRenderer
    link: Callable[[str], str]
    """From a site path, with or without a fragment, to the address that this page uses for it."""
    citer: CitationFormatter
    """Puts citations into words."""
    claims: Mapping[str, ClaimLink]
    """Every claim of the site by id."""
    sources: Mapping[str, str]
    """Titles by id."""
    addresses: Mapping[str, str]
    """To what site path a written address leads: that of a content file, or a path that starts with a slash."""
    pictures: Mapping[str, ResponsiveImage]
    """Images of pixels by site path."""
    reported: Callable[[str, str], bool]
    """Whether a missing record, by kind and id, was reported already."""


class MarkdownOutput(NamedTuple):
    """A page's HTML and what it refers to."""

    html: str
    links: tuple[AnchorLink, ...]
    cited: Mapping[str, tuple[str, ...]]
    """By source id, in the order of first citation: the anchors of its citations."""
    claims: frozenset[str]
    """Ids of the page's own claims that the prose is tied to."""
    findings: tuple[Finding, ...]
