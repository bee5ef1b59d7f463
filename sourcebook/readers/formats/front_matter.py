"""Front matter: YAML between lines of three hyphens, or TOML between lines of three plus signs, at a file's head."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Generic, NamedTuple, TypeVar

from sourcebook.model import ContentRecord, Finding, SourceLocation
from sourcebook.readers.formats import toml_nodes
from sourcebook.readers.formats.yaml_records import RecordDecoder

T = TypeVar("T", bound=ContentRecord)
HEAD = re.compile(r"(?P<mark>---|\+\+\+)[ \t]*\n(?P<text>.*?)^(?P=mark)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
HEADING = re.compile(r"\s*#[ \t]+(?P<title>[^\n]*?)[ \t#]*(?:\n|\Z)|\s*(?P<under>[^\n]+)\n=+[ \t]*(?:\n|\Z)")
DATED = re.compile(r"(?P<day>\d{4}-\d{2}-\d{2})-(?P<name>.+)")
ELSEWHERE = {
    "tags": "topics", "tag": "topics", "categories": "topics", "category": "topics", "keywords": "topics",
    "author": "authors", "description": "summary", "excerpt": "summary", "lang": "language",
    "lastmod": "updated", "modified": "updated", "last_modified_at": "updated", "permalink": "slug",
    "redirect_from": "aliases",
}  # fmt: skip
"""What other generators call a key of ours."""


class FrontMatterParts(NamedTuple, Generic[T]):
    """A Markdown file taken apart; `body_line` is the line of the file that the body starts on."""

    front: T | None
    body: str
    body_line: int
    places: dict[str, SourceLocation]
    findings: list[Finding]


def split_front_matter(path: str, text: str, expected: type[T]) -> FrontMatterParts[T]:
    """The front matter as a record, and the rest.

    A title that it does not give is the heading that the text opens with, which then leaves the text, or else the
    file's name; a date that it does not give is that in the file's name. An unknown key is a warning only, so that a
    folder of posts from another generator builds.
    """
    head = HEAD.match(text)
    if head is None and re.match(r"(---|\+\+\+)[ \t]*\n", text):
        hint = "end it with a line as the first one"
        message = "the front matter is opened here and never closed"
        return FrontMatterParts(None, text, 1, {}, [Finding("syntax", "error", message, SourceLocation(path), hint)])
    body = text[head.end() :] if head else text
    document = RecordDecoder(path, first_line=2 if head else 1, unknown="warning", elsewhere=ELSEWHERE)
    written = head["text"] if head else ""
    given = _given(path, body)
    if head and head["mark"] == "+++":
        table = toml_nodes.compose_toml(path, written, 2)
        if isinstance(table, Finding):
            return FrontMatterParts(None, body, _line(text, body), {}, [table])
        front, places = document.front(table, expected, given)
    else:
        front, places = document.front(written, expected, given)
    heading = HEADING.match(body)
    if heading is not None and "title" not in places:
        body = body[heading.end() :]
    return FrontMatterParts(front, body, _line(text, body), places, document.findings)


def name_of(path: str) -> str:
    """What a Markdown file is called: its name or its folder's, without suffix and without a date in front."""
    steps = path.removesuffix(".md").split("/")
    name = steps[-2] if steps[-1] == "index" and len(steps) > 2 else steps[-1]
    dated = DATED.match(name)
    return dated["name"] if dated else name


def _given(path: str, body: str) -> Mapping[str, str]:
    """Title and date as the file's name and first heading give them."""
    heading = HEADING.match(body)
    title = (heading["title"] or heading["under"] or "") if heading else ""
    words = re.sub(r"[-_]+", " ", name_of(path)).strip()
    dated = DATED.match(path.removesuffix("/index.md").rpartition("/")[2])
    given = {"title": title.strip() or words[:1].upper() + words[1:]}
    return given | ({"date": dated["day"]} if dated else {})


def _line(text: str, body: str) -> int:
    return 1 + text.count("\n", 0, len(text) - len(body))
