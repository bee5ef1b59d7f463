"""The preview in a real browser: what is saved stands in the open page."""

from __future__ import annotations

import random
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from making import build, make
from playwright.sync_api import expect
from previewing import ROOT, Served, previewed, until

from sourcebook.pipeline.options import BuildOptions

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]
Tab = Callable[..., "Page"]
REAL = "briefings/china-tech-shock/"


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Served]:
    """A preview of the small site."""
    with previewed(make(tmp_path)) as served:
        yield served


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A preview of a copy of the project's own content."""
    home = tmp_path_factory.mktemp("real")
    shutil.copytree(ROOT / "content", home / "content")
    shutil.copytree(ROOT / "templates", home / "templates")
    with previewed(home / "content") as served:
        served.said("build 1")
        yield served


@pytest.fixture
def tab(chromium: Browser) -> Iterator[Tab]:
    """A function that opens an address in a fresh context and waits until the preview has made itself known."""
    contexts: list[Any] = []

    def open_(url: str, **options: Any) -> Page:
        context = chromium.new_context(**options)
        contexts.append(context)
        context.set_default_timeout(8000)
        page = context.new_page()
        page.goto(url)
        page.wait_for_selector("sourcebook-preview .badge:not([hidden])")
        return page

    yield open_
    for context in contexts:
        context.close()


def holds(page: Page, expression: str) -> None:
    """Wait until an expression is true in a page, whose policy forbids the usual way of waiting for that."""
    until(lambda: page.evaluate(expression), expression)


def edit(path: Path, old: str, new: str) -> None:
    """Save a file with some words replaced, the way an editor does."""
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def test_a_save_of_prose_stands_in_the_page(small: Served, tab: Tab) -> None:
    """The words change in place: focus, an open card, a ticked filter and a selection survive; nothing is reloaded."""
    page = tab(small.url + "repo/briefings/a/")
    page.evaluate("document.querySelector('details').open = true; window.here = true")
    page.locator(".brand").focus()
    page.evaluate(
        """() => { const text = document.querySelector('#claim-ends').firstChild.firstChild;
        getSelection().setBaseAndExtent(text, 0, text, 4); }"""
    )
    edit(small.content / "briefings/a/index.md", "It [begins]", "Now it [begins]")
    page.get_by_text("Now it begins").wait_for()
    assert page.evaluate("window.here && document.querySelector('details').open")
    assert page.evaluate("document.activeElement.className") == "brand"
    assert page.evaluate("String(getSelection())") == "ends"


def test_a_filter_and_the_scroll_stay(small: Served, tab: Tab) -> None:
    """A chosen kind stays chosen in the ledger while its rows change, and the page stays where it was scrolled to."""
    page = tab(small.url + "repo/claims/", viewport={"width": 600, "height": 220})
    page.get_by_label("Kind").select_option("forecast")
    page.evaluate("scrollTo(0, 150)")
    edit(small.content / "briefings/a/claims.yaml", "It ends.", "It ends well.")
    page.get_by_text("It ends well.").first.wait_for()
    assert page.get_by_label("Kind").input_value() == "forecast"
    expect(page.locator("#ledger tbody tr")).to_have_count(1)
    assert page.evaluate("scrollY") == 150


def test_blocks_that_come_and_go_leave_their_neighbours_alone(small: Served, tab: Tab) -> None:
    """A paragraph put in first, and taken out again, moves the others without making them anew."""
    source = small.content / "briefings/a/index.md"
    page = tab(small.url + "repo/briefings/a/")
    page.evaluate("document.querySelector('#claim-begins').mine = true")
    edit(source, "It [begins]", "# Head\n\nFirst.\n\n- one\n- two\n\nIt [begins]")
    page.get_by_text("First.").wait_for()
    assert page.evaluate("document.querySelector('#claim-begins').mine")
    edit(source, "First.\n\n- one\n- two\n\n", "")
    page.get_by_text("First.").wait_for(state="detached")
    assert page.evaluate("document.querySelector('#claim-begins').mine")


