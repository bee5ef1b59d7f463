"""Front matter of Markdown files: YAML between lines `---`, or TOML between lines `+++`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Generic, NamedTuple, TypeVar

from sourcebook.core.text.dates import UNDATED
from sourcebook.model import BriefingFrontMatter, ContentRecord, Finding, SourceLocation
from sourcebook.readers.decoding import toml_nodes
from sourcebook.readers.decoding.heading_text import heading_text
from sourcebook.readers.decoding.record_decoder import RecordDecoder

T = TypeVar("T", bound=ContentRecord)
HEAD = re.compile(r"(?P<mark>---|\+\+\+)[ \t]*\n(?P<text>.*?)^(?P=mark)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_LATE_HEAD = re.compile(r"\s+(?:---|\+\+\+)[ \t]*\n\w+[ \t]*[:=]|\s*\{\s*\"\w+\"\s*:")
"""Front matter behind empty lines, or as JSON."""
HEADING = re.compile(
    r"\s*#[ \t]+(?P<title>[^\n]*?)(?:[ \t]+#+)?[ \t]*(?:\n|\Z)|\s*(?P<under>[^\n]+)\n=+[ \t]*(?:\n|\Z)"
)
DATED = re.compile(r"(?P<day>\d{4}-\d{2}-\d{2})-(?P<name>.+)")
ELSEWHERE = {
    "tags": "topics", "tag": "topics", "categories": "topics", "category": "topics", "keywords": "topics",
    "author": "authors", "description": "summary", "excerpt": "summary", "lang": "language",
    "lastmod": "updated", "modified": "updated", "last_modified_at": "updated", "permalink": "aliases",
    "url": "aliases", "redirect_from": "aliases",
}  # fmt: skip
"""Keys of other generators, and the keys with the same meaning here."""
MERGED = {"topics": frozenset({"tags", "tag", "categories", "category"})}
"""Lists, and the keys of other generators that count as them where they are missing."""

_TOPICS = re.compile(r"^topics[ \t]*[:=]", re.M)
_UNSPLIT = re.compile(
    r"^(?:tags|categories)[ \t]*:[ \t]*(?P<value>[^\s\[\]{}\"',#&*!|>][^\[\]{}\"',#\n]* [^\s\[\]{}\"',#\n]+)[ \t]*$",
    re.M | re.I,
)
"""Words that another generator parts by spaces."""
_UNPUBLISHED = re.compile(
    r"^(?P<key>published|status|visibility|hidden)[ \t]*[:=][ \t]*[\"']?(?P<value>false|no|off|draft|private|true)\b",
    re.M | re.I,
)
"""Words by which other generators leave a page out."""


class FrontMatterParts(NamedTuple, Generic[T]):
    """The parts of a Markdown file; `body_line` is the line of the file on which the body starts."""

    front: T | None
    body: str
    body_line: int
    locations: dict[str, SourceLocation]
    findings: list[Finding]


def split_front_matter(path: str, text: str, expected: type[T]) -> FrontMatterParts[T]:
    """Split a Markdown file into front matter and body.

    A missing title is taken from a heading at the start of the body, which is then removed, or else from the file's
    name; a missing date from the file's name, and a briefing without one is undated, with a warning. An unknown key is
    only a warning, so that a folder of posts from another generator builds.
    """
    head = HEAD.match(text)
    if head is None and re.match(r"(---|\+\+\+)[ \t]*\n", text):
        hint = "end it with a line as the first one"
        message = "the front matter is opened here and never closed"
        return FrontMatterParts(None, text, 1, {}, [Finding("syntax", "error", message, SourceLocation(path), hint)])
    if head is None and (late := _LATE_HEAD.match(text)):
        location = SourceLocation(path, late[0].rstrip("\n").count("\n") + 1)
        message = "this looks like front matter, and is not read as such"
        hint = "begin the file by a line ---, and write it as YAML up to the next line ---"
        return FrontMatterParts(None, text, 1, {}, [Finding("syntax", "error", message, location, hint)])
    body = text[head.end() :] if head else text
    document = RecordDecoder(path, first_line=2 if head else 1, unknown="warning", elsewhere=ELSEWHERE)
    written = head["text"] if head else ""
    given = _given(path, body)
    if head and head["mark"] == "+++":
        table = toml_nodes.compose_toml(path, written, 2)
        if isinstance(table, Finding):
            return FrontMatterParts(None, body, _line(text, body), {}, [table])
        front, locations = document.front(table, expected, given, MERGED)
    else:
        front, locations = document.front(written, expected, given, MERGED)
    if isinstance(front, BriefingFrontMatter) and front.date == UNDATED and "date" not in locations:
        hint = "add `date: 2026-02-16`, or put the day before the name of the file: 2026-02-16-name.md"
        message = "there is no date: it counts as older than all others"
        document.findings.append(Finding("missing-key", "warning", message, SourceLocation(path), hint))
    hidden = list(_unpublished(path, written, front))
    lines = {one.location.line for one in hidden}
    document.findings[:] = [
        one for one in document.findings if one.rule != "unknown-key" or one.location.line not in lines
    ]
    document.findings += [*hidden, *_unsplit(path, written, front)]
    heading = HEADING.match(body)
    if heading is not None and "title" not in locations:
        body = body[heading.end() :]
    return FrontMatterParts(front, body, _line(text, body), locations, document.findings)


def _unpublished(path: str, written: str, front: ContentRecord | None) -> Iterator[Finding]:
    """Yield a finding for a word that would keep a page from readers elsewhere, and that has no effect here."""
    for found in () if getattr(front, "draft", False) else _UNPUBLISHED.finditer(written):
        if (found["key"].lower() == "hidden") == (found["value"].lower() == "true"):
            location = SourceLocation(path, written.count("\n", 0, found.start()) + 2)
            message = f"“{found[0]}” has no effect here: the page would be published"
            yield Finding("unknown-key", "error", message, location, "write `draft: true`, or take the line out")


def _unsplit(path: str, written: str, front: ContentRecord | None) -> Iterator[Finding]:
    """Yield a finding for words that another generator takes for several topics, as `tags: news politics`."""
    for found in _UNSPLIT.finditer(written) if hasattr(front, "topics") and not _TOPICS.search(written) else ():
        text = found["value"].strip()
        location = SourceLocation(path, written.count("\n", 0, found.start("value")) + 2)
        hint = f"if these are several, write topics: [{', '.join(text.split())}]; if it is one: topics: [{text}]"
        yield Finding("unknown-key", "warning", f"“{text}” is read as one topic", location, hint)


def name_of(path: str) -> str:
    """Return the name of a Markdown file or its bundle, without suffix and leading date."""
    steps = path.removesuffix(".md").split("/")
    name = steps[-2] if steps[-1] == "index" and len(steps) > 2 else steps[-1]
    dated = DATED.match(name)
    return dated["name"] if dated else name


def _given(path: str, body: str) -> Mapping[str, str]:
    """Return title and date from the file's name and the first heading."""
    heading = HEADING.match(body)
    title = (heading["title"] or heading["under"] or "") if heading else ""
    text = re.sub(r"[-_]+", " ", name_of(path)).strip()
    dated = DATED.match(path.removesuffix("/index.md").rpartition("/")[2])
    given = {"title": heading_text(title.strip()) or text[:1].upper() + text[1:]}
    return given | {"date": dated["day"] if dated else UNDATED}


def _line(text: str, body: str) -> int:
    return 1 + text.count("\n", 0, len(text) - len(body))
