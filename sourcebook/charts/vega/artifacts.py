"""One chart in all its forms: pictures for the page, and files that others can take."""

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
from sourcebook.charts.vega import svg
from sourcebook.charts.vega.engine import VegaDrawing
from sourcebook.charts.vega.preaggregate import shown
from sourcebook.charts.vega.spec import MAX_ROWS, inputs, measures, rows_carried
from sourcebook.charts.vega.summary import summarize
from sourcebook.model import DOWNLOADS, Download

if TYPE_CHECKING:
    from polars import DataFrame

Spec = Mapping[str, Any]
VIEW = 300
"""Vega-Lite's default width of a view, in CSS pixels."""
LEAST_VIEW = 40
COLUMNS = (8, 6, 5, 4, 3, 2, 1)
"""Of a key that is wider than its chart, until it fits."""
CLOSE = 8
"""CSS pixels by which a chart may be wider or narrower than wanted."""
_ROLE = re.compile(r"var\(--([a-z-]+)\)")


class ChartColors(msgspec.Struct, frozen=True):
    """What a file needs that stands outside the site's pages."""

    light: Mapping[str, str]
    """Colours by role, as `#rrggbb`."""
    dark: Mapping[str, str]
    base: str
    """The full address of the page, to which links of the drawing are relative."""


class ChartRequest(msgspec.Struct, frozen=True):
    """What a page says of a chart that it shows."""

    alt: str
    """What it shows, in words: its accessible name."""
    caption: str
    anchor: str
    """Names it on its page."""
    widths: Mapping[str, int]
    """CSS pixels by variant; the first one is that of the files."""
    downloads: tuple[Download, ...] = DOWNLOADS
    """The files that readers can take away; a chart without numbers has no table."""


class ChartArtifacts(msgspec.Struct, frozen=True):
    """A chart as a page and its files have it."""

    alt: str
    caption: str
    said: str
    """Its trend or its extremes, in words."""
    pictures: Mapping[str, str]
    """SVG by variant; none of a chart that has nothing to show."""
    files: Mapping[str, bytes]
    """Downloads by extension; live.json is Vega by variant, for the page itself."""
    table: str
    """The numbers behind it, as HTML; empty when there are none."""
    inputs: int = 0
    """Fields with which a reader changes what it shows."""


def specification(chart: ChartModule, data: ChartData) -> Spec:
    """What one of our own charts draws of data, as Vega-Lite.

    It is not checked against the schema, which would take longer than the drawing; the tests do that.
    """
    from altair.utils.schemapi import debug_mode

    with debug_mode(False):
        made: Spec = chart.chart(data).to_dict(validate=False)
    return made


def make_artifacts(
    request: ChartRequest,
    data: ChartData,
    draw: Callable[[ChartData], Spec],
    table: Callable[[Spec], DataFrame],
    show: Callable[[DataFrame], str],
    colors: ChartColors,
    renderer: svg.Renderer,
    finding: str = "",
) -> ChartArtifacts:
    """Draw a chart in every form.

    Args:
        request: what the page says of it.
        data: what it is drawn from.
        draw: makes the Vega-Lite specification for `data.width`.
        table: makes the table of its numbers, of what was drawn.
        show: turns the table into HTML.
        colors: for the files.
        renderer: what draws.
        finding: what it shows in words, where that is known.

    Raises:
        ChartError: when it cannot be drawn.
    """
    specs: dict[str, Spec] = {}
    compiled: dict[str, msgspec.Raw] = {}
    pictures: dict[str, str] = {}
    for name, spec in _of_widths(data, request.widths, draw).items():
        width = request.widths[name]
        specs[name], drawing = _fitted(spec, width, renderer)
        compiled[name] = msgspec.Raw(drawing.vega)
        label = f"{request.anchor}-{name}"
        pictures[name] = svg.to_svg(
            drawing.svg, name=label, alt=request.alt, said=f"said-{request.anchor}", width=width
        )
    first = next(iter(pictures))
    numbers = table(_carried(specs[first], compiled[first]))
    return ChartArtifacts(
        alt=request.alt,
        caption=request.caption,
        said=finding or (request.alt if numbers.is_empty() else summarize(numbers, measures(specs[first]))),
        pictures=pictures,
        files={
            **_downloads(request, pictures[first], specs[first], numbers, colors, renderer),
            "live.json": msgspec.json.encode(compiled),
        },
        inputs=inputs(specs[first]),
        table="" if numbers.is_empty() else str(show(numbers)),
    )


def _downloads(
    request: ChartRequest, picture: str, spec: Spec, numbers: DataFrame, colors: ChartColors, renderer: svg.Renderer
) -> dict[str, bytes]:
    """The files that readers can take away, by extension."""
    alone = cache(partial(standalone, picture, request.alt, colors))
    makers: Mapping[Download, Callable[[], bytes]] = {
        "svg": lambda: alone().encode(),
        "png": lambda: renderer.png(painted(alone(), colors.light)),
        "csv": lambda: numbers.write_csv().encode(),
        "vl.json": lambda: _vega_lite(spec, request.alt, colors),
    }
    return {kind: makers[kind]() for kind in request.downloads if kind != "csv" or not numbers.is_empty()}


