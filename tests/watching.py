"""What goes wrong while a browser shows a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page, Request


def lost(page: Page) -> list[str]:
    """The requests of a page that fail from now on, as they do."""
    found: list[str] = []

    def failed(request: Request) -> None:
        if "ERR_ABORTED" not in (request.failure or ""):  # An icon that was still on its way when the page was left.
            found.append(f"{request.failure} {request.url}")

    page.on("requestfailed", failed)
    return found


def problems(page: Page) -> list[str]:
    """Words in the console, errors of scripts and requests that fail, from now on, as they come."""
    found = lost(page)
    page.on("console", lambda message: found.append(message.text))
    page.on("pageerror", lambda error: found.append(str(error)))
    return found
