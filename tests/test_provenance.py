"""Origins, corroboration and dates."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sourcebook.core.text.dates import first_day, format_date, is_edtf
from sourcebook.model import Claim, Derivation, Source, Via
from sourcebook.model.corroboration import corroboration, least_hitting_set_size
from sourcebook.model.provenance import derivation_cycle, root_sources, sources_behind
from sourcebook.statements.standing import Standing, group_text


def library(**steps: str) -> dict[str, Source]:
    """Sources by id, each with the ids that it derives from, parted by spaces."""
    return {
        name: Source(id=name, title=name, derives_from=tuple(Derivation(source=s, how="cites") for s in to.split()))
        for name, to in steps.items()
    }


def test_rewrites_of_one_report_are_one_root() -> None:
    """Three papers that all go back to one interview corroborate a claim once."""
    sources = library(a="wire", b="wire", c="b", wire="interview", interview="")
    claim = Claim(id="x", text="x", kind="fact", by=("article",), via=tuple(Via(source=s) for s in "abc"))
    assert root_sources("c", sources) == {"interview"}
    assert corroboration(claim, sources, {}).least == 1
    rests_on = corroboration(claim, sources, {})
    assert rests_on.least == rests_on.most


def test_two_ways_back_are_two_roots_and_a_circle_has_none() -> None:
    """Independent ends are counted, circles and unknown sources are not."""
    sources = library(a="r s nobody", r="", s="", x="y", y="x")
    assert root_sources("a", sources) == {"r", "s"}
    assert root_sources("x", sources) == frozenset()
    assert derivation_cycle(sources) == ("x", "y", "x")
    assert derivation_cycle(library(a="b c", b="d", c="d", d="")) == ()


def claim_on(*via: str) -> Claim:
    """A claim that rests on sources, each as `report` or `report from a b`."""
    parted = [one.partition(" from ") for one in via]
    legs = tuple(Via(source=name, carried_by=tuple(origins.split())) for name, _, origins in parted)
    return Claim(id="x", text="x", kind="fact", by=("article",), via=legs)


@pytest.mark.parametrize(
    ("via", "least", "most"),
    [
        ([], 0, 0),
        (["report"], 1, 3),
        (["report from a"], 1, 1),
        (["report from a b"], 2, 2),
        (["report", "a"], 1, 3),
        (["report", "b", "a"], 2, 3),
        (["report", "a", "b", "c"], 3, 3),
        (["wire", "report from c"], 2, 3),
        (["nobody", "circle"], 0, 0),
        (["circle", "a"], 1, 1),
    ],
)
def test_a_report_on_three_sources_counts_once_until_it_says_which(via: list[str], least: int, most: int) -> None:
    """What is certain is counted, and what is possible beside it."""
    sources = library(report="a b c", wire="a b", a="", b="", c="", circle="circle")
    found = corroboration(claim_on(*via), sources, {})
    assert (found.least, found.most) == (least, most)


IDS = "abcdefgh"


@st.composite
def records(draw: st.DrawFn) -> tuple[dict[str, Source], Claim]:
    """Up to eight sources that derive from each other, from circles and from nobody, and a claim with up to six via."""
    names = st.sampled_from(IDS + "z")
    sources = library(
        **{name: " ".join(draw(st.lists(names, max_size=3, unique=True))) for name in IDS[: draw(st.integers(1, 8))]}
    )
    legs = st.builds(
        lambda name, origins: f"{name} from {' '.join(origins)}" if origins else name,
        names,
        st.lists(names, max_size=2, unique=True),
    )
    return sources, claim_on(*draw(st.lists(legs, max_size=6)))


def reached(name: str, sources: Mapping[str, Source], path: tuple[str, ...] = ()) -> set[str]:
    """The origins of a source, by walking every path of derivations."""
    if name not in sources or name in path:
        return set()
    steps = [step.source for step in sources[name].derives_from]
    return {name} if not steps else {end for step in steps for end in reached(step, sources, (*path, name))}


@given(records())
@settings(max_examples=150, deadline=None)
def test_corroboration_is_the_least_number_of_origins_that_has_one_for_every_leg(
    record: tuple[dict[str, Source], Claim],
) -> None:
    """By trying every set of origins, from the smallest up."""
    sources, claim = record
    legs = [reached(name, sources) for via in claim.via for name in via.carried_by or (via.source,)]
    legs = [leg for leg in legs if leg]
    ends = sorted(set[str]().union(*legs))
    sizes = (size for size in range(len(ends) + 1) for group in combinations(ends, size) if hits(group, legs))
    found = corroboration(claim, sources, {})
    assert (found.least, found.origins) == (next(sizes), frozenset(ends))


def hits(group: tuple[str, ...], legs: list[set[str]]) -> bool:
    """Whether a group has an origin for every leg."""
    return all(leg & set(group) for leg in legs)


@given(st.lists(st.frozensets(st.integers(0, 11).map(str), min_size=1, max_size=4), max_size=14))
@settings(max_examples=100, deadline=None)
def test_the_least_hitting_set_is_found(sets: list[frozenset[str]]) -> None:
    """More legs and origins than a claim has in practice."""
    ends = sorted(frozenset[str]().union(*sets))
    legs = [set(one) for one in sets]
    sizes = (size for size in range(len(ends) + 1) for group in combinations(ends, size) if hits(group, legs))
    assert least_hitting_set_size(sets) == next(sizes)


@pytest.mark.slow
def test_a_claim_that_is_too_hard_is_never_said_to_rest_on_more_than_it_does() -> None:
    """Beyond the limit of steps what is returned is a lower bound, in bounded time; long chains are no problem."""
    pairs = [frozenset({f"{row}-{at}", f"{row}-{(at + 1) % 5}"}) for row in range(40) for at in range(5)]
    assert least_hitting_set_size(pairs) == 3 * (40)
    chain = [frozenset({str(at), str(at + 1)}) for at in range(1500)]
    assert least_hitting_set_size(chain) == 750
    grid = [frozenset({str(a), str(b), str((a * b + 3) % 60)}) for a in range(60) for b in range(0, 60, 7) if a != b]
    ends = {end for one in grid for end in one}
    assert 0 < least_hitting_set_size(grid) < len(ends)


def test_sources_behind_are_followed_to_the_end() -> None:
    """Directly or through others, circles included, those that nobody defined left out."""
    sources = library(a="b z", b="c", c="", x="y", y="x")
    assert sources_behind("a", sources) == {"b", "c"}
    assert sources_behind("x", sources) == {"x", "y"}
    assert sources_behind("z", sources) == frozenset()


@pytest.mark.parametrize(
    ("standing", "expected"),
    [
        (Standing(0, 0, names_source=False), "no source named"),
        (Standing(0, 0, names_source=True), "no independent source"),
        (Standing(1, 1, names_source=True), "1 independent source"),
        (Standing(1, 3, names_source=True), "at least 1 independent source (which of 3 is not recorded)"),
        (Standing(2, 2, names_source=True), "2 independent sources"),
        (Standing(2, 1000, names_source=True), "at least 2 independent sources (which of 1,000 is not recorded)"),
        (Standing(1, 2, names_source=True, certain=1), "at least 1 independent source (1 of 2 is certain)"),
        (Standing(3, 5, names_source=True, certain=2), "at least 3 independent sources (2 of 5 are certain)"),
    ],
)
def test_the_standing_of_a_claim_in_words(standing: Standing, expected: str) -> None:
    """It says what is certain, and what is not recorded."""
    assert standing.text == expected


def test_a_group_of_claims_is_said_to_have_what_all_of_them_have() -> None:
    """A value of the ledger's facet is true of each claim on its page."""
    exact, unclear = Standing(1, 1, names_source=True), Standing(1, 3, names_source=True)
    circle, silent = Standing(0, 0, names_source=True), Standing(0, 0, names_source=False)
    assert group_text([exact, exact]) == "1 independent source"
    assert group_text([exact, unclear]) == "1 independent source for certain"
    assert group_text([circle, silent]) == "no independent source"


@pytest.mark.parametrize(
    ("text", "first", "words"),
    [
        ("2026", date(2026, 1, 1), "2026"),
        ("2026-02", date(2026, 2, 1), "February 2026"),
        ("2026-02-16", date(2026, 2, 16), "16 February 2026"),
        ("2026-02-16T10:00:00Z", date(2026, 2, 16), "16 February 2026"),
        ("2031/2036", date(2031, 1, 1), "2031 to 2036"),
        ("2026~", date(2026, 1, 1), "about 2026"),
        ("2026-21", date(2026, 3, 1), "spring 2026"),
    ],
)
def test_dates_in_edtf(text: str, first: date, words: str) -> None:
    """A date is valid, has a first day, and can be read aloud."""
    assert is_edtf(text)
    assert first_day(text) == first
    assert format_date(text) == words


@pytest.mark.parametrize("text", ["", "yesterday", "2026-13", "2026-02-30", "16.2.2026", "2026-2-1"])
def test_what_is_no_date_is_refused(text: str) -> None:
    """Loose forms are no EDTF."""
    assert not is_edtf(text)
