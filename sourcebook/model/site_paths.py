"""Site paths: sections, reserved names, topics."""

from __future__ import annotations

from collections.abc import Mapping

from sourcebook.core.text.addresses import decoded_path
from sourcebook.core.text.slugs import slug

SECTIONS = ("briefings", "claims", "sources", "people", "topics", "forecasts", "corrections", "archive")
RESERVED = (*SECTIONS, "assets", "charts", "data", "search", "404")
"""First parts of site paths that pages of the content cannot have."""


def alias_path(alias: str) -> str:
    """Return the site path of the file for an alias: `news/ai/index.html` for `news/ai/`, `ai.html` for `ai.html`."""
    path = decoded_path(alias).strip("/")
    return path if path.endswith((".html", ".htm")) else f"{path}/index.html"


def topic_url(name: str) -> str:
    """Return the site path of a topic."""
    return f"topics/{slug(name)}/"


def topic_title(name: str, names: Mapping[str, str]) -> str:
    """Return the title of a topic: the one in the settings, or the topic itself."""
    return names.get(name) or name
