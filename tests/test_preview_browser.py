"""The preview in a real browser: what is saved stands in the open page."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from making import make
from previewing import ROOT, Served, previewed

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]
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
def tab(chromium: Browser) -> Iterator[Callable[..., Page]]:
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


def edit(path: Path, old: str, new: str) -> None:
    """Save a file with some words replaced, the way an editor does."""
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def test_a_save_of_prose_stands_in_the_page(small: Served, tab: Callable[..., Page]) -> None:
    """The words change in place: scroll, focus, an open card and a selection survive, and nothing is loaded anew."""
    page = tab(small.url + "repo/briefings/a/")
    page.evaluate("document.querySelector('details').open = true; window.here = true")
    page.locator(".brand").focus()
    edit(small.content / "briefings/a/index.md", "It [begins]", "Now it [begins]")
    page.get_by_text("Now it begins").wait_for()
    assert page.evaluate("window.here && document.querySelector('details').open")
    assert page.evaluate("document.activeElement.className") == "brand"
