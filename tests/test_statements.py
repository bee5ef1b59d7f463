"""Sentences of charts, held against counting by hand on random sites."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import combinations, product
from typing import Any

import msgspec
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sourcebook.charts.builtin import BUILT_IN_CHARTS, chart_module
from sourcebook.core.text.dates import first_day, last_day
from sourcebook.core.text.phrases import plural
from sourcebook.model import (
    ARTICLE,
    Briefing,
    BriefingFrontMatter,
    Claim,
    Claimant,
    Correction,
    Derivation,
    Forecast,
    MarkdownBody,
    Quantity,
    Site,
    SiteConfig,
    Source,
    Via,
    Withdrawal,
)
from sourcebook.model.provenance import root_sources
from sourcebook.query.language import parse_query
from sourcebook.render.figures.chart_selection import active_only, chart_selection, selection_of
from sourcebook.render.figures.chart_tables import tables
from sourcebook.render.figures.query_table import run_query
from sourcebook.render.site_index import SiteIndex
from sourcebook.render.views.briefings import BriefingView
from sourcebook.statements.ages import Age, PublishedBetween
from sourcebook.statements.groups import Evidence, Makers
from sourcebook.statements.inactive_claims import InactiveClaims
from sourcebook.statements.selection import Condition, Selection
from sourcebook.statements.shares import HAS_NO_DATE, NAMES_A_DATE, NAMES_A_SOURCE, NAMES_NO_SOURCE, Predicate, Share
from sourcebook.statements.totals import BrierScore, Corrected

AS_OF = "2026-03-03"
SOURCES, PEOPLE = "abcde", "pqr"
DATES = ("2026", "2025-07", "2026-03-03", "2024-01-05", "2019/2021", "2023/..", "2027-01-01", None)
DUE = ("2020", "2026-02", "2026-03-03", "2030/2035", "2030/..", None)


@st.composite
def sites(draw: st.DrawFn) -> Site:
    """Up to seven claims of up to three people and of the article, on up to five sources behind each other."""
    steps = st.lists(st.sampled_from(SOURCES), max_size=2, unique=True)
    sources = {
        name: Source(
            id=name,
            title=f"Title {name}",
            issued=draw(st.sampled_from(DATES)),
            reliability=draw(st.sampled_from(["A", "B", "C", "F", None])),
            derives_from=tuple(Derivation(source=step, how="cites") for step in draw(steps)),
        )
        for name in SOURCES
    }
    claims = tuple(
        Claim(
            id=f"c{at}",
            text=f"Claim {at}",
            kind=draw(st.sampled_from(["fact", "forecast"])),
            by=tuple(draw(st.lists(st.sampled_from([*PEOPLE, ARTICLE]), min_size=1, max_size=2, unique=True))),
            via=tuple(Via(source=name) for name in draw(steps)),
            forecast=Forecast(
                horizon=draw(st.sampled_from(DUE)),
                probability=draw(st.sampled_from([None, 0.5, 0.0, 0.01, 0.05, 0.95, 0.995, 1.0])),
                outcome=draw(st.sampled_from(["open", "yes"])),
            ),
            quantities=draw(st.sampled_from([(), (Quantity(id="q", value=Decimal(3), unit="USD"),)])),
        )
        for at in range(draw(st.integers(0, 7)))
    )
    front = BriefingFrontMatter(title="T", date="2026-01-01")
    people = {name: Claimant(id=name, name=f"van {name.upper()}", kind="person") for name in PEOPLE}
    briefing = Briefing(slug="a", path="briefings/a.md", front=front, body=MarkdownBody.of(""), claims=claims)
    return Site(config=SiteConfig(title="S"), briefings=(briefing,), sources=sources, people=people)


def takeaway(site: Site, name: str) -> str:
    """The sentence of a built-in chart on a whole site."""
    index = SiteIndex(site)
    data = tables(index, None, index.claims, str, uses=BUILT_IN_CHARTS[name].uses).data(AS_OF)
    return chart_module(name).takeaway(data)


def table(site: Site, name: str) -> pl.DataFrame:
    """The table of a built-in chart on a whole site."""
    index = SiteIndex(site)
    data = tables(index, None, index.claims, str, uses=BUILT_IN_CHARTS[name].uses).data(AS_OF)
    return chart_module(name).table(data)


def share(number: int, total: int, noun: str, predicate: Predicate) -> str:
    """A share in words, by a list of its cases."""
    things = "sources of claims" if noun == "source of a claim" else f"{noun}s"
    if total == 0:
        return f"There are no {things}"
    if total == 1:
        return f"The only {noun} {predicate.singular if number else predicate.opposite}"
    if total == 2 and number != 1:
        return f"Both {things} {predicate.plural}" if number else f"Neither {noun} {predicate.singular}"
    start = f"All {total}" if number == total else f"None of {total}" if number == 0 else f"{number} of {total}"
    several = number > 1
    return f"{start} {things} {predicate.plural if several else predicate.singular}"


def makers(claims: Iterable[Claim]) -> set[str]:
    """All who make one of these claims."""
    return {by for claim in claims for by in claim.by}


def certain(claim: Claim, site: Site) -> list[str]:
    """The origins to which a claim goes back for certain: those of legs that reach only one."""
    legs = [root_sources(via.source, site.sources) for via in claim.via]
    return [next(iter(leg)) for leg in legs if len(leg) == 1]


@given(sites())
@settings(max_examples=60, deadline=None)
def test_what_is_said_of_claims_without_a_source_is_true(site: Site) -> None:
    """The strip counts them, or says that all claims name a source; others add their number."""
    claims = site.briefings[0].claims
    none = sum(not claim.via for claim in claims)
    text = takeaway(site, "evidence-strip")
    if none or not claims:
        assert text == share(none, len(claims), "claim", NAMES_NO_SOURCE) + "."
    else:
        assert text == share(len(claims), len(claims), "claim", NAMES_A_SOURCE) + "."
    for name in ("corroboration", "source-flow"):
        other = takeaway(site, name)
        found = re.search(r"; (\d+) names? no source", other)
        assert (int(found[1]) if found else 0) == (0 if none == len(claims) or "; " not in other else none)
        assert ("no source" in other) is (none > 0)


@given(sites())
@settings(max_examples=60, deadline=None)
def test_claims_that_go_back_to_one_source_are_counted_with_all_who_make_them(site: Site) -> None:
    """Only those whose way back is certain, and only claims of named people."""
    text = takeaway(site, "source-flow")
    common = "have an independent source in common,"
    found = re.match(rf"(\d+) claims? by (.*) (?:goes back to|{common}) “Title (.)”", text)
    shared = {
        origin: [
            claim for claim in site.briefings[0].claims if ARTICLE not in claim.by and origin in certain(claim, site)
        ]
        for origin in SOURCES
    }
    if found is None:
        assert not any(shared.values())
        return
    claims = shared[found[3]]
    assert int(found[1]) == len(claims)
    assert (common in text) is (len(claims) > 1)
    assert set(found[2].replace(" and ", ", ").split(", ")) == {
        f"van {by.upper()}" for claim in claims for by in claim.by
    }
    assert len(makers(claims)) == max(len(makers(group)) for group in shared.values())


@given(sites())
@settings(max_examples=60, deadline=None)
def test_the_claimants_who_are_named_make_most_claims(site: Site) -> None:
    """All of those who do, with their number, and nobody's name gets another first letter."""
    claims = site.briefings[0].claims
    text = takeaway(site, "claims-by-claimant")
    if not claims:
        assert text == "There are no claims."
        return
    counts = {by: sum(by in claim.by for claim in claims) for by in makers(claims)}
    most = max(counts.values())
    names = sorted("The article" if by == ARTICLE else f"van {by.upper()}" for by in counts if counts[by] == most)
    together = " A claim that several make together counts for each of them."
    assert text.endswith(together) is any(len(claim.by) > 1 for claim in claims)
    text = text.removesuffix(together)
    if len(names) == len(counts) > 1:
        every = "Both" if len(counts) == 2 else f"All {len(counts)}"
        assert text == f"{every} claimants make equally many claims, {most} each."
        return
    shown = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    assert text.startswith(f"{shown} {'makes' if len(names) == 1 else 'each make'} ")
    total = len(claims)
    every = "both claims" if total == 2 else f"all {total} claims"
    part = "the only claim" if total == 1 else every if most == total else f"{most} of {total} claims"
    assert text.endswith(f" {part}.")


