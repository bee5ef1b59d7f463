"""What YAML takes for something else than words is told at its place, with a quoted form that is right."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from making import check, make

from sourcebook.model import Finding
from sourcebook.pipeline.options import BuildOptions
from sourcebook.readers.decoding.yaml_nodes import YamlError, compose_yaml
from sourcebook.readers.site import read_site

CLAIMS = "briefings/a/claims.yaml"
REST = "  kind: fact\n  by: article\n- {id: ends, text: x, kind: fact, by: article}\n"
PIECES = st.sampled_from(
    ["#", " # ", " #1", "!", "&", "*", "%", "@", "`", ":", ": ", ", ", "{", "}", "[", "]", "'", '"', "|", ">", "-",
     "- ", "? ", "fund", " grew", "26", " ", "é", "\\", "~", "n/a", "“so”", "AT&T", "C#", "a:b", "50 %", "(x)"]
)  # fmt: skip
MEANT = "; for a comment, two spaces before # and one behind it"
TEXTS = st.lists(PIECES, min_size=1, max_size=6).map(lambda parts: " ".join("".join(parts).split())).filter(bool)


def read(claims: str) -> tuple[list[str], list[Finding]]:
    """Texts of the claims of the good site with such claims, and what is said."""
    with tempfile.TemporaryDirectory() as folder:
        site, findings = read_site(make(Path(folder), {CLAIMS: claims}))
        return [claim.text for one in site.briefings for claim in one.claims], findings


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_an_unquoted_text_is_read_as_it_is_or_its_quoted_form_is_shown(text: str) -> None:
    """No word is lost in silence; what the hint says to write is read as the text."""
    texts, findings = read(f"- id: begins\n  text: {text}\n{REST}")
    if not findings and text[0] not in "\"'|>":
        assert texts == [text, "x"]
    for one in findings:
        assert (one.location.file, one.location.line) == (CLAIMS, 2)
        assert one.hint
    hints = [one.hint.partition("write text: ")[2].removesuffix(MEANT) for one in findings]
    shown = [hint for hint in hints if hint]
    if shown:
        assert text in [yaml.safe_load(hint) for hint in shown]
        corrected, left = read(f"- id: begins\n  text: {shown[0]}\n{REST}")
        assert (corrected, left) == ([text, "x"], [])


@settings(max_examples=200, deadline=None)
@given(TEXTS.filter(lambda text: text[0] not in "[{\"'"))
def test_within_braces_likewise(text: str) -> None:
    """A comma, a colon, a brace and a comment end the text there."""
    texts, findings = read(
        f"- {{id: begins, text: {text}, kind: fact, by: article}}\n{REST.partition('article')[2][1:]}"
    )
    if not findings:
        assert texts == [text, "x"]


@settings(max_examples=300, deadline=None)
@given(st.text(st.sampled_from([*"ab:-[]{}#&*!|>'\"%@`,?~ \n\n\t\\é.1"]), max_size=30))
def test_every_text_is_read_or_explained(text: str) -> None:
    """Whatever it is, there is a node, or an error with a place in the text and a hint."""
    raised: YamlError | None = None
    try:
        compose_yaml(text)
    except YamlError as error:
        raised = error
    assert raised is None or (0 <= raised.mark.line <= text.count("\n") + 1 and raised.message and raised.hint)


def say(text: str) -> list[tuple[int, int, str, str]]:
    """Line, column, message and hint of each finding on claims."""
    return [(one.location.line, one.location.column, one.message, one.hint) for one in read(text)[1]]


@pytest.mark.parametrize(
    ("claims", "at", "message", "hint"),
    [
        ("- id: begins\n  text: We are # 1\n" + REST, (2, 16), "“# 1” is lost", 'write text: "We are # 1"'),
        ("- id: begins\n  text: #1\n" + REST, (2, 9), "“#1” is lost", 'write text: "#1"'),
        ("- id: begins\n  text: !great news\n" + REST, (2, 9), "“!great” is lost", 'write text: "!great news"'),
        ("- id: begins\n  text: &c so on\n" + REST, (2, 9), "“&c” is lost", 'write text: "&c so on"'),
        ("- id: begins\n  text: *Star* news\n" + REST, (2, 9), "begins an alias", 'write text: "*Star* news"'),
        ("- id: begins\n  text: 50 % \n  kind: fact\n  by: %x\n", (4, 7), "begins a directive", 'write by: "%x"'),
        ("- id: begins\n  text: Fund: big\n" + REST, (2, 13), "second colon", 'write text: "Fund: big"'),
        ("- id: begins\n  text: \"Half\" is\n" + REST, (2, 9), "closing quotation", "write text: '\"Half\" is'"),
        ("- id: begins\n  text: 'Tis so\n" + REST, (2, 9), "never closed", "write text: \"'Tis so\""),
        ("- id: begins\n  text: [sic] so\n" + REST, (2, 9), "closing bracket", 'write text: "[sic] so"'),
        ("- id: begins\n  text: \"open\n" + REST.replace("by: a", 'by: "a" x'), (2, 9), "never closed", "close"),
        ("- {id: a, text: Scott, Rick, kind: fact, by: article}\n", (1, 24), "“Rick” is no part of “text”",
         'write text: "Scott, Rick"'),
        ("- {id: a, text: Fund: big, kind: fact, by: article}\n", (1, 17), "second colon", 'write text: "Fund: big"'),
        ("- {id: a, text: No # 1, kind: fact, by: article}\n", (1, 20), "is lost", 'write "No # 1"'),
        ("- {id: a, text: x, kind: fact, by: article\n", (1, 3), "“{” is opened here and never closed", "write }"),
        ("- id: a\n  text: x\n   kind: fact\n  by: article\n", (3, 4), "indented deeper than “text”", "indent"),
        ("- id: a\n  text: x\n kind: fact\n  by: article\n", (3, 2), "fits no line above", "indent it by 2 spaces"),
        ("id: a\n  text: x\n- id: b\n", (1, 1), "an entry without a dash", "write “- id: …”"),
        ("- id: a\n  text: x\nid: b\ntext: y\n", (3, 1), "an entry without a dash", "write “- id: …”"),
        ("- id: a\n  text: x\n  kind: fact\n  by: article\n  id: b\n  text: y\n", (5, 3), "a second time", "“- id: …”"),
        ("- id: a\n  text:x\n  kind: fact\n  by: article\n", (2, 7), "a space is missing", "write text: x"),
        ("-id: a\n text: x\n", (1, 1), "a space is missing behind the dash", "write - id"),
        ("- id: a\n  text: one\n  two\n  kind: fact\n", (3, 3), "belongs to no key", "indent"),
        ("- id: a\n  text: one # two\n    three\n  kind: fact\n", (2, 13), "comment in the middle", '"one # two"'),
        ("- id: a\n  text: x\n  kind: fact\n  by: article\n  as_of: n/a\n", (5, 10), "is no date", "leave the key out"),
        ("- id: a\n  text: x\n  kind: fact\n  by: article\n  quantities: [{id: q, unit: m, measure: x, value: n/a}]\n",
         (5, 52), "must be a number", "leave the key out"),
        ("- id: a\n  text: x\n  kind: fact\n  by: article\n  quantities: [{id: q, unit: m, value: 1,234}]\n",
         (5, 16), "several entries", '"1,234"'),
        ("- id: a\n  text: 'It's so'\n" + REST, (2, 9), "closing quotation", "write text: \"It's so\""),
        ("- {id: a, text: 1.200,50, kind: fact, by: article}\n", (1, 23), "“50” is no part", 'write text: "1.200,50"'),
        ("- id: a\n\u00a0\u00a0text: x\n", (2, 1), "takes for a letter, U+00A0", "a space of the keyboard"),
        ("- id:\u202fa\n  text: x\n", (1, 6), "takes for a letter, U+202F", "a space of the keyboard"),
        ("- id: a\n  text: x\n  kind: fact\n  by: article\n  \u00a0as_of: 2026\n", (5, 3), "", "of the keyboard"),
        ("- id: a\n  text: x\n---\n- id: b\n", (3, 1), "“---” ends what YAML reads", "take this line out"),
        ("- id: a\n  text: one\n    # two\n    three\n  kind: fact\n", (3, 5), "in the middle", "move it above"),
        ("- id: a\n  text: x\n  kind: fact\n  by: article\n  topics: [AI, #tag]\n", (5, 16), "” is lost", '"#tag"'),
        ("- id: a\n  text: x\n  kind: fact\n  by: article\n  topics: #tag\n", (5, 11), "is lost", 'topics: "#tag"'),
        ("- id: a\n  text: {sic}\n  kind: fact\n  by: article\n", (2, 9), "must be", 'text, write text: "{sic}"'),
    ],
)  # fmt: skip
def test_mistakes_are_explained_where_they_began(claims: str, at: tuple[int, int], message: str, hint: str) -> None:
    """In the words of people, with what to write."""
    found = [one for one in say(claims) if one[:2] == at]
    assert found, say(claims)
    assert message in found[0][2]
    assert hint in found[0][3]


SETTINGS = (
    "title: Desk\nfields: {{mood: {{}}, grade: {{type: integer}}}}\nunits: {{t: tonnes}}\n"
    "checks: {{untied-claim: off}}\n{}\n"
)
FIELDS = (
    "- {id: begins, text: x, kind: fact, by: article, mood: glad, grade: 5,\n"
    "   quantities: [{id: q, measure: m, unit: t, value: 1}]}\n"
)


@pytest.mark.parametrize(
    ("setting", "rule"),
    [
        ("language: [a]", "wrong-type"), ("timezone: Mars/Olympus", "wrong-type"), ("links: foldres", "wrong-type"),
        ("colour: red", "unknown-key"), ("charts: {time_limit: soon}", "wrong-type"), ("nav: [{a: b}]", "wrong-type"),
        ("base_url: example.org", "wrong-type"), ("compress: [zip]", "wrong-type"), ("topics: no", "wrong-type"),
        ("ratings: [{value: x, label: y}]", "wrong-type"), ("footer: 'open", "syntax"), ("a: b: c", "syntax"),
    ],
)  # fmt: skip
def test_one_bad_setting_makes_one_message(tmp_path: Path, setting: str, rule: str) -> None:
    """The other settings stay known: custom fields, units, levels of rules."""
    files = {"site.yaml": SETTINGS.format(setting), CLAIMS: FIELDS}
    page = "---\ntitle: First\ndate: 2026-02-16\n---\n![x](claims:?mood=glad)\n"
    found = check(BuildOptions(make(tmp_path, {**files, "briefings/a/index.md": page}), tmp_path / "site"))
    assert [(one.rule, one.location.file) for one in found] == [(rule, "site.yaml")]


@pytest.mark.parametrize("declared", ["{type: nubmer}", "string", "{type: string, enum: {a: b}}", "[]"])
def test_a_field_that_is_declared_wrongly_is_known(tmp_path: Path, declared: str) -> None:
    """Only its declaration is told, not each of its uses."""
    files = {"site.yaml": f"title: Desk\nfields: {{mood: {declared}, grade: {{type: integer}}}}\n", CLAIMS: FIELDS}
    found = read_site(make(tmp_path, files))[1]
    assert {(one.location.file, one.location.line) for one in found} == {("site.yaml", 2)}


@pytest.mark.parametrize(
    ("declared", "name", "finding"),
    [
        ("{Mood: {}}", "Mood", "unknown-setting"), ("{sort: {}}", "sort", "unknown-setting"),
        ("[{mood: {}}]", "mood", "wrong-type"), ("[mood]", "mood", "wrong-type"),
        ("{claims: {mood: string}}", "mood", "unknown-key"), ("mood", "mood", "wrong-type"),
    ],
)  # fmt: skip
def test_a_field_that_cannot_be_is_told_once(tmp_path: Path, declared: str, name: str, finding: str) -> None:
    """At its declaration, and not where claims use it; a key that is declared nowhere is unknown."""
    claims = f"- {{id: begins, text: x, kind: fact, by: article, {name}: glad}}\n"
    claims += "- {id: ends, text: y, kind: fact, by: article, colour: red}\n"
    files = {"site.yaml": f"title: Desk\nfields: {declared}\n", CLAIMS: claims}
    found = read_site(make(tmp_path, files))[1]
    assert [(one.rule, one.location.file, one.location.line) for one in found] == [
        (finding, "site.yaml", 2), ("unknown-key", CLAIMS, 2),
    ]  # fmt: skip


def test_words_of_declarations_are_no_fields(tmp_path: Path) -> None:
    """A claim that has them as keys is told, whatever else is wrong in the settings."""
    claims = "- {id: begins, text: x, kind: fact, by: article, type: z, string: 3, mood: glad}\n"
    files = {"site.yaml": "title: Desk\nnavv: x\nfields: {mood: {type: string}, Bad: {}}\n", CLAIMS: claims}
    found = [one.message for one in read_site(make(tmp_path, files))[1] if one.location.file == CLAIMS]
    assert found == ["unknown key “type”", "unknown key “string”"]


def test_names_that_are_texts_are_explained(tmp_path: Path) -> None:
    """With both forms, quoted, and brackets where a list is missing."""
    source = "- {{id: a, title: x, author: {}}}\n"
    for written, hint in (
        (
            "World Bank",
            '[{literal: "World Bank"}] for an organisation, [{family: "Bank", given: "World"}] for a person',
        ),
        ("[Jane Doe]", '{literal: "Jane Doe"} for an organisation, {family: "Doe", given: "Jane"} for a person'),
        ('["Doe, Jane"]', '{literal: "Doe, Jane"} for an organisation, {family: "Doe", given: "Jane"} for a person'),
        ("Reuters", '[{literal: "Reuters"}] for an organisation, [{family: "Reuters"}] for a person'),
    ):
        (finding,) = read_site(make(tmp_path, {"sources/x.yaml": source.format(written)}))[1]
        assert (finding.rule, finding.hint) == ("wrong-type", f"write {hint}")
    (finding,) = read_site(make(tmp_path, {"sources/x.yaml": source.format("Jane Doe and John Roe")}))[1]
    assert finding.hint.startswith("write an entry for each name: {")


def test_comments_and_anchors_that_are_meant_are_not_told() -> None:
    """A comment of its own line, or behind an id or a date; an anchor that an alias uses; a tag of YAML."""
    claims = (
        "# A note\n- id: begins # one\n  text: &t x\n  kind: fact # sure\n  by: article # us\n  as_of: 2026 # so\n"
        "- {id: ends, text: *t, kind: fact, by: article}\n- {id: third, text: !!str 5, kind: fact, by: article}\n"
        "- id: fourth\n  text: \"a # b\" # c\n  kind: fact\n  by: article\n"
        "- {id: fifth, text: y, kind: fact,\n   by: article}\n- id: sixth\n  text: z  # meant\n  kind: fact\n"
        "  by: article\n"
    )  # fmt: skip
    texts, findings = read(claims)
    assert findings == []
    assert texts == ["x", "x", "5", "a # b", "y", "z"]


@pytest.mark.parametrize(
    ("written", "is_told"), [("high.  #1 in it", True), ("high.  # a note", False), ("high.  #", False)]
)
def test_a_number_sign_behind_two_spaces(written: str, is_told: bool) -> None:
    """Typists put two spaces behind a full stop; a comment has a space behind its sign."""
    texts, findings = read(f"- id: begins\n  text: {written}\n{REST}")
    assert [one.rule for one in findings] == ["lost-words"] * is_told
    assert texts[0] == "high."


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(["\\d", "\\.", "\\%", "C:", "\\w", "a", " ", "é", "it's", "\\q", "/"]), min_size=1))
def test_backslashes_between_double_quotation_marks_are_explained(parts: list[str]) -> None:
    """At the first that means nothing; what the hint says to write is read as the text."""
    text = "".join(parts).strip() or "a"
    texts, findings = read(f'- id: begins\n  text: "{text}"\n{REST}')
    if "\\" not in text:
        assert (texts, findings) == ([text, "x"], [])
        return
    (finding,) = findings
    assert finding.message.endswith("means nothing between double quotation marks")
    assert (finding.location.line, finding.location.column) == (2, 10 + text.index("\\"))
    written = finding.hint.removeprefix("write ")
    assert yaml.safe_load(written) == text if written.startswith("'") else "'" in text
