"""The first real briefing, in a real browser."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import html5lib
import pytest
from browsing import DESK, PHONE, opened, visit
from making import make
from playwright.sync_api import expect
from watching import problems

from sourcebook.cli.program import run
from sourcebook.query.tabular import select_rows
from sourcebook.readers.site import read_site

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Request, Response, Route

ROOT = Path(__file__).resolve().parent.parent
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]
Serve = Callable[..., str]
BRIEFING = "briefings/china-tech-shock/"
AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def test_first_screen_answers_how_many_by_whom_and_on_what(chromium: Browser, serve: Serve, real_site: Path) -> None:
    """Before any prose: how many of 24 claims name no source, where the others go back to, who makes how many."""
    page = opened(chromium, DESK)
    visit(page, serve(real_site) + BRIEFING)
    assert page.locator(".keys").inner_text() == (
        "12 of 24 claims name no source; the other 12 go back to one independent source, “Report on the China tech "
        "shock, built on a Squawk Box Europe interview”. The article makes 12 claims, Rory Green 8, Karim Moussalem 3 "
        "and Demis Hassabis 1. All claims"
    )
    box = page.locator(".keys").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] < 900


def test_each_claim_is_reached_from_its_square_its_words_and_its_own_page(
    chromium: Browser, serve: Serve, real_site: Path
) -> None:
    """24 squares lead to 24 places in the prose, which lead to 24 cards, which lead to 24 pages; no script runs."""
    page = opened(chromium, DESK)
    visit(page, serve(real_site) + BRIEFING)
    squares = page.locator("#chart-evidence .wide svg a")
    targets = [squares.nth(index).get_attribute("href") for index in range(squares.count())]
    assert len(set(targets)) == 24
    for target in targets:
        assert page.locator(str(target)).count() == 1
        assert page.locator(str(target).replace("#claim-", "#card-")).count() == 1
    pages = {card.get_attribute("href") for card in page.locator(".card .fine:last-child a").all()}
    assert len(pages) == 24


def test_a_square_brings_the_reader_to_the_claim_and_the_claim_opens_its_card(
    chromium: Browser, serve: Serve, real_site: Path
) -> None:
    """A hollow square takes a click; a click on the words opens the folded card, without a script."""
    page = opened(chromium, DESK)
    visit(page, serve(real_site) + BRIEFING)
    page.locator("#chart-evidence .wide svg a[href='#claim-ai-fund']").click()
    expect(page).to_have_url(re.compile("#claim-ai-fund$"))
    card = page.locator("#card-ai-fund")
    expect(card).not_to_be_visible()
    page.locator("#claim-ai-fund > a").click()
    expect(card).to_be_visible()
    expect(card).to_contain_text("8.69 billion USD")


@pytest.mark.parametrize(("size", "shown", "hidden"), [(DESK, "wide", "narrow"), (PHONE, "narrow", "wide")])
def test_charts_are_drawn_for_the_width_and_seen_without_scripts(
    chromium: Browser, serve: Serve, real_site: Path, size: dict[str, int], shown: str, hidden: str
) -> None:
    """Five charts stand in the page, each in the one drawing that fits, named and with its data in a table."""
    page = opened(chromium, size)
    visit(page, serve(real_site) + BRIEFING)
    charts = page.locator("figure.chart")
    assert charts.count() == 5
    for chart in charts.all():
        assert chart.locator(f".{shown} svg").is_visible()
        assert not chart.locator(f".{hidden} svg").is_visible()
        assert len(str(chart.locator(f".{shown} svg").get_attribute("aria-label"))) > 30
        chart.locator(".data summary").click()
        expect(chart.locator("details table")).to_be_visible()
        assert chart.locator("details table tr").count() >= 3
    box = page.locator("html").bounding_box()
    assert box is not None
    assert box["width"] <= size["width"]


def test_corroboration_is_one_source_not_three(real_site: Path) -> None:
    """Three speakers in one report: the chart's table says 12 on none, 12 on one, 0 on two or more."""
    page = html5lib.parse((real_site / BRIEFING / "index.html").read_text(), namespaceHTMLElements=False)
    cells = [cell.text for cell in page.findall(".//figure[@id='chart-corroboration']//tbody//td")]
    assert cells == ["none", "12", "one", "12", "two or more", "0"]