@given(sites())
@settings(max_examples=60, deadline=None)
def test_what_is_said_of_forecasts_is_true(site: Site) -> None:
    """Undated ones, and open ones whose last day has passed at the date of the build, which is named."""
    forecasts = [claim.forecast for claim in site.briefings[0].claims if claim.kind == "forecast" and claim.forecast]
    text = takeaway(site, "forecast-horizons")
    late = [
        one
        for one in forecasts
        if one.horizon and last_day(one.horizon) < date.fromisoformat(AS_OF) and one.outcome == "open"
    ]
    found = re.search(r"; (\d+) (?:was|were) overdue as of 3 March 2026\.", text)
    assert (int(found[1]) if found else 0) == len(late)
    undated = [one for one in forecasts if not one.horizon]
    assert (" no date" in text) is bool(undated)
    if not undated and forecasts:
        assert text.startswith(share(len(forecasts), len(forecasts), "forecast", NAMES_A_DATE))
    likely = takeaway(site, "likelihood-ranges")
    told = sum(one.probability is not None for one in forecasts)
    if len(forecasts) > 1 and 0 < told < len(forecasts):
        assert likely.startswith(f"{told} of {len(forecasts)} forecasts")
    rows = table(site, "likelihood-ranges").rows(named=True)
    assert sum(row["In words"] + row["In numbers only"] for row in rows) == len(forecasts)
    given = [100 * one.probability for one in forecasts if one.probability is not None]
    assert sum(row["In numbers only"] for row in rows) == told
    for row in rows:
        if row["In numbers only"] and row["Range"] != "–":
            low, high = map(int, row["Range"].removesuffix(" %").split("–"))
            assert row["In numbers only"] <= sum(low <= one <= high for one in given)
    beyond = [row["In numbers only"] for row in rows if row["Likelihood"] == "beyond these ranges"]
    assert sum(beyond) == sum(not 1 <= one <= 99 for one in given)


