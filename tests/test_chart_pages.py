"""Charts as readers get them: sharp and readable at every width, and one named picture for those who cannot see it."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from browsing import FACES, as_wide, opened, visit
from comparing import DIFFERENCE
from making import GOOD, build, make, rendered
from PIL import Image
from playwright.sync_api import expect
from watching import problems

from sourcebook.pipeline.options import BuildOptions

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]
Serve = Callable[..., str]
BRIEFING = "briefings/china-tech-shock/"
DAYS = """import altair as alt
import polars as pl


def days(data):
    when = ["2026-01-31", "2026-02-01", "2026-03-08T02:30:00", "Mar 29 2026 23:00", "2026-04-02T00:00:00Z"]
    rows = pl.DataFrame({"when": when, "n": [1, 2, 3, 2, 1]})
    return alt.Chart(rows).mark_bar(size=14).encode(
        x=alt.X("when:T").axis(format="%b %-d, %H:%M"), y="n:Q", tooltip=alt.Tooltip("when:T").format("%B %-d, %H:%M")
    )


def months(data):
    rows = pl.DataFrame({"when": ["2026-01-31", "2026-02-01", "2026-02-28", "2026-03-01"]})
    return alt.Chart(rows).mark_bar().encode(x="yearmonth(when):O", y="count()")
"""
"""Charts of days on either side of a month’s end, and in an hour that some clocks leave out."""
PAGES = {BRIEFING: 5, "forecasts/": 3, "sources/": 2, "people/": 1, "": 1}
"""Pages with charts, and how many."""
SMALLEST = 11
"""Pixels of the smallest letters on a screen."""

MEASURED = """figures => figures.flatMap(figure => [...figure.querySelectorAll('.picture')]
  .filter(picture => picture.getClientRects().length)
  .flatMap(picture => {
    const box = picture.querySelector('svg').getBoundingClientRect();
    const scale = box.width / picture.querySelector('svg').viewBox.baseVal.width;
    return [...picture.querySelectorAll('svg text')].filter(text => text.textContent.trim()).map(text => {
      const at = text.getBoundingClientRect();
      return {
        chart: figure.id, words: text.textContent, size: parseFloat(getComputedStyle(text).fontSize) * scale,
        outside: Math.max(box.left - at.left, at.right - box.right, box.top - at.top, at.bottom - box.bottom),
      };
    });
  }))"""


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_charts_can_be_read_at_every_width(chromium: Browser, serve: Serve, real_site: Path, width: int) -> None:
    """No letter is too small, none is cut off, and no page has to be moved sideways; no script runs."""
    root = serve(real_site)
    page = opened(chromium, as_wide(width))
    for path, charts in PAGES.items():
        visit(page, root + path)
        assert page.locator("figure.chart").count() == charts
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        texts = page.locator("figure.chart").evaluate_all(MEASURED)
        assert texts
        assert [one for one in texts if one["size"] < SMALLEST - 0.05] == [], path
        assert [one for one in texts if one["outside"] > 1] == [], path


WIDE = (
    "## Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft\n\n"
    "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz <https://example.org/{long}>[^n]\n\n"
    "- Set `{long}`\n\n> {long}\n\n```\n{long}\n```\n\n| {long} | b | c |\n|---|---|---|\n| a | {long} | d |\n\n"
    "Term\n:   {long}\n\n<details><summary>More</summary>Hidden words.</details>\n\n[^n]: https://example.org/{long}\n"
).format(long="annual_report_of_the_committee_on_digital_infrastructure." * 3)


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_nothing_that_authors_write_widens_a_page(chromium: Browser, serve: Serve, tmp_path: Path, width: int) -> None:
    """Long addresses, code, tables and compounds, in a title, too; no script runs."""
    title = "Bundesausbildungsförderungsgesetzänderungsverordnungsdurchführungsbestimmungen"
    files = {
        "briefings/b.md": f"---\ntitle: {title}\ndate: 2026-02-16\nlanguage: de\n---\n{WIDE}",
        "pages/wide.md": f"---\ntitle: {title}\n---\n{WIDE}",
    }
    assert not build(BuildOptions(make(tmp_path, files), tmp_path / "site")).findings
    root, page = serve(tmp_path / "site"), opened(chromium, as_wide(width))
    for path in ("briefings/b/", "wide/", "briefings/", ""):
        visit(page, root + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_details_are_open_on_paper(chromium: Browser, serve: Serve, tmp_path: Path) -> None:
    """What an author folded away is printed."""
    files = {"pages/wide.md": f"---\ntitle: Wide\n---\n{WIDE}"}
    build(BuildOptions(make(tmp_path, files), tmp_path / "site"))
    page = opened(chromium, as_wide(700))
    visit(page, serve(tmp_path / "site") + "wide/")
    shown = "document.querySelector('main details').getBoundingClientRect().height"
    before = page.evaluate(shown)
    page.emulate_media(media="print")
    assert page.evaluate(shown) > before * 1.5


@pytest.mark.parametrize(
    ("language", "direction"), [("he", "rtl"), ("ar-EG", "rtl"), ("az-Arab", "rtl"), ("uz-Latn", "ltr"), ("de", "ltr")]
)
def test_pages_run_in_the_direction_of_their_language(tmp_path: Path, language: str, direction: str) -> None:
    """Of briefings and pages; the program's own English words say that they are English."""
    head = f"---\ntitle: Words\ndate: 2026-02-16\nlanguage: {language}\n---\nWords.\n"
    files = {"briefings/b.md": head, "pages/p.md": head.replace("date: 2026-02-16\n", "")}
    built = rendered(BuildOptions(make(tmp_path, files), tmp_path / "site"))
    assert not built.findings
    for path in ("briefings/b/index.html", "p/index.html"):
        html = built.files[path].decode()
        assert f'<html lang="{language}"{" dir=" + chr(34) + "rtl" + chr(34) if direction == "rtl" else ""}>' in html
        assert '<p lang="en">Small shows who claims what' in html
    assert '<html lang="en">' in built.files["index.html"].decode()


