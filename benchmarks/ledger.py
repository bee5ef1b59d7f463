"""The ledger in a browser: `python -m benchmarks ledger [CLAIMS]`.

Builds a site of so many claims, opens its ledger in Chromium, and prints what a reader waits for: the page, the first
claims that a filter finds, all that it finds, and the answer to each further key, in milliseconds; and how much is sent
and held for that.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import statistics
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from benchmarks.rich import generate_rich
from benchmarks.scale import run
from benchmarks.served import served

COUNT = 100_000
EACH = 100
"""Claims of a briefing."""
WORDS = "energy chip fund the of"
TIMED = """text => new Promise(resolve => {
    const field = document.querySelector('form.find [name=text]'), start = performance.now();
    field.value = text;
    field.dispatchEvent(new Event('input', {bubbles: true}));
    requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - start)));
})"""
"""Types a word, and gives milliseconds until the page with the answer is painted."""


def main(arguments: list[str]) -> None:
    """Print a table, and all of it as JSON."""
    count = int(arguments[0]) if arguments else COUNT
    with tempfile.TemporaryDirectory() as name:
        site = Path(name, "site")
        built = run(generate_rich(Path(name), count // EACH, EACH, charts=False), site)
        print(f"{count:,} claims built in {built.seconds:.0f} s, with {built.memory:.0f} MB", file=sys.stderr)
        sent = [(site / "data/ledger.json"), *(site / "data/ledger").iterdir()]
        found = {"claims": count, "data MB": sum(path.stat().st_size for path in sent) / 2**20, **_looked_at(site)}
    for what, value in found.items():
        print(f"{what:32} {value:12,.1f}")
    print(json.dumps(found))


def _looked_at(site: Path) -> dict[str, float]:
    with served(site) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which(os.environ.get("CHROMIUM") or "chromium"),
            args=["--no-sandbox", "--enable-precise-memory-info"],
        )
        page = browser.new_page()
        page.goto(f"{address}claims/")
        page.locator("form.find").wait_for()
        found = {"page and form, ms": _now(page)}
        page.goto(f"{address}claims/?text~energy")
        page.locator("output", has_text="of").wait_for()
        found["first claims found, ms"] = _now(page)
        expect(page.locator("output")).to_have_text(re.compile(r"^\d+ of \d+ claims$"), timeout=60_000)
        found["all claims found, ms"] = _now(page)
        keys = [page.evaluate(TIMED, word[: n + 1]) for word in WORDS.split() for n in range(len(word))]
        found |= {"a further key, median ms": statistics.median(keys), "a further key, slowest ms": max(keys)}
        for what, filter_ in (("sorted by text", "sort=text"), ("by date and root", "corroboration>=1&sort=-briefing")):
            page.get_by_label("Words").fill("")
            page.get_by_label("Filter").fill("")
            found[f"{what}, ms"] = page.evaluate(TIMED.replace("[name=text]", "[name=more]"), filter_)
        found["script memory, MB"] = page.evaluate("performance.memory.usedJSHeapSize") / 2**20
        browser.close()
    return found


def _now(page: Page) -> float:
    """Milliseconds since the page was asked for."""
    return float(page.evaluate("performance.now()"))
