"""The data model: frozen, typed records that every stage passes to the next.

Records are plain data: they hold no paths of the machine, no clock and no open files, so that equal content
gives equal records. The locations of values are beside the records, in `Site.locations`. Fields have the names of
the keys in files. What follows from several records is computed in
`provenance` and `corroboration`.
"""

from sourcebook.model.claims import (
    ARTICLE,
    CLAIM_KINDS,
    Claim,
    Claimant,
    Forecast,
    Kind,
    Likelihood,
    Quantity,
    Quotation,
    Review,
    Via,
)
from sourcebook.model.findings import FATAL, Finding, Level, RecordLocations, SourceLocation, location_in
from sourcebook.model.front_matter import BriefingFrontMatter, ColumnOptions, Correction, PageFrontMatter, TableOptions
from sourcebook.model.record import Alias, Amount, ContentRecord, Edtf, Id, Number, Text, Url
from sourcebook.model.settings import (
    DOWNLOADS,
    LINK,
    ChartSettings,
    Colors,
    Colour,
    Compression,
    CustomFieldConfig,
    Download,
    Font,
    Fonts,
    ImageSettings,
    SiteConfig,
    Width,
)
from sourcebook.model.site import (
    VEGA_LITE_SUFFIXES,
    AnchorLink,
    Briefing,
    BriefingSummary,
    ImageInfo,
    MarkdownBody,
    Page,
    Site,
)
from sourcebook.model.sources import Derivation, Name, Source

__all__ = [
    "ARTICLE",
    "CLAIM_KINDS",
    "DOWNLOADS",
    "FATAL",
    "LINK",
    "VEGA_LITE_SUFFIXES",
    "Alias",
    "Amount",
    "AnchorLink",
    "Briefing",
    "BriefingFrontMatter",
    "BriefingSummary",
    "ChartSettings",
    "Claim",
    "Claimant",
    "Colors",
    "Colour",
    "ColumnOptions",
    "Compression",
    "ContentRecord",
    "Correction",
    "CustomFieldConfig",
    "Derivation",
    "Download",
    "Edtf",
    "Finding",
    "Font",
    "Fonts",
    "Forecast",
    "Id",
    "ImageInfo",
    "ImageSettings",
    "Kind",
    "Level",
    "Likelihood",
    "MarkdownBody",
    "Name",
    "Number",
    "Page",
    "PageFrontMatter",
    "Quantity",
    "Quotation",
    "RecordLocations",
    "Review",
    "Site",
    "SiteConfig",
    "Source",
    "SourceLocation",
    "TableOptions",
    "Text",
    "Url",
    "Via",
    "Width",
    "location_in",
]