ALIGNED = """() => [...document.querySelectorAll("main h1, main h2, main dt, main th")].filter((one) => {
  const words = document.createRange();
  words.selectNodeContents(one);
  const [text, box, style] = [words.getBoundingClientRect(), one.getBoundingClientRect(), getComputedStyle(one)];
  const left = text.left - box.left - parseFloat(style.paddingLeft);
  const right = box.right - parseFloat(style.paddingRight) - text.right;
  return text.width && (one.classList.contains("num") ? left : right) > 2;
}).map((one) => one.textContent)"""
"""Headings that do not begin where lines of a page from right to left do; those of numbers end there."""


def test_english_headings_begin_where_the_page_does(chromium: Browser, serve: Serve, tmp_path: Path) -> None:
    """On a page from right to left they are at the right, as what is below them."""
    content = make(tmp_path, {"site.yaml": f"{GOOD['site.yaml']}language: ar\n"})
    build(BuildOptions(content, tmp_path / "site"))
    page = opened(chromium, as_wide(1000))
    for path in ("claims/", "sources/report/", "archive/", "briefings/a/", "people/rory-green/"):
        visit(page, serve(tmp_path / "site") + path)
        assert page.evaluate(ALIGNED) == [], path


ENDS = """(text) => {
  const found = [...document.querySelectorAll("dd")].find((one) => one.textContent === text).firstChild;
  return [0, text.length - 1].map((at) => {
    const letter = document.createRange();
    letter.setStart(found, at);
    letter.setEnd(found, at + 1);
    return letter.getBoundingClientRect().left;
  });
}"""
"""The left edges of the first and the last character of a text."""


def test_ranges_are_read_as_they_are_written(chromium: Browser, serve: Serve, tmp_path: Path) -> None:
    """On a page from right to left numbers run on from left to right, and words of its language do not."""
    source = "- {id: a, title: مقال, type: chapter, page: 3–9, section: باب طويل, container-title: كتاب}\n"
    files = {
        "site.yaml": f"{GOOD['site.yaml']}language: ar\n",
        "sources/more.yaml": source,
    }
    build(BuildOptions(make(tmp_path, files), tmp_path / "site"))
    page = opened(chromium, as_wide(1000))
    visit(page, serve(tmp_path / "site") + "sources/a/")
    first, last = page.evaluate(ENDS, "3–9")
    assert first < last
    first, last = page.evaluate(ENDS, "باب طويل")
    assert first > last


def test_labels_of_charts_lie_within_them_on_pages_from_right_to_left(
    chromium: Browser, serve: Serve, real_site: Path
) -> None:
    """The anchors of their texts are computed from left to right."""
    page = opened(chromium, as_wide(1280))
    visit(page, serve(real_site) + "forecasts/")
    page.evaluate("document.documentElement.dir = 'rtl'")
    page.evaluate(FACES)
    texts = page.locator("figure.chart").evaluate_all(MEASURED)
    assert len(texts) > 10
    assert [one for one in texts if one["outside"] > 1] == []


