"""Front matter: the YAML between two lines of three hyphens at the head of a Markdown file."""

from __future__ import annotations

import re
from typing import NamedTuple, TypeVar

from sourcebook.model import Finding, Place, Record
from sourcebook.reading.yaml_text import Document

T = TypeVar("T", bound=Record)
HEAD = re.compile(r"---[ \t]*\n(.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)


class Parts(NamedTuple):
    """A Markdown file taken apart; `body_line` is the line of the file that the body starts on."""

    front: Record | None
    body: str
    body_line: int
    places: dict[str, Place]
    findings: list[Finding]


def split(path: str, text: str, wanted: type[T]) -> Parts:
    """The front matter as a record, and the rest.

    An unknown key is a warning only, so that a folder of posts from another generator builds.
    """
    head = HEAD.match(text)
    if head is None:
        opened = text.startswith("---")
        message = "the front matter is opened here and never closed" if opened else "no front matter"
        hint = "end it with a line of three hyphens" if opened else "start with ---, title: …, date: …, ---"
        return Parts(None, text, 1, {}, [Finding("syntax", "error", message, Place(path), hint)])
    document = Document(path, first_line=2, unknown="warning")
    front, places = document.mapping(head[1], wanted)
    return Parts(front, text[head.end() :], 1 + text.count("\n", 0, head.end()), places, document.findings)