def _of_widths(data: ChartData, widths: Mapping[str, int], draw: Callable[[ChartData], Spec]) -> dict[str, Spec]:
    """The specification for each width; a chart that does not ask for its width has the same one for all."""
    fields = {name: getattr(data, name) for name in data.__struct_fields__}
    specs: dict[str, Spec] = {}
    for name, width in widths.items():
        watched = _Watched(**{**fields, "width": width})
        specs[name] = draw(watched)
        if not watched.asked:
            return dict.fromkeys(widths, specs[name])
    return specs


class _Watched(ChartData, frozen=True, kw_only=True):
    """Data that know whether a chart asked for its width."""

    asked: list[str] = msgspec.field(default_factory=list)

    def __getattribute__(self, name: str) -> Any:
        if name == "width":
            object.__getattribute__(self, "asked").append(name)
        return super().__getattribute__(name)


def _carried(spec: Spec, compiled: bytes) -> Spec:
    """Where the numbers of a chart are: in its specification, or, of one with many rows, in what was made of these."""
    return spec if rows_carried(spec) <= MAX_ROWS else shown(msgspec.json.decode(compiled))


def _fitted(spec: Spec, width: int, renderer: svg.Renderer) -> tuple[Spec, VegaDrawing]:
    """A specification for a width in all, and what became of it.

    A chart made of several views is as wide as they make it: two drawings say how its width follows from theirs,
    which is a straight line.
    """
    full = svg.fitted(spec, width)
    drawing = renderer.draw(full)
    at = svg.width_of(drawing.svg)
    if not svg.is_composed(spec) or abs(at - width) <= CLOSE:
        return _keyed(full, drawing, renderer)
    trial = svg.width_of(renderer.draw(_with_views(full, VIEW / 2)).svg)
    slope = (at - trial) / (VIEW / 2)
    if slope < 0.5:  # Its views have widths of their own.
        return _keyed(full, drawing, renderer)
    full = _with_views(full, max(LEAST_VIEW, round(VIEW - (at - width) / slope)))
    return _keyed(full, renderer.draw(full), renderer)


def _keyed(spec: Spec, drawing: VegaDrawing, renderer: svg.Renderer) -> tuple[Spec, VegaDrawing]:
    """A specification and its drawing with keys in as many columns as it is wide enough for."""
    for columns in COLUMNS:
        if drawing.reach <= svg.width_of(drawing.svg) + 1:
            break
        spec = svg.with_config(spec, {"legend": {"columns": columns}})
        drawing = renderer.draw(spec)
    return spec, drawing


def _with_views(spec: Spec, width: float) -> dict[str, Any]:
    """The specification with this width for each of its views that has none of its own."""
    return svg.with_config(spec, {"view": {"continuousWidth": width}})


def _vega_lite(spec: Spec, name: str, colors: ChartColors) -> bytes:
    """The specification for other programs, in the colours of the light scheme."""
    text = json.dumps({**spec, "description": name}, ensure_ascii=False, indent=1)
    return painted(text, colors.light).encode() + b"\n"


def standalone(picture: str, name: str, colors: ChartColors) -> str:
    """A drawing as a file of its own: with its size, a ground, full links, and a style for the colours of its roles.

    Args:
        picture: SVG whose colours are roles.
        name: what it shows.
        colors: the colours, and where it stood.
    """
    root = ElementTree.fromstring(picture.replace(' xmlns="http://www.w3.org/2000/svg"', "", 1))
    _, _, width, height = root.attrib["viewBox"].split()
    root.attrib |= {"width": width, "height": height, "xmlns": "http://www.w3.org/2000/svg"}
    root.attrib.pop("aria-describedby", None)
    for link in root.iter("a"):
        link.set("href", urljoin(colors.base, link.get("href", "")))
    title, style = ElementTree.Element("title"), ElementTree.Element("style")
    title.text = name
    dark = f"@media (prefers-color-scheme: dark) {{ :root {{ {_declared(colors.dark)} }} }}"
    style.text = f":root {{ {_declared(colors.light)} }} {dark}"
    ground = ElementTree.Element("rect", {"width": width, "height": height, "fill": "var(--paper)"})
    root[:0] = [title, style, ground]
    return ElementTree.tostring(root, encoding="unicode")


def _declared(colours: Mapping[str, str]) -> str:
    return " ".join(f"--{role}: {colour};" for role, colour in colours.items())


def painted(text: str, colours: Mapping[str, str]) -> str:
    """A text with colours in the place of their roles; an unknown role is ink."""
    return _ROLE.sub(lambda found: colours.get(found[1], colours["ink"]), text)