def accessible(page: Page) -> list[dict[str, Any]]:
    """The accessibility tree, without what is ignored, each with the ids of its ancestors in `above`."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    by_id = {node["nodeId"]: node for node in nodes}
    for node in nodes:
        node["above"] = []
        parent = by_id.get(node.get("parentId", ""))
        while parent is not None:
            node["above"].append(parent["nodeId"])
            parent = by_id.get(parent.get("parentId", ""))
    return [node for node in nodes if not node.get("ignored")]


def role(node: dict[str, Any]) -> str:
    """What a node is to assistive technology."""
    return str(node["role"]["value"])


@pytest.mark.parametrize("width", [390, 1280])
def test_a_chart_is_one_named_and_described_picture(
    chromium: Browser, serve: Serve, real_site: Path, width: int
) -> None:
    """A figure holds one picture with a name and a description; marks are not read out, links have their own."""
    root = serve(real_site)
    page = opened(chromium, as_wide(width))
    for path, charts in PAGES.items():
        visit(page, root + path)
        nodes = accessible(page)
        figures = [node for node in nodes if role(node) == "figure"]
        drawn = 0
        for figure in figures:
            inside = [node for node in nodes if figure["nodeId"] in node["above"]]
            pictures = [node for node in inside if node.get("description", {}).get("value")]
            drawn += len(pictures)
            for picture in pictures:
                assert role(picture) in ("image", "group"), path
                assert picture["name"]["value"], path
                below = [node for node in inside if picture["nodeId"] in node["above"]]
                links = [node for node in below if role(node) == "link"]
                assert all(node["name"]["value"] for node in links), path
                named = {node["nodeId"] for node in links}
                assert [node for node in below if not named & {node["nodeId"], *node["above"]}] == [], path
        # A chart with nothing to show is its caption.
        assert drawn == charts - (path == "forecasts/"), path


def shown(page: Page) -> list[Locator]:
    """The pictures of the page that fit its width."""
    return [one for one in page.locator("figure[data-live] .picture").all() if one.is_visible()]


def wake(page: Page, picture: Locator) -> None:
    """Point at a picture, and wait until it is live."""
    picture.scroll_into_view_if_needed()
    picture.hover()
    expect(picture).to_have_attribute("data-live", "ready")
    page.mouse.move(0, 0)


@pytest.mark.parametrize("width", [390, 1280])
def test_charts_come_alive_under_the_policy_and_nothing_moves(
    chromium: Browser, serve: Serve, real_site: Path, width: int
) -> None:
    """Every chart of every page that has one: no violation, no other word in the console, no request elsewhere."""
    root = serve(real_site, "/repo/")
    page = opened(chromium, as_wide(width), scripts=True)
    found = problems(page)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    live = 0
    for path in PAGES:
        visit(page, root + path)
        assert not [url for url in asked if "vega-" in url], path
        boxes = [one.bounding_box() for one in page.locator("figure").all()]
        for picture in shown(page):
            wake(page, picture)
            live += picture.locator(".live > svg").count()
        page.evaluate("window.scrollTo(0, 0)")
        now = [one.bounding_box() for one in page.locator("figure").all()]
        assert now == boxes, path
        assert len([url for url in asked if "vega-" in url]) == 1, path
        asked.clear()
    assert live == sum(PAGES.values()) - 1  # a chart with nothing to show is its caption
    assert found == []
    assert all(url.startswith(root) for url in asked)


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_the_live_picture_is_the_one_that_was_there(
    chromium: Browser, serve: Serve, real_site: Path, width: int, scheme: str
) -> None:
    """At most two pixels in a hundred differ: edges of letters, which are placed by the browser's own measures."""
    root = serve(real_site)
    page = opened(chromium, as_wide(width), scripts=True, scheme=scheme)
    compare = chromium.new_page()
    for path in PAGES:
        visit(page, root + path)
        for picture in shown(page):
            picture.scroll_into_view_if_needed()
            before = picture.screenshot()
            wake(page, picture)
            pair = [base64.b64encode(one).decode() for one in (before, picture.screenshot())]
            assert compare.evaluate(DIFFERENCE, pair) <= 0.02, path


