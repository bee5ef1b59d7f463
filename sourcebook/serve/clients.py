"""The open pages of a preview, and the events that they are sent."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import msgspec

from sourcebook.serve.diagnostics import Diagnostic
from sourcebook.serve.moved_pages import moved_to
from sourcebook.serve.revision import SiteRevision, version
from sourcebook.serve.script_injection import with_preview


class BrowserClient:
    """One open page: its address below the base path, the version it shows, and events that were not sent yet."""

    def __init__(self, address: str, shows: str) -> None:
        self.address = address
        self.shows = shows
        self.events: asyncio.Queue[bytes] = asyncio.Queue()

    def send(self, event: str, **data: object) -> None:
        """Queue an event."""
        self.events.put_nowait(b"event: %s\ndata: %s\n\n" % (event.encode(), msgspec.json.encode(data)))

    def show(self, data: bytes, round_id: str) -> None:
        """Send the page's HTML, unless the client shows that version already."""
        now = version(data)
        if now != self.shows:
            self.shows = now
            self.send("page", build=round_id, version=now, html=with_preview(data, round_id, now).decode())


class BrowserClients:
    """All open pages, the most recently opened first."""

    def __init__(self) -> None:
        self.all: list[BrowserClient] = []

    def add(self, client: BrowserClient) -> None:
        """Add a page that was just opened."""
        self.all.insert(0, client)

    def remove(self, client: BrowserClient) -> None:
        """Remove a page that was closed."""
        self.all.remove(client)

    def send_diagnostics(self, diagnostics: Sequence[Diagnostic], round_id: str, *, shows_older_revision: bool) -> None:
        """Send the findings to all pages, and whether they show an older revision."""
        for client in self.all:
            client.send("notes", build=round_id, diagnostics=diagnostics, shows_older_revision=shows_older_revision)

    def send_changed_files(self, before: SiteRevision, revision: SiteRevision, round_id: str) -> None:
        """Send the URLs of assets and copied files that changed."""
        old, new = before.plan.assets, revision.plan.assets
        changed = [path for path, data in new.items() if old.get(path) != data]
        changed += [path for path in revision.copies if before.signatures.get(path) != revision.signatures.get(path)]
        if changed:
            base = revision.plan.site.config.base_path
            for client in self.all:
                client.send("files", build=round_id, urls=[base + path for path in changed])

    def send_moves(self, before: SiteRevision, revision: SiteRevision) -> None:
        """Send the new URL to pages whose address is gone because their file was renamed."""
        for client in self.all:
            if revision.find(client.address) is not None:
                continue
            address = moved_to(before.plan.site, revision.plan.site, client.address)
            if address is not None:
                client.address = address
                client.send("moved", url=revision.plan.site.config.base_path + address)
