"""Tell, once a file of BibTeX, which of its fields and commands of LaTeX are not kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from sourcebook.model import ContentRecord, Finding, SourceLocation
from sourcebook.readers.decoding.bibtex_fields import NAMES, READ, TEXTS
from sourcebook.readers.decoding.latex import plain, unknown_commands
from sourcebook.readers.decoding.left_out import left_out
from sourcebook.readers.formats.bibtex_entries import BibEntry

_VERBATIM = frozenset(("url", "doi", "urldate", "date", "archive_url", "ids", "crossref", "xdata", "derives_from"))
"""Fields without LaTeX."""


def bibtex_losses(entries: Iterable[BibEntry], expected: type[ContentRecord]) -> list[Finding]:
    """Return a finding about fields that are not kept, and one about commands that are not known."""
    known = READ.union(expected.__struct_fields__)
    fields: dict[str, SourceLocation] = {}
    commands: dict[str, SourceLocation] = {}
    for one in entries:
        for name in _lost_fields(one.fields, known):
            fields.setdefault(name, one.locations[name])
        for name, text in one.fields.items():
            if name in known and name not in _VERBATIM:
                for command in unknown_commands(text):
                    commands.setdefault(command, one.locations[name])
    return [*left_out(fields), *_of_commands(commands)]


def _lost_fields(fields: Mapping[str, str], known: frozenset[str]) -> Iterator[str]:
    """Yield the fields that are not read, and those in whose place another is, which says something else."""
    yield from (name for name in fields if name not in known)
    for names in (*TEXTS.values(), *NAMES.values()):
        given = [name for name in names if fields.get(name)]
        yield from (name for name in given[1:] if plain(fields[name]) != plain(fields[given[0]]))
    if fields.get("date"):
        yield from (name for name in ("year", "month", "day") if fields.get(name, fields["date"]) not in fields["date"])
    if _is_more_than_address(fields.get("howpublished", "")):
        yield "howpublished"


def _is_more_than_address(text: str) -> bool:
    """Return whether a field in which many write an address says more than it."""
    shown = plain(text)
    return bool(shown) and ("://" not in shown or " " in shown)


def _of_commands(commands: Mapping[str, SourceLocation]) -> list[Finding]:
    if not commands:
        return []
    names = ", ".join(f"\\{name}" for name in commands)
    missing = "is not known here: what it prints" if len(commands) == 1 else "are not known here: what they print"
    message = f"{names} of LaTeX {missing} is missing"
    return [Finding("left-out", "note", message, next(iter(commands.values())), "write the characters themselves")]
