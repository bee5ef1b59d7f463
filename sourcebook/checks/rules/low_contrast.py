"""Colours in site.yaml have too little contrast.

What it does: computes the contrast (WCAG 2.2, 1.4.3) of text on its ground with `colors` and `dark_colors`.
Why it matters: below 4.5 many readers cannot read the text, and on a bad screen no reader can.
Example: `colors: {soft: "#aaaaaa"}` on the theme's near-white paper.
How to fix: make the text darker or the ground lighter; in `dark_colors` the other way round.
How to turn off: `checks: {low-contrast: off}` in site.yaml.
"""

from __future__ import annotations

from collections.abc import Iterator

from sourcebook.model import Finding, Site
from sourcebook.model.palette import MIN_CONTRAST, low_contrast_pairs


def check(site: Site) -> Iterator[Finding]:
    """Yield a finding for each pair of colours that cannot be read."""
    for one in low_contrast_pairs(site.config):
        location = site.location("site", "site.yaml", one.setting, one.role)
        message = f"“{one.text}” on “{one.ground}” has a contrast of {one.ratio:.1f}; text needs {MIN_CONTRAST}"
        yield Finding("low-contrast", "warning", message, location, "choose colours that lie further apart")
