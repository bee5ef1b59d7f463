"""The order of texts in the language of the site."""

from __future__ import annotations

import json
import re
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from making import build, make
from py_mini_racer import MiniRacer

from sourcebook.core.text.collation import sort_key
from sourcebook.pipeline.options import BuildOptions

NAMES = ("Zander", "ångström", "Ärger", "Apfel", "öl", "Oslo", "Chur", "Czapla", "Hradec", "élan", "Elan", "data-set")
SORTED = {
    "en": "ångström Apfel Ärger Chur Czapla data-set Elan élan Hradec öl Oslo Zander",
    "de": "ångström Apfel Ärger Chur Czapla data-set Elan élan Hradec öl Oslo Zander",
    "sv": "Apfel Chur Czapla data-set Elan élan Hradec Oslo Zander ångström Ärger öl",
    "cs": "ångström Apfel Ärger Czapla data-set Elan élan Hradec Chur öl Oslo Zander",
    "zh-CN-Hans": "ångström Apfel Ärger Chur Czapla data-set Elan élan Hradec öl Oslo Zander",
    "de-utf8": "ångström Apfel Ärger Chur Czapla data-set Elan élan Hradec öl Oslo Zander",
    "tlh-x-none": "ångström Apfel Ärger Chur Czapla data-set Elan élan Hradec öl Oslo Zander",
}


@pytest.mark.parametrize("language", SORTED)
def test_each_language_has_its_order(language: str) -> None:
    """Swedish has å, ä and ö at the end, Czech ch behind h; capitals make no difference before letters do."""
    assert sorted(NAMES, key=sort_key(language)) == SORTED[language].split()


@cache
def other() -> MiniRacer:
    """An independent implementation: V8's."""
    return MiniRacer()


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["en", "de", "sv", "es", "tr", "cs"]), st.lists(st.text(max_size=6), max_size=8))
def test_the_order_is_that_of_another_implementation(language: str, names: list[str]) -> None:
    """Of any texts, whose neighbours are never in the wrong order."""
    names = [name for name in names if name.isprintable()]
    ordered = sorted(names, key=sort_key(language))
    compare = f"new Intl.Collator({json.dumps(language)}).compare"
    for one, two in pairwise(ordered):
        assert other().eval(f"{compare}({json.dumps(one)}, {json.dumps(two)}) <= 0") is True


def test_pages_lists_and_queries_follow_the_language_of_the_site(tmp_path: Path) -> None:
    """Sources, topics, people with as many claims, references by author and year, and tables sorted by a query."""
    names = ["Åberg", "Zetter", "Österman", "Ahlin"]
    ids = ["aberg", "zetter", "osterman", "ahlin"]
    sources = "".join(
        f"- {{id: {one}, title: {name}, type: report, author: [{{family: {name}}}]}}\n"
        for one, name in zip(ids, names, strict=True)
    )
    people = "".join(f"- {{id: p-{one}, name: {name}, kind: person}}\n" for one, name in zip(ids, names, strict=True))
    cited = " ".join(f"[@{one}]" for one in ids)
    for language, expected in {"sv": "Ahlin Zetter Åberg Österman", "en": "Åberg Ahlin Österman Zetter"}.items():
        content = make(
            tmp_path / language,
            {
                "site.yaml": f"title: S\nlanguage: {language}\ncitations: author-date\n",
                "sources/sources.yaml": sources,
                "people/people.yaml": people,
                "briefings/a/claims.yaml": None,
                "briefings/a/index.md": "---\ntitle: A\ndate: 2026-02-16\ntopics: [" + ", ".join(names) + "]\n---\n"
                f"Text {cited}.\n\n![All sources](sources:?sort=-title)\n",
            },
        )
        assert not [
            one for one in build(BuildOptions(content, tmp_path / f"{language}-site")).findings if one.level == "error"
        ]
        found = re.compile("|".join(names))
        order = expected.split()
        for page in ("sources", "people", "topics"):
            text = (tmp_path / f"{language}-site" / page / "index.html").read_text()
            assert list(dict.fromkeys(found.findall(text.partition("<main")[2]))) == order, page
        text = (tmp_path / f"{language}-site" / "briefings" / "a" / "index.html").read_text()
        table, _, references = text.partition("</table>")[0::1]
        assert list(dict.fromkeys(found.findall(table.partition("<tbody")[2]))) == order[::-1]
        assert list(dict.fromkeys(found.findall(references.partition('id="page-references"')[2]))) == order