@given(sites())
@settings(max_examples=60, deadline=None)
def test_what_is_said_of_dates_of_sources_is_true(site: Site) -> None:
    """All dated sources behind the claims were published in the years that are named; the others are counted."""
    behind = {name for claim in site.briefings[0].claims for via in claim.via for name in (via.source,)}
    behind |= {name for one in tuple(behind) for name in root_sources(one, site.sources)}
    issued = [site.sources[name].issued for name in behind]
    dates = [one for one in issued if one]
    text = takeaway(site, "source-ages")
    if not behind:
        assert text == "No claim names a source."
        return
    undated = len(issued) - len(dates)
    if not dates:
        assert text == share(undated, undated, "source of a claim", HAS_NO_DATE) + "."
        return
    found = re.search(r"; (\d+) ha(?:s|ve) no date", text)
    assert (int(found[1]) if found else 0) == undated
    text, said = text.split("; ages are ")
    assert said == "as of 3 March 2026."
    years = [int(year) for year in re.findall(r"\b(?:19|20)\d\d\b", text)]
    assert all(first_day(one).year >= years[0] for one in dates)
    if "or later" not in text:
        assert all(last_day(one).year <= years[-1] for one in dates)
    for row in table(site, "source-ages").iter_rows(named=True):
        reached = [
            [{via.source} for via in one.via] + [root_sources(via.source, site.sources) for via in one.via]
            for one in site.briefings[0].claims
        ]
        name = row["Source"].removeprefix("Title ")
        sure = sum({name} in sets for sets in reached)
        assert (row["Claims"], row["Perhaps"]) == (
            sure,
            sum(any(name in one for one in sets) for sets in reached) - sure,
        )
    numbers = re.match(r"The (\d+) (?:dated )?sources of claims", text)
    assert numbers is None or int(numbers[1]) == len(dates)
    assert (len(dates) == 1) is text.startswith("The only")


@given(sites())
@settings(max_examples=60, deadline=None)
def test_what_is_said_of_the_matrix_and_of_grades_is_true(site: Site) -> None:
    """The number of claims that name a source or go back to it for certain; those that name a good one."""
    claims = site.briefings[0].claims
    shares = r"(?:(All|Both|None of)? ?(\d+)?(?: of (\d+))? claims? rests? on|The only claim rests on)"
    found = re.match(rf"{shares} “Title (.)”", takeaway(site, "claim-source-matrix"))
    resting = {
        name: sum(name in {*certain(claim, site), *(via.source for via in claim.via)} for claim in claims)
        for name in SOURCES
    }
    if found:
        number = len(claims) if found[1] in ("All", "Both") or found[2] is None else int(found[2])
        assert number == resting[found[4]] == max(resting.values())
    else:
        assert max(resting.values()) == 0
    grades = [[site.sources[via.source].reliability for via in claim.via] for claim in claims]
    good = sum(any(grade in ("A", "B") for grade in each) for each in grades)
    text = takeaway(site, "reliability-credibility")
    if len(claims) > 1 and 0 < good < len(claims):
        assert text.startswith(f"{good} of {len(claims)} claims name")
    if len(claims) > 1 and good == 0:
        assert text.startswith("None of" if len(claims) > 2 else "Neither claim")


@given(sites())
@settings(max_examples=60, deadline=None)
def test_claims_on_two_sources_are_counted_where_that_is_certain(site: Site) -> None:
    """The least number of independent sources is two; or all claims with a source rest on one."""
    index = SiteIndex(site)
    text = takeaway(site, "corroboration")
    two = sum(view.corroboration >= 2 for view in index.claims)
    origins = {origin.id for view in index.claims for origin in view.origins}
    if len(origins) == 1 and any(view.claim.via for view in index.claims):
        title = site.sources[origins.pop()].title
        assert f"“{title}”" in text
        number = sum(bool(view.origins) for view in index.claims)
        total = len(index.claims)
        start = "Both" if number == total == 2 else "All" if number == total > 1 else f"{number} of {total}"
        assert text.startswith("The only" if total == 1 else start)
    elif len(index.claims) > 1 and 0 < two < len(index.claims):
        assert text.startswith(f"{two} of {len(index.claims)} claims")


