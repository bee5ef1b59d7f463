"""The preview goes on: pages that crash, rounds that crash, and addresses that no site has."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from making import make
from previewing import SECONDS, Served, get, previewed, raw_answer, until

from sourcebook.core.executors import open_executor
from sourcebook.markdown.renderer import MarkdownRenderer
from sourcebook.pipeline import stages
from sourcebook.pipeline.options import BuildOptions
from sourcebook.serve.diagnostics import DiagnosticFormatter
from sourcebook.serve.responses import PreviewResponder
from sourcebook.serve.session import PreviewSession
from sourcebook.serve.update_loop import RoundReport, UpdateLoop

FAILING = (
    ("{{ 1 // 0 }}", "ZeroDivisionError"),
    ("{{ [].pop() }}", "IndexError"),
    ("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "RecursionError"),
    ("{{ 10.0 ** 1000 }}", "OverflowError"),
    ('{% include "nope.html" %}', "nope.html"),
)


def page_text(served: Served, path: str) -> bytes:
    """The bytes of a page of the preview's site."""
    return get(f"{served.url}repo/{path}")[2]


@pytest.mark.parametrize(("code", "name"), FAILING)
def test_whatever_a_template_raises_is_an_error_at_its_line(tmp_path: Path, code: str, name: str) -> None:
    """The last good page stays, other pages are served, and the corrected template is shown."""
    content = make(tmp_path)
    template = tmp_path / "templates/page.html"
    template.parent.mkdir()
    template.write_text("<!doctype html><title>good</title>")
    with previewed(content) as served:
        until(lambda: b"good" in page_text(served, "about/"), "the good page")
        template.write_text(f"<!doctype html>\n{code}")
        assert "templates/page.html:2:1" in served.said(name)
        assert b"good" in page_text(served, "about/")
        assert get(f"{served.url}repo/briefings/a/")[0] == 200
        template.write_text("<!doctype html><title>better</title>")
        until(lambda: b"better" in page_text(served, "about/"), "the better page")


def test_a_chart_that_ends_its_process_leaves_the_preview(tmp_path: Path) -> None:
    """The chart is an error of its page; the page is shown again once the chart is corrected."""
    code = "import os\n\n\ndef drawn(data):\n    os._exit(7)\n"
    content = make(tmp_path, {"briefings/a/charts.py": code})
    text = content / "briefings/a/index.md"
    before = text.read_text()
    with previewed(content) as served:
        assert get(f"{served.url}repo/about/")[0] == 200
        text.write_text(before + "\n![Drawn](chart:drawn)\n")
        assert "exit code 7" in served.said("chart “drawn”")
        assert get(f"{served.url}repo/about/")[0] == 200
        text.write_text(before + "\nMended.\n")
        until(lambda: b"Mended." in page_text(served, "briefings/a/"), "the corrected page")


class Watched:
    """A preview without a server, in the event loop of a test."""

    def __init__(self, content: Path) -> None:
        self.session = PreviewSession(
            BuildOptions(content, content.parent / "site"), DiagnosticFormatter(content, "vscode")
        )
        self.responder = PreviewResponder(self.session)
        self.reports: list[RoundReport] = []
        loop = UpdateLoop(self.session, open_executor(), self.reports.append, polling=False)
        self.rounds = asyncio.create_task(loop.run())

    async def shows(self, address: str, text: str) -> None:
        """Wait for a page with this text."""
        async with asyncio.timeout(SECONDS):
            while text.encode() not in (await self.responder.answer(address)).data:
                await asyncio.sleep(0.02)

    async def reported(self, text: str) -> str:
        """Wait for a finding with this text, and return its message."""
        async with asyncio.timeout(SECONDS):
            while True:
                for one in self.reports[-1].diagnostics if self.reports else ():
                    if text in one.message:
                        return one.message
                await asyncio.sleep(0.02)


async def crash_and_mend(content: Path, message: str) -> None:
    """Edit a page so that it crashes, look at the preview, and correct the page."""
    preview, page = Watched(content), content / "pages/about.md"
    await preview.shows("about/", "The method.")
    page.write_text("---\ntitle: About\n---\nIt will crash.\n")
    found = await preview.reported(message)
    assert "RuntimeError: no such case (sourcebook/" in found
    assert not preview.rounds.done()
    await preview.shows("about/", "The method.")
    await preview.shows("briefings/a/", "<h1>")
    page.write_text("---\ntitle: About\n---\nIt is well.\n")
    await preview.shows("about/", "It is well.")
    async with asyncio.timeout(SECONDS):
        while preview.reports[-1].diagnostics:
            await asyncio.sleep(0.02)
    preview.rounds.cancel()
    await asyncio.wait([preview.rounds])


def test_a_page_that_crashes_the_program_is_a_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The message names the page, the exception and the line; the last good page stays until it is corrected."""
    render = MarkdownRenderer.render

    def crashing(renderer: MarkdownRenderer, page: Any) -> Any:
        if "will crash" in page.text:
            raise RuntimeError("no such case")
        return render(renderer, page)

    monkeypatch.setattr(MarkdownRenderer, "render", crashing)
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, crash_and_mend(make(tmp_path), "about/index.html cannot be made")).result()


def test_a_round_that_crashes_is_a_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also what fails between the pages leaves the preview running, and no edit is forgotten."""
    content, check = make(tmp_path), stages.run_checks

    def crashing(site: Any) -> Any:
        if any("will crash" in one.body.read() for one in site.prose):
            raise RuntimeError("no such case")
        return check(site)

    monkeypatch.setattr("sourcebook.serve.revision.SiteRevision.with_edits", lambda revision, files: None)
    monkeypatch.setattr(stages, "run_checks", crashing)
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, crash_and_mend(content, "the preview cannot show what changed")).result()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A preview of the small site."""
    with previewed(make(tmp_path_factory.mktemp("preview"))) as one:
        yield one


ODD = (
    "x" * 300, "x" * 5000, f"{'y/' * 200}z", "%00", "a%00.js", "%ff%fe", "%", "%zz", "%2e%2e/%2e%2e", "\\..\\x",
    "%0d%0aSet-Cookie:%20a=b", "CON", "x" * 300 + ".js", "x" * 300 + ".css", "charts/" + "x" * 300 + ".svg",
    "briefings/a/charts/" + "x" * 300 + ".svg", "?" * 300, "%E2%80%AE", "a" * 300 + "/index.html",
)  # fmt: skip


@pytest.mark.parametrize("before", ["", "repo/", "repo/briefings/a/", ".sourcebook/"])
@pytest.mark.parametrize("odd", ODD, ids=range(len(ODD)))
def test_addresses_that_no_site_has_are_not_found(served: Served, before: str, odd: str) -> None:
    """Each is a 404, or refused as no address at all; the next request is answered."""
    status = raw_status(served, f"/{before}{odd}")
    assert status in ((200, 302, 404) if odd.startswith("?") else (404, 400)), status
    assert get(f"{served.url}repo/")[0] == 200


@pytest.mark.parametrize("route", ["page", "state"])
@pytest.mark.parametrize("odd", ODD, ids=range(len(ODD)))
def test_questions_about_pages_that_no_site_has(served: Served, route: str, odd: str) -> None:
    """The panel and the state of such a page are answered."""
    assert raw_status(served, f"/.sourcebook/{route}?page=/repo/{odd}") in (200, 400)
    assert get(f"{served.url}repo/")[0] == 200


def raw_status(served: Served, target: str) -> int:
    """The status of the answer to a request whose target is sent as it is."""
    return int(raw_answer(served, target).split(b" ", 2)[1])