@pytest.mark.parametrize("zone", ["America/Los_Angeles", "Pacific/Auckland"])
def test_a_day_is_the_same_day_wherever_its_reader_is(
    chromium: Browser, serve: Serve, tmp_path: Path, zone: str
) -> None:
    """Words and bars of the live picture are those of the one that was there, which knows no time zone."""
    shows = "---\ntitle: Days\ndate: 2026-02-16\n---\n\n![Days](chart:days)\n\n![Months](chart:months)\n"
    content = make(tmp_path, {"briefings/days/index.md": shows, "briefings/days/charts.py": DAYS})
    assert build(BuildOptions(content, tmp_path / "site")).written
    compare = chromium.new_page()
    page = chromium.new_context(timezone_id=zone, viewport={"width": 1280, "height": 900}).new_page()
    visit(page, serve(tmp_path / "site") + "briefings/days/")
    for picture in shown(page):
        words, before = picture.locator("> svg text").all_text_contents(), picture.screenshot()
        wake(page, picture)
        assert picture.locator(".live svg text").all_text_contents() == words
        pair = [base64.b64encode(one).decode() for one in (before, picture.screenshot())]
        assert compare.evaluate(DIFFERENCE, pair) <= 0.01
    page.locator("#chart-days .picture.wide").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("[role=status]")).to_have_text("March 8, 02:30")


def test_the_keyboard_reads_a_chart_mark_by_mark(chromium: Browser, serve: Serve, real_site: Path) -> None:
    """Focus wakes it; arrows go through its marks in reading order, said aloud; Escape puts the tooltip away."""
    page = opened(chromium, as_wide(1280), scripts=True)
    visit(page, serve(real_site) + "people/")
    (picture,) = shown(page)
    picture.focus()
    expect(picture).to_have_attribute("data-live", "ready")
    said = page.locator("[role=status]")
    for key, words in (
        ("ArrowRight", "by The article, kind fact, claims 2"),
        ("ArrowRight", "by The article, kind figure, claims 2"),
        ("ArrowLeft", "by The article, kind fact, claims 2"),
    ):
        page.keyboard.press(key)
        expect(said).to_have_text(words)
    expect(page.locator("#vg-tooltip-element.visible")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator("#vg-tooltip-element.visible")).to_have_count(0)


def test_a_live_square_still_leads_to_its_claim(chromium: Browser, serve: Serve, real_site: Path) -> None:
    """A click on it goes there, as it did before."""
    page = opened(chromium, as_wide(1280), scripts=True)
    visit(page, serve(real_site) + BRIEFING)
    picture = page.locator("#chart-evidence .picture.wide")
    wake(page, picture)
    box = picture.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 24 * 2.5, box["y"] + box["height"] - 12)
    page.wait_for_url("**/#claim-shock-beginning")


@pytest.mark.parametrize("lost", ["**/vega-*.js", "**/*.live.json"])
def test_a_chart_that_cannot_wake_stays_a_picture(chromium: Browser, serve: Serve, real_site: Path, lost: str) -> None:
    """Whether the script or the data is lost: what was there stays, and can still be seen."""
    page = opened(chromium, as_wide(1280), scripts=True)
    page.route(lost, lambda route: route.abort())
    visit(page, serve(real_site) + "people/")
    (picture,) = shown(page)
    before = picture.screenshot()
    picture.hover()
    expect(picture).to_have_attribute("data-live", "failed")
    page.mouse.move(0, 0)
    assert picture.screenshot() == before


@pytest.mark.parametrize("media", [{"media": "print"}, {"forced_colors": "active"}])
def test_hollow_and_filled_squares_differ_without_backgrounds(
    chromium: Browser, serve: Serve, real_site: Path, media: dict[str, Any]
) -> None:
    """As browsers print, and in forced colours: the middle of a filled square is not paper, that of a hollow one is."""
    page = opened(chromium, as_wide(1280))
    page.emulate_media(**media)
    for address in ("", "claims/"):
        visit(page, serve(real_site) + address)
        page.evaluate(
            "const sheet = new CSSStyleSheet();"
            "sheet.replaceSync('*, ::before, ::after { background: none !important; }');"
            "document.adoptedStyleSheets = [sheet];"
        )
        for mark in (".squares i", ".kind"):
            for name, is_filled in (("sourced", True), ("unsourced", False)):
                square = page.locator(f"{mark}.{name}").locator("visible=true").first
                if square.count():
                    assert is_coloured(square) is is_filled, (address, mark, name)