@given(st.sampled_from([one for one in DATES if one]), st.dates(date(2024, 1, 1), date(2030, 1, 1)))
def test_an_age_holds_whenever_in_its_date_the_source_was_published(issued: str, day: date) -> None:
    """The age of each day that the date can mean lies in what is said."""
    age = Age.of(issued, day.isoformat())
    end = min(last_day(issued), first_day(issued) + timedelta(days=2000))
    for offset in range(0, (end - first_day(issued)).days + 1, 97):
        days = (day - first_day(issued) - timedelta(days=offset)).days
        assert age.least <= days
        assert age.most is not None
        assert days <= age.most
    assert (age.text == "dated later") is (first_day(issued) > day)


@pytest.mark.parametrize(
    ("issued", "text"),
    [
        ("2026-03-03", "0 days"), ("2026-03-02", "1 day"), ("2025-12", "2 to 3 months"),
        ("2026", "up to 2 months"),
        ("2024-01-05", "2 years"), ("2023", "2 to 3 years"), ("2025", "2 to 13 months"), ("2027", "dated later"),
        ("-0043-03-15", "2,068 years"), ("../2019", "6 years or more"), ("2023/..", "up to 3 years"),
    ],
)  # fmt: skip
def test_ages_in_words(issued: str, text: str) -> None:
    """As exact as the date of the source."""
    assert Age.of(issued, AS_OF).text == text


@pytest.mark.parametrize(
    ("dates", "text"),
    [
        (["-0043-03-15", "2019"], "The 2 sources of claims were published between 44 BCE and 2019"),
        (["0000"], "The only source of a claim was published in 1 BCE"),
        (["../2019", "2020"], "The 2 sources of claims were published in 2020 or before"),
        (["../2019", "2020/..", "2010"], "All 3 sources of claims have a date"),
        (["2020/..", "2019"], "The 2 sources of claims were published in 2019 or later"),
        (["Y17000"], "The only source of a claim was published in 17000"),
    ],
)
def test_years_of_publication_in_words(dates: list[str], text: str) -> None:
    """Years before 1 as historians count them, and what is open is left open."""
    assert PublishedBetween.of(dates, len(dates)).text == text


@pytest.mark.parametrize("total", range(4))
def test_a_share_in_words(total: int) -> None:
    """Every number of every total."""
    for number in range(total + 1):
        assert Share(number, total, "claim", NAMES_NO_SOURCE).text == share(number, total, "claim", NAMES_NO_SOURCE)


def head(site: Site) -> BriefingView:
    """The view of the only briefing."""
    return SiteIndex(site).briefings[0]


@given(sites())
@settings(max_examples=60, deadline=None)
def test_the_head_of_a_briefing_says_where_its_claims_go_back_to(site: Site) -> None:
    """By trying every set of origins: the fewest with which every way back of every claim is accounted for."""
    claims = site.briefings[0].claims
    text = head(site).foundation.text
    unnamed = [claim for claim in claims if not claim.via]
    ways = [root_sources(via.source, site.sources) for claim in claims for via in claim.via]
    ways = [ends for ends in ways if ends]
    origins = sorted(set[str]().union(*ways))
    groups = (group for size in range(len(origins) + 1) for group in combinations(origins, size))
    least = next(len(group) for group in groups if all(ends & set(group) for ends in ways))
    rooted = sum(any(root_sources(via.source, site.sources) for via in claim.via) for claim in claims)
    first, *others = text.split("; ")
    assert first == (
        share(len(unnamed), len(claims), "claim", NAMES_NO_SOURCE)
        if unnamed or not claims
        else share(len(claims), len(claims), "claim", NAMES_A_SOURCE)
    )
    known = [part for part in others if "back to" in part]
    assert bool(known) is bool(rooted)
    if known:
        count, verb, end = re.fullmatch(r"(.*) (goes|go) back to (.*)", known[0]).groups()  # type: ignore[union-attr]
        number = {"they": len(claims), "it": 1, "the other": 1}.get(count) or int(count.rpartition(" ")[2])
        assert (number, verb) == (rooted, "goes" if rooted == 1 else "go")
        assert count.startswith("the other") is (rooted + len(unnamed) == len(claims) and bool(unnamed))
        if len(origins) == 1:
            assert end == f"one independent source, “Title {origins[0]}”"
        elif least == len(origins):
            assert end == f"{least} independent sources"
        else:
            sure = len({origin for ends in ways for origin in ends if len(ends) == 1})
            how = f"{sure} of {len(origins)} {'is' if sure == 1 else 'are'} certain"
            how = how if sure else f"which of {len(origins)} is not recorded"
            assert end == f"at least {plural(least, 'independent source')} ({how})"
    lost = len(claims) - len(unnamed) - rooted
    told = [part for part in others if part.endswith("not fully sourced")]
    assert bool(told) is bool(lost)
    if told and told[0].split(" ")[0].isdigit():
        assert int(told[0].split(" ")[0]) == lost


