"""What is known to be wrong with a site whose pages are drawn bit by bit."""

from __future__ import annotations

from collections.abc import Sequence

from sourcebook.checks.runner import apply_levels
from sourcebook.core.errors import SourcebookError
from sourcebook.model import Finding
from sourcebook.serve.diagnostics import Diagnostic, DiagnosticFormatter
from sourcebook.serve.revision import SiteRevision


class FindingTracker:
    """Gathers findings. What a page had to say counts until it is drawn again, so that nothing flickers meanwhile.

    Args:
        notes: makes notes of findings.
    """

    def __init__(self, notes: DiagnosticFormatter) -> None:
        self._notes = notes
        self._failure: Diagnostic | None = None
        self._broken: dict[str, Diagnostic] = {}
        self._said: dict[str, tuple[Finding, ...]] = {}
        self._of_anchors: Sequence[Finding] = ()

    def begin(self) -> None:
        """Forget the error that stopped the last revision from being read or rendered."""
        self._failure = None
        self._broken.clear()

    def fails(self, error: SourcebookError | OSError) -> None:
        """Nothing of the site could be read."""
        self._failure = self._notes.of_error(error)

    def breaks(self, path: str, error: SourcebookError | OSError) -> None:
        """A page could not be drawn."""
        self._broken[path] = self._notes.of_error(error)

    def says(self, path: str, findings: tuple[Finding, ...]) -> None:
        """A page was drawn, with these findings."""
        self._said[path] = findings

    def anchors(self, findings: Sequence[Finding]) -> None:
        """All pages were drawn, with these findings about links from one to another."""
        self._of_anchors = findings

    def has_said(self, path: str) -> bool:
        """Whether a page had findings when it was last drawn."""
        return bool(self._said.get(path))

    def notes(self, revision: SiteRevision | None) -> tuple[Diagnostic, ...]:
        """Everything that is wrong, errors first, each once.

        Args:
            revision: the newest one, if there is one.
        """
        if self._failure is not None:
            return (self._failure,)
        if revision is None:
            return ()
        said = [one for path in revision.plan.pages for one in self._said.get(path, ())]
        found = apply_levels([*revision.findings, *said, *self._of_anchors], revision.plan.site.config)
        return tuple(dict.fromkeys([*self._broken.values(), *self._notes.of_findings(found)]))
