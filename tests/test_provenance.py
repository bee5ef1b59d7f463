"""Roots, corroboration and dates."""

from __future__ import annotations

from datetime import date

import pytest

from sourcebook.core.text.dates import first_day, format_date, is_edtf
from sourcebook.model import Claim, Derivation, Source, Via
from sourcebook.model.provenance import corroboration, derivation_cycle, root_sources


def library(**steps: str) -> dict[str, Source]:
    """Sources by id, each with the ids that it derives from, parted by spaces."""
    return {
        name: Source(id=name, title=name, derives_from=tuple(Derivation(source=s, how="cites") for s in to.split()))
        for name, to in steps.items()
    }


def test_rewrites_of_one_report_are_one_root() -> None:
    """Three papers that all go back to one interview corroborate a claim once."""
    sources = library(a="wire", b="wire", c="b", wire="interview", interview="")
    claim = Claim(id="x", text="x", kind="fact", by="article", via=tuple(Via(source=s) for s in "abc"))
    assert root_sources("c", sources) == {"interview"}
    assert corroboration(claim, sources) == 1


def test_two_ways_back_are_two_roots_and_a_circle_has_none() -> None:
    """Independent ends are counted, circles and unknown sources are not."""
    sources = library(a="r s nobody", r="", s="", x="y", y="x")
    assert root_sources("a", sources) == {"r", "s"}
    assert root_sources("x", sources) == frozenset()
    assert derivation_cycle(sources) == ("x", "y", "x")
    assert derivation_cycle(library(a="b c", b="d", c="d", d="")) == ()


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
