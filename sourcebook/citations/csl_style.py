"""Citations and references in any style of the Citation Style Language, by the processor citeproc-py."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Mapping, Sequence
from functools import cached_property
from html import escape, unescape
from typing import Any

import msgspec

from sourcebook.citations.author_date import AuthorDate, disambiguate_years
from sourcebook.citations.base import CitationCluster, CitationItem, CitationPart, split_locator
from sourcebook.citations.citeproc_repairs import (
    PROCESSOR_ERRORS,
    finished_html,
    hide_markup,
    is_beyond,
    processor_date,
    without_empty_terms,
)
from sourcebook.citations.csl_item import PLAIN
from sourcebook.core.text.addresses import encoded_url
from sourcebook.core.text.languages import language_tag
from sourcebook.model import Source
from sourcebook.model.sources import NAMES, Name

LABEL = re.compile(r"\A(\[\d+\]|\(\d+\)|\d+\.)\s*")
DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
"""The declaration of XML: with another encoding a style would be another text than the one that was checked."""
LINK = re.compile(r"https?://[^\s<]*[^\s<.,;)]")


class CslStyle:
    """A CSL style with the sources of a site; `page()` returns the formatter of one page.

    Args:
        text: the style as XML.
        sources: of the site, by id.
        locale: as `en-US`; if the processor does not know it, the style's default is used.

    Raises:
        ValueError: if the processor cannot read the style.
    """

    def __init__(self, text: str, sources: Mapping[str, Source], locale: str) -> None:
        self.sources = sources
        self.locale = locale
        self.entries: dict[str, str] = {}
        """Formatted references by id, which are the same on every page."""
        self.years = disambiguate_years(sources)
        try:
            self.parsed = self._parse(text, locale)
            layout = self.parsed.root.citation.layout
        except (SyntaxError, *PROCESSOR_ERRORS) as error:
            raise ValueError(f"the processor cannot read this style: {error}") from error
        self.affixes: tuple[str, str, str] = (
            layout.get("prefix", ""), layout.get("delimiter", ""), layout.get("suffix", ""),
        )  # fmt: skip
        formats = re.findall(r'citation-format="([a-z-]+)"', text)
        self.is_numbered = "numeric" in formats

    @staticmethod
    def _parse(text: str, locale: str) -> Any:
        from citeproc import CitationStylesStyle

        import sourcebook.citations.csl_elements  # noqa: F401  # defines elements that the processor finds by name

        for name in (locale, None):
            try:
                data = io.BytesIO(DECLARATION.sub("", text).encode())
                return CitationStylesStyle(data, locale=name, validate=False)
            except ValueError:
                if name is None:
                    raise
        raise AssertionError  # The second round returns or raises.

    @cached_property
    def items(self) -> Any:
        """The sources in the form of the processor."""
        from citeproc.source.json import CiteProcJSON

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return CiteProcJSON([_item(source, self.locale) for source in self.sources.values()])

    def page(self) -> CslFormatter:
        """Return the citation formatter of one page."""
        return CslFormatter(self)


class CslFormatter:
    """Formats the citations of one page in a CSL style."""

    def __init__(self, style: CslStyle) -> None:
        self._style = style
        self._plain = AuthorDate(style.sources, style.years, style.locale)
        self._register = self._bibliography()
        self.is_numbered = style.is_numbered

    def cluster(self, cited: Sequence[CitationItem], in_text: bool) -> CitationCluster:
        """Format a citation with the processor, or by author and year if it is beyond the processor."""
        if not self._style.is_numbered and is_beyond(cited, in_text):
            return self._plain.cluster(cited, in_text)
        before, between, after = self._style.affixes
        shown, head, tail = self._rendered(cited), escape(before, False), escape(after, False)
        if len(shown) >= len(head) + len(tail) and shown.startswith(head) and shown.endswith(tail):
            shown = shown[len(head) : len(shown) - len(tail)]
        else:  # They hold what the processor takes for a tag.
            before = after = ""
        parts = shown.split(escape(between, False)) if between else [shown]
        if len(parts) != len(cited):
            parts = [shown, *[""] * (len(cited) - 1)]
        return CitationCluster(
            [CitationPart(between if i and part else "" if i else before, part) for i, part in enumerate(parts)], after
        )

    def reference(self, key: str) -> str:
        """Return the reference of a source, with its URLs as links; empty if the theme's own line is to be shown."""
        known = self._style.entries
        if key not in known:
            source = self._style.sources[key]
            entry = without_empty_terms(LABEL.sub("", self._entry(key)), source)
            known[key] = LINK.sub(
                lambda found: f'<a href="{escape(encoded_url(unescape(found[0])))}" rel="external">{found[0]}</a>',
                entry,
            )
        return known[key]

    def order(self, keys: Sequence[str]) -> Sequence[str]:
        """Return the keys in the order of citation if numbered, else by author and year.

        The processor does not sort by what replaces a missing author.
        """
        return keys if self.is_numbered else self._plain.order(keys)

    def _rendered(self, cited: Sequence[CitationItem]) -> str:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return finished_html(str(self._register.cite(self._cite(self._register, cited), lambda item: None)))
        except PROCESSOR_ERRORS:
            cluster = self._plain.cluster(cited, in_text=False)
            return "".join(escape(part.lead) + part.html for part in cluster.parts) + cluster.tail

    def _entry(self, key: str) -> str:
        """Format one reference by itself, without its number, which the list shows; empty if the processor fails."""
        alone = self._bibliography()
        self._cite(alone, [CitationItem(key)])
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return finished_html("".join(map(str, alone.bibliography())))
        except PROCESSOR_ERRORS:
            return ""

    def _bibliography(self) -> Any:
        from citeproc import CitationStylesBibliography, formatter

        return CitationStylesBibliography(self._style.parsed, self._style.items, formatter.html)

    def _cite(self, register: Any, cited: Sequence[CitationItem]) -> Any:
        from citeproc import Citation, CitationItem, Locator

        items = []
        for one in cited:
            options: dict[str, Any] = {"prefix": hide_markup(f"{one.prefix} ")} if one.prefix else {}
            if one.locator:
                label, value = split_locator(one.locator)
                options["locator"] = Locator(label, hide_markup(value))
            items.append(CitationItem(one.key, **options))
        citation = Citation(items)
        register.register(citation)
        return citation


