"""The words of Sourcebook: frozen, typed records that every stage hands to the next.

Records are plain data: they hold no paths of the machine, no clock and no open files, so that equal content
gives equal records. Where a record was written is kept beside it, in `Site.places`. A record that a file may
hold names its keys as the file writes them; what follows from several records is computed in `evidence`.
"""

from sourcebook.model.claims import (
    ARTICLE,
    KINDS,
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
from sourcebook.model.findings import FATAL, Finding, Level, Place, Places, place_in
from sourcebook.model.front_matter import ColumnOptions, Correction, Front, PageFront, TableOptions
from sourcebook.model.record import Alias, Edtf, Id, Number, Record, Text, Url
from sourcebook.model.settings import (
    DOWNLOADS,
    LINK,
    ChartSettings,
    Colors,
    Colour,
    Compression,
    Config,
    Download,
    Font,
    Fonts,
    ImageSettings,
    OwnField,
    Width,
)
from sourcebook.model.site import VEGA_LITE, Anchor, Body, Briefing, Head, Page, Picture, Site
from sourcebook.model.sources import Derivation, Name, Source

__all__ = [
    "ARTICLE",
    "DOWNLOADS",
    "FATAL",
    "KINDS",
    "LINK",
    "VEGA_LITE",
    "Alias",
    "Anchor",
    "Body",
    "Briefing",
    "ChartSettings",
    "Claim",
    "Claimant",
    "Colors",
    "Colour",
    "ColumnOptions",
    "Compression",
    "Config",
    "Correction",
    "Derivation",
    "Download",
    "Edtf",
    "Finding",
    "Font",
    "Fonts",
    "Forecast",
    "Front",
    "Head",
    "Id",
    "ImageSettings",
    "Kind",
    "Level",
    "Likelihood",
    "Name",
    "Number",
    "OwnField",
    "Page",
    "PageFront",
    "Picture",
    "Place",
    "Places",
    "Quantity",
    "Quotation",
    "Record",
    "Review",
    "Site",
    "Source",
    "TableOptions",
    "Text",
    "Url",
    "Via",
    "Width",
    "place_in",
]