@given(sites())
@settings(max_examples=60, deadline=None)
def test_a_claim_rests_for_certain_on_what_every_choice_contains(site: Site) -> None:
    """By taking one origin for each way back, in all combinations."""
    for view in SiteIndex(site).claims:
        ends = [root_sources(via.source, site.sources) for via in view.claim.via]
        choices = [set(choice) for choice in product(*(sorted(one) for one in ends if one))]
        assert {one.id for one in view.certain} == set.intersection(*choices)
        assert {one.id for one in (*view.certain, *view.possible)} == set[str]().union(*choices)
        assert view.support.certain == len(view.certain)


@given(sites())
@settings(max_examples=60, deadline=None)
def test_the_head_of_a_briefing_says_who_makes_how_many_claims(site: Site) -> None:
    """Each number is that of the claims which the person makes, alone or with others."""
    claims = site.briefings[0].claims
    text = head(site).makers.text
    if not claims:
        assert text == "There are no claims"
        return
    names = {by: "The article" if by == ARTICLE else f"van {by.upper()}" for by in makers(claims)}
    counts = {name: sum(by in claim.by for claim in claims) for by, name in names.items()}
    joint = "; a claim that several make together counts for each"
    assert text.endswith(joint) is any(len(claim.by) > 1 for claim in claims)
    told = re.sub(r" makes (\d+) claims?", r" \1", text.removesuffix(joint)).replace(" and ", ", ").split(", ")
    shown = {part.rpartition(" ")[0]: int(part.rpartition(" ")[2]) for part in told}
    assert shown == counts
    assert [*shown.values()] == sorted(shown.values(), reverse=True)


@given(st.lists(st.lists(st.sampled_from("abcdefg"), min_size=1, max_size=3, unique=True), min_size=1, max_size=9))
@settings(max_examples=60, deadline=None)
def test_many_claimants_are_counted_together(groups: list[list[str]]) -> None:
    """Those who are not named, and their claims, each once."""
    said = Makers.of([Evidence([(name, name) for name in group], []) for group in groups])
    everybody = {name for group in groups for name in group}
    named = {name for name, _ in said.counts}
    assert len(named) == (len(everybody) if len(everybody) <= 4 else 3)
    assert said.others == len(everybody - named)
    assert said.rest == sum(not set(group) <= named for group in groups)
    assert min(count for _, count in said.counts) >= max(
        (sum(name in group for group in groups) for name in everybody - named), default=0
    )


@given(sites())
@settings(max_examples=30, deadline=None)
def test_lists_count_claims_that_name_no_source(site: Site) -> None:
    """Headings of people and topics, and the column of briefings."""
    index = SiteIndex(site)
    claims = site.briefings[0].claims
    assert index.briefings[0].unnamed == sum(not claim.via for claim in claims)
    for person in index.people:
        own = [claim for claim in claims if person.person.id in claim.by]
        none = sum(not claim.via for claim in own)
        found = re.search(r"; (\d+) names? no source", person.heading)
        assert (int(found[1]) if found else 0) == none