def test_every_page_loads_without_errors_or_requests_elsewhere(
    chromium: Browser, serve: Serve, real_site: Path
) -> None:
    """Under a base path, each page of the site map answers, breaks no policy and asks nobody else for anything."""
    home = serve(real_site, "/repo/")
    page = opened(chromium, DESK, scripts=True)
    found = problems(page)

    def asked(request: Request) -> None:
        if not request.url.startswith((home, "data:")):
            found.append(request.url)

    def answered(response: Response) -> None:
        if response.status >= 400:
            found.append(response.url)

    page.on("request", asked)
    page.on("response", answered)
    todo, seen = [home], set[str]()
    while todo:
        url = todo.pop()
        seen.add(url)
        visit(page, url)
        links = page.eval_on_selector_all("a[href]:not(svg a)", "all => all.map(one => one.href)")
        own = {link.partition("#")[0] for link in links if urlsplit(link).netloc == urlsplit(home).netloc}
        assert all(link.startswith(home) for link in own), own
        todo += [link for link in own - seen - set(todo) if link.endswith("/")]
    assert found == []
    assert len(seen) >= 35


def test_a_site_opens_from_a_disk(chromium: Browser, tmp_path: Path) -> None:
    """With `links: files` every link of every page leads to a page that looks as it should, without any server."""
    content = tmp_path / "content"
    shutil.copytree(ROOT / "content", content, ignore=shutil.ignore_patterns("captures"))
    (content / "site.yaml").write_text((content / "site.yaml").read_text() + "links: files\n")
    assert run(["--source", str(content)]) == 0
    site = tmp_path / "site"
    page = opened(chromium, DESK, scripts=True)
    found = problems(page)
    todo, seen = [f"file://{site}/index.html"], set[str]()
    while todo:
        url = todo.pop()
        seen.add(url)
        visit(page, url)
        assert "Claims Serif" in page.eval_on_selector("body", "one => getComputedStyle(one).fontFamily"), url
        assert page.evaluate("document.fonts.ready.then(() => document.fonts.size)") > 0
        links = page.eval_on_selector_all("a[href]:not(svg a)", "all => all.map(one => one.href)")
        own = {link.partition("#")[0] for link in links if link.startswith("file:")}
        todo += [link for link in own - seen - set(todo) if link.endswith(".html")]
    assert found == []
    built = {f"file://{path}" for path in site.rglob("*.html")} - {f"file://{site}/404.html"}
    assert seen == built


def test_a_page_that_is_not_there_finds_home_at_any_depth(chromium: Browser, serve: Serve, tmp_path: Path) -> None:
    """The 404 page keeps its style sheet and its links below the base path."""
    content = make(tmp_path)
    assert run(["build", "--source", str(content)]) == 0
    home = serve(tmp_path / "site", "/repo/")
    page = opened(chromium, DESK)
    visit(page, home + "no/such/page/")
    assert page.locator("h1").inner_text() == "There is no page here"
    page.get_by_role("link", name="All claims", exact=True).click()
    expect(page).to_have_url(home + "claims/")
    expect(page.locator("h1")).to_have_text("Claims")


def test_the_ledger_narrows_by_plain_links(chromium: Browser, serve: Serve, real_site: Path) -> None:
    """Without a script: to opinions, to what has no source, to a claimant and a topic; and back to all."""
    page = opened(chromium, DESK)
    visit(page, serve(real_site) + "claims/")
    rows = page.locator(".claims tbody tr")
    expect(rows).to_have_count(24)
    for link, count in (("opinion 7", 7), ("no source named 12", 12)):
        page.get_by_role("link", name=link, exact=True).click()
        expect(rows).to_have_count(count)
        expect(page.get_by_role("link", name=link, exact=True)).to_have_attribute("aria-current", "page")
    page.get_by_role("link", name="All claims", exact=True).first.click()
    page.get_by_role("navigation", name="Narrow the claims").get_by_role("link", name="Rory Green 8").click()
    expect(rows).to_have_count(8)


