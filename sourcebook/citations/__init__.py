"""Citing: from the sources of a citation to words, one file a way to do it; styles of CSL are one way for them all."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sourcebook.citations.author_date import AuthorDate, disambiguated
from sourcebook.citations.base import Cited, Citer, Cluster
from sourcebook.citations.csl_style import Style, locale_of
from sourcebook.citations.numbered import Numbered
from sourcebook.model import Site, Source


def _author_date(sources: Mapping[str, Source]) -> Callable[[], Citer]:
    years = disambiguated(sources)
    return lambda: AuthorDate(sources, years)


STYLES: Mapping[str, Callable[[Mapping[str, Source]], Callable[[], Citer]]] = {
    "numbered": lambda sources: Numbered,
    "author-date": _author_date,
}
"""Ways to cite that need no style of CSL, by the name that the settings give."""


def citing(site: Site) -> Callable[[], Citer]:
    """What makes a citer for each page of a site, in the style of its settings."""
    if site.style:
        return Style(site.style, site.sources, locale_of(site.config.language)).page
    return STYLES.get(site.config.citations, STYLES["numbered"])(site.sources)


__all__ = ["STYLES", "Cited", "Citer", "Cluster", "citing"]
