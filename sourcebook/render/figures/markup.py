"""HTML of figures: captions, and scrolling regions."""

from __future__ import annotations

from markupsafe import escape


def caption_html(caption: str, attributes: str = "") -> str:
    """Return a caption whose first sentence is emphasized; its element gets the attributes, as HTML."""
    if not caption:
        return ""
    first, stop, rest = caption.partition(". ")
    return (
        f"<figcaption{attributes}><b>{escape(first + stop.strip())}</b>{' ' if rest else ''}{escape(rest)}</figcaption>"
    )


def scrolled(table: str, label: str) -> str:
    """Return a scrolling region, so that a wide table does not widen the page."""
    return f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(label)}">{table}</div>'