def test_the_ledger_narrows_at_once_with_its_script(chromium: Browser, serve: Serve, real_site: Path) -> None:
    """Facets together: of 7 opinions 2 have no source; the address keeps it; words too; reset shows all again."""
    page = opened(chromium, DESK, scripts=True)
    visit(page, serve(real_site) + "claims/")
    rows = page.locator(".claims tbody tr")
    page.get_by_label("Kind").select_option("opinion")
    expect(rows).to_have_count(7)
    page.get_by_label("Rests on").select_option("no source named")
    expect(rows).to_have_count(2)
    expect(page.locator("output")).to_have_text("2 of 24 claims")
    expect(page).to_have_url(re.compile(r"claims/\?kind=opinion&corroboration=0$"))
    page.reload()
    expect(page.get_by_label("Rests on")).to_have_value("0")
    expect(rows).to_have_count(2)
    first = rows.first.locator("td.text a")
    first.click()
    expect(page.locator("#ledger")).to_have_count(0)
    expect(page).to_have_url(re.compile(r"/claims/[^?]+/$"))
    page.go_back()
    page.get_by_role("button", name="Show all").click()
    page.get_by_label("Words").fill("hUAWEI")
    expect(page).to_have_url(re.compile(r"claims/\?text~hUAWEI$"))
    expect(page.locator("output")).to_have_text(re.compile(r"^[1-5] of 24 claims$"))
    assert 0 < rows.count() < 6
    page.get_by_label("Words").fill("")
    expect(rows).to_have_count(24)
    expect(page).to_have_url(re.compile(r"claims/$"))
    page.get_by_label("Filter").fill("corobor=1")
    expect(page.locator("output")).to_contain_text("no field is named “corobor”")
    expect(rows).to_have_count(24)


QUERIES = """kind=forecast,fact&sort=-number kind!=opinion&corroboration>=1 corroboration=0 corroboration=0..0
corroboration=..0 text~a%2Cb claimant=china%2Cai claimant=Rory%20Green,The%20article&limit=9 affiliation=TS%20Lombard
as_of=2026-02 as_of>=2026-02-16 as_of=2026-01..2026-02&sort=as_of,-text as_of= as_of!= as_of<2026-02-16 as_of>2025
via=cnbc-squawk-2026-02-16 source!=cnbc-squawk-2026-02-16 topics=ai topic=AI,china by=article sourced=no sourced=yes
text~%41I claimant~green&limit=3 quotes>0&sort=claimant,text quantities=1..5 sort=-topics,text made-on=2026
probability>0.5 affiliation= affiliation!=&sort=affiliation horizon=2026..2040 outcome=open&sort=-horizon
text~a&kind=figure&by!=article limit=5 verdict=unreviewed""".split()


def test_the_ledger_speaks_the_filter_language(chromium: Browser, serve: Serve, real_site: Path) -> None:
    """A filter in the address shows the same claims in the same order as on the command line."""
    site, _ = read_site(ROOT / "content", False)
    page = opened(chromium, DESK, scripts=True)
    base = serve(real_site) + "claims/"
    for query in QUERIES:
        wanted = [row["text"] for row in select_rows(site, "claims", query)[1]]
        visit(page, f"{base}?{query}")
        page.get_by_text(f"{len(wanted)} of 24 claims", exact=True).wait_for()
        assert page.locator("#ledger tbody td.text").all_inner_texts() == wanted, query


