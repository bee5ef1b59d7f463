"""On a page in another language the theme's words, which are English, say that they are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from lxml import html
from making import GOOD, make, rendered

from sourcebook.pipeline.options import BuildOptions

TEMPLATES = Path(__file__).parents[1] / "templates"
PHRASE = re.compile(r"<(?:h[1-6]|dt|th|small|summary)\b[^<>]*>([^<>{}]*[A-Za-z][^<>{}]*)<")
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
DATE = re.compile(rf"\b\d{{1,2}} (?:{MONTHS}) \d{{4}}")
SAME = {"DOI"}
"""What is the same in every language."""


def phrases() -> set[str]:
    """The words that templates have as the only text of a heading, or of a head of a table."""
    found = {text.strip() for path in TEMPLATES.glob("*.html") for text in PHRASE.findall(path.read_text())}
    return found - SAME


def texts(page: bytes) -> Iterator[tuple[str, str, bool]]:
    """The texts of a page, the language that each is in, and whether it is of an author's prose, or of a chart."""
    root = html.document_fromstring(page.decode())
    for element in root.iter():
        if not isinstance(element.tag, str) or element.tag in ("script", "style", "title", "text", "option", "meta"):
            continue
        above = [element, *element.iterancestors()]
        for text, holders in ((element.text, above), (element.tail, above[1:])):
            if text and text.strip() and holders:
                language = next((one.get("lang") for one in holders if one.get("lang")), "")
                yield text.strip(), language or "", any(one.get("class") in ("prose", "data") for one in holders)


@pytest.mark.parametrize("language", ["de", "ar"])
@pytest.mark.parametrize("of_site", [True, False])
def test_words_of_the_theme_say_that_they_are_english(tmp_path: Path, language: str, of_site: bool) -> None:
    """Headings, heads of tables and dates, on every page of a site, or on one briefing."""
    index = str(GOOD["briefings/a/index.md"])
    files = {"site.yaml": f"{GOOD['site.yaml']}language: {language}\n"} if of_site else {}
    if not of_site:
        files = {"briefings/a/index.md": index.replace("---\n", f"---\nlanguage: {language}\n", 1)}
    built = rendered(BuildOptions(make(tmp_path, files), tmp_path / "site"))
    known, found, wrong, dates = phrases(), set[str](), list[tuple[str, str]](), 0
    pages = [path for path in built.files if path.endswith(".html") and (of_site or path == "briefings/a/index.html")]
    for path in pages:
        for text, spoken, is_prose in texts(built.files[path]):
            if text in known and not is_prose and (of_site or text not in IN_MACROS):
                found.add(text)
                wrong += [(path, text)] * (spoken != "en")
            if DATE.search(text) and not is_prose:
                dates += 1
                wrong += [(path, text)] * (spoken != "en")
    assert "\n".join(map(str, wrong)) == ""
    assert len(found) > (20 if of_site else 2)
    assert dates


IN_MACROS = {"Claim", "By", "Kind", "Rests on", "Briefing", "Date", "Claims", "Unsourced"}
"""Heads of tables that macros write, which know the language of the site alone."""


def test_an_english_site_says_it_once(tmp_path: Path) -> None:
    """On the page as a whole."""
    built = rendered(BuildOptions(make(tmp_path), tmp_path / "site"))
    for path, page in built.files.items():
        if path.endswith(".html"):
            assert page.count(b'lang="en"') == 1, path


@pytest.mark.parametrize(
    ("written", "tag", "reads"),
    [("he", "he", "rtl"), ("German", "de", ""), ("pt_br", "pt-BR", ""), ("uz-arab", "uz-Arab", "rtl")],
)
def test_words_of_a_source_say_their_language(tmp_path: Path, written: str, tag: str, reads: str) -> None:
    """Its title and what is quoted from it, outside of charts; words that were translated are in the page's."""
    quotes = "{exact: Words of it, source: report}, {exact: Translated words, source: report, form: translated}"
    files = {
        "sources/sources.yaml": str(GOOD["sources/sources.yaml"]).replace(
            "title: A report", f"title: A report of it, language: {written}"
        ),
        "briefings/a/claims.yaml": str(GOOD["briefings/a/claims.yaml"]).replace(
            "  kind:", f"  quotes: [{quotes}]\n  kind:", 1
        ),
    }
    built = rendered(BuildOptions(make(tmp_path, files), tmp_path / "site"))
    assert [one for one in built.findings if one.level != "note"] == []
    assert spoken(built.files, {"A report of it", "Words of it", "Translated words"}) == {
        "A report of it": {(tag, reads)}, "Words of it": {(tag, reads)}, "Translated words": {("en", "")}
    }  # fmt: skip


def spoken(files: Mapping[str, bytes], wanted: set[str]) -> dict[str, set[tuple[str, str]]]:
    """The languages and directions of texts on the pages of a site, outside of charts."""
    found: dict[str, set[tuple[str, str]]] = {}
    for path in files:
        for element in html.document_fromstring(files[path].decode()).iter() if path.endswith(".html") else ():
            text = (element.text or "").strip(" “”\n") if isinstance(element.tag, str) else ""
            above = [element, *element.iterancestors()]
            if text in wanted and element.tag not in UNMARKED and not any(one.tag == "figure" for one in above):
                tagged, read = (
                    next((str(one.get(key)) for one in above if one.get(key)), "") for key in ("lang", "dir")
                )
                found.setdefault(text, set()).add((tagged, read))
    return found


def test_titles_and_claims_of_a_briefing_say_its_language(tmp_path: Path) -> None:
    """On every page that lists them, and on its own."""
    index, claims = "briefings/a/index.md", "briefings/a/claims.yaml"
    files = {
        "site.yaml": f"{GOOD['site.yaml']}language: sv\n",
        index: str(GOOD[index]).replace("---\n", "---\nlanguage: he\nsummary: In short\n", 1),
        claims: f"{GOOD[claims]}",
    }
    built = rendered(BuildOptions(make(tmp_path, files), tmp_path / "site"))
    found = spoken(built.files, {"First", "In short", "It begins.", "It ends."})
    assert found.keys() == {"First", "In short", "It begins.", "It ends."}
    assert all(one == {("he", "rtl")} for one in found.values()), found


UNMARKED = ("title", "script", "option")


@pytest.mark.parametrize("written", ["in German", "xx_", "Germn", "1234"])
def test_what_is_no_language_is_told(tmp_path: Path, written: str) -> None:
    """Where it is, and no page has it as an attribute."""
    sources = str(GOOD["sources/sources.yaml"]).replace("title: A report", f'title: A report, language: "{written}"')
    built = rendered(BuildOptions(make(tmp_path, {"sources/sources.yaml": sources}), tmp_path / "site"))
    (finding,) = [one for one in built.findings if one.rule == "unknown-language"]
    assert (finding.location.line, finding.message) == (2, f"“{written}” is no tag of a language")
    assert finding.hint
    assert b'lang="' + written.encode() not in built.files["sources/report/index.html"]
