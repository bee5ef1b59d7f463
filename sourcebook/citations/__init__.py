"""Format citations and references: one file for each built-in style, and one for all styles of CSL."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sourcebook.citations.author_date import AuthorDate, disambiguate_years
from sourcebook.citations.base import CitationCluster, CitationFormatter, CitationItem
from sourcebook.citations.csl_style import CslStyle, locale_of
from sourcebook.citations.numbered import Numbered
from sourcebook.model import Site


def _author_date(site: Site) -> Callable[[], CitationFormatter]:
    years = disambiguate_years(site.sources)
    return lambda: AuthorDate(site.sources, years, site.config.language)


CITATION_STYLES: Mapping[str, Callable[[Site], Callable[[], CitationFormatter]]] = {
    "numbered": lambda site: Numbered,
    "author-date": _author_date,
}
"""Built-in citation styles, by their name in the settings."""


def citation_formatter(site: Site) -> Callable[[], CitationFormatter]:
    """Return a factory of citation formatters, one for each page, in the style of the settings."""
    if site.style:
        return CslStyle(site.style, site.sources, locale_of(site.config.language)).page
    return CITATION_STYLES.get(site.config.citations, CITATION_STYLES["numbered"])(site)


__all__ = ["CITATION_STYLES", "CitationCluster", "CitationFormatter", "CitationItem", "citation_formatter"]
