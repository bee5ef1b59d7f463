"""Names, titles and years reach the reader as they were given, in every citation style."""

from __future__ import annotations

import html
import json
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import Environment, FileSystemLoader
from msgspec.structs import replace

from sourcebook.citations import CITATION_STYLES
from sourcebook.citations.author_date import disambiguate_years
from sourcebook.citations.csl_style import CslStyle
from sourcebook.core.text.dates import format_date, year_text
from sourcebook.core.text.slugs import slug
from sourcebook.model import Finding, Name, Source
from sourcebook.readers import citation_style
from sourcebook.readers.formats import csl_json
from sourcebook.render.source_text import authors_text, reference_parts

TEMPLATES = Path(__file__).parents[1] / "templates"
STYLES = (*CITATION_STYLES, "apa", "chicago", "ieee")
KINDS = ("article-journal", "article-newspaper", "book", "report", "webpage", "document")
WORD = st.from_regex(r"[A-Z][a-z]{1,7}|[a-z]{2,8}|[A-Z]{2,4}", fullmatch=True)
TEXT = st.lists(WORD, min_size=1, max_size=4).map(" ".join)
NAMES = st.one_of(
    st.builds(Name, family=WORD),
    st.builds(Name, given=WORD),
    st.builds(Name, literal=TEXT),
    st.builds(Name, family=WORD, given=WORD),
    st.builds(Name, family=WORD, given=WORD, non_dropping_particle=st.just("van der")),
)
NO_PUBLISHER = {
    "apa": ("article-journal", "article-newspaper"), "chicago": ("article-journal", "article-newspaper"),
    "ieee": ("article-journal", "webpage", "document"),
}  # fmt: skip
"""Types of which a style prints no publisher, by its rules."""
NO_CONTAINER = {"ieee": ("book", "report", "document")}
"""Types that stand in nothing, by the rules of a style."""


def words(text: str) -> Counter[str]:
    """The words of a text with their numbers, without regard to capitals, which styles set by rule."""
    return Counter(re.findall(r"\w+", text.casefold()))


@cache
def style_text(style: str) -> str:
    """The XML of a style of CSL."""
    return citation_style.style_by_name(style)


@cache
def macros() -> Environment:
    """The theme's templates."""
    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True)
    environment.globals.update(slug=slug, date=lambda text, starts_sentence=False: format_date(text), in_english="")
    environment.globals.update(in_language=lambda language: "")
    environment.globals.update(authors_text=authors_text, reference_parts=reference_parts)
    return environment


def reference(style: str, source: Source) -> str:
    """The reference of a source in a style, as readers see it."""
    if style in CITATION_STYLES:
        line = macros().from_string('{% import "macros.html" as m %}{{ m.source_line(source, url) }}')
        shown = line.render(source=source, url=str)
    else:
        shown = CslStyle(style_text(style), {"a": source}, "en-US").page().reference("a")
    return html.unescape(re.sub("<[^>]+>", "", shown))


@given(
    st.sampled_from(STYLES), st.sampled_from(KINDS), TEXT, st.lists(NAMES, max_size=2),
    st.one_of(st.just(""), TEXT), st.one_of(st.just(""), TEXT), st.booleans(),
)  # fmt: skip
@pytest.mark.slow
@settings(max_examples=150, deadline=None)
def test_each_word_of_a_source_survives_in_every_style(
    style: str, kind: str, title: str, author: list[Name], container: str, publisher: str, repeats: bool
) -> None:
    """Title, names, container and publisher, those included that share words, unless the style leaves one out."""
    container = f"The {title} Quarterly" if repeats and container else container
    source = Source(
        id="a", title=title, type=kind, author=tuple(author), container_title=container, publisher=publisher
    )
    named = " ".join(name.family or name.literal or name.given for name in author)
    # What stands in the place of an author is printed.
    has_publisher = kind not in NO_PUBLISHER.get(style, ()) or not author
    has_container = kind not in NO_CONTAINER.get(style, ()) or not (author or publisher)
    expected = " ".join([title, named, container if has_container else "", publisher if has_publisher else ""])
    text = reference(style, source)
    assert not words(expected) - words(text), text