@given(sites())
@settings(max_examples=60, deadline=None)
def test_the_table_of_the_matrix_lists_the_claims_of_each_source(site: Site) -> None:
    """Those that name it, that go back to it for certain, and that may."""
    claims = site.briefings[0].claims
    expected: dict[str, tuple[list[int], list[int], list[int]]] = {}
    for name in SOURCES:
        named = [at for at, claim in enumerate(claims, 1) if name in [via.source for via in claim.via]]
        ends = {at: [root_sources(via.source, site.sources) for via in one.via] for at, one in enumerate(claims, 1)}
        sure = [at for at, reached in ends.items() if {name} in reached and at not in named]
        perhaps = [at for at, reached in ends.items() if any(name in one for one in reached) and at not in named + sure]
        if named or sure or perhaps:
            expected[f"Title {name}"] = (named, sure, perhaps)
    unsourced = [at for at, claim in enumerate(claims, 1) if not claim.via]
    found = {
        row["Source"]: tuple(
            [int(number) for number in row[column].split("; ") if number]
            for column in ("named", "through_another", "perhaps_through_another")
        )
        for row in table(site, "claim-source-matrix").iter_rows(named=True)
    }
    assert found == expected | ({"No source named": (unsourced, [], [])} if unsourced else {})


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("", "So."),
        ("sort=-id", "So."),
        ("kind=fact", "Of the claims with kind fact: So."),
        ("kind=fact,forecast&by=p", "Of the claims with kind fact or forecast and claimant van P: So."),
        ("by=article,desk", "Of the claims with claimant the article or The desk: So."),
        ("kind!=fact", "Of the claims with kind other than fact: So."),
        ("origins=a", "Of the claims with independent source Title a: So."),
        ("text~a%20b", "Of the claims with “a b” in text: So."),
        ("topics=", "Of the claims with no topic: So."),
        ("likelihood!=", "Of the claims with some likelihood: So."),
        ("corroboration=2..", "Of the claims with number of independent sources 2 or more: So."),
        ("corroboration=..3,5", "Of the claims with number of independent sources 3 or less or 5: So."),
        ("probability>=0.5&limit=3", "Of the first 3 claims with probability 0.5 or more: So."),
        ("horizon=2026-02..2026-03", "Of the claims with due date February 2026 to March 2026: So."),
        ("horizon<2026", "Of the claims with due date before 2026: So."),
        ("horizon>=2026-02", "Of the claims with due date from February 2026 on: So."),
        ("horizon=../2026", "Of the claims with due date up to 2026: So."),
        ("horizon=..2026", "Of the claims with due date up to 2026: So."),
        ("text=Wait..", "Of the claims with text “Wait..”: So."),
        ("article=a", "Of the claims with article Title a: So."),
        ("sort=-number&limit=1", "Of the first claim, sorted by number, falling: So."),
        ("sort=as_of,id&limit=3&kind=fact", "Of the first 3 claims with kind fact, sorted by date and id: So."),
        ("limit=2", "Of the first 2 claims: So."),
    ],
)
def test_a_sentence_on_some_claims_names_them(query: str, text: str) -> None:
    """By the fields of the filter, with names and titles in place of ids."""
    people = {"p": Claimant(id="p", name="van P", kind="person")}
    index = SiteIndex(Site(config=SiteConfig(title="S"), sources={"a": Source(id="a", title="Title a")}, people=people))
    parsed = parse_query(query, index.fields["claims"], "en")
    assert selection_of(index, parsed, is_wide=False).of("So.") == text


def test_a_sentence_on_the_whole_site_says_so_on_a_briefing() -> None:
    """With conditions and without."""
    kind = Condition("kind", "=", [("fact",)])
    assert Selection([kind], is_wide=True).of("So.") == "Of the claims of this site with kind fact: So."
    assert Selection([], is_wide=True).of("So.") == "Of all claims of this site: So."
    assert Selection([kind]).of("There are no forecasts.") == "There are no forecasts with kind fact."


def make_site(claims: list[Claim]) -> Site:
    """A site of two people with one name."""
    people = {name: Claimant(id=name, name="John Smith", kind="person") for name in ("smith1", "smith2")}
    front = BriefingFrontMatter(title="T", date="2026-01-01")
    briefing = Briefing(slug="a", path="briefings/a.md", front=front, body=MarkdownBody.of(""), claims=tuple(claims))
    return Site(config=SiteConfig(title="S"), briefings=(briefing,), people=people)


def without(site: Site, ids: set[str]) -> Site:
    """A site without some claims of its only briefing."""
    (briefing,) = site.briefings
    claims = tuple(claim for claim in briefing.claims if claim.id not in ids)
    return msgspec.structs.replace(site, briefings=(msgspec.structs.replace(briefing, claims=claims),))


@given(sites(), st.sets(st.integers(0, 6)), st.sets(st.integers(0, 6)))
@settings(max_examples=60, deadline=None)
def test_what_was_taken_back_is_left_out_and_counted(site: Site, withdrawn: set[int], retracted: set[int]) -> None:
    """What is said of the claims is what was said if they were not there, and how many they are."""
    (briefing,) = site.briefings
    claims = tuple(
        msgspec.structs.replace(
            claim, withdrawn=Withdrawal(date="2026-02-02", reason="Twice.") if at in withdrawn else None
        )
        for at, claim in enumerate(briefing.claims)
    )
    said = [Correction(date="2026-02-03", kind="retract", text="Wrong.", claim=f"c{at}") for at in sorted(retracted)]
    front = msgspec.structs.replace(briefing.front, corrections=tuple(said))
    marked = msgspec.structs.replace(site, briefings=(msgspec.structs.replace(briefing, claims=claims, front=front),))
    gone = {f"c{at}" for at in range(len(claims)) if at in withdrawn | retracted}
    counts = InactiveClaims(
        len(withdrawn & set(range(len(claims)))), len(gone) - len(withdrawn & set(range(len(claims))))
    )
    now, bare = SiteIndex(marked), SiteIndex(without(site, gone))
    (view,), (other,) = now.briefings, bare.briefings
    assert (view.foundation.text, view.makers.text, view.unnamed) == (
        other.foundation.text,
        other.makers.text,
        other.unnamed,
    )
    assert view.inactive == counts
    for person in now.people:
        same = next(one for one in bare.people if one.person.id == person.person.id)
        own = [one for one in claims if person.person.id in one.by and one.id in gone]
        assert (person.claims, person.kinds, person.unnamed) == (same.claims, same.kinds, same.unnamed)
        if person.claims:
            assert person.heading.startswith(same.heading)
            assert [int(one) for one in re.findall(r"; (\d+) more w", person.heading)] == ([len(own)] if own else [])
        elif own:
            assert re.match(rf"{len(own)} claims? w", person.heading)
    result, left_out = active_only(run_query(now, "claims", "", view))
    assert [row["id"] for row in result.rows] == [one.id for one in claims if one.id not in gone]
    assert left_out == counts
    asked, none = active_only(run_query(now, "claims", "status=withdrawn", view))
    assert none == InactiveClaims(0, 0)
    assert len(asked.rows) == counts.withdrawn
    first, _ = active_only(run_query(now, "claims", "limit=2&sort=-number", view))
    assert [row["id"] for row in first.rows] == [one.id for one in claims if one.id not in gone][:-3:-1]
    _, forecasts = active_only(run_query(now, "claims", "", view), "forecasts")
    assert sum(forecasts) == sum(one.kind == "forecast" for one in claims if one.id in gone)


