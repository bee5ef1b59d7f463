"""Data of the author's panel beside a page: its claims with their corroboration, and the ages of its sources."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sourcebook.model import SourceLocation
from sourcebook.render.site_index import SiteIndex
from sourcebook.render.views.briefings import BriefingView
from sourcebook.render.views.claims import ClaimView
from sourcebook.render.views.sources import SourceView
from sourcebook.serve.diagnostics import DiagnosticFormatter
from sourcebook.statements.ages import Age, as_of_text


class AuthorPanel:
    """Returns data on pages of one revision.

    Args:
        index: the views of the revision.
        as_of: the build's date, YYYY-MM-DD, or empty.
        source: the content folder.
        editor_links: returns links to the author's editor.
    """

    def __init__(self, index: SiteIndex, as_of: str, source: Path, editor_links: DiagnosticFormatter) -> None:
        self.index = index
        self.as_of = as_of
        self.source = source
        self.editor_links = editor_links

    def of(self, url: str) -> dict[str, Any]:
        """Return the content file of a page, its claims and its sources; all empty for a page without a file."""
        briefing = next((view for view in self.index.briefings if view.url == url), None)
        if briefing is not None:
            claims, sources = briefing.claims, self._sources(briefing)
            return {
                **self._file(self.index.briefing_by_slug[briefing.slug].path),
                "claims": self._claims(claims),
                "sources": sources,
            }
        path = next((path for path, there in self.index.urls.items() if there == url), "")
        found = [view for view in self.index.claims if view.url == url]
        if found:
            path = self._location("claim", found[0].claim.id).file
        return {**self._file(path), "claims": self._claims(found), "sources": []}

    def _file(self, path: str) -> dict[str, str]:
        return {"file": path, "open": self.editor_links.link(self.source / path)} if path else {"file": "", "open": ""}

    def _claims(self, claims: Iterable[ClaimView]) -> list[dict[str, Any]]:
        return [
            {"number": view.number, "text": view.claim.text, "kind": view.claim.kind, "by": view.by,
             "standing": view.standing, "sourced": view.is_sourced, "anchor": f"claim-{view.claim.id}",
             **self._open_link("claim", view.claim.id)}
            for view in claims
        ]  # fmt: skip

    def _sources(self, briefing: BriefingView) -> list[dict[str, Any]]:
        """Return the sources of a briefing's claims and its article, oldest first."""
        names = [name for view in briefing.claims for name in (via.source for via in view.claim.via)]
        names += briefing.front.briefed
        known = self.index.source_by_id
        views = [known[name] for name in dict.fromkeys(names) if name in known]
        return [
            {"title": view.source.title, "age": self._age(view), "dated": view.source.issued is not None,
             "page": view.url, **self._open_link("source", view.source.id)}
            for view in sorted(views, key=lambda view: view.source.issued or "")
        ]  # fmt: skip

    def _age(self, view: SourceView) -> str:
        """Return the age of a source at the build's date, as text."""
        issued = view.source.issued
        if issued is None:
            return "no date"
        return f"{issued}, {Age.of(issued, self.as_of).text} {as_of_text(self.as_of)}" if self.as_of else issued

    def _location(self, kind: str, name: str) -> SourceLocation:
        return self.index.site.location(kind, name)

    def _open_link(self, kind: str, name: str) -> dict[str, Any]:
        file, line, column = self._location(kind, name)
        return {"file": file, "line": line, "open": self.editor_links.link(self.source / file, line, column)}
