"""Records that can be read and contradict themselves: each fault is found at its place, and nothing else is."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from citeproc import types as citeproc_types
from hypothesis import given, settings
from hypothesis import strategies as st
from making import make

from sourcebook.checks.rules import date_order, odd_forecast
from sourcebook.checks.rules.unknown_unit import is_unit
from sourcebook.checks.runner import apply_levels, run_checks
from sourcebook.core.text.dates import on_date
from sourcebook.model import (
    CSL_TYPES,
    LIKELIHOOD_RANGES,
    Briefing,
    BriefingFrontMatter,
    Claim,
    Finding,
    Forecast,
    MarkdownBody,
    Site,
    SiteConfig,
)
from sourcebook.readers.site import read_site

INDEX, CLAIMS, SOURCES = "briefings/a/index.md", "briefings/a/claims.yaml", "sources/more.yaml"
PROSE = "---\ntitle: First\ndate: 2026-02-16\narticles: [article, report]\n---\nIt [begins](claim:x).\n"
CLAIM = "- {id: x, text: It is., kind: fact, by: rory-green"
DESK = CLAIM.replace("rory-green", "desk")
OTHER = "\n- {id: z, text: Z., kind: fact, by: y"
FORECAST = "- {id: x, text: It is., kind: forecast, by: rory-green, forecast: {"
QUANTITY = CLAIM + ", quantities: [{id: q, value: 1, unit: "


class Odd(NamedTuple):
    """What a claim says, and the only finding that it gives, if any."""

    rule: str
    claim: str
    at: str
    """What stands at its place."""
    says: str
    level: str = "error"


ODD = [
    Odd("date-order", CLAIM + ", as_of: 2027/2026}", "2027/", "ends before it begins: 2027, 2026"),
    Odd(
        "date-order",
        FORECAST + "made_on: 2026-02-16, horizon: 2025-12}}",
        "2025-12}",
        "due in December 2025, but made on 16 February 2026",
    ),
    Odd(
        "date-order",
        FORECAST + "made_on: 2026, outcome: yes, resolved_on: 2025-12-31}}",
        "2025-12-31",
        "resolved on 31 December 2025, but made in 2026",
    ),
    Odd(
        "odd-forecast", CLAIM + ", forecast: {horizon: 2030}}", "{horizon", "of the kind fact has a forecast", "warning"
    ),
    Odd("odd-forecast", FORECAST + "outcome: yes}}", "yes}", "since when is not said", "warning"),
    Odd("odd-forecast", FORECAST + "resolved_on: 2026-03}}", "2026-03", "its outcome is open", "warning"),
    Odd("odd-forecast", FORECAST + "likelihood: likely, probability: 0.3}}", "0.3", "30 % is not “likely”", "warning"),
    Odd("self-reference", CLAIM + ", supports: [x]}", "x]", "supports itself"),
    Odd("self-reference", CLAIM + ", attacks: [x]}", "x]", "attacks itself"),
    Odd("self-reference", CLAIM + ", supersedes: x}", "x}", "supersedes itself"),
    Odd("self-reference", DESK + ", computed_from: [x]}", "x]", "computed from itself"),
    Odd("self-reference", CLAIM + ", supersedes: z}" + OTHER + ", supersedes: x}", "z}", "itself, through “z”"),
    Odd("self-reference", CLAIM + ", supports: [w], attacks: [w]}", "w]}", "both supports and attacks “w”"),
    Odd(
        "unsound-computation",
        DESK + ", computed_from: [v]}",
        "v]",
        "computed from “v”, which was withdrawn",
        "warning",
    ),
    Odd("unsound-computation", CLAIM + ", computed_from: [w]}", "[w]", "only what the desk found out"),
    Odd("date-order", CLAIM + ", withdrawn: {date: 2025, reason: No.}}", "2025", "withdrawn in 2025, but published"),
    Odd("date-order", CLAIM + ", seen: 2026/2025}", "2026/", "ends before it begins"),
    Odd("date-order", FORECAST + "made_on: 2026, horizon: 2025/2024}}", "2025/2024", "the interval ends before it"),
    Odd(
        "self-reference",
        DESK + ", computed_from: [z]}" + OTHER.replace(": y", ": desk") + ", computed_from: [x]}",
        "z]",
        "",
    ),
    Odd(
        "self-reference",
        CLAIM + ", reviews: [{verdict: True, by: rory-green, date: 2026}]}",
        "rory-green, date",
        "cannot review it",
    ),
    Odd("odd-quantity", QUANTITY + "m}, {id: q, value: 2, unit: m}]}", "q, value: 2", "another quantity of this claim"),
    Odd("unknown-unit", QUANTITY + "RMB}]}", "RMB", "neither of ISO 4217 nor of UCUM", "warning"),
    Odd(
        "unknown-rating", CLAIM + ", reviews: [{verdict: So, rating: 7, by: y, date: 2026}]}", "7,", "not on", "warning"
    ),
    Odd(
        "unknown-rating", CLAIM + ", reviews: [{verdict: So, rating: 2, by: y, date: 2026}]}", "2,", "“Yes”", "warning"
    ),
    Odd("unclear-article", CLAIM + ", article: third}", "third", "this briefing is not about “third”", "warning"),
    Odd("unclear-article", CLAIM.replace("rory-green", "article") + "}", "article}", "which one states it", "warning"),
    Odd("unknown-reference", DESK + ", computed_from: [y.z]}", "y.z", "no quantity has the id “y.z”"),
    Odd("unknown-reference", CLAIM + ", via: [{source: past}]}", "past", "it is now “third”"),
    Odd("", FORECAST + "made_on: 2026-02, horizon: 2026-02-01}}", "", ""),
    Odd("", FORECAST + "likelihood: likely, probability: 0.55, outcome: 'no', resolved_on: 2026}}", "", ""),
    Odd("", FORECAST + "made_on: 2026, horizon: 2026/.., criteria: It is.}}", "", ""),
    Odd("", FORECAST + "likelihood: roughly even chance, probability: 0.55}}", "", ""),
    Odd(
        "",
        QUANTITY
        + '"%"}, {id: r, value: 1, unit: vote}, {id: s, value: 1, unit: USD/t}, {id: t, value: 1, unit: vote/a}]}',
        "",
        "",
    ),
    Odd("", CLAIM + ", reviews: [{verdict: 'yes', rating: 2, by: y, date: 2026}]}", "", ""),
    Odd("", CLAIM.replace("rory-green", "article") + ", article: report}", "", ""),
]
FILES = {
    "site.yaml": """
