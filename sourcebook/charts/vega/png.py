"""From SVG to PNG, in the theme's own face.

ThorVG draws what Vega writes in half the time that resvg takes, but knows less of words: those that it would show
otherwise are left to resvg, as are pictures within pictures.
"""

from __future__ import annotations

import html
import json
import re
import struct
import zlib
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING

from sourcebook.charts.design.vega_theme import FONT
from sourcebook.charts.vega.engine import package_text
from sourcebook.charts.vega.spec import ChartError

if TYPE_CHECKING:
    from thorvg_python.engine import Engine

SCALE = 2
"""Pixels of a PNG a CSS pixel."""
MOST = 50_000_000
"""Pixels that ThorVG is given room for, four bytes each."""
QUICK = 1
"""The level of compression: more of it makes files a third smaller in twice the time."""
FACES = {"sans": "SourceSansPro-Regular", "sans-bold": "SourceSansPro-Semibold"}
"""The file of each face, which is also its name in ThorVG."""
WEIGHTS = {"normal": "sans", "400": "sans", "bold": "sans-bold", "600": "sans-bold", "700": "sans-bold"}
"""The face of each weight that the page has."""
_BEYOND = ("<image", "<tspan", "<pattern", "<filter", "<mask", "<foreignObject")
_WORDS = re.compile(r"<text ([^>]*)>(.*?)</text>", re.DOTALL)
_ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
_KNOWN = {"transform", "font-family", "font-size", "fill", "fill-opacity", "opacity"}
_BEFORE = {"start": 0.0, "middle": 0.5, "end": 1.0}
"""The share of words that stands before the point at which they are anchored."""


def png(svg: str) -> bytes:
    """A PNG of an SVG document without roles of colour, with two pixels a CSS pixel.

    Raises:
        ChartError: when it is too large, or no SVG.
    """
    try:
        return _encoded(*by_thorvg(_plain(svg)))
    except _BeyondError:
        return by_resvg(svg)


class _BeyondError(Exception):
    """This would not be drawn as it is meant."""


def _plain(svg: str) -> str:
    """The document with words as ThorVG takes them: in a face by name, without anchors, references or opacity."""
    if any(tag in svg for tag in _BEYOND):
        raise _BeyondError
    return _WORDS.sub(lambda found: _said(dict(_ATTRIBUTE.findall(found[1])), found[2]), svg)


def _said(attributes: dict[str, str], content: str) -> str:
    words = html.unescape(content)
    size, unit = attributes.get("font-size", "")[:-2], attributes.get("font-size", "")[-2:]
    face = WEIGHTS.get(attributes.pop("font-weight", "normal"), "")
    wide = widths().get(face, {})
    share = _BEFORE.get(attributes.pop("text-anchor", "start"))
    is_known = attributes.get("font-family") == FONT and unit == "px" and attributes.keys() <= _KNOWN
    if not is_known or share is None or "<" in words or not wide.keys() >= set(words):
        raise _BeyondError
    opacity = float(attributes.pop("opacity", 1)) * float(attributes.get("fill-opacity", 1))
    if not opacity:
        return ""
    before = share * sum(wide[one] for one in words) * float(size) / 1000
    attributes |= {"x": f"{-before:.2f}", "font-family": FACES[face], "fill-opacity": f"{opacity:g}"}
    told = " ".join(f'{name}="{value}"' for name, value in attributes.items())
    return f"<text {told}>{words}</text>"


def by_thorvg(svg: str) -> tuple[int, int, bytes]:
    """The width and height in pixels, and red, green, blue and opacity of each."""
    from thorvg_python.base import Colorspace, Result
    from thorvg_python.canvas.sw import SwCanvas
    from thorvg_python.paint.picture import Picture

    engine = _engine()
    picture = Picture(engine)
    if picture.load_data(svg.encode(), "svg", None, copy=True) is not Result.SUCCESS:
        raise _BeyondError
    _, wide, high = picture.get_size()
    width, height = round(wide * SCALE), round(high * SCALE)
    if not 0 < width * height <= MOST:
        raise _BeyondError
    picture.set_size(width, height)
    canvas = SwCanvas(engine)
    canvas.set_target(width, height, cs=Colorspace.ABGR8888S)
    canvas.add(picture)
    done = [canvas.update(), canvas.draw(clear=True), canvas.sync()]
    pixels = bytes(canvas.buffer_arr or b"")
    canvas.destroy()
    if set(done) != {Result.SUCCESS}:
        raise _BeyondError
    return width, height, pixels


def _encoded(width: int, height: int, pixels: bytes) -> bytes:
    """Pixels as a PNG: a drawing's rows are alike, so that plain compression does."""
    row = 4 * width
    packed = zlib.compress(b"".join(b"\0" + pixels[at : at + row] for at in range(0, len(pixels), row)), QUICK)
    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", packed) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def by_resvg(svg: str) -> bytes:
    """The same PNG, drawn by a program that takes longer and knows all of SVG; or ChartError."""
    import vl_convert

    _register_fonts()
    try:
        return vl_convert.svg_to_png(svg, scale=SCALE)
    except (ValueError, RuntimeError) as error:
        cause = next((line for line in str(error).splitlines() if line.strip()), "unknown cause")
        raise ChartError(f"there can be no PNG of this chart: {cause.strip()}") from error


@cache
def widths() -> Mapping[str, Mapping[str, int]]:
    """How wide each character is, in thousandths of an em, by face."""
    return {face: known["wide"] for face, known in json.loads(package_text("widths.json")).items()}


@cache
def _engine() -> Engine:
    """ThorVG with the theme's faces, once a process."""
    from thorvg_python.engine import Engine
    from thorvg_python.paint.text import Text

    engine = Engine()
    for folder, name in ((folder, name) for folder in _font_folders() for name in FACES.values()):
        Text(engine).font_load(f"{folder}/{name}.ttf")
    return engine


@cache
def _register_fonts() -> None:
    """Let resvg have the theme's face, once a process."""
    import vl_convert

    for folder in _font_folders():
        vl_convert.register_font_directory(folder)


def _font_folders() -> list[str]:
    package = find_spec("font_source_sans_pro")
    found = package.submodule_search_locations if package else None
    return [f"{folder}/files" for folder in found or ()]
