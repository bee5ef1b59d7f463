"""Files to records: what is wrong is said with its place and a hint, all of it together."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest
from making import GOOD, make

from sourcebook.checks.runner import apply_levels, run_checks
from sourcebook.core.text.slugs import slug
from sourcebook.model import Finding, Site
from sourcebook.readers.site import read_site

CLAIMS = "briefings/a/claims.yaml"
INDEX = "briefings/a/index.md"
CLAIM = "- id: begins\n  text: x\n  kind: fact\n  by: article\n"
ENDS = "- id: ends\n  text: x\n  kind: fact\n  by: article\n"


class Bad(NamedTuple):
    """One faulty file, and the only finding that it should give."""

    rule: str
    file: str
    text: str | bytes | None
    at: tuple[int, int]
    says: str
    level: str = "error"


BAD = [
    Bad("wrong-type", CLAIMS, CLAIM.replace("fact", "fct") + ENDS, (3, 9), "did you mean “fact”?"),
    Bad("wrong-type", CLAIMS, CLAIM + "  topics: ai\n" + ENDS, (5, 11), "must be a list"),
    Bad("wrong-type", CLAIMS, CLAIM + "  forecast: {probability: 2}\n" + ENDS, (5, 27), "from 0 to 1"),
    Bad("wrong-type", CLAIMS, CLAIM + "  quantities: [{id: q, unit: m, value: .nan}]\n" + ENDS, (5, 40), "number"),
    Bad("wrong-type", CLAIMS, CLAIM.replace("article", "[]") + ENDS, (4, 7), "an id, or a list of ids, not empty"),
    Bad("missing-key", CLAIMS, CLAIM.replace("  by: article\n", "") + ENDS, (1, 3), "“by” is missing"),
    Bad("unknown-key", CLAIMS, CLAIM + "  qoutes: []\n" + ENDS, (5, 3), "did you mean “quotes”?"),
    Bad("unknown-key", INDEX, str(GOOD[INDEX]).replace("article: ", "layout: post\narticle: "), (4, 1), "", "warning"),
    Bad("duplicate-key", CLAIMS, CLAIM + "  by: article\n" + ENDS, (5, 3), "given twice"),
    Bad("duplicate-id", CLAIMS, CLAIM + ENDS + CLAIM, (9, 7), "first used at briefings/a/claims.yaml:1:7"),
    Bad("duplicate-id", CLAIMS, CLAIM + ENDS + CLAIM.replace("begins", "begins/"), (9, 7), "address of another"),
    Bad("unknown-reference", CLAIMS, CLAIM.replace("article", "rory-gren") + ENDS, (4, 7), "“rory-green”?"),
    Bad("unknown-reference", CLAIMS, CLAIM + "  via: [{source: reprt}]\n" + ENDS, (5, 18), "did you mean “report”?"),
    Bad("unknown-reference", INDEX, str(GOOD[INDEX]).replace("article: article", "article: zzz"), (4, 10), "sources/"),
    Bad("date", CLAIMS, CLAIM + "  as_of: 2026-02-30\n" + ENDS, (5, 10), "EDTF"),
    Bad("date", INDEX, str(GOOD[INDEX]).replace("2026-02-16", "16.2.2026"), (3, 7), "EDTF"),
    Bad("encoding", CLAIMS, CLAIM.encode() + b"  topics: [caf\xe9]\n", (5, 15), "UTF-8"),
    Bad("encoding", CLAIMS, b"\x7fELF\x00\x01\x02", (1, 1), "control character"),
    Bad("syntax", CLAIMS, CLAIM + "\tas_of: 2026\n", (5, 1), "tab"),
    Bad("syntax", CLAIMS, CLAIM.replace("text: x", "text: 'x") + ENDS, (2, 9), "never closed"),
    Bad("syntax", CLAIMS, CLAIM.replace("text: x", "text: x: y") + ENDS, (2, 10), 'text: "x: y"'),
    Bad("syntax", INDEX, "---\ntitle: x\n", (1, 1), "never closed"),
    Bad("syntax", "sources/more.json", '[{"id": "x",]', (1, 13), "JSON"),
    Bad("empty", CLAIMS, "\n", (1, 1), "fill the file"),
    Bad("too-deep", CLAIMS, "[" * 60 + "]" * 60, (1, 51), "nested"),
    Bad("too-deep", CLAIMS, "- &a [x,x,x,x,x,x,x,x]\n- &b [*a,*a,*a,*a,*a]\n- [*b,*b,*b,*b,*b]\n", (1, 1), "aliases"),
    Bad("derivation-circle", "sources/more.yaml",
        "- {id: x, title: X, derives_from: [{source: y, how: cites}]}\n"
        "- {id: y, title: Y, derives_from: [{source: x, how: cites}]}\n", (1, 35), "x → y → x"),
    Bad("briefed-article", CLAIMS, CLAIM + "  via: [{source: article}]\n" + ENDS, (5, 18), "own claim"),
    Bad("odd-quantity", CLAIMS, CLAIM + "  quantities: [{id: q, unit: m}]\n" + ENDS, (5, 16), "no value"),
    Bad("odd-quantity", CLAIMS, CLAIM + "  quantities: [{id: q, unit: m, min: 2, max: 1}]\n" + ENDS, (5, 16), "upside"),
    Bad("table", "briefings/a/data/t.csv", "a,b\n1,2\n3\n", (3, 1), "1 cell where"),
    Bad("table", "briefings/a/data/t.csv", 'a,b\n"1,2\n', (2, 1), "quotation mark"),
    Bad("unknown-setting", "site.yaml", "title: T\nnav: [briefing]\n", (2, 7), "did you mean “briefings”?"),
    Bad("unknown-setting", "site.yaml", "title: T\nchecks: {syntaxx: off}\n", (2, 19), "did you mean “syntax”?"),
    Bad("wrong-type", "site.yaml", "title: T\ntimezone: Mars/Olympus\n", (2, 11), "timezone"),
    Bad("missing-file", "site.yaml", None, (1, 1), "site.yaml"),
    Bad("missing-file", "briefings/b/claims.yaml", "- {id: z, text: x, kind: fact, by: article}\n", (1, 1), "index.md"),
]  # fmt: skip


def findings(content: Path) -> tuple[Site, list[Finding]]:
    """What reading and checking say of a folder, prose apart."""
    site, found = read_site(content)
    return site, apply_levels([*found, *run_checks(site)], site.config)


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: f"{bad.rule}-{bad.at[0]}")
def test_each_fault_is_reported_once_at_its_place(tmp_path: Path, bad: Bad) -> None:
    """A fault gives exactly one finding: its rule, file, line, column, and what to do."""
    _, found = findings(make(tmp_path, {bad.file: bad.text}))
    # Of an id that is given twice, the first place is told, too.
    found = [one for one in found if not one.hint.startswith("also used at")]
    assert [(one.rule, one.level, one.location.file, one.location.line, one.location.column) for one in found] == [
        (bad.rule, bad.level, bad.file, *bad.at)
    ], found
    assert bad.says in found[0].message + found[0].hint


def test_a_site_in_which_nothing_is_wrong_has_no_findings(tmp_path: Path) -> None:
    """The yardstick of the table above is clean."""
    site, found = findings(make(tmp_path))
    assert found == []
    assert [briefing.slug for briefing in site.briefings] == ["a"]


def test_all_faults_of_a_run_come_together_sorted(tmp_path: Path) -> None:
    """Faults in three files are reported in one run, in the order of their places."""
    files = {"site.yaml": "titel: T\n", CLAIMS: CLAIM.replace("fact", "x"), "people/p.yaml": "- {id: 1}\n"}
    _, found = findings(make(tmp_path, files))
    assert [one.location for one in found] == sorted(one.location for one in found)
    assert {one.location.file for one in found} == set(files)


def test_a_link_that_leaves_the_content_folder_is_reported_not_followed(tmp_path: Path) -> None:
    """A symbolic link to the outside is a finding, and what is behind it is not read."""
    content = make(tmp_path)
    (tmp_path / "secret.md").write_text("---\ntitle: Secret\n---\n")
    (content / "pages" / "secret.md").symlink_to(tmp_path / "secret.md")
    site, found = findings(content)
    assert [(one.rule, one.location.file) for one in found] == [("stray-link", "pages/secret.md")]
    assert [page.slug for page in site.pages] == ["about"]


def test_values_stay_what_their_author_wrote(tmp_path: Path) -> None:
    """`outcome: no` is no truth value, `2026` no number, `60.06e9` no text; a null horizon is no date."""
    text = CLAIM.replace("fact", "forecast")
    text += "  as_of: 2026\n  forecast: {outcome: no, resolved_on: 2026, horizon: null}\n"
    text += "  quantities: [{id: q, unit: CNY, value: 60.06e9}]\n"
    site, found = findings(make(tmp_path, {CLAIMS: text + ENDS}))
    claim = site.briefings[0].claims[0]
    assert found == []
    assert claim.forecast is not None
    assert (claim.as_of, claim.forecast.outcome, claim.forecast.horizon) == ("2026", "no", None)
    assert claim.quantities[0].value == 60.06e9


def test_csl_json_is_read_as_reference_managers_write_it(tmp_path: Path) -> None:
    """Date parts, variables that no page shows, and escaped characters are understood."""
    text = (
        '[\n\t{"id": "smith:2020/a", "type": "book", "title": "\\ud83d\\ude00 A book", "publisher-place": "Bern",\n'
        '\t"author": [{"family": "Smith", "given": "A."}], "issued": {"date-parts": [[2020, 5]]}}]'
    )
    site, found = findings(make(tmp_path, {"sources/zotero.json": text}))
    assert found == []
    source = site.sources["smith:2020/a"]
    assert (source.title, source.issued, source.author[0].shown) == ("😀 A book", "2020-05", "A. Smith")
    assert slug(source.id) == "smith-2020-a"


def test_a_rule_can_be_set_to_another_level_but_unreadable_files_stay_errors(tmp_path: Path) -> None:
    """`checks:` turns an unknown key into a note, and cannot turn a syntax error off."""
    settings = "title: T\nchecks: {unknown-key: note, syntax: off}\n"
    files = {"site.yaml": settings, CLAIMS: CLAIM + "  x: y\n" + ENDS, "people/p.yaml": "- 'x\n"}
    _, found = findings(make(tmp_path, files))
    assert [(one.rule, one.level) for one in found] == [("unknown-key", "note"), ("syntax", "error")]


@pytest.mark.parametrize(
    ("path", "hint"),
    [
        ("briefings/2020-01-05-floods.markdown", "rename it to 2020-01-05-floods.md"),
        ("briefings/UP.MD", "rename it to UP.md"),
        ("briefings/b/index.mdown", "rename it to index.md"),
        ("briefings/a/Claims.yaml", "claims are read from claims.yaml"),
        ("briefings/a/claims.json", "claims are read from claims.yaml"),
        ("pages/p.markdown", "rename it to p.md"),
        ("sources/library.ris", "files of sources/ end in .yaml, .yml, .json, .bib, .bibtex and .biblatex"),
        ("sources/old/B.BIB", "files of sources/ end in"),
        ("people/all.json", "files of people/ end in .yaml and .yml"),
        ("sources.yaml", "move it into sources/"),
        ("claims.yml", "move it into its briefing's folder"),
    ],
)
def test_a_file_that_looks_like_content_and_is_not_read_is_told(tmp_path: Path, path: str, hint: str) -> None:
    """Markdown and records under names that nothing reads."""
    _, found = findings(make(tmp_path, {path: "- {id: x}\n"}))
    assert [(one.rule, one.location.file, one.level) for one in found] == [("unread-file", path, "warning")]
    assert found[0].hint.startswith(hint)


@pytest.mark.parametrize("path", ["sources/README.md", "briefings/a/data/claims.csv", "pages/p.txt", "downloads/x.ris"])
def test_other_files_are_not_told(tmp_path: Path, path: str) -> None:
    """Files to download, and what explains a folder."""
    _, found = findings(make(tmp_path, {path: "a\n1\n"}))
    assert found == []


@pytest.mark.parametrize("tag", ["klingon!", "de_DE", "d", "-"])
def test_a_language_is_a_tag(tmp_path: Path, tag: str) -> None:
    """Of a page as of the site."""
    _, found = findings(make(tmp_path, {INDEX: str(GOOD[INDEX]).replace("date:", f"language: '{tag}'\ndate:")}))
    assert ["must be a BCP 47 tag" in one.message for one in found] == [True]


def test_drafts_and_their_data_are_left_out_unless_asked_for(tmp_path: Path) -> None:
    """A draft's page, claims and files are none of the site's."""
    draft = str(GOOD[INDEX]).replace("date:", "draft: true\ndate:")
    content = make(tmp_path, {INDEX: draft, "briefings/a/data/t.csv": "a\n1\n"})
    site, _ = read_site(content)
    assert (site.briefings, site.files) == ((), {})
    site, _ = read_site(content, drafts=True)
    assert set(site.files) == {"briefings/a/data/t.csv"}