def test_a_style_sheet_is_swapped_without_a_flash_of_bare_page(small: Served, tab: Tab) -> None:
    """The new sheet is in force, the page was not loaded anew, and it was never without a sheet."""
    assets = small.content.parent / "templates/assets"
    assets.mkdir(parents=True)
    shutil.copy(ROOT / "templates/assets/sourcebook.css", assets)
    page = tab(small.url + "repo/briefings/a/")
    page.evaluate(
        """() => { window.least = 9; const count = () => { window.least = Math.min(window.least,
        document.head.querySelectorAll('link[rel=stylesheet]').length); requestAnimationFrame(count); }; count(); }"""
    )
    with (assets / "sourcebook.css").open("a") as sheet:
        sheet.write("body { border-top: 7px solid red; }")
    holds(page, "getComputedStyle(document.body).borderTopWidth === '7px'")
    holds(page, "document.head.querySelectorAll('link[rel=stylesheet]').length === 1")
    assert page.evaluate("window.least") == 1
    edit(small.content / "briefings/a/index.md", "It [begins]", "Now it [begins]")
    page.get_by_text("Now it begins").wait_for()
    assert page.evaluate("getComputedStyle(document.body).borderTopWidth") == "7px"


def test_a_style_sheet_and_a_page_that_change_together(small: Served, tab: Tab) -> None:
    """Saves of both, close together and again and again, leave one sheet in force, and that the last one."""
    assets = small.content.parent / "templates/assets"
    assets.mkdir(parents=True)
    source = small.content / "briefings/a/index.md"
    style, prose = (ROOT / "templates/assets/sourcebook.css").read_text(), source.read_text()
    page = tab(small.url + "repo/briefings/a/")
    for number in range(1, 16):
        source.write_text(f"{prose}\nSaved {number}.\n")
        time.sleep(0.004 * (number % 8))
        (assets / "sourcebook.css").write_text(f"{style}body {{ border-top: {number}px solid red; }}")
        time.sleep(0.1 * (number % 2))
    page.get_by_text("Saved 15.").wait_for()
    holds(page, "getComputedStyle(document.body).borderTopWidth === '15px'")
    holds(page, "document.head.querySelectorAll('link[rel=stylesheet]').length === 1")


def test_a_claim_changes_its_card_at_once_and_its_chart_soon(real: Served, tab: Tab) -> None:
    """The words come first; the strip, which shows them too, follows by itself."""
    page = tab(real.url + REAL)
    page.wait_for_selector("#chart-evidence svg")
    edit(real.content / REAL / "claims.yaml", "Several analysts see", "Several analysts, says a test, see")
    page.locator("main").get_by_text("says a test").first.wait_for(state="attached")
    holds(page, "document.querySelector('#chart-evidence svg').innerHTML.includes('says a test')")


def test_a_charts_code_and_its_error(real: Served, tab: Tab) -> None:
    """New code draws a new chart; broken code keeps the last picture and names the line; mending it ends that."""
    page = tab(real.url + REAL)
    page.wait_for_selector("#chart-fund svg")
    charts = real.content / REAL / "charts.py"
    good = charts.read_text()
    edit(charts, "mark_bar(", "mark_bar(opacity=0.437, ")
    page.wait_for_selector("#chart-fund svg [opacity='0.437']", state="attached")
    broken = charts.read_text()
    edit(charts, 'data.table("fund.csv")', 'data.table("found.csv")')
    overlay = page.locator("sourcebook-preview .overlay")
    overlay.get_by_text("there is no table “found.csv”").wait_for()
    line = 1 + broken[: broken.index('data.table("fund.csv")')].count("\n")
    assert overlay.locator("a.place").first.get_attribute("href") == f"vscode://file{charts}:{line}:1"
    assert 'data.table("found.csv")' in overlay.locator(".line.here").inner_text()
    assert page.locator("#chart-fund svg [opacity='0.437']").count()
    charts.write_text(good)
    overlay.wait_for(state="hidden")
    page.wait_for_selector("#chart-fund svg [opacity='0.437']", state="detached")


def test_a_live_chart_shows_the_new_data_after_an_edit(real: Served, tab: Tab) -> None:
    """What was drawn over the old picture goes with it, and the new one comes alive too."""
    page = tab(real.url + REAL)
    picture = page.locator("#chart-fund .picture.wide")
    picture.hover()
    picture.locator(".live svg").wait_for()
    edit(real.content / REAL / "charts.py", "mark_bar(", "mark_bar(opacity=0.437, ")
    page.wait_for_selector("#chart-fund .picture > svg [opacity='0.437']", state="attached")
    page.mouse.move(0, 0)
    picture.hover()
    page.wait_for_selector("#chart-fund .live svg [opacity='0.437']", state="attached")
    holds(page, "document.querySelectorAll('#chart-fund .picture.wide .live').length === 1")