@given(sites())
@settings(max_examples=40, deadline=None)
@pytest.mark.slow
def test_a_chart_leaves_out_what_it_would_count(site: Site) -> None:
    """Of claims that were withdrawn one by one: those with which alone the chart says something else than without."""
    (briefing,) = site.briefings
    gone = Withdrawal(date="2026-02-02", reason="Twice.")
    withdrawn = tuple(msgspec.structs.replace(claim, withdrawn=gone) for claim in briefing.claims)
    marked = msgspec.structs.replace(site, briefings=(msgspec.structs.replace(briefing, claims=withdrawn),))
    index = SiteIndex(marked)
    selected = run_query(index, "claims", "", index.briefings[0])
    for name, entry in BUILT_IN_CHARTS.items():
        bare = takeaway(without(site, {claim.id for claim in briefing.claims}), name)
        alone = [without(site, {one.id for one in briefing.claims} - {claim.id}) for claim in briefing.claims]
        counted = sum(takeaway(one, name) != bare for one in alone)
        found = chart_selection(index, index.briefings[0], selected, entry.counts)
        assert found.inactive == InactiveClaims(counted, 0), name
        assert len(found.selected.rows) == (len(withdrawn) if name == "corrections" else 0)


@given(sites())
@settings(max_examples=60, deadline=None)
def test_the_bars_of_corroboration_count_each_claim_once(site: Site) -> None:
    """By taking one origin for each way back, in all combinations: the fewest, and whether all choices are one."""
    levels = []
    for claim in site.briefings[0].claims:
        ends = [sorted(root_sources(via.source, site.sources)) for via in claim.via]
        choices = {frozenset(choice) for choice in product(*(one for one in ends if one))}
        least = min(map(len, choices))
        one = "one" if len(choices) == 1 else "one or more, not recorded"
        levels.append("none" if least == 0 else one if least == 1 else "two or more")
    rows = {row["Independent sources"]: row["Claims"] for row in table(site, "corroboration").iter_rows(named=True)}
    assert rows == {level: levels.count(level) for level in rows}
    assert sum(rows.values()) == len(levels)


@pytest.mark.parametrize(
    ("inactive", "text", "left_out"),
    [
        ((0, 0), "", ""),
        ((1, 0), "1 claim was withdrawn", "1 withdrawn claim is left out."),
        ((0, 2), "2 claims were retracted", "2 retracted claims are left out."),
        ((1, 1), "2 claims were withdrawn or retracted", "2 withdrawn or retracted claims are left out."),
    ],
)
def test_claims_that_were_taken_back_in_words(inactive: tuple[int, int], text: str, left_out: str) -> None:
    """Their number, and which of both happened to them."""
    said = InactiveClaims(*inactive)
    assert (said.text, said.left_out) == (text, left_out)
    addition = f"; {text.replace('claims', 'more').replace('claim', 'more')}" if text else ""
    assert said.after("So", 2) == f"So{addition}"
    assert said.after("There are none", 0) == text or "There are none"


@given(st.lists(st.tuples(st.integers(0, 100), st.booleans()), max_size=5))
@settings(max_examples=60, deadline=None)
def test_the_brier_score_is_the_mean_of_squares(forecasts: list[tuple[int, bool]]) -> None:
    """In whole ten-thousandths by hand; rounded, it says so."""
    text = BrierScore.of([(percent / 100, true) for percent, true in forecasts]).text
    if not forecasts:
        assert text == "No forecast with a probability has been resolved yet"
        return
    total = sum((percent - 100 * true) ** 2 for percent, true in forecasts)
    found = re.fullmatch(r"(\d+) resolved forecasts? with a probability: a Brier score of (about )?([\d.]+)", text)
    assert found
    assert int(found[1]) == len(forecasts)
    mean = Fraction(total, 10_000 * len(forecasts))
    assert (Fraction(found[3]) == mean) is not bool(found[2])
    assert abs(Fraction(found[3]) - mean) <= Fraction(1, 2000)