def locale_of(language: str) -> str:
    """Return the CSL locale of a language: `de` is `de-DE`, `en` is `en-US`."""
    named = {"en": "en-US", "pt": "pt-PT", "zh": "zh-CN", "sv": "sv-SE", "da": "da-DK", "cs": "cs-CZ", "ja": "ja-JP"}
    return language if "-" in language else named.get(language, f"{language}-{language.upper()}")


def _name(name: Name) -> dict[str, str]:
    """Return a name for the processor; a single name is a literal, which no style reduces to an initial."""
    single = name.shown if name.is_family_first or not (name.family or name.literal) else ""
    parts = {"literal": single} if single else msgspec.to_builtins(name)
    return {key: hide_markup(value) for key, value in parts.items()}


def _item(source: Source, locale: str) -> dict[str, Any]:
    """Return a source as CSL-JSON for the processor, with hidden markup; its language is the site's if it has none."""
    values: dict[str, Any] = {
        key: hide_markup(value)
        for key, value in msgspec.to_builtins(source).items()
        if isinstance(value, str) and key in PLAIN and key not in ("language", "note")
    }
    values.setdefault("type", "document")
    if values["type"] == "document":
        # The processor, like CSL 1.0.1, has no such type.
        values["type"] = "webpage" if source.url else "report"
    for field in msgspec.structs.fields(source):
        if field.type == NAMES:
            values[field.encode_name] = [_name(name) for name in getattr(source, field.name)]
    for key in ("publisher", "container-title"):
        if not any(values[role] for role in ("author", "editor", "director", "interviewer")) and values.get(key):
            # An organisation that publishes in its own name is the author.
            values["author"] = [{"literal": values.pop(key)}]
    dates = {"issued": source.issued, "accessed": source.accessed, "event-date": source.event_date}
    for key, date in {**dates, "original-date": source.original_date}.items():
        if date:
            values[key] = processor_date(date)
    values["language"] = (language_tag(source.language) or locale).partition("-")[0]
    return {key: value for key, value in values.items() if value}
