"""Rich pages: briefings whose claims rest on sources, each with a list of its forecasts and a chart.

The corpus is that of objects in prose which feed tables and charts: so many briefings of so many claims, one source a
briefing, every third of them derived from another one, and a claimant for five briefings.
"""

from __future__ import annotations

import random
from pathlib import Path

from benchmarks.plain import WORDS, empty

KINDS = ("fact", "figure", "forecast", "causal", "opinion")
TOPICS = ("trade", "energy", "chips")


def generate_rich(folder: Path, count: int, claims: int = 10, *, charts: bool = True) -> Path:
    """Write a content folder of so many briefings, the same for the same numbers; return it.

    Args:
        folder: where it is to stand.
        count: of the briefings.
        claims: of each.
        charts: whether each has a chart of its own besides those of every briefing.
    """
    content = empty(folder)
    people = max(1, count // 5)
    for name, text in (("sources", _sources(count)), ("people", _people(people))):
        (content / name).mkdir()
        (content / name / "all.yaml").write_text(text)
    for number in range(count):
        dice = random.Random(number)
        bundle = content / "briefings" / f"b{number:05d}"
        bundle.mkdir(parents=True)
        (bundle / "claims.yaml").write_text("".join(_claim(dice, number, n, count, people) for n in range(claims)))
        day = f"20{10 + number % 16}-{1 + number % 12:02d}-{1 + number % 28:02d}"
        prose = "\n\n".join(_paragraph(dice, number, n, count) for n in range(claims))
        chart = "![](chart:corroboration)\n" if charts else ""
        head = f"---\ntitle: Briefing {number}\ndate: {day}\n---\n\n"
        (bundle / "index.md").write_text(f"{head}{prose}\n\n![Forecasts](claims:?kind=forecast)\n\n{chart}")
    return content


def _sources(count: int) -> str:
    lines = []
    for number in range(count):
        derives = f", derives_from: [{{source: s{number // 2}, how: quotes}}]" if number % 3 == 0 and number else ""
        lines.append(f"- {{id: s{number}, title: Source {number}, issued: 20{10 + number % 16}-02{derives}}}\n")
    return "".join(lines)


def _people(count: int) -> str:
    return "".join(f"- {{id: p{number}, name: Person {number}, kind: person}}\n" for number in range(count))


def _claim(dice: random.Random, briefing: int, number: int, sources: int, people: int) -> str:
    by = dice.choice(("article", f"p{dice.randrange(people)}"))
    return (
        f"- id: b{briefing}-{number}\n  text: {_sentence(dice, 8)}\n  kind: {dice.choice(KINDS)}\n  by: {by}\n"
        f"  via: [{{source: s{dice.randrange(sources)}}}]\n  topics: [{dice.choice(TOPICS)}]\n"
    )


def _paragraph(dice: random.Random, briefing: int, number: int, sources: int) -> str:
    tie = f"It is [{dice.choice(WORDS)}](claim:b{briefing}-{number}), {_sentence(dice, 20)}"
    return f"{_sentence(dice, 30)} {tie} [@s{dice.randrange(sources)}]"


def _sentence(dice: random.Random, words: int) -> str:
    return " ".join(dice.choices(WORDS, k=words)).capitalize() + "."
