"""Sources as a bibliography in BibLaTeX, for LaTeX and reference managers; this program reads it back as it was."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sourcebook.model import Name, Source

TYPES: Mapping[str, str] = {
    "article": "article", "article-journal": "article", "article-newspaper": "article", "article-magazine": "article",
    "book": "book", "chapter": "incollection", "paper-conference": "inproceedings", "pamphlet": "booklet",
    "report": "report", "thesis": "thesis", "webpage": "online", "post": "online", "post-weblog": "online",
    "dataset": "dataset", "software": "software", "patent": "patent", "manuscript": "unpublished",
    "motion_picture": "video", "broadcast": "video", "song": "audio", "graphic": "artwork", "figure": "artwork",
    "legislation": "legislation", "legal_case": "jurisdiction", "personal_communication": "letter",
    "entry-encyclopedia": "inreference",
}  # fmt: skip
"""The format's entry types by CSL's item types; others are miscellaneous."""
SUBTYPES: Mapping[str, str] = {"article-newspaper": "newspaper", "article-magazine": "magazine"}
CONTAINERS: Mapping[str, str] = dict.fromkeys(("incollection", "inproceedings", "inreference"), "booktitle")
"""What an entry type calls the whole that it stands in; others have a `journaltitle`."""
PUBLISHERS: Mapping[str, str] = {"report": "institution", "thesis": "institution", "online": "organization"}
ESCAPES = str.maketrans({
    "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}",
    "$": r"\$", "&": r"\&", "%": r"\%", "#": r"\#", "_": r"\_",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
})  # fmt: skip
"""Marks that mean something to LaTeX."""
LIGATURES = (
    ("--", "-{}-"),
    ("``", "`{}`"),
    ("''", "'{}'"),
    ("<<", "<{}<"),
    (">>", ">{}>"),
    ("?`", "?{}`"),
    ("!`", "!{}`"),
)
"""Marks that LaTeX would draw together."""


def bibliography(sources: Iterable[Source]) -> str:
    """One entry for each source, each field on a line of its own; UTF-8."""
    return "\n".join(map(_entry, sources))


def _entry(source: Source) -> str:
    kind = TYPES.get(source.type, "misc")
    fields = {key: value for key, value in _fields(source, kind) if value}
    lines = "".join(f"  {key} = {{{value}}},\n" for key, value in fields.items())
    return f"@{kind}{{{source.id},\n{lines}}}\n"


def _fields(source: Source, kind: str) -> Iterator[tuple[str, str]]:
    """The entry's fields as they are written between braces; addresses, dates and codes are not LaTeX."""
    yield "author", " and ".join(map(_name, source.author))
    # The second braces say: keep capitals as they are.
    yield "title", f"{{{escaped(source.title)}}}"
    yield "entrysubtype", SUBTYPES.get(source.type, "")
    yield CONTAINERS.get(kind, "journaltitle"), escaped(source.container_title)
    yield PUBLISHERS.get(kind, "publisher"), escaped(source.publisher)
    yield "volume", escaped(source.volume)
    yield "number", escaped(source.issue)
    yield "pages", escaped(source.page)
    yield "date", source.issued or ""
    yield "doi", source.doi
    yield "url", source.url or ""
    yield "urldate", source.accessed or ""
    yield "language", escaped(source.language)
    yield "note", escaped(source.note)
    yield "archive_url", source.archive_url or ""
    yield "derives_from", "; ".join(f"{step.source} {step.how}" for step in source.derives_from)
    yield "tier", source.tier or ""
    yield "reliability", source.reliability or ""
    for name in source.__struct_fields__[len(Source.__struct_fields__) :]:
        yield name, escaped(_text(getattr(source, name)))


def _name(name: Name) -> str:
    """`{World Bank}` for an organisation, `van der Berg, Jr., Anna` for a person."""
    if name.literal or not name.family:
        return f"{{{escaped(name.literal or name.shown)}}}"
    particles = [part for part in (name.dropping_particle, name.non_dropping_particle) if part]
    family = " ".join([*map(escaped, particles), _whole(name.family)])
    return ", ".join([family, *([_whole(name.suffix)] if name.suffix else []), _whole(name.given)])


def _whole(part: str) -> str:
    """A part of a name, in braces where it would be taken apart."""
    is_plain = part[:1].isupper() and not re.search(r"[,{}\\]|\s[a-z]", part)
    return escaped(part) if is_plain or not part else f"{{{escaped(part)}}}"


def _text(value: Any) -> str:
    if isinstance(value, tuple):
        return "; ".join(map(str, value))
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def escaped(text: str) -> str:
    """A text that LaTeX shows as it is."""
    shown = text.translate(ESCAPES)
    for marks, kept in LIGATURES:
        while marks in shown:
            shown = shown.replace(marks, kept)
    return shown
