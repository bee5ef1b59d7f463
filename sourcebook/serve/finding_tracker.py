"""The findings of a site whose pages are rendered one by one."""

from __future__ import annotations

from collections.abc import Sequence

from sourcebook.checks.runner import apply_levels
from sourcebook.core.errors import SourcebookError
from sourcebook.model import Finding
from sourcebook.serve.diagnostics import Diagnostic, DiagnosticFormatter
from sourcebook.serve.revision import SiteRevision


class FindingTracker:
    """Collects findings. Those of a page stay until it is rendered again, so that they do not flicker.

    Args:
        formatter: formats findings as diagnostics.
    """

    def __init__(self, formatter: DiagnosticFormatter) -> None:
        self._formatter = formatter
        self._failure: Diagnostic | None = None
        self._broken: dict[str, Diagnostic] = {}
        self._of_pages: dict[str, tuple[Finding, ...]] = {}
        self._of_anchors: Sequence[Finding] = ()

    def clear_errors(self) -> None:
        """Forget the error that stopped the last revision from being read or rendered."""
        self._failure = None
        self._broken.clear()

    def record_error(self, error: SourcebookError | OSError) -> None:
        """Record an error that stopped the site from being read."""
        self._failure = self._formatter.of_error(error)

    def record_page_error(self, path: str, error: SourcebookError | OSError) -> None:
        """Record an error that stopped a page from being rendered."""
        self._broken[path] = self._formatter.of_error(error)

    def record_page(self, path: str, findings: tuple[Finding, ...]) -> None:
        """Record the findings of a rendered page, which may have failed in a request of the round before."""
        self._of_pages[path] = findings
        self._broken.pop(path, None)

    def record_anchors(self, findings: Sequence[Finding]) -> None:
        """Record the findings about links to anchors, after all pages were rendered."""
        self._of_anchors = findings

    def had_findings(self, path: str) -> bool:
        """Return whether a page had findings when it was last rendered."""
        return bool(self._of_pages.get(path))

    def diagnostics(self, revision: SiteRevision | None) -> tuple[Diagnostic, ...]:
        """Return all diagnostics without duplicates, errors first.

        Args:
            revision: the newest, if there is one.
        """
        if self._failure is not None:
            return (self._failure,)
        if revision is None:
            return ()
        of_pages = [one for path in revision.plan.pages for one in self._of_pages.get(path, ())]
        found = apply_levels([*revision.findings, *of_pages, *self._of_anchors], revision.plan.site.config)
        broken = [one for path, one in self._broken.items() if path in revision.plan.pages]
        return tuple(dict.fromkeys([*broken, *self._formatter.of_findings(found)]))