@pytest.mark.parametrize("language", ["sv", "cs", "en"])
def test_the_ledger_sorts_as_the_site_does(chromium: Browser, serve: Serve, tmp_path: Path, language: str) -> None:
    """In the order of its language, in a browser and on the command line; lists by their first that differ."""
    texts = [
        "Zander",
        "ångström",
        "Ärger",
        "Apfel",
        "öl",
        "Chur",
        "Hradec",
        "Czapla",
        "élan",
        "Elend",
        "data-set",
        "10",
    ]
    claims = "".join(
        f"- {{id: c{at}, text: '{text}', kind: fact, by: article, topics: ['{texts[-at]}', x]}}\n"
        for at, text in enumerate(texts)
    )
    files = {
        "site.yaml": f"title: S\nlanguage: {language}\nchecks: {{untied-claim: off}}\n",
        "briefings/a/index.md": "---\ntitle: A\ndate: 2026-02-16\narticle: article\n---\nText.\n",
        "briefings/a/claims.yaml": claims,
    }
    content = make(tmp_path, files)
    assert run(["--source", str(content)]) == 0
    site, _ = read_site(content, False)
    page = opened(chromium, DESK, scripts=True)
    base = serve(tmp_path / "site") + "claims/"
    for query in ("sort=text", "sort=-text&limit=5", "sort=topics"):
        wanted = [row["text"] for row in select_rows(site, "claims", query)[1]]
        visit(page, f"{base}?{query}")
        page.get_by_text(f"{len(wanted)} of 12 claims", exact=True).wait_for()
        assert page.locator("#ledger tbody td.text").all_inner_texts() == wanted, query


def test_the_ledgers_script_links_to_files_where_links_do(chromium: Browser, serve: Serve, tmp_path: Path) -> None:
    """With `links: files`, also where a server shows the site."""
    content = make(tmp_path, {"site.yaml": "title: Small\nbase_url: https://example.org/repo/\nlinks: files\n"})
    assert run(["--source", str(content)]) == 0
    page = opened(chromium, DESK, scripts=True)
    visit(page, serve(tmp_path / "site", "/repo/") + "claims/index.html?kind=fact")
    page.get_by_role("link", name="It begins.").click()
    expect(page).to_have_url(re.compile("/repo/claims/begins/index.html$"))


def test_a_card_can_be_put_away_without_moving(chromium: Browser, serve: Serve, real_site: Path) -> None:
    """Focus on a claim's words brings up its card, Escape hides it, the next focus shows the next one."""
    page = opened(chromium, DESK, scripts=True)
    visit(page, serve(real_site) + BRIEFING)
    claims = page.locator(".claim")
    claims.nth(0).locator("a").first.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(claims.nth(0).locator(".hover")).to_be_visible()
    page.keyboard.press("Escape")
    expect(claims.nth(0).locator(".hover")).not_to_be_visible()
    page.keyboard.press("Tab")
    expect(page.locator(".claim .hover:visible")).to_have_count(1)


SCHEMES = pytest.mark.parametrize(
    ("scheme", "size"), [("light", DESK), ("dark", PHONE)], ids=["light-desk", "dark-phone"]
)
FOCUSABLE = """() => [...document.querySelectorAll('a, button, input, select, summary, [tabindex="0"]')]
    .filter((one) => one.tabIndex >= 0 && (one.tagName !== 'a' || one.getAttribute('href')) && one.checkVisibility())
    .map((one, index) => (one.dataset.place = index))"""
FOCUSED = """() => { const one = document.activeElement, style = getComputedStyle(one);
    return [Number(one.dataset.place ?? -1), one.outerHTML.slice(0, 90),
            style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0]; }"""


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize(
    "path", ["", BRIEFING, "claims/", "claims/ai-fund/", "sources/", "people/rory-green/", "404.html"]
)
def test_the_keyboard_reaches_everything_in_order(
    chromium: Browser, serve: Serve, real_site: Path, path: str, size: dict[str, int]
) -> None:
    """Tab goes from the skip link through every link and control once, in reading order, each framed there."""
    page = opened(chromium, size, scripts=True)
    page.goto(serve(real_site) + path, wait_until="networkidle")
    count = len(page.evaluate(FOCUSABLE))
    assert count > 5
    for place in range(count):
        page.keyboard.press("Tab")
        there, what, is_framed = page.evaluate(FOCUSED)
        assert there == place, what
        assert is_framed, what
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") == "BODY"


