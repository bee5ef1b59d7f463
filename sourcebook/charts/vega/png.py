"""SVG to PNG with resvg, in the theme's font."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable
from functools import cache
from importlib.util import find_spec
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from sourcebook.charts.vega.engine import package_text
from sourcebook.charts.vega.spec import ChartError

SCALE = 2
"""Pixels of a PNG for each CSS pixel."""
_UNASSIGNED = "\u0378"
"""A character that no font has."""
_INVISIBLE = ("Cc", "Cf", "Mc", "Me", "Mn", "Zl", "Zp", "Zs")
"""General categories of characters without a glyph of their own: controls, marks, separators."""
_PROBE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="30" height="30"><text x="5" y="22" font-size="16">{}</text></svg>'
)


def png(svg: str) -> bytes:
    """Return the PNG of an SVG document whose colours are values, not CSS variables.

    Raises:
        ChartError: if it is too large, or not SVG.
    """
    import vl_convert

    _register_fonts()
    try:
        return vl_convert.svg_to_png(svg, scale=SCALE)
    except (ValueError, RuntimeError) as error:
        cause = next((line for line in str(error).splitlines() if line.strip()), "unknown cause")
        raise ChartError(f"there can be no PNG of this chart: {cause.strip()}") from error


def missing_glyphs(svg: str) -> str:
    """Return the characters of texts in an SVG document that no font of this machine has, each once.

    Args:
        svg: a document without namespaces of its elements.
    """
    unknown = set(svg) - _theme_letters()
    if not unknown:
        return ""
    texts = ElementTree.fromstring(svg.replace(' xmlns="http://www.w3.org/2000/svg"', "", 1)).iter("text")
    letters = dict.fromkeys(letter for text in texts for letter in "".join(text.itertext()))
    return "".join(letter for letter in letters if letter in unknown and not _has_glyph(letter))


@cache
def _theme_letters() -> frozenset[str]:
    """Return the characters of the theme's font."""
    known: Iterable[str] = json.loads(package_text("widths.json"))["sans"]["wide"]
    return frozenset(known)


@cache
def _has_glyph(letter: str) -> bool:
    """Return whether a character is drawn otherwise than one that no font has."""
    return unicodedata.category(letter) in _INVISIBLE or _probe(letter) != _probe(_UNASSIGNED)


@cache
def _probe(letter: str) -> bytes:
    return png(_PROBE.format(escape(letter)))


@cache
def _register_fonts() -> None:
    """Register the theme's font with resvg, once a process."""
    import vl_convert

    package = find_spec("font_source_sans_pro")
    for folder in (package.submodule_search_locations if package else None) or ():
        vl_convert.register_font_directory(f"{folder}/files")