def test_a_title_in_the_place_of_the_author_is_not_repeated() -> None:
    """And what looks like it elsewhere stays: an address, a word of another element."""
    source = Source(id="a", title="China", type="webpage", issued="2020", url="https://example.org/China")
    assert reference("apa", source).count("China") == 2
    assert reference("apa", source).endswith("https://example.org/China")
    edition = Source(id="a", title="The Limited, Edition", type="book", author=(Name(family="Green"),))
    assert "The Limited, Edition" in reference("chicago", edition)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("role", ["editor", "translator"])
@pytest.mark.parametrize("kind", ["book", "report", "chapter", "thesis", "webpage"])
@pytest.mark.slow
def test_who_replaces_an_author_is_named_once(style: str, kind: str, role: str) -> None:
    """As an editor in the place of the author, not again in the place of editors; an author beside them stays."""
    source = Source(id="a", title="The moon", type=kind, issued="2020", container_title="Tides", publisher="Elm")
    source = replace(source, **{role: (Name(family="Okonkwo", given="Ada"),)})
    alone = reference(style, source)
    assert alone.count("Okonkwo") == 1 if role == "editor" else alone.count("Okonkwo") <= 1
    assert alone.count("moon") + alone.count("Moon") == 1
    shown = reference(style, replace(source, author=(Name(family="Green", given="Bo"),)))
    assert shown.count("Green") == 1
    assert shown.count("Okonkwo") <= 1


DATES = [
    ("../1985", "–1985", "up to 1985"),
    ("/1985", "–1985", "an unknown date to 1985"),
    ("1985/..", "1985–", "1985 and later"),
    ("1985/", "1985–", "1985 to an unknown date"),
    ("1984/1986", "1984–1986", "1984 to 1986"),
    ("2020-01/2020-03", "2020", "January 2020 to March 2020"),
    ("-0043", "44 BCE", "44 BCE"),
    ("-0043-03-15", "44 BCE", "15 March 44 BCE"),
    ("0000", "1 BCE", "1 BCE"),
    ("0500", "500", "500"),
    ("Y-17000", "17001 BCE", "17001 BCE"),
    ("Y170000", "170000", "170000"),
    ("1984~", "c. 1984", "about 1984"),
    ("1984?", "1984?", "perhaps 1984"),
    ("2026-21", "2026", "spring 2026"),
    ("2026-02-16", "2026", "16 February 2026"),
]


@pytest.mark.parametrize(("date", "year", "text"), DATES)
def test_the_year_of_a_date_is_the_year(date: str, year: str, text: str) -> None:
    """Open, early, long and uncertain years, in pages and in each style of citation."""
    assert year_text(date) == year
    assert format_date(date) == text
    source = Source(id="a", title="Of it", type="book", author=(Name(family="Ope"),), issued=date)
    assert disambiguate_years({"a": source}) == {"a": year}
    for style in ("apa", "chicago", "ieee"):
        assert year in reference(style, source)


def test_two_sources_of_one_early_year_get_letters() -> None:
    """As those of any other year."""
    sources = {
        name: Source(id=name, title=name, type="book", author=(Name(family="Bcy"),), issued="-0043") for name in "ab"
    }
    assert disambiguate_years(sources) == {"a": "44 BCEa", "b": "44 BCEb"}


RICH = 'The <i>E. coli</i> genome, H<sub>2</sub>O, <span class="nocase">pH</span> and 1 < 2'


