"""Convert drawings to SVG for HTML pages, and fit specifications to a width."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Protocol
from xml.etree import ElementTree

from sourcebook.charts.design.vega_theme import THEME
from sourcebook.charts.vega.engine import VegaDrawing
from sourcebook.charts.vega.spec import ChartError, with_whole_ticks

ALMOST = 0.9
"""Share of the page's width from which a drawing is scaled to fill it."""
_SVG = "http://www.w3.org/2000/svg"
_LINKED = re.compile(r"(?:https?://|mailto:|(?!//|\\|[A-Za-z][A-Za-z0-9+.-]*:)[^\x00-\x20])|\Z", re.IGNORECASE)
"""The beginning of an address of the web or within the site."""
_USES = {"a": "links to", "image": "takes an image from"}
_HINTS = {
    "a": "write https://…, or a path of the site",
    "image": "save it in the briefing's folder, and name the file in a column, not by an expression",
}
_XLINK_HREF = "{http://www.w3.org/1999/xlink}href"
_NOISE = ("role", "aria-label", "aria-roledescription", "aria-hidden", "style", "pointer-events", "class")
_REFERENCE = re.compile(r"url\(#([^)]+)\)")
_COMPOSED = ("facet", "concat", "hconcat", "vconcat", "repeat", "spec")


class Renderer(Protocol):
    """Draws pictures."""

    def draw(self, spec: Mapping[str, Any]) -> VegaDrawing:
        """Compile a complete Vega-Lite specification to Vega and draw it as SVG, or raise ChartError."""

    def png(self, svg: str) -> bytes:
        """Return the PNG of an SVG document whose colours are values, with two pixels for each CSS pixel."""

    def missing_glyphs(self, svg: str) -> str:
        """Return the characters that a PNG of an SVG document lacks."""


def to_svg(document: str, *, name: str, alt: str, description: str = "", width: float = 0) -> str:
    """Return a drawing as SVG for a page: with an accessible name, without namespaces and inline styles.

    Args:
        document: SVG of a renderer.
        name: of the drawing, unique on the page; prefixed to ids inside.
        alt: its accessible name.
        description: id of the element that describes it.
        width: on the page, in CSS pixels; a much narrower drawing keeps its own.

    Returns:
        One `<svg>` element without `style` attributes.
    """
    root = ElementTree.fromstring(document)
    size = [root.attrib.pop(key, "0") for key in ("width", "height")]
    root.attrib.setdefault("viewBox", f"0 0 {size[0]} {size[1]}")
    root.attrib.pop("version", None)
    if float(size[0]) < ALMOST * width:
        root.set("width", size[0])
    _plain(root)
    _unique_ids(root, name)
    # The content of role=img is hidden from assistive technology: links must stay reachable.
    linked = next(root.iter("a"), None) is not None
    root.set("role", "group" if linked else "img")
    root.set("aria-label", alt)
    if description:
        root.set("aria-describedby", description)
    if linked:
        _hide_all_but_links(root)
    else:
        # Children of a picture mean nothing of their own; not every browser leaves them out unasked.
        for child in root:
            child.set("aria-hidden", "true")
    root.set("xmlns", _SVG)
    return ElementTree.tostring(root, encoding="unicode")


LABEL, LABEL_SHARE = 150, 0.4
"""Labels of axes may be as wide as the larger of so many pixels and this share of the chart."""


def fitted(spec: Mapping[str, Any], width: int) -> dict[str, Any]:
    """Return the specification with the theme below its own configuration, and a total width."""
    own = spec.get("config")
    theme = _over(THEME, {"axis": {"labelLimit": max(LABEL, round(width * LABEL_SHARE))}})
    full = {**with_whole_ticks(spec), "config": _over(theme, own if isinstance(own, dict) else {})}
    # The container's size is known to browsers alone.
    for side in ("width", "height"):
        if full.get(side) == "container":
            del full[side]
    if "width" not in full and not is_composed(spec):
        full |= {"width": width, "autosize": {"type": "fit-x", "contains": "padding"}}
    return full


def with_config(spec: Mapping[str, Any], config: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fitted specification with more configuration above its own."""
    return {**spec, "config": _over(spec["config"], config)}


def width_of(document: str) -> float:
    """Return the width of an SVG document in CSS pixels."""
    root = ElementTree.fromstring(document)
    return float(root.get("viewBox", "0 0 0 0").split()[2])


def is_composed(spec: Mapping[str, Any]) -> bool:
    """Return whether a chart has several views, each with a width."""
    encoding = spec.get("encoding")
    channels = encoding if isinstance(encoding, dict) else {}
    return any(key in spec for key in _COMPOSED) or any(key in channels for key in ("row", "column", "facet"))


def _over(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(below)
    for key, value in above.items():
        under = merged.get(key)
        # Altair writes a size of its own into every configuration; it would undo the fitting.
        if key != "view" or value != {"continuousWidth": 300, "continuousHeight": 300}:
            merged[key] = _over(under, value) if isinstance(under, dict) and isinstance(value, dict) else value
    return merged


def _plain(root: ElementTree.Element) -> None:
    """Remove namespaces and the accessible names of marks; name links by their marks.

    Raises:
        ChartError: if a link leads to something else than the web or the site, or an image is none of the chart's own.
    """
    for element in root.iter():
        element.tag = element.tag.removeprefix(f"{{{_SVG}}}")
        if _XLINK_HREF in element.attrib:
            element.set("href", element.attrib.pop(_XLINK_HREF))
        address = element.get("href", "")
        if (element.tag == "a" and not _LINKED.match(address)) or (
            element.tag == "image" and address and not address.startswith("data:image/")
        ):
            raise ChartError(f"the chart {_USES[element.tag]} “{address[:80]}”", hint=_HINTS[element.tag])
        if element.tag == "a":
            label = next((inner.get("aria-label") for inner in element.iter() if inner.get("aria-label")), None)
            if label:
                element.set("data-label", label)
    for element in root.iter():
        for attribute in _NOISE:
            element.attrib.pop(attribute, None)
        label = element.attrib.pop("data-label", None)
        if label:
            title = ElementTree.Element("title")
            title.text = label
            element.insert(0, title)


def _unique_ids(root: ElementTree.Element, name: str) -> None:
    """Prefix ids and references to them, so that drawings on one page do not share clip paths."""
    ids = {element.get("id"): f"{name}-{element.get('id')}" for element in root.iter() if element.get("id")}
    for element in root.iter() if ids else ():
        for key, value in element.attrib.items():
            if key == "id":
                element.set(key, ids[value])
            elif "url(#" in value:
                element.set(key, _REFERENCE.sub(lambda found: f"url(#{ids.get(found[1], found[1])})", value))
            elif key == "href" and element.tag != "a" and value[1:] in ids:
                element.set(key, f"#{ids[value[1:]]}")


def _hide_all_but_links(parent: ElementTree.Element) -> bool:
    """Hide branches without links from assistive technology; return whether there is a link below."""
    found = False
    for child in parent:
        if child.tag == "a" or _hide_all_but_links(child):
            found = True
        elif child.tag != "title":
            child.set("aria-hidden", "true")
    if not found:
        # The branch as a whole gets hidden by its parent: one attribute instead of many.
        for child in parent:
            child.attrib.pop("aria-hidden", None)
    return found