def test_the_skip_link_leads_past_the_head(chromium: Browser, serve: Serve, real_site: Path) -> None:
    """Enter on it, and the next Tab is within the page's own matter."""
    page = opened(chromium, DESK)
    visit(page, serve(real_site) + "about/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert not page.locator(".top :focus").count()


def violations(browser: Browser, address: str, scheme: str, size: dict[str, int]) -> str:
    """What a program finds against WCAG 2.2 A and AA on a page; empty: nothing."""
    from axe_playwright_python.sync_playwright import Axe

    context = browser.new_context(viewport=size, color_scheme=scheme, bypass_csp=True)  # type: ignore[arg-type]
    page = context.new_page()

    def staying(route: Route) -> None:
        """The page without what would lead on from it at once."""
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace('http-equiv="refresh"', ""))

    page.route(address, staying)
    visit(page, address)
    found = Axe().run(page, options={"runOnly": AXE_RULES})
    context.close()
    return found.generate_report() if found.violations_count else ""


@pytest.mark.parametrize(
    "path",
    [
        "",
        BRIEFING,
        "claims/",
        "claims/kind/opinion/",
        "claims/ai-fund/",
        "sources/",
        "sources/aicnbc-18554/",
        "people/",
        "people/rory-green/",
        "topics/",
        "topics/ai/",
        "archive/",
        "archive/2026/",
        "about/",
        "404.html",
    ],
)
@SCHEMES
def test_pages_pass_the_accessibility_rules(
    chromium: Browser, serve: Serve, real_site: Path, path: str, scheme: str, size: dict[str, int]
) -> None:
    """No violation of WCAG 2.2 A and AA that a program can find, in both colour schemes, at a desk and on a phone."""
    assert violations(chromium, serve(real_site) + path, scheme, size) == ""


@SCHEMES
def test_long_lists_and_pages_that_moved_pass_too(
    chromium: Browser, serve: Serve, tmp_path: Path, scheme: str, size: dict[str, int]
) -> None:
    """The second pages of the index and of the ledger, a page of an old address, a page of a list made by a filter."""
    words = "---\ntitle: {}\ndate: 2026-01-01\naliases: [/old/{}/]\n---\n\n[It](claim:n{}) is.\n"
    files = {f"briefings/b{n}/index.md": words.format(f"B {n}", n, n) for n in range(100)}
    files |= {f"briefings/b{n}/claims.yaml": f"- {{id: n{n}, text: T, kind: fact, by: article}}\n" for n in range(100)}
    files["pages/facts.md"] = '# Facts\n\n![Facts](claims:?kind=fact&limit=9 "Some")\n\n![All](sources: "All")\n'
    assert run(["--source", str(make(tmp_path, files)), "--output", str(tmp_path / "site")]) == 0
    base = serve(tmp_path / "site", "/repo/")
    for path in ("briefings/page/1/", "claims/page/1/", "old/3/", "facts/"):
        assert (tmp_path / "site" / path / "index.html").exists()
        assert violations(chromium, base + path, scheme, size) == "", path


def test_markup_is_what_a_strict_parser_expects(real_site: Path) -> None:
    """Every page parses without an error, and no id stands twice in one."""
    for path in sorted(real_site.rglob("*.html")):
        parser = html5lib.HTMLParser(namespaceHTMLElements=False)
        tree = parser.parse(path.read_text())
        assert parser.errors == [], (path, parser.errors[:3])
        ids = [one.get("id") for one in tree.iter() if one.get("id")]
        assert len(ids) == len(set(ids)), path