def test_rich_text_of_csl_is_read_without_its_tags() -> None:
    """Of titles, containers and publishers; what is no markup of CSL stays."""
    item = {"id": "h", "type": "book", "title": RICH, "container-title": "<b>Nature</b>", "publisher": "A <u> B"}
    findings: list[Finding] = []
    (entry,) = csl_json.entries("a.json", json.dumps([item]), Source, findings)
    assert entry.record is not None
    assert entry.record.title == "The E. coli genome, H₂O, pH and 1 < 2"
    assert entry.record.container_title == "Nature"
    assert entry.record.publisher == "A <u> B"


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("kind", ["article-journal", "webpage", "report"])
@pytest.mark.parametrize("issued", ["1984/1986", "1985/..", "-0043"])
def test_a_date_in_words_appears_once(style: str, kind: str, issued: str) -> None:
    """Also where a style writes year, month and day in several places."""
    source = Source(id="a", title="The moon", type=kind, issued=issued, author=(Name(family="Green"),))
    text = reference(style, source)
    assert len(re.findall(r"1984|1985|\b44\b", text)) <= 1 + (style == "numbered" and issued == "1984/1986"), text


@pytest.mark.parametrize("style", [style for style in STYLES if style not in CITATION_STYLES])
@pytest.mark.parametrize(("language", "site"), [("de", "en-US"), ("German", "en-US"), ("", "de-DE"), ("fr-CA", "en")])
@pytest.mark.parametrize("kind", ["book", "article-journal", "report"])
def test_titles_in_other_languages_keep_their_capitals(style: str, language: str, site: str, kind: str) -> None:
    """Capitals are a matter of English titles; nouns of German ones have theirs, and its adjectives none."""
    title = "Die neue Macht der großen Häuser"
    source = Source(id="a", title=title, type=kind, language=language, author=(Name(family="Green"),))
    assert title in re.sub("<[^>]+>", "", CslStyle(style_text(style), {"a": source}, site).page().reference("a"))


def test_a_director_is_named_by_each_style() -> None:
    """Who publishes the film does not take the director's place."""
    source = Source(
        id="a", title="A film", type="motion_picture", director=(Name(family="Okonkwo", given="Ada"),), publisher="Elm"
    )
    for style in STYLES:
        assert "Okonkwo" in reference(style, source), style


@pytest.mark.parametrize(
    ("given", "initials"),
    [
        ("Jean-Luc Marie", ["J.-L. M.", "J.L.M.", "J.-L.M.", "J. L. M."]), ("ʿAlī", ["ʿA."]),
        ("J. R.", ["J. R.", "J.R."]),
        ("Bo de", ["B. de", "B.de"]), ("علي", ["علي"]), ("Élodie", ["É."]), ("Иван", ["И."]),
    ],
)  # fmt: skip
def test_initials_are_letters_of_the_name(given: str, initials: list[str]) -> None:
    """Of scripts that have capitals; other names are kept whole."""
    source = Source(id="a", title="Of it", type="book", author=(Name(family="Green", given=given),), issued="2020")
    assert any(one in reference("ieee", source) for one in initials), reference("ieee", source)
    assert ". ." not in reference("ieee", source)


@pytest.mark.parametrize("name", [("王", "小明"), ("김", "민수"), ("黒澤", "明")])
def test_the_family_name_goes_first_where_it_does(name: tuple[str, str]) -> None:
    """Without a space, in the theme and in each style; other names are written in their order."""
    author = Name(family=name[0], given=name[1])
    assert author.shown == "".join(name)
    assert Name(family="Wang", given="Xiaoming").shown == "Xiaoming Wang"
    for style in STYLES:
        assert "".join(name) in reference(style, Source(id="a", title="Of it", type="book", author=(author,)))


@pytest.mark.parametrize("style", STYLES)
def test_the_middle_of_a_case_has_no_capital(style: str) -> None:
    """Doe v. Roe is a name."""
    assert "Doe v. Roe" in reference(style, Source(id="a", title="Doe v. Roe", type="report", issued="2020"))


def test_a_reference_that_a_style_cannot_write_is_the_themes_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """It has all the details; nothing of it is shortened in silence."""
    style = CslStyle(style_text("apa"), {"a": Source(id="a", title="Of it", type="book")}, "en-US")
    page = style.page()
    monkeypatch.setattr("citeproc.CitationStylesBibliography.bibliography", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        page.reference("a")
    monkeypatch.setattr("citeproc.CitationStylesBibliography.bibliography", lambda _: int("x"))
    assert page.reference("a") == ""