def test_errors_stand_over_the_last_good_page_and_go_when_mended(small: Served, tab: Tab) -> None:
    """Every finding with its rule, hint, place, lines and caret; Escape puts it away, another error brings it back."""
    page = tab(small.url + "repo/briefings/a/")
    claims = small.content / "briefings/a/claims.yaml"
    edit(claims, "kind: fact", "kind: fakt")
    overlay = page.locator("sourcebook-preview .overlay")
    overlay.get_by_text("not “fakt”").wait_for()
    assert "did you mean “fact”?" in overlay.inner_text()
    assert f"{claims}:3:9" in overlay.inner_text()
    assert overlay.locator("code").inner_text() == "wrong-type"
    assert overlay.locator(".line.here").inner_text().splitlines()[-1].index("^") == 5 + 9
    assert page.locator("sourcebook-preview .badge").inner_text() == "1 error"
    assert page.locator("#claim-begins").is_visible()
    page.keyboard.press("Escape")
    overlay.wait_for(state="hidden")
    edit(claims, "kind: forecast", "kind: forekast")
    overlay.get_by_text("not “forekast”").wait_for()
    edit(claims, "kind: fakt", "kind: fact")
    overlay.get_by_text("not “fakt”").wait_for(state="detached")
    edit(claims, "kind: forekast", "kind: forecast")
    overlay.wait_for(state="hidden")
    edit(small.content / "briefings/a/index.md", "(claim:ends)", "(claim:end)")
    overlay.get_by_text("did you mean “ends”?").wait_for()
    edit(small.content / "briefings/a/index.md", "(claim:end)", "(claim:ends)")
    overlay.wait_for(state="hidden")


def test_errors_of_other_pages_are_shown_and_hold_nobody_up(small: Served, tab: Tab) -> None:
    """A page with an error elsewhere still changes when it is edited."""
    page = tab(small.url + "repo/briefings/a/")
    edit(small.content / "pages/about.md", "The method.", "The [method](nowhere.md).")
    page.locator("sourcebook-preview .overlay").get_by_text("nowhere.md").first.wait_for()
    edit(small.content / "briefings/a/index.md", "It [begins]", "Still it [begins]")
    page.get_by_text("Still it begins").wait_for()


def test_warnings_are_a_badge(small: Served, tab: Tab) -> None:
    """A warning covers nothing; a click on its number opens the panel, which says what it is."""
    page = tab(small.url + "repo/briefings/a/")
    edit(small.content / "briefings/a/index.md", "[ends](claim:ends)", "ends")
    badge = page.locator("sourcebook-preview .badge")
    holds(
        page,
        "document.querySelector('sourcebook-preview').shadowRoot.querySelector('.badge').textContent === '1 warning'",
    )
    assert page.locator("sourcebook-preview .overlay").is_hidden()
    badge.click()
    page.locator("sourcebook-preview .panel").get_by_text("not tied to the claim").wait_for()


def test_the_authors_panel(small: Served, tab: Tab) -> None:
    """A key shows this page's claims with their standing and its sources' ages; a click scrolls, another opens."""
    page = tab(small.url + "repo/briefings/a/", viewport={"width": 900, "height": 200})
    page.keyboard.press("p")
    panel = page.locator("sourcebook-preview .panel")
    panel.get_by_text("Claims, 2").wait_for()
    text = panel.inner_text()
    assert "forecast · The article · no source named" in text
    assert "fact · Rory Green · 1 independent source" in text
    assert "2026-02, up to 15 days as of 16 February 2026" in text
    assert "no date" in text
    places = [link.get_attribute("href") for link in panel.locator("a.place").all()]
    claims = small.content / "briefings/a/claims.yaml"
    assert f"vscode://file{claims}:6:3" in places
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    panel.get_by_role("button", name="It begins.").click()
    holds(page, "document.getElementById('claim-begins').getBoundingClientRect().top >= 0")
    edit(claims, "It begins.", "It begins anew.")
    panel.get_by_text("It begins anew.").wait_for()
    page.keyboard.press("p")
    panel.wait_for(state="hidden")


