"""Paths of the site: its sections, and the addresses that are its own."""

from __future__ import annotations

from collections.abc import Mapping

from sourcebook.core.text.slugs import slug

SECTIONS = ("briefings", "claims", "sources", "people", "topics", "forecasts", "corrections", "archive")
RESERVED = (*SECTIONS, "assets", "charts", "data", "search", "404")
"""First parts of addresses that a page cannot take."""


def alias_path(alias: str) -> str:
    """The file that answers at an old address: `news/ai/` is `news/ai/index.html`, `ai.html` is itself."""
    path = alias.strip("/")
    return path if path.endswith((".html", ".htm")) else f"{path}/index.html"


def topic_url(name: str) -> str:
    """The site path of a topic's page."""
    return f"topics/{slug(name)}/"


def topic_title(name: str, names: Mapping[str, str]) -> str:
    """How a topic is shown: by the name that the settings give it, or by its own word."""
    words = name.replace("-", " ")
    return names.get(name) or words[:1].upper() + words[1:]
