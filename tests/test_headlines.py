"""Headlines that authors write for charts: numbers of claims that the data contradict are reported, nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from making import build, make

from sourcebook.pipeline.options import BuildOptions
from sourcebook.statements.headlines import ClaimGroup, contradiction
from sourcebook.statements.shares import NAMES_A_SOURCE, NAMES_NO_SOURCE, Share

FOUR = ClaimGroup.of([("fact", True), ("fact", False), ("forecast", False), ("forecast", True)])


@pytest.mark.parametrize(
    "headline",
    [
        "", "Who says it", "2 of 4 claims name no source", "2 of 4 claims name a source.", "All 4 claims: and why",
        "Two claims name no source", "One forecast names no source", "1 of 2 forecasts names a source",
        "3 of 3 claims by Green go back to him", "All 3 claims about tax name a source", "3 of 7 factual claims",
        "The 2025 claims", "4 claims, 2 forecasts", "None of the claims holds", "12 of 24 sources",
        "Not all 4 claims name a source", "At least 3 claims name no source", "More than 3 claims name no source",
        "One in 2 claims names no source", "One of three claims names no source", "Twenty-two claims name no source",
        "3 claims have no source we could open", "1 claim has no source older than 2020", "Fewer than 30 claims",
        "Section 230 claims", "Boeing 737 claims a safe record", "Chart 7 forecasts growth", "9–30 claims",
        "1 234 claims", "Of the site's 90 claims these 2 are about tax",
        "No claim is certain", "3 of 4 claims rest on one report", "Not 1,000,000 dollars",
    ],
)  # fmt: skip
def test_what_can_be_true_is_left_alone(headline: str) -> None:
    """Also what is said of some claims, or of other things."""
    assert not contradiction(headline, [FOUR])


@pytest.mark.parametrize(
    ("headline", "says"),
    [
        ("3 of 4 claims name no source", "“3 of 4 claims name no source” is not what the data say: 2 of 4 claims name"),
        ("So it is: 12 of 24 claims rest on a report", "“12 of 24 claims” is not what the data say: 4 claims"),
        ("All four claims name a source", "“All four claims name a source”"),
        ("5 claims", "“5 claims” is not what the data say: 4 claims"),
        ("Look: 5 claims go back to it", "“5 claims” is not what the data say: 4 claims"),
        ("All 3 forecasts are old", "“All 3 forecasts” is not what the data say: 2 forecasts"),
        ("No claim names a source", "“No claim names a source”"),
        ("None of 4 claims has any source", "“None of 4 claims has any source”"),
        ("Three claims have no named source", "“Three claims have no named source”"),
    ],
)
def test_what_cannot_be_true_is_said(headline: str, says: str) -> None:
    """With what is true."""
    assert contradiction(headline, [FOUR]).startswith(says)


@given(st.lists(st.booleans(), max_size=14), st.integers(0, 14))
def test_the_sentences_of_charts_pass_and_others_do_not(sources: list[bool], number: int) -> None:
    """A generated sentence on the same claims is never reported; another number in its place always is."""
    group, total = ClaimGroup.of([("fact", one) for one in sources]), len(sources)
    for is_named, predicate in ((True, NAMES_A_SOURCE), (False, NAMES_NO_SOURCE)):
        true = sources.count(is_named)
        assert not contradiction(Share(true, total, "claim", predicate).text, [group])
        if number <= total and total > 2:
            said = contradiction(Share(number, total, "claim", predicate).text, [group])
            assert bool(said) is (number != true)


def test_a_headline_is_reported_at_its_chart(tmp_path: Path) -> None:
    """The chart is drawn; a headline on what a filter selects, or on the whole page, is true of one of them."""
    charts = [
        '![A](chart:evidence-strip "2 of 2 claims name no source")',
        '![A](chart:evidence-strip?kind=fact "The only claim names a source. 2 claims here")',
        '![A](chart:corroboration "3 claims: and how")',
    ]
    prose = "---\ntitle: First\ndate: 2026-02-16\n---\n\n" + "\n\n".join(charts) + "\n"
    content = make(tmp_path, {"briefings/a/index.md": prose})
    result = build(BuildOptions(content, tmp_path / "site"))
    found = [one for one in result.findings if one.rule == "untrue-headline"]
    assert [(one.level, one.location.line) for one in found] == [("warning", 6), ("warning", 10)]
    assert (tmp_path / "site/briefings/a/index.html").read_text().count('<figure class="chart') >= 4
