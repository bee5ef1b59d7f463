"""Bibliographies: BibTeX and BibLaTeX as they are exported."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from making import GOOD, make, tree

from sourcebook.cli import run
from sourcebook.model import Finding, Name, Place, Source
from sourcebook.reading import bibtex
from sourcebook.reading.latex import plain

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
  pages = {1--5}, number = 3, volume = "12",
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
    )
    assert (first.type, first.container_title, first.page) == ("article-journal", "Nature Publishing", "1–5")
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
    assert {one.level for one in findings} == {"warning"}
    assert found.keys() == {"muller2020", "child", "parent", "dup", "web", "soon", "last"}
    said = {(one.rule, one.place.line) for one in findings}
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


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_bibliography_breaks_the_reader(data: st.DataObject) -> None:
    """Cut, doubled, shuffled or sprinkled with marks: entries and warnings with places, never an error."""
    start = data.draw(st.integers(0, len(EXPORT)))
    end = data.draw(st.integers(start, len(EXPORT)))
    marks = data.draw(st.text('@{}"#,=\\$%~ab\n', max_size=12))
    text = data.draw(st.sampled_from([EXPORT[:start] + marks + EXPORT[end:], EXPORT[start:end] + marks, marks]))
    _, findings = read(text)
    lines = text.count("\n") + 1
    assert all(one.level == "warning" and 1 <= one.place.line <= lines for one in findings)


def test_bibtex_and_yaml_are_one_bibliography(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Cited and rested on alike; a key that YAML has too is a warning; one that was left out is missed where cited."""
    text = str(GOOD["briefings/a/index.md"]).replace("[@report]", "[@muller2020, p. 3]")
    content = make(tmp_path, {"sources/z.bib": EXPORT + "@misc{report, title={R}}\n", "briefings/a/index.md": text})
    assert run(["--source", str(content)]) == 0
    assert "“report” is taken" in capsys.readouterr().out
    built = tree(tmp_path / "site")
    assert "Józef Müller" in built["briefings/a/index.html"].decode()
    assert "sources/soon/index.html" in built
    content = make(tmp_path, {"sources/z.bib": EXPORT, "briefings/a/index.md": text.replace("muller2020", "notitle")})
    assert run(["check", "--source", str(content)]) == 1
    assert "no source has the id “notitle”" in capsys.readouterr().out


def test_places_in_a_bibliography_are_those_of_its_fields() -> None:
    """So that a finding about a field names its line."""
    (entry, *_) = bibtex.entries("s.bib", "@misc{a,\n title={A},\n url={https://example.org}}\n", Source, [])
    assert entry.places["url"] == Place("s.bib", 3)
