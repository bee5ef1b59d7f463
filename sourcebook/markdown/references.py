"""Resolve the references of a page: links to claims, citations, figures, links and images."""

from __future__ import annotations

import posixpath
import re
from urllib.parse import unquote
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from sourcebook.citations import CitationItem
from sourcebook.core.text.html_tags import read_tags, replace_values
from sourcebook.core.text.slugs import slug
from sourcebook.core.text.suggestions import did_you_mean
from sourcebook.markdown.citation_syntax import parse_citations
from sourcebook.markdown.document import MarkdownInput
from sourcebook.markdown.responsive_images import PICTURE_ATTRIBUTE
from sourcebook.markdown.source_positions import SourcePositions
from sourcebook.model import VEGA_LITE_SUFFIXES, AnchorLink, Finding, Level, SourceLocation

SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
SAFE_SCHEMES = ("http:", "https:", "mailto:")
FIGURES = ("chart:", "table:", "claims:", "sources:")
"""Schemes of image addresses that are figures."""
RAW_ADDRESSES = {"href": "link", "src": "image"}
"""Attributes of HTML with an address, and the kind of their target."""


class ReferenceResolver(Treeprocessor):
    """A tree processor that resolves every reference of a page, or reports it."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        self.findings: list[Finding] = []

    def start(self, page: MarkdownInput) -> None:
        """Begin a page."""
        self.page = page
        self.positions = SourcePositions(page.path, page.text, page.first_line)
        self.findings = []
        self.links: list[AnchorLink] = []
        self.claims: set[str] = set()
        self.uses: dict[str, list[str]] = {}
        self.figures: dict[str, int] = {}

    def report(self, rule: str, message: str, location: SourceLocation, hint: str = "", level: Level = "error") -> None:
        """Add a finding."""
        self.findings.append(Finding(rule, level, message, location, hint))

    def run(self, root: Element) -> None:
        """Resolve the references of each block; add cards of claims beside the block that links to them first."""
        self._raw_html()
        self._aligned_cells(root)
        for index, block in enumerate(list(root)):
            self._figures_in(block)
            fresh = self._block(block)
            if fresh:
                cards = "".join(self.page.figures.card(name) for name in fresh)
                wrapper = Element("div", {"class": "tied"})
                wrapper.append(self._stashed(f'<aside class="cards" aria-label="Claims made here">{cards}</aside>'))
                wrapper.append(block)
                root[index] = wrapper

    def _aligned_cells(self, root: Element) -> None:
        """Replace inline styles of table cells by classes, as the content security policy of pages forbids styles."""
        for table in root.iter("table"):
            for cell in table.iter():
                align = cell.attrib.pop("style", "").removeprefix("text-align: ").rstrip(";")
                if align:
                    cell.set("class", f"align-{align}")

    def _stashed(self, html: str) -> Element:
        holder = Element("p")
        holder.text = self.md.htmlStash.store(html)
        return holder

    def _block(self, block: Element) -> list[str]:
        """Resolve the references in one block; return the claims that it is the first to link to."""
        fresh: list[str] = []
        for parent in list(block.iter()):
            for index, child in enumerate(list(parent)):
                if child.tag == "a" and child.get("href", "").startswith("claim:"):
                    fresh += self._claim(parent, index, child)
                elif child.tag == "a":
                    self._link(child)
                elif child.tag == "img":
                    self._image(child)
                elif child.tag == "cite" and "data-cited" in child.attrib:
                    self._cite(child)
        return fresh

    def _raw_html(self) -> None:
        """Resolve the addresses in raw HTML."""
        blocks = self.md.htmlStash.rawHtmlBlocks
        for index, html in enumerate(blocks):
            if isinstance(html, str) and "<" in html:
                written = [
                    (attribute, self._address(attribute.value, RAW_ADDRESSES[name]))
                    for tag in read_tags(html)
                    for name, attribute in tag.attributes.items()
                    if name in RAW_ADDRESSES
                ]
                blocks[index] = replace_values(html, [pair for pair in written if pair[0].value != pair[1]])

    def _figures_in(self, block: Element) -> None:
        """Replace each paragraph that contains only a figure by it."""
        for paragraph in [block] if block.tag == "p" else list(block.iter("p")):
            images = [i for i in paragraph.iter("img") if i.get("src", "").startswith(FIGURES)]
            is_alone = len(paragraph) == 1 and not "".join(paragraph.itertext()).strip()
            if images and images[0] in paragraph and is_alone:
                self._figure(paragraph, images[0])
            else:
                for image in images:
                    self._misplaced(image)

    def _misplaced(self, image: Element) -> None:
        """Report a figure within a sentence, and replace it by its description."""
        source = image.get("src", "")
        hint = "give it a paragraph of its own"
        location = self.positions.next(f"]({source}")
        self.report("misplaced-figure", f"{source} stands inside a paragraph", location, hint)
        image.tag, image.text = "span", AtomicString(image.get("alt", ""))
        image.attrib.clear()

    def _figure(self, paragraph: Element, image: Element) -> None:
        source = image.get("src", "")
        location = self.positions.next(f"]({source}")
        figure = self._figure_html(source, image.get("alt", ""), image.get("title", ""), location)
        paragraph.remove(image)
        if isinstance(figure, str):
            paragraph.text = self.md.htmlStash.store(figure)
        else:
            self.findings += figure

    def _figure_html(self, source: str, alt: str, caption: str, location: SourceLocation) -> str | list[Finding]:
        kind, _, rest = source.partition(":")
        name, _, query = rest.partition("?")
        if not alt.strip() and not (kind == "chart" and self.page.figures.has_generated_description(name)):
            hint = "say in the square brackets what it shows: readers who cannot see it get only that"
            return [Finding("missing-alt", "error", f"{source} has no description", location, hint)]
        if kind == "table":
            return self.page.figures.table(rest, alt, caption, location)
        if kind in ("claims", "sources"):
            return self.page.figures.selection(kind, rest.removeprefix("?"), alt, caption, location)
        anchor = chart_anchor(name)
        times = self.figures[anchor] = self.figures.get(anchor, 0) + 1
        return self.page.figures.chart(
            name, alt, caption, anchor if times == 1 else f"{anchor}-{times}", location, query
        )

    def _claim(self, parent: Element, index: int, link: Element) -> list[str]:
        """Resolve a link to a claim; return the claim's id if its card was not shown yet."""
        name = link.get("href", "").removeprefix("claim:")
        location = self.positions.next(f"](claim:{name}")
        claim = self.page.claims.get(name)
        if claim is None:
            link.attrib.pop("href")
            if not self.page.is_invalid("claim", name):
                hint = did_you_mean(name, self.page.claims, "add it to claims.yaml")
                self.report("unknown-reference", f"no claim has the id “{name}”", location, hint)
            return []
        span = Element("span", {"class": f"claim {claim.kind} {'sourced' if claim.is_sourced else 'unsourced'}"})
        span.tail, link.tail = link.tail, None
        parent[index] = span
        link.set("href", f"#card-{name}" if claim.is_own else self.page.link(claim.url))
        span.append(link)
        SubElement(link, "sup", {"aria-hidden": "true"}).text = AtomicString(str(claim.number))
        note = SubElement(link, "span", {"class": "vh"})
        facts = [claim.kind, claim.standing, *([claim.mark] if claim.mark else [])]
        note.text = AtomicString(f" (claim {claim.number}: {', '.join(facts)})")
        self._hover(span, claim.by, claim.text, " · ".join(facts))
        is_fresh = claim.is_own and name not in self.claims
        if is_fresh:
            span.set("id", f"claim-{name}")
            self.claims.add(name)
        return [name] if is_fresh else []

    def _hover(self, span: Element, by: str, text: str, standing: str) -> None:
        """Add the small card that is shown on hover and focus."""
        hover = SubElement(span, "span", {"class": "hover"})
        for tag, content in (("b", by), ("span", text), ("small", standing)):
            SubElement(hover, tag).text = AtomicString(content)

    def _cite(self, element: Element) -> None:
        """Format a citation as links to the references; restore its text if a source is unknown."""
        bare = "data-bare" in element.attrib
        inside = element.attrib.pop("data-cited")
        cited = parse_citations(inside)
        unknown = [one for one in cited if one.key not in self.page.sources]
        element.tag = "span"
        element.attrib.clear()
        if unknown:
            element.text = AtomicString(inside if bare else f"[{inside}]")
            for one in unknown:
                self._unknown_source(one, "warning" if bare else "error")
            return
        element.set("class", "cites")
        cluster = self.page.citer.cluster(cited, bare)
        element.text = ""
        for one, (lead, html) in zip(cited, cluster.parts, strict=True):
            self._one_cite(element, one, lead, html)
        element[-1].tail = AtomicString(cluster.tail)

    def _unknown_source(self, one: CitationItem, level: Level) -> None:
        location = self.positions.next(f"@{one.key}")
        if not self.page.is_invalid("source", one.key):
            hint = did_you_mean(one.key, self.page.sources, "add it to sources/, or write \\@ for a plain @")
            self.report("unknown-reference", f"no source has the id “{one.key}”", location, hint, level)

    def _one_cite(self, span: Element, one: CitationItem, lead: str, html: str) -> None:
        """Add the link of one source to its reference, which links back."""
        uses = self.uses.setdefault(one.key, [])
        number = list(self.uses).index(one.key) + 1
        if len(span):
            span[-1].tail = AtomicString(lead)
        else:
            span.text = AtomicString(lead)
        uses.append(f"cite-{number}-{len(uses) + 1}")
        title = self.page.sources[one.key]
        attributes = {"class": "cite", "href": f"#ref-{number}", "id": uses[-1], "title": title}
        link = SubElement(span, "a", attributes)
        link.text = self.md.htmlStash.store(html)

    def _link(self, link: Element) -> None:
        href = link.get("href", "")
        if href and not link.get("class", "").startswith(("footnote", "cite")):
            address = self._address(href, "link")
            if address:
                link.set("href", address)
            else:
                del link.attrib["href"]

    def _image(self, image: Element) -> None:
        source = image.get("src", "")
        if not source:
            return
        image.set("src", self._address(source, "image"))
        image.set("loading", "lazy")
        target = "" if SCHEME.match(source) else self._target(unquote(source.partition("#")[0].partition("?")[0]))
        if target:
            image.set(PICTURE_ATTRIBUTE, target)

    def _address(self, href: str, kind: str) -> str:
        """Return the URL for an address on this page; with a finding the address itself, or nothing if it is unsafe."""
        if SCHEME.match(href) or href.startswith("//"):
            return self._external(href, kind)
        path, separator, fragment = href.partition("#")
        path, asks, query = path.partition("?")
        location = self.positions.next(href)
        if not path:
            self.links.append(AnchorLink(self.page.url, unquote(fragment), location))
            return href
        target = self._target(unquote(path))
        if target is None:
            here, files = posixpath.dirname(self.page.path), (one for one in self.page.addresses if one[0] != "/")
            known = [posixpath.relpath(one, here) for one in files]
            hint = did_you_mean(path, known, "write the path from this file to the other one")
            self.report(f"broken-{kind}", f"“{path}” leads nowhere", location, hint)
            return href
        if fragment:
            self.links.append(AnchorLink(target, unquote(fragment), location))
        return self.page.link(target) + asks + query + separator + fragment

    def _external(self, href: str, kind: str) -> str:
        if kind == "image" and not href.startswith("data:image/"):
            hint = "save it in the briefing's folder"
            self.report("remote-image", "an image from another site", self.positions.next(href), hint)
        elif kind == "link" and not href.lower().startswith(SAFE_SCHEMES):
            hint = did_you_mean(href.partition(":")[0], ("claim", "https", "mailto"), "write https://…, or a path")
            self.report("unsafe-link", f"“{href}” is no address for a link", self.positions.next(href), hint)
            return ""
        return href

    def _target(self, path: str) -> str | None:
        """Return the site path for a written path: of a content file, a file of the bundle, or /a/page/."""
        is_whole = path.startswith("/")
        joined = path if is_whole else posixpath.normpath(posixpath.join(posixpath.dirname(self.page.path), path))
        return self.page.addresses.get(joined)


def chart_anchor(name: str) -> str:
    """Return the anchor of a chart: its name; for a file, without slashes and suffix."""
    end = next((end for end in VEGA_LITE_SUFFIXES if name.endswith(end)), "")
    return slug(name.removesuffix(end)) if end else name
