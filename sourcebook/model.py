"""The words of Sourcebook: frozen, typed records that every stage hands to the next.

Records are plain data: they hold no paths of the machine, no clock and no open files, so that equal content
gives equal records. Where a record was written is kept beside it, in `Site.places`. A record that a file may
hold names its keys as the file writes them; what follows from several records is computed in `evidence`.
"""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Annotated, Literal, NamedTuple

import msgspec
from msgspec import Meta

if TYPE_CHECKING:
    from polars import DataFrame

Kind = Literal["fact", "figure", "event", "causal", "opinion", "forecast"]
LINK = re.compile(r"\[([^\]]+)\]\(((?:https?://|mailto:|/)[^()\s]*)\)")
"""A link as Markdown writes it, in settings that may hold one."""
Level = Literal["error", "warning", "note"]

KINDS: tuple[Kind, ...] = ("fact", "figure", "event", "causal", "opinion", "forecast")
ARTICLE = "article"
"""The claimant of a claim that nobody is named for: the voice of the article itself."""

Id = Annotated[
    str,
    Meta(
        pattern=r"^[A-Za-z0-9_][^\s()\[\]{}<>\x22'`,;@\\^]*\Z",
        description="an id: letters, digits and marks such as - _ . : /, no spaces or brackets",
    ),
]
Text = Annotated[str, Meta(min_length=1, description="words, not empty")]
Edtf = Annotated[
    str, Meta(description="a date in EDTF, as 2026, 2026-02, 2026-02-16, 2025/2027 or 2026~", extra={"date": True})
]
Url = Annotated[str, Meta(pattern=r"^https?://[^\s<>\x22{}|\\^`]+\Z", description="a full web address: https://…")]
Alias = Annotated[
    str,
    Meta(
        pattern=r"^/?(?!.*//)(?!(?:.*/)?\.)[^\s?#<>\x22\\:*|%]*[^\s?#<>\x22\\:*|%/]/?\Z",
        description="an old address below the site's root, as news/2025/ai/",
    ),
]
Number = Annotated[float, Meta(description="a number")]


class Place(NamedTuple):
    """A position in a content file: POSIX path below the content folder, line and column counted from 1."""

    file: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        """`file:line:column`, the form that editors and terminals turn into a link."""
        return f"{self.file}:{self.line}:{self.column}"


def place_in(path: str, text: str, offset: int, first_line: int = 1) -> Place:
    """The place of a character offset in a text whose first line is `first_line` of its file."""
    line = text.count("\n", 0, offset)
    return Place(path, first_line + line, offset - text.rfind("\n", 0, offset))


class Finding(NamedTuple):
    """One thing to say about the content: what, how grave, where, and what to do."""

    rule: str
    level: Level
    message: str
    place: Place
    hint: str = ""


class Anchor(NamedTuple):
    """A link to a place in a page, to be checked when that page is known."""

    url: str
    fragment: str
    place: Place


VEGA_LITE = (".vl.json", ".vl.yaml", ".vl.yml")
"""What the name of a file ends with that holds a chart."""
FATAL = frozenset({"syntax", "encoding", "empty", "too-large", "too-deep"})
"""Rules of findings that say: nothing of this file could be read. Their level is fixed."""

Places = Mapping[str, Place]
"""Where each value of one record was written, by its path inside the record: `via.0.source`; `` is the record."""


