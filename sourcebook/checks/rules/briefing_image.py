"""A briefing's picture is missing, or is no image.

What it does: reports an `image` in front matter that names no file of the content folder, or one that is no picture.
Why it matters: where the briefing is shared, an empty frame would stand in its place.
Example: `image: cover.pgn`.
How to fix: put the picture into the briefing's folder, and write its path from the briefing's file.
How to turn off: `checks: {briefing-image: off}` in site.yaml.
"""

from __future__ import annotations

from collections.abc import Iterator

from sourcebook.core.text.suggestions import did_you_mean
from sourcebook.model import Finding, Site

PICTURES = (".png", ".jpg", ".jpeg", ".webp", ".avif", ".gif", ".svg")


def check(site: Site) -> Iterator[Finding]:
    """Yield a finding for each such picture."""
    for briefing in site.briefings:
        image = briefing.image
        if not image or (image in site.files and image.lower().endswith(PICTURES)):
            continue
        location = site.location("briefing", briefing.slug, "image")
        pictures = [path for path in site.files if path.lower().endswith(PICTURES)]
        near = [path.removeprefix(f"{briefing.bundle}/") for path in pictures]
        hint = did_you_mean(briefing.front.image or "", near, f"a picture ends in {', '.join(PICTURES)}")
        what = "is no picture" if image in site.files else "leads nowhere"
        yield Finding("briefing-image", "error", f"“{briefing.front.image}” {what}", location, hint)
