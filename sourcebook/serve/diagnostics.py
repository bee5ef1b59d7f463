"""Diagnostics: findings with lines of code and links that open an editor."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

import msgspec

from sourcebook.core.errors import SourcebookError
from sourcebook.core.filesystem import ContentFolder
from sourcebook.model import Finding, Level

CONTEXT_LINES = 2
"""Lines shown before and after the location."""
LONGEST = 160
"""Most characters of a line that are shown."""
EDITORS: Mapping[str, str] = {
    "vscode": "vscode://file{path}:{line}:{column}",
    "vscodium": "vscodium://file{path}:{line}:{column}",
    "cursor": "cursor://file{path}:{line}:{column}",
    "zed": "zed://file{path}:{line}:{column}",
    "idea": "idea://open?file={path}&line={line}&column={column}",
    "pycharm": "pycharm://open?file={path}&line={line}&column={column}",
    "textmate": "txmt://open?url=file://{path}&line={line}&column={column}",
}
"""URLs that open a file at a location, by name of the editor."""
PLACED = re.compile(r"(templates/[^:]+|/[^:]+): ?(?:(\d+):(\d+): )?(.*)", re.DOTALL)


class CodeLine(NamedTuple):
    """A line of a file, counted from 1; `caret` is the column of the location, or 0."""

    number: int
    text: str
    caret: int


class Diagnostic(msgspec.Struct, frozen=True):
    """A finding with its lines of code and links to an editor."""

    rule: str
    level: Level
    message: str
    hint: str
    file: str
    """Path of the file; empty without a location."""
    line: int
    column: int
    frame: tuple[CodeLine, ...]
    open: str
    """The URL that opens an editor there."""


class DiagnosticFormatter:
    """Makes diagnostics of findings in one content folder.

    Args:
        source: the content folder.
        editor: the name of an editor, or a URL with {path}, {line} and {column}.

    Raises:
        SourcebookError: if the editor is neither.
    """

    def __init__(self, source: Path, editor: str) -> None:
        self.source = source
        self.pattern = EDITORS.get(editor, editor)
        known = ", ".join(EDITORS)
        hint = f"known are {known}; or give an address with {{path}}, {{line}} and {{column}} in it"
        if "{path}" not in self.pattern:
            raise SourcebookError(f"no editor is named “{editor}”", hint)
        try:
            self.link(source)
        except (KeyError, IndexError, ValueError) as error:
            raise SourcebookError(f"“{editor}” is no address of a place in a file", hint) from error

    def of_findings(self, findings: Iterable[Finding]) -> list[Diagnostic]:
        """Return a diagnostic for each finding, errors first."""
        options, lines = ("error", "warning", "note"), cache(ContentFolder(self.source).lines)
        return [self._note(one, lines) for one in sorted(findings, key=lambda one: options.index(one.level))]

    def of_error(self, error: SourcebookError | OSError) -> Diagnostic:
        """Return a diagnostic for an error that stopped reading or rendering."""
        if isinstance(error, OSError):
            return Diagnostic(
                "set-up", "error", f"{error.filename or 'a file'}: {error.strerror or error}", "", "", 1, 1, (), ""
            )
        placed = PLACED.match(error.message)
        if placed is None:
            return Diagnostic("set-up", "error", error.message, error.hint, "", 1, 1, (), "")
        file, line, column = placed[1], int(placed[2] or 1), int(placed[3] or 1)
        folder = ContentFolder(self.source.absolute().parent / "templates")
        path = folder.root.parent / file
        lines = folder.lines(file.removeprefix("templates/")) if file.startswith("templates/") else []
        return Diagnostic(
            "template",
            "error",
            placed[4],
            error.hint,
            file,
            line,
            column,
            code_excerpt(lines, line, column),
            self.link(path, line, column),
        )

    def link(self, path: Path, line: int = 1, column: int = 1) -> str:
        """Return the URL that opens an editor at a location."""
        return self.pattern.format(path=quote(str(path.absolute())), line=line, column=column)

    def _note(self, one: Finding, lines: Callable[[str], list[str]]) -> Diagnostic:
        file, line, column = one.location
        path = self.source / file
        near, link = code_excerpt(lines(file), line, column), self.link(path, line, column)
        return Diagnostic(one.rule, one.level, one.message, one.hint, f"{self.source}/{file}", line, column, near, link)


def code_excerpt(lines: Sequence[str], line: int, column: int) -> tuple[CodeLine, ...]:
    """Return the lines around a location."""
    first = max(line - CONTEXT_LINES, 1)
    near = lines[first - 1 : line + CONTEXT_LINES]
    return tuple(
        CodeLine(number, shown[:LONGEST], _caret(shown, column) if number == line else 0)
        for number, shown in enumerate(near, first)
    )


def _caret(text: str, column: int) -> int:
    """Return the column of the caret; at the beginning of a line, the first character after the indentation."""
    meant = max(column, len(text) - len(text.lstrip()) + 1)
    return meant if meant <= LONGEST else 0
