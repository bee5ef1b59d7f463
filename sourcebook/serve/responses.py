"""Responses to the requests of browsers: pages and files of the site, events, and the data of the author's panel."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any, BinaryIO, NamedTuple

from sourcebook.core.filesystem import ContentFolder
from sourcebook.serve.author_panel import AuthorPanel
from sourcebook.serve.clients import BrowserClient
from sourcebook.serve.revision import SiteRevision
from sourcebook.serve.session import PLACEHOLDER, PreviewSession

ALIVE_SECONDS = 15.0
"""Seconds between two comments that keep an idle stream of events open."""


class PreviewResponse(NamedTuple):
    """The response for an address: bytes, a file of the content, or a redirect."""

    path: str
    """Site path of the file, from which its media type follows."""
    data: bytes = b""
    file: str | None = None
    """Content path of the file to send, if it is one that is copied."""
    redirect: str | None = None
    """The address below the base path to redirect to."""
    status: int = 200
    round_id: str = ""


class PreviewResponder:
    """Answers requests from the revision that a session shows; waits for the first one."""

    def __init__(self, session: PreviewSession) -> None:
        self.session = session

    async def below_base(self, path: str) -> str | None:
        """Return the part of a URL path below the base path; None if the path is elsewhere."""
        await self.session.is_ready.wait()
        base = self.session.base
        return path.removeprefix(base) if path.startswith(base) else None

    async def answer(self, address: str) -> PreviewResponse:
        """Return the response for an address below the base path, from the revision that is shown."""
        session = self.session
        await session.is_ready.wait()
        while True:
            session.last_request = time.monotonic()
            revision = session.shown
            if revision is None:
                return PreviewResponse("index.html", PLACEHOLDER, status=503, round_id=session.round_id)
            answer = await self._answer_from(revision, address)
            if revision is session.shown:
                return answer

    def open(self, path: str) -> BinaryIO:
        """Open a file of the content.

        Raises:
            OSError: if it cannot be read, or is a regular file of the folder no more.
        """
        return ContentFolder(self.session.options.source).open(path)

    async def panel(self, address: str) -> dict[str, Any]:
        """Return the data of the author's panel for the page at an address."""
        session = self.session
        await session.is_ready.wait()
        if session.shown is None:
            return {"file": "", "open": "", "claims": [], "sources": [], "diagnostics": session.diagnostics}
        plan, source = session.shown.plan, session.options.source
        url = address.removesuffix("index.html")
        panel = AuthorPanel(plan.site_index, plan.as_of, source, session.formatter)
        data = await session.worker.do(panel.of, url)
        file = str(source / data["file"]) if data["file"] else ""
        bundle = file.removesuffix("index.md") if file.endswith("/index.md") else file
        return {**data, "diagnostics": [one for one in session.diagnostics if file and one.file.startswith(bundle)]}

    async def events(self, address: str, shows: str) -> AsyncIterator[bytes]:
        """Yield the events for one open page, until it is closed.

        Args:
            address: of the page.
            shows: the version that it shows.
        """
        session, client = self.session, BrowserClient(address, shows)
        session.clients.add(client)
        try:
            answer = await self.answer(address)
            client.send(
                "hello",
                build=answer.round_id,
                diagnostics=session.diagnostics,
                shows_older_revision=session.shows_older_revision,
            )
            if answer.redirect is not None:
                client.send("moved", url=session.base + answer.redirect)
            else:
                client.show(answer.data, session.round_id)
            while True:
                try:
                    yield await asyncio.wait_for(client.events.get(), ALIVE_SECONDS)
                except TimeoutError:
                    yield b": still here\n\n"
        finally:
            session.clients.remove(client)

    async def _answer_from(self, revision: SiteRevision, address: str) -> PreviewResponse:
        session = self.session
        path = revision.find(address)
        if path is None and revision.find(f"{address}/") is not None:
            return PreviewResponse("", redirect=f"{address}/", round_id=session.round_id)
        page = revision.page_with(address) if path is None else None
        if page is not None:
            chart_file = (await session.page(revision, page)).files.get(address)
            if chart_file is not None:
                return PreviewResponse(address, chart_file, round_id=session.round_id)
        if path is not None and path in revision.copies:
            return PreviewResponse(path, file=revision.copies[path], round_id=session.round_id)
        if path is not None and path in revision.plan.assets:
            return PreviewResponse(path, revision.plan.assets[path], round_id=session.round_id)
        output = await session.page(revision, path or "404.html")
        return PreviewResponse(path or "404.html", output.data, status=200 if path else 404, round_id=session.round_id)
