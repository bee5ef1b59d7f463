"""The artifacts of a chart: drawings for the page, and files for download."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from functools import cache, partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin
from xml.etree import ElementTree

import msgspec

from sourcebook.charts.builtin import ChartModule
from sourcebook.charts.data import ChartData
from sourcebook.charts.table_html import TableWriter
from sourcebook.charts.vega import svg
from sourcebook.charts.vega.drawing_warnings import ChartWarning, drawing_warnings, glyph_warnings
from sourcebook.charts.vega.fitting import fitted_chart
from sourcebook.charts.vega.mark_rows import mark_rows
from sourcebook.charts.vega.spec import MAX_ROWS, inputs, measures, rows_carried
from sourcebook.charts.vega.summary import summarize
from sourcebook.model import DOWNLOADS, Download
from sourcebook.model.palette import css_declarations

if TYPE_CHECKING:
    from polars import DataFrame

Spec = Mapping[str, Any]
_ROLE = re.compile(r"var\(--([a-z-]+)\)")


class ChartColors(msgspec.Struct, frozen=True):
    """Values that a file outside of the page needs."""

    light: Mapping[str, str]
    """Colours by role, as `#rrggbb`."""
    dark: Mapping[str, str]
    base: str
    """The absolute URL of the page, to which links in the drawing are relative."""


class ChartRequest(msgspec.Struct, frozen=True):
    """The request of a page for a chart."""

    alt: str
    """The accessible name of the chart."""
    caption: str
    anchor: str
    """Its anchor on the page."""
    widths: Mapping[str, int]
    """Widths in CSS pixels, by variant; files have the first one."""
    downloads: tuple[Download, ...] = DOWNLOADS
    """Extensions of the files for download; a chart without numbers has no CSV."""


class ChartArtifacts(msgspec.Struct, frozen=True):
    """A drawn chart: the parts of the page, and files."""

    alt: str
    caption: str
    summary: str
    """A summary of its data: the takeaway sentence, or the extremes."""
    pictures: Mapping[str, str]
    """SVG by variant; none if the chart has no data."""
    files: Mapping[str, bytes]
    """Files by extension; live.json is Vega by variant, for the page."""
    table: str
    """The data as an HTML table; empty if there are none."""
    inputs: int = 0
    """Number of inputs for readers."""
    warnings: tuple[ChartWarning, ...] = ()
    """What readers cannot see, or not as it is."""


def specification(chart: ChartModule, data: ChartData) -> Spec:
    """Return the Vega-Lite specification of a built-in chart.

    It is not validated, which would take longer than the drawing; tests validate all built-in charts.
    """
    from altair.utils.schemapi import debug_mode

    with debug_mode(False):
        spec: Spec = chart.chart(data).to_dict(validate=False)
    return spec


def make_artifacts(
    request: ChartRequest,
    data: ChartData,
    draw: Callable[[ChartData], Spec],
    table: Callable[[Spec], DataFrame],
    writer: TableWriter,
    colors: ChartColors,
    renderer: svg.Renderer,
    takeaway: str = "",
    *,
    is_built_in: bool = False,
) -> ChartArtifacts:
    """Draw a chart, and make all of its artifacts.

    Args:
        request: of the page.
        data: of the chart.
        draw: returns the Vega-Lite specification for `data.width`.
        table: returns the table of numbers of a specification.
        writer: of that table.
        colors: for the files.
        renderer: draws specifications.
        takeaway: summary of the data, if it is known.
        is_built_in: whether its table has each label in full, so that long ones may be shortened in the drawing.

    Raises:
        ChartError: if it cannot be drawn.
    """
    specs: dict[str, Spec] = {}
    compiled: dict[str, msgspec.Raw] = {}
    pictures: dict[str, str] = {}
    warnings: list[ChartWarning] = []
    for name, spec in _of_widths(data, request.widths, draw).items():
        width = request.widths[name]
        chart = fitted_chart(spec, width, renderer)
        specs[name], drawing = chart.spec, chart.drawing
        compiled[name] = msgspec.Raw(drawing.vega)
        warnings += (one for one in drawing_warnings(chart, width, is_built_in) if one not in warnings)
        label = f"{request.anchor}-{name}"
        pictures[name] = svg.to_svg(
            drawing.svg, name=label, alt=request.alt, description=f"said-{request.anchor}", width=width
        )
    first = next(iter(pictures))
    if "png" in request.downloads:
        warnings += glyph_warnings(renderer.missing_glyphs(pictures[first]))
    numbers = table(_carried(specs[first], compiled[first]))
    csv = None if numbers.is_empty() else partial(writer.csv, numbers)
    return ChartArtifacts(
        alt=request.alt,
        caption=request.caption,
        summary=takeaway or (request.alt if numbers.is_empty() else summarize(numbers, measures(specs[first]), writer)),
        pictures=pictures,
        files={
            **_downloads(request, pictures[first], specs[first], csv, colors, renderer),
            "live.json": msgspec.json.encode(compiled),
        },
        inputs=inputs(specs[first]),
        table="" if numbers.is_empty() else writer.html(numbers),
        warnings=tuple(dict.fromkeys(warnings)),
    )


def _downloads(
    request: ChartRequest,
    picture: str,
    spec: Spec,
    csv: Callable[[], bytes] | None,
    colors: ChartColors,
    renderer: svg.Renderer,
) -> dict[str, bytes]:
    """Return the files for download, by extension; `csv` is None for a chart without numbers."""
    alone = cache(partial(standalone, picture, request.alt, colors))
    makers: dict[Download, Callable[[], bytes]] = {
        "svg": lambda: alone().encode(),
        "png": lambda: renderer.png(painted(alone(), colors.light)),
        "vl.json": lambda: _vega_lite(spec, request.alt, colors),
    }
    if csv is not None:
        makers["csv"] = csv
    return {kind: makers[kind]() for kind in request.downloads if kind in makers}


def _of_widths(data: ChartData, widths: Mapping[str, int], draw: Callable[[ChartData], Spec]) -> dict[str, Spec]:
    """Return the specification for each width; a chart that does not read its width has the same for all."""
    fields = {name: getattr(data, name) for name in data.__struct_fields__}
    specs: dict[str, Spec] = {}
    for name, width in widths.items():
        watched = _Watched(**{**fields, "width": width})
        specs[name] = draw(watched)
        if not watched.read_fields:
            return dict.fromkeys(widths, specs[name])
    return specs


class _Watched(ChartData, frozen=True, kw_only=True):
    """Data that record whether the width was read."""

    read_fields: list[str] = msgspec.field(default_factory=list)

    def __getattribute__(self, name: str) -> Any:
        if name == "width":
            object.__getattribute__(self, "read_fields").append(name)
        return super().__getattribute__(name)


def _carried(spec: Spec, compiled: bytes) -> Spec:
    """Return the specification with the numbers of a chart: its own, or the preaggregated one."""
    return spec if rows_carried(spec) <= MAX_ROWS else {"datasets": mark_rows(msgspec.json.decode(compiled))}


def _vega_lite(spec: Spec, name: str, colors: ChartColors) -> bytes:
    """Return the specification for download, in colours of the light scheme."""
    text = json.dumps({**spec, "description": name}, ensure_ascii=False, indent=1)
    return painted(text, colors.light).encode() + b"\n"


def standalone(picture: str, name: str, colors: ChartColors) -> str:
    """Return a drawing as an independent file: with a size, a background, absolute links, and a style with colours.

    Args:
        picture: SVG whose colours are roles.
        name: its accessible name.
        colors: colours by role, and the URL of the page.
    """
    root = ElementTree.fromstring(picture.replace(' xmlns="http://www.w3.org/2000/svg"', "", 1))
    _, _, width, height = root.attrib["viewBox"].split()
    root.attrib |= {"width": width, "height": height, "xmlns": "http://www.w3.org/2000/svg"}
    root.attrib.pop("aria-describedby", None)
    for link in root.iter("a"):
        link.set("href", urljoin(colors.base, link.get("href", "")))
    title, style = ElementTree.Element("title"), ElementTree.Element("style")
    title.text = name
    dark = f"@media (prefers-color-scheme: dark) {{ :root {{ {css_declarations(colors.dark)} }} }}"
    style.text = f":root {{ {css_declarations(colors.light)} }} {dark}"
    ground = ElementTree.Element("rect", {"width": width, "height": height, "fill": "var(--paper)"})
    root[:0] = [title, style, ground]
    return ElementTree.tostring(root, encoding="unicode")


def painted(text: str, colours: Mapping[str, str]) -> str:
    """Replace roles in a text by their colours; unknown roles by the colour of text."""
    return _ROLE.sub(lambda found: colours.get(found[1], colours["ink"]), text)