class Record(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a file may say."""


class Name(Record, frozen=True, rename="kebab"):
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
        """The name in reading order."""
        parts = (self.given, self.dropping_particle, self.non_dropping_particle, self.family, self.suffix)
        return self.literal or " ".join(part for part in parts if part)


class Derivation(Record, frozen=True):
    """One step back: the source that this one took its matter from, and how."""

    source: Id
    """The source that the matter was taken from."""
    how: Literal["quotes", "rewrites", "syndicates", "cites"]
    """In which way it was taken."""


class Source(Record, frozen=True, rename={"url": "URL", "doi": "DOI", "container_title": "container-title"}):
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


class Claimant(Record, frozen=True):
    """A person, organisation or publication that makes claims."""

    id: Id
    """What claims call it; unique in the site."""
    name: Text
    """The name as it is shown."""
    kind: Literal["person", "organisation", "publication"]
    """What it is."""
    role: str = ""
    """Office or profession."""
    affiliation: str = ""
    """The organisation that it speaks for."""
    url: Url | None = None
    """A page about it."""


class Via(Record, frozen=True):
    """A source that a claim rests on, and the place in it."""

    source: Id
    """The id of the source."""
    locator: str = ""
    """The place in it: p. 3, para. 2, 12:30."""


class Quotation(Record, frozen=True):
    """Somebody's own words, short, and where they stand."""

    exact: Text
    """The words, verbatim; an ellipsis stands for words left out."""
    source: Id
    """The id of the source in which they stand."""
    speaker: Id | None = None
    """The id of whoever said them."""
    form: Literal["direct", "partial", "translated"] = "direct"
    """A whole sentence, a fragment, or words translated."""
    prefix: str = ""
    """Words that stand before it in the source, to find it by."""
    suffix: str = ""
    """Words that stand after it."""


class Quantity(Record, frozen=True):
    """A number that a claim states: `value`, or `min` and `max`."""

    id: Id
    """What other quantities of the claim call it."""
    unit: Text
    """ISO 4217 for money (CNY, USD), UCUM for measures."""
    measure: str = ""
    """What is measured, in words: fund size."""
    value: Number | None = None
    """The number."""
    min: Number | None = None
    """The lower end of a range."""
    max: Number | None = None
    """The upper end of a range."""
    bound: Literal["exact", "approx", "up_to", "at_least"] = "exact"
    """How exact the number is said to be."""
    period: Edtf | None = None
    """The time that it covers."""
    converted_from: Id | None = None
    """The id of the claim's other quantity that this one was computed from."""
    rate_date: Edtf | None = None
    """The day of the rate by which it was converted."""


Likelihood = Literal[
    "almost no chance",
    "very unlikely",
    "unlikely",
    "roughly even chance",
    "likely",
    "very likely",
    "almost certain",
]
"""The terms of ICD 203, in rising order: 1-5, 5-20, 20-45, 45-55, 55-80, 80-95, 95-99 %."""


class Forecast(Record, frozen=True):
    """What a claim says of the future, and how it turned out."""

    made_on: Edtf | None = None
    """When it was made."""
    horizon: Edtf | None = None
    """When it can be judged: a date or an interval. None says that the speaker named no date."""
    criteria: str = ""
    """How it will be judged."""
    probability: Annotated[float, Meta(ge=0, le=1, description="a probability from 0 to 1")] | None = None
    """As the speaker gave it, 0 to 1."""
    likelihood: Likelihood | None = None
    """In a term of ICD 203, as the speaker gave it."""
    outcome: Literal["open", "yes", "no", "ambiguous", "annulled"] = "open"
    """How it turned out."""
    resolved_on: Edtf | None = None
    """When that was known."""


class Review(Record, frozen=True):
    """A judgement by somebody other than the claimant."""

    verdict: Text
    """The judgement in a word or two."""
    by: Id
    """The id of whoever judged."""
    date: Edtf
    """When it was judged."""
    rationale: str = ""
    """Why."""
    sources: tuple[Id, ...] = ()
    """Ids of the sources that it rests on."""


class Claim(Record, frozen=True):
    """One statement that can be believed or doubted, in the briefing's own words."""

    id: Id
    """Unique in the site; its permanent address is /claims/<id>/."""
    text: Text
    """The claim, in the words of the briefing."""
    kind: Kind
    """What sort of statement it is; never whether it is true."""
    by: Id
    """A claimant's id, or `article` when the article states it in its own voice."""
    via: tuple[Via, ...] = ()
    """The sources that it rests on, the briefed article apart. Empty: unsourced."""
    as_of: Edtf | None = None
    """When it was made."""
    topics: tuple[Text, ...] = ()
    """What it is about."""
    confidence: Literal["low", "moderate", "high"] | None = None
    """How sure the analysts are that it holds."""
    supports: tuple[Id, ...] = ()
    """Ids of claims that it speaks for."""
    attacks: tuple[Id, ...] = ()
    """Ids of claims that it speaks against."""
    quotes: tuple[Quotation, ...] = ()
    """The claimant’s own words."""
    quantities: tuple[Quantity, ...] = ()
    """The numbers that it states."""
    forecast: Forecast | None = None
    """For a forecast: by when, and how it turned out."""
    reviews: tuple[Review, ...] = ()
    """Judgements by others than the claimant."""


class Correction(Record, frozen=True):
    """A change to what was published, said openly."""

    date: Edtf
    """When it was made."""
    text: Text
    """What was changed."""
    kind: Literal["typo", "clarify", "correct", "retract"]
    """How grave it was."""
    claim: Id | None = None
    """The id of the claim that it concerns."""


class ColumnOptions(Record, frozen=True):
    """How a column of a table is read and shown."""

    type: Literal["text", "integer", "number", "boolean", "date"] | None = None
    """What its cells are, if not what they look like."""
    title: str = ""
    """Its head, if another one than its name."""
    format: Annotated[
        str,
        Meta(
            pattern=r"^[+ ]?0?\d{0,2}[,_]?(?:\.\d{1,2})?[efg%d]?\Z",
            description="a number's format as Python and Vega-Lite write it: ,.2f or .1%",
        ),
    ] = ""
    """How its numbers are written: `,.2f`, `.1%`."""


class TableOptions(Record, frozen=True):
    """How a data file is read and shown."""

    columns: Mapping[str, ColumnOptions] = {}
    """By their names in the file."""
    max_rows: Annotated[int, Meta(ge=1, le=10_000, description="a number of rows from 1 to 10,000")] = 1_000
    """How many rows a page shows; the rest is in the file."""


class Front(Record, frozen=True):
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
    draft: bool = False
    """Whether it is left out of builds without --drafts."""
    aliases: tuple[Alias, ...] = ()
    """Old addresses of this page, which lead here."""
    tables: Mapping[str, TableOptions] = {}
    """How data files are read and shown, by name below data/."""
    image: Text | None = None
    """A picture that stands for it in lists and where it is shared: a file beside it."""
    image_alt: str = ""
    """What the picture shows, in words."""
    language: str = ""
    """A BCP 47 tag, if another one than the site’s."""
    corrections: tuple[Correction, ...] = ()
    """What was changed after publication."""


class PageFront(Record, frozen=True):
    """The front matter of a page that is no briefing."""

    title: Text
    """The headline."""
    summary: str = ""
    """One sentence for lists and search engines."""
    draft: bool = False
    """Whether it is left out of builds without --drafts."""
    aliases: tuple[Alias, ...] = ()
    """Old addresses of this page, which lead here."""


Colour = Annotated[str, Meta(pattern=r"^#[0-9a-fA-F]{6}\Z", description="a colour as #0b5563")]


class Colors(Record, frozen=True):
    """Colours by their roles; those that are not given are the theme’s."""

    paper: Colour | None = None
    """The ground."""
    ink: Colour | None = None
    """The text."""
    soft: Colour | None = None
    """Text of less weight."""
    line: Colour | None = None
    """Rules."""
    tint: Colour | None = None
    """A ground that is set off."""
    accent: Colour | None = None
    """Kickers, citations, the focus."""
    alarm: Colour | None = None
    """What has no source."""
    fact: Colour | None = None
    """The kind of claim, here and in charts."""
    figure: Colour | None = None
    """The kind of claim."""
    event: Colour | None = None
    """The kind of claim."""
    causal: Colour | None = None
    """The kind of claim."""
    opinion: Colour | None = None
    """The kind of claim."""
    forecast: Colour | None = None
    """The kind of claim."""


Font = Annotated[
    str, Meta(pattern=r"^[\w ,'./-]*\Z", description="names of font families, or a .woff2 file of templates/assets/")
]


class Fonts(Record, frozen=True):
    """The two voices of the theme."""

    text: Font = ""
    """Prose and headlines."""
    ui: Font = ""
    """Everything else."""


class OwnField(Record, frozen=True):
    """A field that a site adds to its claims or sources."""

    type: Literal["string", "number", "integer", "boolean", "date", "url", "list"] = "string"
    """What its values are; a list is one of texts."""
    enum: tuple[Text, ...] = ()
    """The only values that it may have."""
    title: str = ""
    """Its name for readers."""
    description: str = ""
    """What it means, for editors."""
    on: tuple[Literal["claims", "sources"], ...] = ("claims",)
    """What has it."""


Download = Literal["svg", "png", "csv", "vl.json"]
DOWNLOADS: tuple[Download, ...] = ("svg", "png", "csv", "vl.json")
"""Files of a chart, by extension."""


class ChartSettings(Record, frozen=True):
    """How charts are drawn."""

    time_limit: Annotated[float, Meta(ge=0.1, le=3600, description="a number of seconds from 0.1 to 3,600")] = 10
    """Seconds after which a chart that is still not drawn is given up."""
    downloads: tuple[Download, ...] = DOWNLOADS
    """The files that readers can take away from under a chart."""


Width = Annotated[int, Meta(ge=16, le=8_000, description="a number of pixels from 16 to 8,000")]


Compression = Literal["br", "gz"]


class ImageSettings(Record, frozen=True):
    """In which sizes and formats images are offered besides themselves."""

    widths: tuple[Width, ...] = (480, 960, 1440)
    """Pixels; an image is never enlarged."""
    formats: tuple[Literal["avif", "webp"], ...] = ("avif", "webp")
    """The first one that a browser knows is taken; with none, images are left as they are."""
    quality: Annotated[int, Meta(ge=1, le=100, description="a number from 1 to 100")] = 80
    """As WebP counts it; AVIF gets what looks the same."""


class Config(Record, frozen=True):
    """The settings of a site, `site.yaml`."""

    title: Text
    """The name of the site."""
    base_url: Annotated[
        str,
        Meta(pattern=r"^https?://[^\s/?#<>\x22]+(?:/[^\s?#<>\x22]*)?\Z", description="a full web address: https://…"),
    ] = "http://127.0.0.1:8000/"
    """Where the site will stand; its path is the base path of every address."""
    language: Annotated[str, Meta(pattern=r"^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*\Z", description="a BCP 47 tag")] = "en"
    """A BCP 47 tag."""
    timezone: Text = "UTC"
    """An IANA name: the zone in which a briefing's date begins, for the feed."""
    nav: tuple[Text, ...] = ("briefings", "claims", "sources", "people")
    """Sections, names of files in pages/, and links, "[Data](https://example.org/data/)"."""
    topics: Mapping[str, Text] = {}
    """How topics are shown, by the word that claims and briefings use: {ai: Artificial intelligence}."""
    colors: Colors = Colors()
    """The site’s own colours."""
    dark_colors: Colors = Colors()
    """Those for readers who prefer a dark screen."""
    fonts: Fonts = Fonts()
    """The site’s own fonts."""
    logo: Text | None = None
    """A picture for the head of every page, in place of the title: a file of the content folder, pages/logo.svg."""
    footer: str = ""
    """What the foot of every page says, in place of the theme’s words; it may hold links, [Imprint](/imprint/)."""
    citations: Text = "numbered"
    """How sources are cited: `numbered`, `author-date`, a CSL style by name (`apa`) or a .csl file of the content."""
    fields: Mapping[str, OwnField] = {}
    """The site’s own fields of claims and sources, by name."""
    links: Literal["folders", "files"] = "folders"
    """`files` writes index.html into every link, for sites that open from a disk."""
    charts: ChartSettings = ChartSettings()
    """How charts are drawn."""
    images: ImageSettings = ImageSettings()
    """In which sizes and formats images are offered."""
    compress: tuple[Compression, ...] = ()
    """Builds leave each file of text compressed beside itself, for servers that hand that out: `br`, `gz`."""
    checks: Mapping[str, Literal["off", "note", "warning", "error"]] = {}
    """The level of a rule by its name."""
    publish: Mapping[str, Text] = {}
    """Targets by name; `publish` reads them."""
    hosting: Literal["netlify", "cloudflare"] | None = None
    """A host that reads `_headers` and `_redirects`."""

    @property
    def base_path(self) -> str:
        """The path of the site's root on its host, `/` or `/repo/`."""
        path = self.base_url.split("://", 1)[1].partition("/")[2].strip("/")
        return f"/{path}/" if path else "/"


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