def test_a_page_that_moved_is_followed_and_a_deleted_one_says_so(small: Served, tab: Tab) -> None:
    """The address changes with the folder's name; a deleted page becomes the site's own 404 page."""
    page = tab(small.url + "repo/briefings/a/")
    page.evaluate("window.here = true")
    (small.content / "briefings/a").rename(small.content / "briefings/b")
    page.wait_for_url("**/repo/briefings/b/")
    edit(small.content / "briefings/b/index.md", "It [begins]", "Here it [begins]")
    page.get_by_text("Here it begins").wait_for()
    assert page.evaluate("window.here")
    shutil.rmtree(small.content / "briefings/b")
    page.get_by_role("heading", name="There is no page here").wait_for()


def test_no_older_page_is_left_standing_after_a_step_back(small: Served, tab: Tab) -> None:
    """Back and forward show the last build's state of a page, however the browser kept it."""
    page = tab(small.url + "repo/briefings/a/")
    page.goto(small.url + "repo/about/")
    edit(small.content / "briefings/a/index.md", "It [begins]", "Newly it [begins]")
    small.said("build 2")
    page.go_back()
    page.get_by_text("Newly it begins").wait_for()
    edit(small.content / "pages/about.md", "The method.", "The newer method.")
    small.said("build 3")
    page.go_forward()
    page.get_by_text("The newer method.").wait_for()


def test_a_server_restart_under_an_open_page(tmp_path: Path, tab: Tab) -> None:
    """The page says that it hears nothing, finds the new server by itself and shows what was edited meanwhile."""
    content = make(tmp_path)
    with previewed(content) as first:
        page = tab(first.url + "repo/briefings/a/")
        first.stop()
        page.locator("sourcebook-preview .badge.offline").wait_for()
        edit(content / "briefings/a/index.md", "It [begins]", "Meanwhile it [begins]")
        with previewed(content, port=first.port) as second:
            assert second.port == first.port
            page.get_by_text("Meanwhile it begins").wait_for()
            page.locator("sourcebook-preview .badge:not(.offline)").wait_for()


def test_two_tabs_and_a_phone(small: Served, tab: Tab) -> None:
    """Each open page follows its own file; on a phone the overlay fits the screen."""
    desk = tab(small.url + "repo/briefings/a/")
    phone = tab(small.url + "repo/about/", viewport={"width": 390, "height": 700}, has_touch=True, is_mobile=True)
    edit(small.content / "briefings/a/index.md", "It [begins]", "For the desk it [begins]")
    desk.get_by_text("For the desk it begins").wait_for()
    edit(small.content / "pages/about.md", "The method.", "For the phone.")
    phone.get_by_text("For the phone.").wait_for()
    edit(small.content / "briefings/a/claims.yaml", "kind: fact", "kind: fakt")
    overlay = phone.locator("sourcebook-preview .overlay")
    overlay.get_by_text("not “fakt”").wait_for()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    box = overlay.bounding_box()
    assert box is not None
    assert box["width"] <= 390
    phone.locator("sourcebook-preview .overlay .close").tap()
    overlay.wait_for(state="hidden")


@pytest.mark.parametrize(("motion", "flashes"), [("no-preference", True), ("reduce", False)])
def test_changed_places_flash_unless_motion_is_unwanted(small: Served, tab: Tab, motion: str, flashes: bool) -> None:
    """What changed lights up for a moment."""
    page = tab(small.url + "repo/briefings/a/", reduced_motion=motion)
    page.evaluate("() => { window.lit = []; Element.prototype.animate = function () { lit.push(this.tagName); }; }")
    edit(small.content / "briefings/a/index.md", "It [begins]", "Brightly it [begins]")
    page.get_by_text("Brightly it begins").wait_for()
    assert page.evaluate("window.lit") == (["P"] if flashes else [])


def test_the_policy_is_kept(real: Served, tab: Tab) -> None:
    """With the preview in it a page still breaks its own policy nowhere, panel and overlay open."""
    page = tab(real.url + REAL)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.reload()
    page.keyboard.press("p")
    page.locator("sourcebook-preview .panel").get_by_text("Claims, 24").wait_for()
    page.screenshot()
    assert said == []


