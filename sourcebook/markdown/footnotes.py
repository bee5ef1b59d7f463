"""Footnotes whose names have spaces: an id of HTML has none."""

from __future__ import annotations

from markdown.extensions.footnotes import FootnoteExtension


class NamedFootnotes(FootnoteExtension):
    """The extension for footnotes, with ids that have no spaces."""

    def makeFootnoteId(self, id: str) -> str:  # noqa: N802  # of Python-Markdown
        """Return the id of a footnote."""
        return super().makeFootnoteId(self._joined(id))

    def makeFootnoteRefId(self, id: str, found: bool = False) -> str:  # noqa: N802  # of Python-Markdown
        """Return the id of the mark of a footnote."""
        return super().makeFootnoteRefId(self._joined(id), found)

    def _joined(self, name: str) -> str:
        """Return a name without spaces, with hyphens at its end if it is that of another footnote, too."""
        joined = "-".join(name.split())
        if joined == name:
            return name
        same = [one for one in self.footnotes if "-".join(one.split()) == joined]
        same.sort(key=lambda one: one != joined)
        return joined + "-" * same.index(name)
