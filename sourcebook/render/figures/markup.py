"""HTML that figures share: captions, and regions that scroll."""

from __future__ import annotations

from markupsafe import escape


def caption_html(caption: str) -> str:
    """A caption with its first sentence, the finding, set off."""
    if not caption:
        return ""
    first, stop, rest = caption.partition(". ")
    return f"<figcaption><b>{escape(first + stop.strip())}</b>{' ' if rest else ''}{escape(rest)}</figcaption>"


def scrolled(table: str, label: str) -> str:
    """A region that scrolls by itself, so that a wide table never widens the page."""
    return f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(label)}">{table}</div>'