def is_coloured(square: Locator) -> bool:
    """Whether the middle of the square with which an element begins is drawn in another colour than the page."""
    with Image.open(io.BytesIO(square.screenshot())) as image:
        side = min(image.height, 14)
        middle = image.convert("RGB").getpixel((side // 2, image.height // 2))
    assert isinstance(middle, tuple)
    return max(middle) - min(middle) > 30 or max(middle) < 128


def ends_with(page: Page, found: Locator, texts: list[str]) -> None:
    """The last of some elements say this, at once or soon: charts are drawn one after the other."""
    for _ in range(100):
        if found.all_text_contents()[-len(texts) :] == texts:
            return
        page.wait_for_timeout(50)
    assert found.all_text_contents()[-len(texts) :] == texts


def test_a_choice_in_one_chart_holds_for_the_page(chromium: Browser, serve: Serve, real_site: Path) -> None:
    """A kind in a key, then a claimant on an axis: other charts, counts and the list of claims follow; and back."""
    page = opened(chromium, as_wide(1280), scripts=True)
    found = problems(page)
    visit(page, serve(real_site) + BRIEFING)
    picture = page.locator("#chart-claims-by-claimant .picture.wide")
    wake(page, picture)
    rows = page.locator("table.claims tr[data-kind]").locator("visible=true")
    said = page.locator(".choice [role=status]")
    squares, counts = (
        page.locator("#chart-evidence .live .mark-rect path"),
        page.locator("#chart-corroboration .live text"),
    )
    expect(rows).to_have_count(24)
    picture.locator(".role-legend-label text", has_text="opinion").click()
    expect(said).to_have_text("7 of 24 claims: kind opinion")
    expect(rows).to_have_count(7)
    expect(page.locator("#chart-evidence .live .mark-rect .is-off")).to_have_count(24 - 7)
    ends_with(page, counts, ["2", "5", "0"])
    page.set_viewport_size({"width": 390, "height": 844})
    expect(rows).to_have_count(7)
    page.emulate_media(media="print")
    expect(rows).to_have_count(24)
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": 1280, "height": 900})
    picture.locator(".role-axis-label text", has_text="Rory Green").click()
    expect(said).to_have_text("8 of 24 claims: by Rory Green")
    expect(page.locator("#chart-evidence .live .mark-rect .is-off")).to_have_count(24 - 8)
    assert squares.count() == 24
    ends_with(page, counts, ["0", "8", "0"])
    page.get_by_role("button", name="Show all").click()
    expect(rows).to_have_count(24)
    expect(page.locator(".is-off")).to_have_count(0)
    ends_with(page, counts, ["12", "12", "0"])
    picture.focus()
    for key in ("ArrowRight", "Enter"):
        page.keyboard.press(key)
    expect(said).to_have_text("2 of 24 claims: kind fact, by The article")
    page.keyboard.press("Escape")
    expect(rows).to_have_count(24)
    assert found == []


def test_a_claim_of_several_is_each_one_s(chromium: Browser, serve: Serve, tmp_path: Path) -> None:
    """Who chooses one of those who make a claim together keeps it, in the list, in the counts and in the strip.

    A claim that was withdrawn is in the list, and is not counted.
    """
    claims = """
- {id: begins, text: It begins., kind: fact, by: [rory-green, ada-lund], via: [{source: report}]}
- {id: ends, text: It ends., kind: fact, by: rory-green, via: [{source: report}]}
- {id: more, text: It is more., kind: fact, by: ada-lund}
- {id: twice, text: It is twice., kind: fact, by: rory-green, withdrawn: {date: 2026-03, reason: Twice.}}
"""
    people = "- {id: rory-green, name: Rory Green, kind: person}\n- {id: ada-lund, name: Ada Lund, kind: person}\n"
    prose = "---\ntitle: First\ndate: 2026-02-16\n---\n![](chart:claims-by-claimant)\n\n![](chart:corroboration)\n"
    files = {"briefings/a/claims.yaml": claims, "people/people.yaml": people, "briefings/a/index.md": prose}
    build(BuildOptions(make(tmp_path, files), tmp_path / "site"))
    page = opened(chromium, as_wide(1280), scripts=True)
    visit(page, serve(tmp_path / "site") + "briefings/a/")
    picture = page.locator("#chart-claims-by-claimant .picture.wide")
    wake(page, picture)
    picture.locator(".role-axis-label text", has_text="Rory Green").click()
    expect(page.locator(".choice [role=status]")).to_have_text("2 of 3 claims: by Rory Green")
    expect(page.locator("table.claims tr[data-kind]").locator("visible=true")).to_have_count(3)
    ends_with(page, page.locator("#chart-corroboration .live text"), ["0", "2", "0"])
    expect(page.locator("#chart-evidence .live .mark-rect .is-off")).to_have_count(1)