@given(st.integers(0, 4), st.integers(0, 4), st.integers(0, 3))
def test_corrections_and_retractions_are_counted(others: int, retractions: int, withdrawals: int) -> None:
    """Every number that is said is one of them, and nothing else is said."""
    total = others + retractions
    text = Corrected(total, retractions, withdrawals).text
    said = f"{plural(withdrawals, 'claim')} {'was' if withdrawals == 1 else 'were'} withdrawn"
    assert text.endswith(said) is bool(withdrawals)
    if withdrawals and not total:
        assert text == said
        return
    text = text.removesuffix(f"; {said}")
    numbers = [int(one) for one in re.findall(r"\d+", text)]
    assert numbers == ([] if total < 2 else [total, retractions] if retractions else [total])
    assert ("retraction" in text) is bool(retractions)
    assert ("retractions" in text) is (retractions > 1)


AMOUNT = st.integers(1, 9)
NUMBER = st.one_of(
    st.builds(
        lambda value, bound: {"value": value, "bound": bound}, AMOUNT, st.sampled_from(["exact", "up_to", "at_least"])
    ),
    st.builds(lambda low, more: {"min": low, "max": low + more}, AMOUNT, AMOUNT),
)


@given(st.lists(st.tuples(NUMBER, st.sampled_from(["USD", "m", "vote"])), max_size=5))
@settings(max_examples=60, deadline=None)
def test_the_largest_number_that_is_stated_is_named(numbers: list[tuple[dict[str, Any], str]]) -> None:
    """By comparing the ends that are named, in the unit that is named."""
    quantities = tuple(
        msgspec.convert({"id": f"q{at}", "unit": unit, **one}, Quantity) for at, (one, unit) in enumerate(numbers)
    )
    claim = Claim(id="x", text="X", kind="figure", by=("article",), quantities=quantities)
    front = BriefingFrontMatter(title="T", date="2026-01-01")
    briefing = Briefing(slug="a", path="briefings/a.md", front=front, body=MarkdownBody.of(""), claims=(claim,))
    config = SiteConfig(title="S", units={"vote": "votes"})
    text = takeaway(Site(config=config, briefings=(briefing,)), "figures")
    if len(numbers) < 2:
        assert text.startswith("One number" if numbers else "No claim states a number")
        return
    found = re.fullmatch(r"(\d) numbers(?: in (\d) units)? are stated; the largest named in (\w+) is (.*)\.", text)
    assert found
    assert (int(found[1]), int(found[2] or 1)) == (len(numbers), len({unit for _, unit in numbers}))
    unit = "vote" if found[3] == "votes" else found[3]
    ends = [int(one.get("value", one.get("max", 0))) for one, own in numbers if own == unit]
    assert str(max(ends)) in found[4].split()
    assert found[4].endswith(found[3])
    counts = [sum(own == each for _, own in numbers) for each in ("USD", "m", "vote")]
    assert len(ends) == max(counts)


def test_two_of_one_name_are_two() -> None:
    """In the head of a briefing as in the chart."""
    site = make_site([Claim(id=f"c{at}", text="X", kind="fact", by=(f"smith{at}",)) for at in (1, 2)])
    view = head(site)
    assert view.makers.text == "John Smith (smith1) makes 1 claim and John Smith (smith2) 1"
    assert [one.by for one in view.claims] == ["John Smith (smith1)", "John Smith (smith2)"]
    both = "Both claimants make equally many claims, 1 each."
    assert takeaway(site, "claims-by-claimant") == both
    assert table(site, "source-flow")["Claimant"].to_list() == ["John Smith (smith1)", "John Smith (smith2)"]


@given(sites(), st.lists(st.integers(0, 3), min_size=7, max_size=7))
@settings(max_examples=40, deadline=None)
def test_other_briefings_share_an_origin(site: Site, places: list[int]) -> None:
    """All in which a claim can go back to one of the origins, in the order of the site."""
    claims = site.briefings[0].claims
    briefings = tuple(
        msgspec.structs.replace(
            site.briefings[0],
            slug=f"b{at}",
            claims=tuple(claim for claim, place in zip(claims, places, strict=False) if place == at),
        )
        for at in range(4)
    )
    index = SiteIndex(msgspec.structs.replace(site, briefings=briefings))
    for view in index.claims:
        names = tuple(origin.id for origin in view.origins)
        expected = [
            briefing.slug
            for briefing in briefings
            if any(
                set(names) & root_sources(via.source, site.sources) for claim in briefing.claims for via in claim.via
            )
        ]
        assert [one.slug for one in index.backlinks.sharing(names)] == expected
