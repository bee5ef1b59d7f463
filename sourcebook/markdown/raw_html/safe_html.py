"""Make the HTML that authors write safe: every `<` that is left begins a tag that pages may have.

Browsers read HTML by other rules than a simple parser, and by others within drawings and titles. The result does not
depend on any of them: tags have names and attributes in the plainest form, no value has a `<` in it, comments are left
out, and any other `<` is a character.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape
from typing import NamedTuple

from sourcebook.core.text.html_tags import Attribute, Tag, decoded

TOKEN = re.compile(
    r"<!--(?:-?>|.*?(?:--!?>|\Z))"
    r"|<(?P<end>/?)(?P<name>[A-Za-z][A-Za-z0-9:-]*+)"
    r"(?P<rest>(?:[\s/]++[^\s/>=\"'<]++(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s\"'=<>`]++))?)*+)(?P<close>[\s/]*+)>"
    r"|<",
    re.DOTALL,
)
"""A comment, by the rules of browsers; a tag in plain form; any other `<`."""
ATTRIBUTE = re.compile(r"([^\s/>=\"'<]+)(?:\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s\"'=<>`]+))?")
VALUE = re.compile(r"\"[^\"<>]*\"|'[^'<>]*'")
"""A value that is kept as it is written; one without quotation marks would take the slash behind it for its own."""
RAW = frozenset({"script", "style", "iframe", "noembed", "noframes", "xmp"})
"""Elements whose content is no text of the page: they are left out with it."""
REFUSED = RAW | frozenset(
    "animate animatemotion animatetransform applet base body embed form frame frameset head html link meta object "
    "plaintext portal set template".split()
)
"""Elements that pages do not have: the rest of them is left out without what is in them."""
REFUSED_ATTRIBUTE = re.compile(
    r"(?:on.*|style|action|formaction|ping|srcdoc|manifest|attributionsrc|codebase|archive|classid|profile|xml:base)\Z"
)
PLAIN_NAME = re.compile(r"[a-z_][\w:.-]*\Z", re.ASCII)


class SafeHtml(NamedTuple):
    """A part of HTML that pages may have."""

    html: str
    tags: Sequence[Tag]
    """Its start tags."""
    refused: Sequence[str]
    """Elements and attributes that were left out, as `<script>` and `onclick=`."""


def is_refused_attribute(name: str) -> bool:
    """Return whether an attribute, its name in lower case, is one that pages do not have."""
    return REFUSED_ATTRIBUTE.match(name) is not None or PLAIN_NAME.match(name) is None


def safe_html(html: str) -> SafeHtml:
    """Return a part of HTML without what pages do not have."""
    writer = _Writer()
    at = 0
    while match := TOKEN.search(html, at):
        writer.add(html[at : match.start()])
        at = match.end()
        name = (match["name"] or "").lower()
        if name in REFUSED:
            writer.refused += [f"<{name}>"] if not match["end"] else []
            if name in RAW and not match["end"]:
                end = re.compile(rf"</{name}[\s/>]", re.IGNORECASE).search(html, at)
                at = end.start() if end else len(html)
        elif name and match["end"]:
            writer.add(f"</{match['name']}>")
        elif name:
            writer.tag(match)
        elif not match[0].startswith("<!--"):
            writer.add("&lt;")
    writer.add(html[at:])
    return SafeHtml("".join(writer.parts), writer.tags, writer.refused)


class _Writer:
    def __init__(self) -> None:
        self.parts: list[str] = []
        self.tags: list[Tag] = []
        self.refused: list[str] = []
        self._length = 0

    def add(self, text: str) -> None:
        """Add a text."""
        self.parts.append(text)
        self._length += len(text)

    def tag(self, match: re.Match[str]) -> None:
        """Add a start tag with the attributes that pages may have."""
        start, attributes, seen = self._length, dict[str, Attribute](), set[str]()
        self.add(f"<{match['name']}")
        for written, value in _attributes(match["rest"]):
            name = written.lower()
            if is_refused_attribute(name):
                self.refused.append(f"{name}=")
            elif name not in seen:  # Browsers take the first one.
                self.add(f" {written}")
                if value:
                    plain = decoded(value[1:-1] if value[0] in "\"'" else value)
                    self.add("=")
                    place = self._length
                    self.add(value if VALUE.fullmatch(value) else f'"{escape(plain)}"')
                    attributes[name] = Attribute(plain, place, self._length)
            seen.add(name)
        self.add("/>" if "/" in match["close"] else ">")
        self.tags.append(Tag(match["name"].lower(), start, self._length, attributes))


def _attributes(text: str) -> Iterator[tuple[str, str]]:
    for match in ATTRIBUTE.finditer(text):
        yield match[1], match[2] or ""
