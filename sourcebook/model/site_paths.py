"""Paths of the site: its sections, and the addresses that are its own."""

from __future__ import annotations

SECTIONS = ("briefings", "claims", "sources", "people", "topics", "forecasts", "corrections", "archive")
RESERVED = (*SECTIONS, "assets", "charts", "data", "search", "404")
"""First parts of addresses that a page cannot take."""


def alias_path(alias: str) -> str:
    """The file that answers at an old address: `news/ai/` is `news/ai/index.html`, `ai.html` is itself."""
    path = alias.strip("/")
    return path if path.endswith((".html", ".htm")) else f"{path}/index.html"
