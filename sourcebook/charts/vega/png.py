"""SVG to PNG with resvg, in the theme's font."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec

from sourcebook.charts.vega.spec import ChartError

SCALE = 2
"""Pixels of a PNG for each CSS pixel."""


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


@cache
def _register_fonts() -> None:
    """Register the theme's font with resvg, once a process."""
    import vl_convert

    package = find_spec("font_source_sans_pro")
    for folder in (package.submodule_search_locations if package else None) or ():
        vl_convert.register_font_directory(f"{folder}/files")
