"""The published form of a site in a real browser: crawled below its base path, nothing is missing."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from hosting import S3, repository
from making import GOOD, make, tree
from torment import branch_served
from watching import lost

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]
ROOT = Path(__file__).resolve().parent.parent


def crawl(browser: Browser, base: str, first: str = "") -> tuple[set[str], list[str]]:
    """Follow every link of a site from its home page; the pages, and whatever was not there or led outside."""
    page = browser.new_page()
    missing = lost(page)
    page.on("response", lambda one: missing.append(f"{one.status} {one.url}") if one.status >= 400 else None)
    seen, ahead = set[str](), [base + first]
    while ahead:
        address = ahead.pop()
        if address in seen:
            continue
        seen.add(address)
        page.goto(address, wait_until="load")
        # By attribute: in a chart a link's `href` is an object.
        links = "all => all.map(one => new URL(one.getAttribute('href'), document.baseURI).href)"
        for link in page.eval_on_selector_all("a[href]", links):
            there = link.partition("#")[0]
            if there.startswith(base) and there.endswith(("/", ".html")):
                ahead.append(there)
            elif urlsplit(there).netloc == urlsplit(base).netloc and not there.startswith(base):
                missing.append(f"outside {there}")
    page.close()
    return seen, missing


def publish(*arguments: str) -> None:
    """Publish, as a user does: in a process of its own."""
    command = [sys.executable, str(ROOT / "build.py"), "publish", *arguments]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)


def test_from_a_folder_below_repo(chromium: Browser, tmp_path: Path, serve: Callable[..., str]) -> None:
    """The project's own site under /repo/: no 404, no link out of the base path, no doubled prefix."""
    publish("--output", str(tmp_path / "site"), f"file://{tmp_path}/www")
    seen, missing = crawl(chromium, serve(tmp_path / "www/current", "/repo/"))
    assert missing == []
    assert len(seen) == len([path for path in tree(tmp_path / "site") if path.endswith(".html")]) - 1
    assert not [address for address in seen if "/repo/repo/" in address]


def test_from_a_branch_and_an_object_store(
    chromium: Browser, tmp_path: Path, object_store: S3, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With links that name their files, hosts without index pages show the whole site too."""
    for name, value in object_store.environment.items():
        monkeypatch.setenv(name, value)
    settings = f"{GOOD['site.yaml']}links: files\n".replace("nav: [", "nav: [sources, people, ")
    content = make(tmp_path, {"site.yaml": settings})
    remote = repository(tmp_path / "host/site.git")
    publish("--source", str(content), f"git+file://{remote}#pages")
    publish("--source", str(content), "s3://www/crawled/repo")
    with branch_served(remote, "pages") as url:
        for base in (url, f"{object_store.url}/www/crawled/repo/"):
            seen, missing = crawl(chromium, base, "index.html")
            assert missing == []
            assert len(seen) == len([path for path in tree(tmp_path / "site") if path.endswith(".html")]) - 1
