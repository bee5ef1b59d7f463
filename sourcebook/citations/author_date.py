"""Author and year in parentheses, `(Tobias 2026, p. 3; van der Berg et al. 2020)`; in a sentence `Tobias (2026)`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from html import escape

from sourcebook.citations.base import CitationCluster, CitationItem, CitationPart, author_label
from sourcebook.core.text.collation import sort_key
from sourcebook.core.text.dates import first_day, year_text
from sourcebook.model import Source

NO_DATE = "n.d."


class AuthorDate:
    """Formats citations by author and year.

    Args:
        sources: of the site, by id.
        years: of the sources, from `disambiguate_years`.
        language: of the site, in whose order the references are.
    """

    is_numbered = False

    def __init__(self, sources: Mapping[str, Source], years: Mapping[str, str], language: str) -> None:
        self._sources = sources
        self._years = years
        self._sort_key = sort_key(language)

    def cluster(self, cited: Sequence[CitationItem], in_text: bool) -> CitationCluster:
        """Format all sources in one pair of parentheses."""
        parts: list[CitationPart] = []
        for index, one in enumerate(cited):
            author = "" if one.no_author else author_label(self._sources[one.key])
            dated = ", ".join(part for part in (self._years[one.key], one.locator) if part)
            start = "; " if index else "" if in_text else "("
            if in_text:
                parts.append(CitationPart(f"{start}{author} (" if author else f"{start}(", escape(dated)))
            else:
                prefix = f"{one.prefix} " if one.prefix else ""
                parts.append(CitationPart(start + prefix, escape(f"{author} {dated}".strip())))
        return CitationCluster(parts, ")")

    def reference(self, key: str) -> str:
        """Return nothing: the theme formats references."""
        return ""

    def order(self, keys: Sequence[str]) -> Sequence[str]:
        """Return the keys by author, then by year."""
        return sorted(keys, key=self._rank)

    def _rank(self, key: str) -> tuple[bytes, bool, date, str, str]:
        """Return what a source is sorted by: author, date (those without one last), letter of the year, id."""
        source = self._sources[key]
        day = first_day(source.issued or "")
        return self._sort_key(author_label(source)), source.issued is None, day, self._years[key], key


def disambiguate_years(sources: Mapping[str, Source]) -> Mapping[str, str]:
    """Return the year of each source by id, with a letter where an author has several in a year: 2026a, 2026b."""
    groups: dict[tuple[str, str], list[str]] = defaultdict(list)
    for key in sorted(sources, key=lambda key: (sources[key].issued or "", sources[key].title, key)):
        groups[author_label(sources[key]), year(sources[key])].append(key)
    found: dict[str, str] = {}
    for (_, when), keys in groups.items():
        mark = "-" if when == NO_DATE else ""
        for index, key in enumerate(keys):
            found[key] = when if len(keys) == 1 else f"{when}{mark}{_letter(index)}"
    return found


def year(source: Source) -> str:
    """Return the year of publication, or `n.d.`."""
    return year_text(source.issued) if source.issued else NO_DATE


def _letter(index: int) -> str:
    """Return the letters of an index: a, b, …, z, aa, ab for 0, 1, and so on."""
    text = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        text = chr(ord("a") + rest) + text
    return text