NORMAL = """() => {
  const page = document.documentElement.cloneNode(true);
  page.querySelectorAll('sourcebook-preview, script, meta[name=sourcebook-preview]').forEach(one => one.remove());
  page.querySelectorAll('meta[http-equiv]').forEach(one => one.remove());
  page.normalize();
  return page.outerHTML;
}"""


def test_after_two_hundred_random_saves_the_page_is_that_of_a_clean_build(
    small: Served, tab: Tab, serve: Callable[..., str], tmp_path: Path
) -> None:
    """Words, lists, claims, settings, templates, files that come and go, some of it wrong for a while."""
    dice = random.Random(16)
    page = tab(small.url + "repo/briefings/a/")
    content = small.content
    templates = content.parent / "templates"
    templates.mkdir()
    base = (ROOT / "templates/base.html").read_text()
    prose = (content / "briefings/a/index.md").read_text()
    claims = (content / "briefings/a/claims.yaml").read_text()
    blocks = [
        "Plain words.",
        "- one\n- two",
        "> said",
        "## Head",
        "| a | b |\n|---|---|\n| 1 | 2 |",
        "![x](chart:corroboration)",
    ]

    def random_save() -> None:
        match dice.randrange(6):
            case 0 | 1:
                some = "\n\n".join(dice.choices(blocks, k=dice.randrange(5)))
                (content / "briefings/a/index.md").write_text(f"{prose}\n{some}\n\n{dice.random()}\n")
            case 2:
                text = claims.replace("It begins.", f"It begins {dice.random()}.")
                (content / "briefings/a/claims.yaml").write_text(text)
            case 3:
                (templates / "base.html").write_text(base.replace("<body>", f"<body>\n<p>{dice.random()}</p>"))
            case 4:
                (content / "briefings/a/claims.yaml").write_text("- broken: [")
            case _:
                other = content / f"briefings/other-{dice.randrange(3)}.md"
                if other.exists():
                    other.unlink()
                else:
                    other.write_text("---\ntitle: Other\ndate: 2026-01\n---\nWords.\n")

    for _ in range(200):
        random_save()
        time.sleep(dice.choice([0, 0.002, 0.01, 0.03]))
    (content / "briefings/a/claims.yaml").write_text(claims.replace("It ends.", "It ends at last."))
    page.get_by_text("It ends at last.").first.wait_for(state="attached")
    output = tmp_path / "clean"
    assert build(BuildOptions(content, output, fingerprints=False)).written is not None
    clean = page.context.new_page()
    clean.goto(serve(output, "/repo/") + "briefings/a/")
    wanted = clean.evaluate(NORMAL)
    page.bring_to_front()
    until(lambda: page.evaluate(NORMAL) == wanted, "the page to equal the clean build's")


MARKUP = '<img src=x onerror="document.title=1"><script>document.title=2</script>'


def test_words_of_findings_and_claims_are_no_markup(tmp_path: Path, tab: Tab) -> None:
    """Messages, lines of files, names of files, claims and titles of sources are shown as they are written."""
    name = "briefings/<img src=x onerror=alert(1)>.md"
    claims = (
        f"- id: begins\n  text: '{MARKUP}'\n  kind: fact\n  by: article\n  via: [{{source: report}}]\n"
        f"- id: ends\n  text: It ends.\n  kind: fact\n  by: '{MARKUP}'\n"
    )
    files = {
        "briefings/a/claims.yaml": claims, name: f"---\ntitle: '{MARKUP}'\ndate: {MARKUP!r}\n---\n[x](claim:y)\n",
        "sources/sources.yaml": f"- {{id: article, title: A}}\n- {{id: report, title: '{MARKUP}'}}\n",
    }  # fmt: skip
    with previewed(make(tmp_path, files)) as served:
        page = tab(served.url + "repo/briefings/a/")
        shadow = "document.querySelector('sourcebook-preview').shadowRoot"
        holds(page, f"{shadow}.querySelector('.overlay li') !== null")
        page.keyboard.press("Escape")
        page.keyboard.press("p")
        holds(page, f"{shadow}.querySelectorAll('.panel h3').length === 3")
        page.evaluate(f"{shadow}.querySelector('.badge').click()")
        shown = page.evaluate(f"{shadow}.textContent")
        assert shown.count(MARKUP) >= 4
        assert name in shown
        assert page.evaluate(f"{shadow}.querySelectorAll('img, script, iframe').length") == 0
        assert page.title() not in ("1", "2")
