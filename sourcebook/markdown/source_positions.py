"""Find the locations of references in Markdown; the tree of Python-Markdown does not contain them."""

from __future__ import annotations

import re

from sourcebook.model import SourceLocation, location_in

CODE = re.compile(
    r"^(?P<fence>```+|~~~+).*?^(?P=fence)[ \t]*$|(?P<ticks>`+)(?!`).*?(?<!`)(?P=ticks)(?!`)", re.MULTILINE | re.DOTALL
)


class SourcePositions:
    """Finds the first, second, third … occurrence of a text outside of code.

    Args:
        path: of the content file.
        text: the Markdown, without front matter.
        first_line: the line of the file that the text starts on.
    """

    def __init__(self, path: str, text: str, first_line: int) -> None:
        self.path = path
        self.first_line = first_line
        self._raw = text
        self._masked: str | None = None
        self._next: dict[str, int] = {}

    @property
    def _text(self) -> str:
        # Masked on first use only: many pages refer to nothing.
        if self._masked is None:
            self._masked = CODE.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), self._raw)
        return self._masked

    def next(self, needle: str) -> SourceLocation:
        """Return the location of the next occurrence; of the last one again if there are no more."""
        offset = self._text.find(needle, self._next.get(needle, 0))
        if offset < 0:
            offset = max(self._text.rfind(needle), 0)
        self._next[needle] = offset + len(needle)
        return location_in(self.path, self._text, offset, self.first_line)
