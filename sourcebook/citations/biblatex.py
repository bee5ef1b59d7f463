"""Write sources as BibLaTeX; reading the result gives the same sources."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from msgspec import structs

from sourcebook.core.text.phrases import cell_text
from sourcebook.model import Name, Source
from sourcebook.model.sources import ET_AL, NAMES

TYPES: Mapping[str, str] = {
    "article": "article", "article-journal": "article", "article-newspaper": "article", "article-magazine": "article",
    "book": "book", "chapter": "incollection", "paper-conference": "inproceedings", "pamphlet": "booklet",
    "report": "report", "thesis": "thesis", "webpage": "online", "post": "online", "post-weblog": "online",
    "dataset": "dataset", "software": "software", "patent": "patent", "manuscript": "unpublished",
    "motion_picture": "video", "broadcast": "video", "song": "audio", "graphic": "artwork", "figure": "artwork",
    "legislation": "legislation", "legal_case": "jurisdiction", "personal_communication": "letter",
    "entry-encyclopedia": "inreference",
}  # fmt: skip
"""Entry types of BibLaTeX by item types of CSL; others are `misc`."""
MAIN_TYPES = frozenset(
    "article-journal book chapter paper-conference pamphlet report thesis webpage dataset software patent manuscript "
    "motion_picture song graphic legislation legal_case personal_communication entry-encyclopedia document".split()
)
"""Item types that an entry type says by itself."""
SUBTYPES: Mapping[str, str] = {"article-newspaper": "newspaper", "article-magazine": "magazine"}
CONTAINERS: Mapping[str, str] = dict.fromkeys(("incollection", "inproceedings", "inreference"), "booktitle")
"""The field for the container title, by entry type; others have `journaltitle`."""
PUBLISHERS: Mapping[str, str] = {"report": "institution", "thesis": "institution", "online": "organization"}
NUMBERS: Mapping[str, str] = {
    **dict.fromkeys(("report", "patent", "misc", "software", "dataset", "legislation", "jurisdiction"), "number"),
    **dict.fromkeys(("book", "incollection", "inproceedings", "booklet", "thesis", "inreference"), "collection_number"),
}
"""The field of a source that is the field `number`, by entry type; for others it is the issue."""
FIELDS: Mapping[str, str] = {
    "container_author": "bookauthor", "number": "eid", "genre": "type", "publisher_place": "location",
    "collection_title": "series", "event_title": "eventtitle", "event_place": "venue", "chapter_number": "chapter",
    "number_of_volumes": "volumes",
}  # fmt: skip
"""Fields of BibLaTeX by those of a source, where they have other names; what BibLaTeX lacks keeps its name here."""
TEXTS = (
    "edition", "genre", "medium", "version", "section", "chapter_number", "number_of_volumes", "collection_title",
    "publisher_place", "event_title", "event_place", "archive", "archive_location", "isbn", "issn", "pmid", "pmcid",
)  # fmt: skip
ESCAPES = str.maketrans({
    "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}",
    "$": r"\$", "&": r"\&", "%": r"\%", "#": r"\#", "_": r"\_",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "`": "`{}",
})  # fmt: skip
"""Special characters of LaTeX, and their escapes."""
OF_HTML = re.compile(r"<(?=/?[A-Za-z])|\\&(?=#?\w+;)|\\&(?=\\#\w+;)")
MEANT = {"<": r"\textless{}", r"\&": r"\&{}"}
"""What other programs would read as a tag or as a character reference, and how it is none."""
IN_ADDRESS = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C"})
"""Characters that would end a field with an address, which has no escapes, and how resolvers of DOI take them."""
LIGATURES = (
    ("--", "-{}-"),
    ("''", "'{}'"),
    ("<<", "<{}<"),
    (">>", ">{}>"),
    ("?`", "?{}`"),
    ("!`", "!{}`"),
)
"""Characters that LaTeX would join to ligatures."""


def bibliography(sources: Iterable[Source]) -> str:
    """Return the bibliography in UTF-8: one entry for each source, one line for each field."""
    return "\n".join(map(_entry, sources))


def _entry(source: Source) -> str:
    kind = TYPES.get(source.type, "misc")
    fields = {key: value for key, value in _fields(source, kind) if value}
    lines = "".join(f"  {key} = {{{value}}},\n" for key, value in fields.items())
    return f"@{kind}{{{source.id},\n{lines}}}\n"


def _fields(source: Source, kind: str) -> Iterator[tuple[str, str]]:
    """Yield the fields of an entry as they are written between braces.

    URLs, dates, ids and codes are not escaped: none of them can have a character of LaTeX that ends a field.
    """
    for field in structs.fields(source):
        if field.type == NAMES:
            yield FIELDS.get(field.name, field.name), " and ".join(map(_name, getattr(source, field.name)))
    # The second braces say: keep capitals as they are.
    yield "title", f"{{{escaped(source.title)}}}"
    subtype = "" if source.type in MAIN_TYPES else source.type.replace("_", "-")
    yield "entrysubtype", escaped(SUBTYPES.get(source.type, subtype))
    yield CONTAINERS.get(kind, "journaltitle"), escaped(source.container_title)
    yield PUBLISHERS.get(kind, "publisher"), escaped(source.publisher)
    yield "volume", escaped(source.volume)
    numbered = NUMBERS.get(kind, "issue")
    yield "number", escaped(getattr(source, numbered))
    for name in ("issue", "number", "collection_number"):
        if name != numbered:
            yield FIELDS.get(name, name), escaped(getattr(source, name))
    yield "pages", escaped(source.page)
    for name in TEXTS:
        yield FIELDS.get(name, name), escaped(getattr(source, name))
    yield "date", source.issued or ""
    yield "eventdate", source.event_date or ""
    yield "origdate", source.original_date or ""
    yield "doi", source.doi.translate(IN_ADDRESS)
    yield "url", source.url or ""
    yield "urldate", source.accessed or ""
    yield "language", escaped(source.language)
    yield "note", escaped(source.note)
    yield "archive_url", source.archive_url or ""
    yield "derives_from", "; ".join(f"{step.source} {step.how}" for step in source.derives_from)
    yield "tier", source.tier or ""
    yield "reliability", source.reliability or ""
    for name in source.__struct_fields__[len(Source.__struct_fields__) :]:
        yield name, escaped(cell_text(getattr(source, name)))


def _name(name: Name) -> str:
    """Return a name: `{World Bank}` for an organisation, `van der Berg, Jr., Anna` for a person."""
    if name.literal == ET_AL:
        return "others"
    if name.literal or not name.family:
        return f"{{{escaped(name.literal or name.shown)}}}"
    particles = [part for part in (name.dropping_particle, name.non_dropping_particle) if part]
    family = " ".join([*map(escaped, particles), _braced(name.family)])
    return ", ".join([family, *([_braced(name.suffix)] if name.suffix else []), _braced(name.given)])


def _braced(part: str) -> str:
    """Return a part of a name, in braces if BibLaTeX would split it."""
    is_plain = part[:1].isupper() and not re.search(r"[,{}\\]|\s[a-z]", part)
    return escaped(part) if is_plain or not part else f"{{{escaped(part)}}}"


def escaped(text: str) -> str:
    """Escape a text for LaTeX."""
    shown = OF_HTML.sub(lambda found: MEANT[found[0]], text.translate(ESCAPES))
    for marks, separate in LIGATURES:
        while marks in shown:
            shown = shown.replace(marks, separate)
    return shown
