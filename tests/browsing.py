"""Pages in a real browser, as readers see them once the page has come to rest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

DESK, PHONE = {"width": 1240, "height": 900}, {"width": 390, "height": 844}

# Until then words have another face and width, and what is clicked moves away.
FACES = "Promise.all([...document.fonts].map(face => face.load())).then(() => document.fonts.ready).then(() => 0)"


def as_wide(width: int) -> dict[str, int]:
    """The size of a window as wide as that."""
    return {"width": width, "height": 900}


def opened(browser: Browser, size: dict[str, int], *, scripts: bool = False, scheme: Any = "light") -> Page:
    """A page of a fresh context, scripts off unless asked for."""
    context = browser.new_context(viewport=size, java_script_enabled=scripts, color_scheme=scheme)  # type: ignore[arg-type]
    context.set_default_timeout(5000)
    return context.new_page()


def visit(page: Page, address: str) -> None:
    """Go to a page, and wait until its words have the faces of its fonts."""
    page.goto(address)
    page.evaluate(FACES)