title: S
checks: {untied-claim: off}
units: {vote: votes}
fields: {seen: {type: date}}
ratings: [{value: 1, label: 'No'}, {value: 2, label: 'Yes'}]
""",
    "people/more.yaml": "- {id: y, name: Y, kind: organisation}\n",
    SOURCES: "- {id: third, title: Third, type: report, aliases: past}\n",
    INDEX: PROSE,
    "briefings/b/index.md": "---\ntitle: Second\ndate: 2026-02-16\n---\nMore.\n",
    "briefings/b/claims.yaml": """
- {id: v, text: V., kind: fact, by: y, withdrawn: {date: 2026-03, reason: Twice.}}
- {id: w, text: W., kind: fact, by: y}
""",
}


def findings(content: Path) -> list[Finding]:
    """Read a site and check it; no page is rendered."""
    site, found = read_site(content)
    return apply_levels([*found, *run_checks(site)], site.config)


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: f"{odd.rule}-{odd.at}")
def test_each_contradiction_is_found_at_its_place(tmp_path: Path, odd: Odd) -> None:
    """With a hint, and what contradicts nothing gives no finding."""
    found = findings(make(tmp_path, {**FILES, CLAIMS: odd.claim + "\n"}))
    if not odd.rule:
        assert not found
        return
    one = found[0]
    assert len(found) == 1 + odd.claim.count("\n")
    assert (one.rule, one.level, one.location.file, one.location.line) == (odd.rule, odd.level, CLAIMS, 1)
    assert odd.claim[one.location.column - 1 :].startswith(odd.at)
    assert odd.says in one.message + one.hint
    assert one.hint


def test_dates_of_briefings_and_types_of_sources(tmp_path: Path) -> None:
    """An update before the publication, and a type that no style knows."""
    files = {
        **FILES,
        INDEX: PROSE.replace("date:", "updated: 2026-02-15\ndate:"),
        SOURCES: "- {id: third, title: Third, type: newspaper, issued: 2026-03/2026-02}\n",
        CLAIMS: CLAIM + "}\n",
    }
    found = findings(make(tmp_path, files))
    assert [(one.rule, one.level, one.location[:3]) for one in found] == [
        ("date-order", "error", (INDEX, 3, 10)),
        ("unknown-type", "warning", (SOURCES, 1, 35)),
        ("date-order", "error", (SOURCES, 1, 54)),
    ]
    assert "article-newspaper" in found[1].hint


def test_a_correction_stands_in_the_briefing_of_its_claim(tmp_path: Path) -> None:
    """In another it would be listed where nobody looks for it."""
    correction = "corrections: [{date: 2026-03-01, text: X, kind: correct, claim: w}]\narticles:"
    files = {**FILES, INDEX: PROSE.replace("articles:", correction), CLAIMS: CLAIM + "}\n"}
    (one,) = findings(make(tmp_path, files))
    assert (one.rule, one.level, one.location[:3]) == ("unknown-reference", "error", (INDEX, 4, 65))
    assert "another briefing, “Second”" in one.message
    assert "briefings/b/index.md" in one.hint


@pytest.mark.parametrize(
    ("date", "text"),
    [
        ("2026-02-16", "on 16 February 2026"),
        ("2026-02-16T10:00:00Z", "on 16 February 2026"),
        ("2026-02", "in February 2026"),
        ("2026", "in 2026"),
        ("2026-21", "in spring 2026"),
        ("2026~", "about 2026"),
        ("-0043-03-15", "on 15 March 44 BCE"),
        ("-0043", "in 44 BCE"),
        ("2024/2025-02", "between 2024 and February 2025"),
        ("2024/..", "in 2024 or later"),
        ("2026-02-16?", "perhaps on 16 February 2026"),
    ],
)
def test_a_date_after_a_verb(date: str, text: str) -> None:
    """Days, months, years and intervals have prepositions of their own."""
    assert on_date(date) == text


def test_settings_and_corrections(tmp_path: Path) -> None:
    """A topic that nobody has, a rating that is there twice, a correction before the publication."""
    site_yaml = FILES["site.yaml"].replace("{value: 2,", "{value: 1,") + "topic_aliases: {old: trad}\n"
    prose = PROSE.replace("articles:", "topics: [trade]\ncorrections: [{date: 2025, text: X, kind: typo}]\narticles:")
    content = make(tmp_path, {**FILES, "site.yaml": site_yaml, INDEX: prose, CLAIMS: CLAIM + "}\n"})
    assert [(one.rule, one.location.line, one.hint) for one in findings(content)] == [
        ("date-order", 5, "correct one of the two dates"),
        ("unknown-setting", 6, "keep one of them"),
        ("unknown-setting", 7, "did you mean “trade”?"),
    ]


@pytest.mark.parametrize(
    "unit",
    ["%", "1", "USD", "CNY", "DEM", "kW.h", "km2", "t/a", "USD/t", "CNY/m2", "{vote}", "Cel", "{USD}", "EUR/{USD}"],
)
def test_units_that_there_are(unit: str) -> None:
    """Currencies of today and of the past, measures, and both together."""
    assert is_unit(unit)


@pytest.mark.parametrize("unit", ["RMB", "usd", "Mio", "votes", "percent", "$", "USD/", "kWh per year", "°C"])
def test_units_that_there_are_not(unit: str) -> None:
    """Neither words nor signs."""
    assert not is_unit(unit)


def test_types_of_csl_are_those_of_the_citation_processor() -> None:
    """None is missing that it knows by name."""
    known = {value for name, value in vars(citeproc_types).items() if name.isupper() and isinstance(value, str)}
    assert known <= CSL_TYPES


def site(forecast: Forecast, kind: str = "forecast") -> Site:
    """A site with one forecast."""
    claim = Claim(id="x", text="X", kind=kind, by=("y",), forecast=forecast)  # type: ignore[arg-type]
    front = BriefingFrontMatter(title="T", date="2026")
    briefing = Briefing(slug="a", path="briefings/a.md", front=front, body=MarkdownBody.of(""), claims=(claim,))
    return Site(config=SiteConfig(title="S"), briefings=(briefing,))


DAY = st.dates(date(2020, 1, 1), date(2024, 12, 31))


def written(day: date, places: int) -> str:
    """A day as a date of so many parts: 2026, 2026-02, 2026-02-16."""
    return "-".join(day.isoformat().split("-")[:places])


def meant(text: str) -> set[date]:
    """All days that a date may mean."""
    start = date(2019, 1, 1)
    days = (start + timedelta(days=at) for at in range(366 * 7))
    return {day for day in days if day.isoformat().startswith(text)}


@given(DAY, DAY, st.integers(1, 3), st.integers(1, 3))
@settings(max_examples=60, deadline=None)
def test_a_wrong_order_is_one_that_no_days_can_have(first: date, second: date, places: int, others: int) -> None:
    """By trying all days that the two dates can mean."""
    made, due = written(first, places), written(second, others)
    found = list(date_order.check(site(Forecast(made_on=made, horizon=due))))
    assert bool(found) is (max(meant(due)) < min(meant(made)))
    reversed_ends = list(date_order.check(site(Forecast(horizon=f"{made}/{due}"))))
    assert bool(reversed_ends) is (max(meant(due)) < min(meant(made)))


@given(st.integers(0, 100), st.sampled_from(sorted(LIKELIHOOD_RANGES)))
@settings(max_examples=60, deadline=None)
def test_a_probability_is_odd_outside_the_range_of_its_term(percent: int, term: str) -> None:
    """Both ends belong to the range."""
    low, high = LIKELIHOOD_RANGES[term]
    forecast = Forecast(probability=percent / 100, likelihood=term)  # type: ignore[arg-type]
    assert bool(list(odd_forecast.check(site(forecast)))) is (percent not in range(low, high + 1))
