"""The one thing that the preview adds to a page: its own script, and leave in the page's policy to run it."""

from __future__ import annotations

import re
from html import escape, unescape

NEEDED = ("script-src", "connect-src", "style-src")
POLICY = re.compile(r"<meta\b[^>]*http-equiv=[\"']?content-security-policy[^>]*>", re.IGNORECASE)
CONTENT = re.compile(r"(?<=\scontent=\")[^\"]*(?=\")", re.IGNORECASE)
HEAD_END = re.compile(r"</head\s*>|<body\b|\Z", re.IGNORECASE)


def with_preview(page: bytes, build: str, version: str) -> bytes:
    """A page with the preview's script.

    Args:
        page: HTML in UTF-8, as it is written into the built site.
        build: the id of the build that the page comes from.
        version: what tells this state of the page from others.
    """
    text = POLICY.sub(lambda tag: CONTENT.sub(lambda found: _loosened(found[0]), tag[0]), page.decode())
    tags = (
        f'<meta name="sourcebook-preview" content="{escape(build)} {escape(version)}">'
        '<script type="module" src="/.sourcebook/preview.js"></script>'
    )
    end = HEAD_END.search(text)
    at = end.start() if end else len(text)
    return (text[:at] + tags + text[at:]).encode()


def _loosened(content: str) -> str:
    """A policy that lets the site's own address run scripts, be connected to and give style sheets."""
    directives = [words for part in unescape(content).split(";") if (words := part.split())]
    named = {words[0].lower(): words[1:] for words in directives}
    for name in NEEDED:
        sources = named.get(name, named.get("default-src"))
        if sources is not None and "'self'" not in sources:
            named[name] = [source for source in sources if source.lower() != "'none'"] + ["'self'"]
    return escape("; ".join(" ".join([name, *sources]) for name, sources in named.items()))
