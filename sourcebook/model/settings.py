"""Settings of a site, `site.yaml`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Literal

from msgspec import Meta

from sourcebook.model.record import LANGUAGE, Amount, ContentRecord, Text

LINK = re.compile(r"\[([^\]]+)\]\(((?:https?://|mailto:|/)[^()\s]*)\)")
"""A link as Markdown writes it, in settings that may hold one."""
Colour = Annotated[str, Meta(pattern=r"^#[0-9a-fA-F]{6}\Z", description="a colour as #0b5563")]


class Colors(ContentRecord, frozen=True):
    """Colours by role; for those that are not given the theme has its own."""

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


class Fonts(ContentRecord, frozen=True):
    """The two font families of the theme."""

    text: Font = ""
    """Prose and headlines."""
    ui: Font = ""
    """Everything else."""


class CustomFieldConfig(ContentRecord, frozen=True):
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


class Rating(ContentRecord, frozen=True):
    """A step of the scale on which reviews rate claims."""

    value: Amount
    """The number that reviews give."""
    label: Text
    """What it means, in a word or two."""
    status: Literal["confirmed", "disputed"] | None = None
    """What a claim is whose newest review says so; None leaves its status open."""


Download = Literal["svg", "png", "csv", "vl.json"]
DOWNLOADS: tuple[Download, ...] = ("svg", "png", "csv", "vl.json")
"""Files of a chart, by extension."""


class ChartSettings(ContentRecord, frozen=True):
    """How charts are drawn."""

    time_limit: Annotated[float, Meta(ge=0.1, le=3600, description="a number of seconds from 0.1 to 3,600")] = 10
    """Seconds after which a chart that is still not drawn is given up."""
    downloads: tuple[Download, ...] = DOWNLOADS
    """The files that readers can take away from under a chart."""


Width = Annotated[int, Meta(ge=16, le=8_000, description="a number of pixels from 16 to 8,000")]
Compression = Literal["br", "gz"]


class ImageSettings(ContentRecord, frozen=True):
    """Sizes and formats of variants of images."""

    widths: tuple[Width, ...] = (480, 960, 1440)
    """Pixels; an image is never enlarged."""
    formats: tuple[Literal["avif", "webp"], ...] = ("avif", "webp")
    """The first one that a browser knows is taken; with none, images are left as they are."""
    quality: Annotated[int, Meta(ge=1, le=100, description="a number from 1 to 100")] = 80
    """As WebP counts it; AVIF gets what looks the same."""


class SiteConfig(ContentRecord, frozen=True):
    """The settings of a site, `site.yaml`."""

    title: Text
    """The name of the site."""
    base_url: Annotated[
        str,
        Meta(pattern=r"^https?://[^\s/?#<>\x22]+(?:/[^\s?#<>\x22]*)?\Z", description="a full web address: https://…"),
    ] = "http://127.0.0.1:8000/"
    """Where the site will stand; its path is the base path of every address."""
    language: Annotated[str, Meta(pattern=rf"^{LANGUAGE}\Z", description="a BCP 47 tag")] = "en"
    """A BCP 47 tag; lists are in the order of this language."""
    timezone: Text = "UTC"
    """An IANA name: the zone in which a briefing's date begins, for the feed."""
    nav: tuple[Text, ...] = ("briefings", "claims", "sources", "people")
    """Sections, names of files in pages/, and links, "[Data](https://example.org/data/)"."""
    desk: Text = "The desk"
    """The name under which the site states its own findings: claims `by: desk`."""
    topics: Mapping[str, Text] = {}
    """How topics are shown, by the word that claims and briefings use: {ai: Artificial intelligence}."""
    topic_aliases: Mapping[str, Text] = {}
    """Words that topics had, whose addresses lead to the page of the new word: {machine-learning: ai}."""
    ratings: tuple[Rating, ...] = ()
    """The scale of the ratings of reviews: [{value: 1, label: False, status: disputed}, …]."""
    units: Mapping[str, Text] = {}
    """Units that neither ISO 4217 nor UCUM has, and how they are written: {votes: votes}."""
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
    fields: Mapping[str, CustomFieldConfig] = {}
    """The site’s own fields of claims and sources, by name."""
    links: Literal["folders", "files"] = "folders"
    """`files` writes index.html into every link, for sites that open from a disk."""
    charts: ChartSettings = ChartSettings()
    """How charts are drawn."""
    page_time_limit: Annotated[float, Meta(ge=0.1, le=3600, description="a number of seconds from 0.1 to 3,600")] = 10
    """Seconds of processor time after which the text of a page that is still not rendered is given up."""
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
