"""Resolve links and images of a page, in Markdown and in HTML that authors write."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from typing import Protocol
from urllib.parse import quote, unquote
from xml.etree.ElementTree import Element

from sourcebook.core.text.addresses import canonical, decoded_path, encoded_url
from sourcebook.core.text.html_tags import Attribute, Tag, replace_values
from sourcebook.core.text.suggestions import did_you_mean
from sourcebook.markdown.attribute_values import set_plain_value
from sourcebook.markdown.document import MarkdownInput
from sourcebook.markdown.raw_html.safe_html import RAW, REFUSED, is_refused_attribute, safe_html
from sourcebook.markdown.source_positions import SourcePositions
from sourcebook.model import AnchorLink, Level, SourceLocation

SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
SAFE_SCHEMES = ("http:", "https:", "mailto:", "tel:", "sms:")
IGNORED_IN_SCHEMES = re.compile(r"[\0-\x20]")
"""Characters that browsers leave out where they look for the scheme."""
CANDIDATE = re.compile(r"\s*,*\s*(\S+[^\s,]|\S)\s*([^,]*)")
"""One image of a `srcset`: its address, and its width or density."""
ADDRESSES = {
    "href": "link", "src": "image", "srcset": "image", "imagesrcset": "image", "poster": "image",
    "cite": "link", "background": "image", "xlink:href": "image", "longdesc": "link",
}  # fmt: skip
"""Attributes of HTML with an address, and the kind of their target."""
FILES = frozenset({"audio", "video", "source", "track"})
"""Elements whose `src` is a file that is no image."""
SETS = frozenset({"srcset", "imagesrcset"})
"""Attributes with several addresses."""
HOST = re.compile(r"www\.|(?:[\w-]+\.)+(?:com|org|net|gov|edu|int|eu|uk|de|fr|ch|at|io)(?:/|\Z)", re.IGNORECASE)
"""The beginning of an address of the web without its scheme."""
MAIL = re.compile(r"[^\s@/]+@[^\s@/]+\.\w+")
WITHOUT_HOST = re.compile(r"(?:https?:)?//(?:[/?#\s]|[^/?#\s]*\s|\Z)|https?:(?!//)", re.IGNORECASE)
MORE = re.compile(r"\s+[“”„‘’«»\"'].*|,?\s+https?:.*", re.DOTALL)
"""What is no part of an address of the web, though it is behind it."""


class Report(Protocol):
    """Adds a finding."""

    def __call__(
        self, rule: str, message: str, location: SourceLocation, hint: str = "", level: Level = "error"
    ) -> None:
        """Add a finding."""


class LinkResolver:
    """Resolves the addresses of one page.

    Args:
        page: the page.
        positions: of addresses in its text.
        report: adds a finding.
    """

    def __init__(self, page: MarkdownInput, positions: SourcePositions, report: Report) -> None:
        self._page = page
        self._positions = positions
        self._report = report
        self._refused: set[str] = set()
        self.links: list[AnchorLink] = []
        """Links to places within pages."""

    def address(self, written: str, kind: str) -> str:
        """Return the URL for an address on this page; with a finding the address itself, or nothing if it is unsafe.

        Args:
            written: the address, without escapes and character references.
            kind: of its target: `link`, `image` or `file`.
        """
        bare = IGNORED_IN_SCHEMES.sub("", written)
        if SCHEME.match(bare) or bare.startswith(("//", "\\\\", "/\\", "\\/")):
            url = bare if SCHEME.match(bare) and not SCHEME.match(written) else written.strip()
            return self._external(url, kind, written)
        if not written.strip():
            hint = "write the address between the parentheses"
            self._report("broken-link", "a link or image has no address", self._positions.address(""), hint)
        path, separator, fragment = written.partition("#")
        path, asks, query = path.partition("?")
        location = self._positions.address(written)
        anchor = canonical(unquote(fragment))
        after = asks + query + separator + anchor
        if not path:
            self.links.append(AnchorLink(self._page.url, anchor, location))
            return encoded_url(after)
        target = self.target(path)
        if target is None and path != written and self.target(quote(written)):
            shown = quote(written)
            rule, message = f"broken-{'image' if kind == 'image' else 'link'}", f"“{path}” leads nowhere"
            self._report(rule, message, location, f"for the file “{written}” write {shown}")
            return encoded_url(written)
        if target is None:
            self._broken(path, f"broken-{'image' if kind == 'image' else 'link'}", location)
            return encoded_url(written)
        if anchor:
            self.links.append(AnchorLink(target, anchor, location))
        return self._page.link(target) + encoded_url(after)

    def picture(self, written: str) -> str:
        """Return the site path of an image of the site; empty for others."""
        bare = IGNORED_IN_SCHEMES.sub("", written)
        return "" if SCHEME.match(bare) else self.target(written.partition("#")[0].partition("?")[0]) or ""

    def target(self, path: str) -> str | None:
        """Return the site path for a written path: of a content file, a file of the bundle, or /a/page/.

        A file whose name contains what looks like an encoded character is found by its name, too.
        """
        return self._known(decoded_path(path)) or self._known(canonical(path))

    def html(self, html: str) -> str:
        """Return a part of HTML with its addresses resolved, without what pages do not have, which is reported."""
        safe = safe_html(html)
        for name in safe.refused:
            self._refuse(name)
        changed = [(old, new) for tag in safe.tags for old, new in self._values(tag) if new != old.value]
        return replace_values(safe.html, changed)

    def element(self, element: Element, value: Callable[[str], str]) -> None:
        """Resolve the addresses in the attributes of an element that Markdown made, except links and images.

        Args:
            element: whose attributes authors may have set in braces.
            value: returns the text of a value of an attribute.
        """
        if element.tag in REFUSED:
            self._refuse(f"<{element.tag}>")
            if element.tag in RAW:
                tail = element.tail
                element.clear()
                element.tail = tail
            element.tag = "div"
        for name, written in list(element.items()):
            if is_refused_attribute(name.lower()):
                self._refuse(f"{name.lower()}=")
                del element.attrib[name]
            elif name.lower() in SETS:
                set_plain_value(element, name, self._candidates(value(written)))
            elif name.lower() in ADDRESSES and (element.tag, name) not in (("a", "href"), ("img", "src")):
                set_plain_value(element, name, self.address(value(written), _kind(element.tag, name.lower())))

    def _values(self, tag: Tag) -> Iterator[tuple[Attribute, str]]:
        """Yield the attributes of a tag that are resolved, with their values."""
        for name, attribute in tag.attributes.items():
            if name == "id" or (name == "name" and tag.name == "a"):
                yield attribute, canonical(attribute.value)
            elif name in SETS:
                yield attribute, self._candidates(attribute.value)
            elif name in ADDRESSES:
                yield attribute, self.address(attribute.value, _kind(tag.name, name))

    def _candidates(self, srcset: str) -> str:
        found = [(self.address(one[1], "image"), one[2].strip()) for one in CANDIDATE.finditer(srcset)]
        return ", ".join(f"{address.replace(',', '%2C')} {size}".strip() for address, size in found)

    def _known(self, path: str) -> str | None:
        is_whole = path.startswith("/")
        joined = path if is_whole else posixpath.normpath(posixpath.join(posixpath.dirname(self._page.path), path))
        return self._page.addresses.get(joined)

    def _broken(self, path: str, rule: str, location: SourceLocation) -> None:
        here, files = posixpath.dirname(self._page.path), (one for one in self._page.addresses if one[0] != "/")
        known = [posixpath.relpath(one, here) for one in files]
        hint = did_you_mean(decoded_path(path), known, "write the path from this file to the other one")
        if HOST.match(path):
            hint = f"for another site write https://{path}"
        elif MAIL.fullmatch(path):
            hint = f"write mailto:{path}"
        self._report(rule, f"“{path}” leads nowhere", location, hint)

    def _external(self, url: str, kind: str, written: str) -> str:
        if WITHOUT_HOST.match(url):
            message = f"“{url}” names no site"
            self._report("broken-link", message, self._positions.address(written), "write https://example.org/path")
        elif more := MORE.search(url):
            message = f"“{more[0].strip()}” is taken as a part of the address"
            hint = 'write a title between straight quotation marks, [words](address "title"), and one address a link'
            self._report("broken-link", message, self._positions.address(written), hint)
        schemes = SAFE_SCHEMES if kind == "link" else ("http:", "https:", "data:image/")
        if not url.lower().startswith(("//", *schemes)):
            hint = did_you_mean(url.partition(":")[0], ("claim", "https", "mailto"), "write https://…, or a path")
            message = f"“{url}” is no address for {'an image' if kind == 'image' else f'a {kind}'}"
            self._report("unsafe-link", message, self._positions.address(written), hint)
            return ""
        if kind == "image" and not url.startswith("data:image/"):
            message, hint = "an image from another site", "save it in the briefing's folder"
            self._report("remote-image", message, self._positions.address(written), hint)
        elif kind == "file":
            message = f"“{url}” is on another site, from which pages load nothing"
            self._report("refused-html", message, self._positions.address(written), "link to it instead", "warning")
        return encoded_url(url)

    def _refuse(self, name: str) -> None:
        """Report an element or an attribute that is left out, once a page."""
        if name not in self._refused:
            self._refused.add(name)
            message = f"{name} is left out: pages have no scripts, frames, forms and styles of their own"
            hint = "take it out; styles belong into templates/assets/site.css, and what it shows behind a link"
            self._report("refused-html", message, self._positions.tag(name), hint, "warning")


def _kind(tag: str, attribute: str) -> str:
    """Return the kind of the target of an attribute."""
    if attribute == "xlink:href":
        return "link" if tag == "a" else "image"
    return "file" if attribute == "src" and tag in FILES else ADDRESSES[attribute]
