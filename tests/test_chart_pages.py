"""Charts as readers get them: sharp and readable at every width, and one named picture for those who cannot see it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]
Serve = Callable[..., str]
BRIEFING = "briefings/china-tech-shock/"
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


def opened(browser: Browser, width: int, *, scheme: Any = "light") -> Page:
    """A page as wide as that, without scripts."""
    context = browser.new_context(
        viewport={"width": width, "height": 900}, java_script_enabled=False, color_scheme=scheme
    )
    context.set_default_timeout(5000)
    return context.new_page()


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_charts_can_be_read_at_every_width(chromium: Browser, serve: Serve, real_site: Path, width: int) -> None:
    """No letter is too small, none is cut off, and no page has to be moved sideways; no script runs."""
    root = serve(real_site)
    page = opened(chromium, width)
    for path, charts in PAGES.items():
        page.goto(root + path)
        assert page.locator("figure.chart").count() == charts
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        texts = page.locator("figure.chart").evaluate_all(MEASURED)
        assert texts
        assert [one for one in texts if one["size"] < SMALLEST - 0.05] == [], path
        assert [one for one in texts if one["outside"] > 1] == [], path


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
    page = opened(chromium, width)
    for path, charts in PAGES.items():
        page.goto(root + path)
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
